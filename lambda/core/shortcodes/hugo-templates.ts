/** Runs the site's own shortcodes, `layouts/shortcodes/`, in a subset of Go's templates. https://gohugo.io/templates/shortcode/ */
import { isMap } from '../text/is-map.ts';
import { addressOf, codeBlock, type Source } from './contract.ts';
import type { Call } from './hugo-built-in.ts';
import { text } from './templates/functions.ts';
import { parseGo } from './templates/go.ts';
import { HUGO_FUNCTIONS } from './templates/hugo-functions.ts';
import { type Functions, Run, Thing } from './templates/run.ts';
import { Html, NESTING, type Statement, UnsupportedError } from './templates/syntax.ts';

export type Made = { kind: 'html'; html: string } | { kind: 'unsupported'; file: string; reason: string };

/** Partials open at once. */
const DEPTH = 20;

export class HugoTemplates {
  readonly #source: Source;
  readonly #parsed = new Map<string, Statement[]>();
  readonly #functions: Functions;
  readonly #site: Thing;
  readonly #page: Thing;
  #ordinal = 0;
  #depth = 0;

  constructor(source: Source) {
    this.#source = source;
    this.#functions = { ...HUGO_FUNCTIONS, ...this.#ofSite() };
    this.#site = siteOf(source);
    this.#page = pageOf(source, this.#site, this.#functions);
  }

  /** @returns undefined without a template */
  run(call: Call, parent: Thing | undefined): Made | undefined {
    const file = this.#fileOf('shortcodes', `${call.name}.html`);
    if (file === undefined) return undefined;
    try {
      return { kind: 'html', html: this.#render(file, this.thing(call, parent)) };
    } catch (error) {
      if (!(error instanceof UnsupportedError)) throw error;
      return { kind: 'unsupported', file, reason: error.message };
    }
  }

  thing({ name, named, typed, positional, inner }: Call, parent: Thing | undefined): Thing {
    const parameters = named.size > 0 ? Object.fromEntries(typed) : positional.map((_, index) => typed.get(index));
    const content = new Html(inner ?? '');
    const fields = {
      Name: name,
      Params: parameters,
      IsNamedParams: named.size > 0,
      Inner: content,
      InnerDeindent: content,
      Parent: parent,
      Ordinal: this.#ordinal++,
      Page: this.#page,
      Site: this.#site,
    };
    return new Thing(fields, {
      Get: ({ positional: [wanted] }) =>
        named.size > 0 === (typeof wanted === 'string') ? typed.get(wanted as string | number) : undefined,
    });
  }

  /** The site's own before a theme's. */
  #fileOf(folder: string, name: string): string | undefined {
    const { templates = {} } = this.#source;
    const places = [`layouts/${folder}/${name}`, `layouts/_${folder}/${name}`];
    return (
      places.find((path) => Object.hasOwn(templates, path)) ??
      Object.keys(templates).find((path) => places.some((place) => path.endsWith(`/${place}`)))
    );
  }

  #render(file: string, dot: unknown): string {
    if (++this.#depth > DEPTH) throw new UnsupportedError(`more than ${DEPTH} partials in each other`);
    const known = this.#parsed.get(file);
    const statements = known ?? this.#parse(file);
    const variables = new Map<string, unknown>([
      ['$', dot],
      ['site', this.#site],
      ['page', this.#page],
    ]);
    const html = new Run({ functions: this.#functions, anyCase: true }, variables, dot, this.#source.budget).render(statements, dot);
    this.#depth--;
    return html;
  }

  #parse(file: string): Statement[] {
    const template = this.#source.templates?.[file] ?? '';
    this.#source.budget.use(template.length / NESTING);
    const statements = parseGo(template);
    this.#parsed.set(file, statements);
    return statements;
  }

  #ofSite(): Functions {
    const partial: Functions[string] = ({ positional: [name, dot] }) => {
      const file = this.#fileOf('partials', /\.\w+$/.test(String(name)) ? String(name) : `${name}.html`);
      if (file === undefined) throw new UnsupportedError(`partial "${name}", which is not there,`);
      return new Html(this.#render(file, dot));
    };
    const reference: Functions[string] = ({ positional }) => {
      const path = positional.at(-1);
      const address = typeof path === 'string' ? addressOf(path, this.#source) : undefined;
      if (address === undefined) throw new UnsupportedError('ref');
      return address;
    };
    const markdown: Functions[string] = (call) => {
      const source = text(call, call.positional.length - 1);
      this.#source.budget.add(source.length);
      return new Html(withoutParagraph(this.#source.markdownify(source).trim()));
    };
    const address: Functions[string] = (call) => addressBelow(text(call, 0), this.#source.site.link);
    return {
      partial,
      partialCached: partial,
      ref: reference,
      relref: reference,
      markdownify: markdown,
      relURL: address,
      absURL: address,
      relLangURL: address,
      absLangURL: address,
      highlight: (call) => new Html(codeBlock(text(call, 0), /^[\w.+#-]*/.exec(text(call, 1))?.[0].toLowerCase() || 'text')),
    };
  }
}

/** As Hugo, if there is one only. */
const withoutParagraph = (html: string): string =>
  html.startsWith('<p>') && html.endsWith('</p>') && html.indexOf('<p>', 3) < 0 ? html.slice(3, -4) : html;

const addressBelow = (path: string, base: string): string => (/^(?:[a-z][a-z0-9+.-]*:|\/)/i.test(path) ? path : base + path);

function siteOf({ site }: Source): Thing {
  const { title, link, language, variables } = site;
  const { params } = variables;
  return new Thing({
    BaseURL: link,
    Title: title,
    LanguageCode: language,
    Params: isMap(params) ? params : {},
    Language: { Lang: language, LanguageCode: language },
  });
}

function pageOf({ post }: Source, site: Thing, functions: Functions): Thing {
  const { title, description, params } = post.variables;
  const fields = {
    Title: title,
    Description: description,
    Params: { ...post.variables, ...(isMap(params) ? params : {}) },
    Permalink: post.link,
    RelPermalink: new URL(post.link).pathname,
    Site: site,
    Language: site.fields.Language,
  };
  return new Thing(fields, {
    RenderString: (call, run) => functions.markdownify?.(call, run),
    Ref: (call, run) => functions.ref?.(call, run),
    RelRef: (call, run) => functions.ref?.(call, run),
  });
}
