/** Runs the site's own shortcodes, `templates/shortcodes/`, in a subset of Tera. https://www.getzola.org/documentation/content/shortcodes/ */
import type { Key } from '../model.ts';
import { isMap } from '../text/is-map.ts';
import { ANY_LANGUAGE, addressOf, type Source } from './contract.ts';
import { type Functions, Run, textOf } from './templates/run.ts';
import { type Statement, UnsupportedError } from './templates/syntax.ts';
import { parseArguments, parseTera } from './templates/tera.ts';
import { TERA_FUNCTIONS } from './templates/tera-functions.ts';

/** Characters of a template per step. */
const PARSED = 50;

export type Made = { kind: 'html' | 'markdown'; text: string } | { kind: 'unsupported'; file: string; reason: string };

export class ZolaTemplates {
  readonly #source: Source;
  readonly #parsed = new Map<string, Statement[]>();
  readonly #functions: Functions;
  readonly #variables: [string, unknown][];
  readonly #uses = new Map<string, number>();

  constructor(source: Source) {
    this.#source = source;
    this.#functions = { ...TERA_FUNCTIONS, ...this.#ofSite() };
    this.#variables = variablesOf(source);
  }

  /** @returns undefined without a template */
  run(name: string, parameters: string, body: string | undefined): Made | undefined {
    const file = this.#fileOf(name.replaceAll('::', '/'));
    if (file === undefined) return undefined;
    const nth = (this.#uses.get(name) ?? 0) + 1;
    this.#uses.set(name, nth);
    try {
      const own = new Map<string, unknown>([
        ...this.#variables,
        ['nth', nth],
        ...(body === undefined ? [] : [['body', body] as [string, unknown]]),
      ]);
      const run = new Run({ functions: this.#functions, anyCase: false }, own, undefined, this.#source.budget);
      for (const [key, value] of parseArguments(parameters)) own.set(key, run.value(value));
      const isMarkdown = file.endsWith('.md');
      const text = new Run({ functions: this.#functions, anyCase: false, isPlain: isMarkdown }, own, undefined, this.#source.budget).render(
        this.#statements(file),
      );
      return { kind: isMarkdown ? 'markdown' : 'html', text };
    } catch (error) {
      if (!(error instanceof UnsupportedError)) throw error;
      return { kind: 'unsupported', file, reason: error.message };
    }
  }

  #fileOf(name: string): string | undefined {
    const { templates = {} } = this.#source;
    const places = ['html', 'md'].map((ending) => `templates/shortcodes/${name}.${ending}`);
    return (
      places.find((path) => Object.hasOwn(templates, path)) ??
      Object.keys(templates).find((path) => places.some((place) => path.endsWith(`/${place}`)))
    );
  }

  #statements(file: string): Statement[] {
    const known = this.#parsed.get(file);
    if (known) return known;
    const template = this.#source.templates?.[file] ?? '';
    this.#source.budget.use(template.length / PARSED);
    const statements = parseTera(template);
    this.#parsed.set(file, statements);
    return statements;
  }

  #ofSite(): Functions {
    return {
      get_url: ({ named }) => {
        const path = textOf(named.get('path'));
        if (!path.startsWith('@/')) return this.#source.site.link + path.replace(/^\//, '');
        const address = addressOf(path.slice(2), this.#source, ANY_LANGUAGE);
        if (address === undefined) throw new UnsupportedError('get_url of a page that is no post');
        return address;
      },
      // Zola makes a copy with a name that only its build knows; the picture itself is published too.
      resize_image: ({ named }) => {
        const path = textOf(named.get('path')).replace(/^\//, '');
        const { link } = this.#source.site;
        const folder = colocated(this.#source.post.key);
        if (folder !== undefined && path.startsWith(folder)) return { url: this.#source.post.link + path.slice(folder.length) };
        if (path.startsWith('static/')) return { url: link + path.slice('static/'.length) };
        throw new UnsupportedError('resize_image of a file that is neither beside the post nor in static');
      },
      '| markdown': ({ positional: [value], named }) => {
        const source = textOf(value);
        this.#source.budget.add(source.length);
        const html = this.#source.markdownify(source).trim();
        const isInline = named.get('inline') === true && html.startsWith('<p>') && html.endsWith('</p>') && html.indexOf('<p>', 3) < 0;
        return isInline ? html.slice(3, -4) : html;
      },
    };
  }
}

/** Below `content`, with its slash. https://www.getzola.org/documentation/templates/pages-sections/ */
const colocated = (key: Key): string | undefined => /^content\/(.+\/)index(?:\.[\w-]+)?\.md$/.exec(key)?.[1];

function variablesOf({ post, site }: Source): [string, unknown][] {
  const { title, description, extra } = post.variables;
  const { extra: own, base_url: base } = site.variables;
  const page = { title, description, extra: isMap(extra) ? extra : {}, permalink: post.link, path: new URL(post.link).pathname };
  const folder = colocated(post.key);
  const config = {
    base_url: base ?? site.link.replace(/\/$/, ''),
    title: site.title,
    default_language: site.language,
    extra: isMap(own) ? own : {},
  };
  return [
    ['page', folder === undefined ? page : { ...page, colocated_path: folder }],
    ['config', config],
    ['lang', post.terms.languages[0] ?? site.language],
  ];
}
