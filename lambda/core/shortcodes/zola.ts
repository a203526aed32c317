/** Zola's `[text](@/blog/post.md)`, `{{ name(a="b") }}` and `{% name() %}text{% end %}`. */
import { escapeHtml } from '../liquid/contract.ts';
import { mediaOf } from '../liquid/media.ts';
import { Finder } from '../text/finder.ts';
import {
  ANY_LANGUAGE,
  addressOf,
  attributes,
  type Expand,
  type Expansion,
  endOf,
  placeholder,
  type Source,
  unresolved,
  Warnings,
  withParts,
} from './contract.ts';
import { ZolaTemplates } from './zola-templates.ts';

const LINK = /(?<before>\]\(|^ {0,3}\[[^\]\n]+\]:[ \t]*)@\/(?<path>[^)\s]+)/;
const INLINE = /(?<shown>\{\{\/\*)|\{\{\s*(?<name>[\w:]+)\((?<parameters>[^{}]{0,2000})\)\s*\}\}/;
const BLOCK = /(?<shownBlock>\{%\/\*)|\{%\s*(?:(?<block>[\w:]+)\((?<blockParameters>[^{}]{0,2000})\)|end)\s*%\}/;
const ANY = new RegExp([LINK, INLINE, BLOCK].map(({ source }) => source).join('|'), 'gm');

type Groups = Partial<Record<'before' | 'path' | 'shown' | 'name' | 'parameters' | 'shownBlock' | 'block' | 'blockParameters', string>>;

export const expandZola: Expand = (body, source) => new Expander(body, source).expand();

/** Deeper blocks are dropped: each level copies its text. */
const NESTING = 20;

interface Frame {
  name: string;
  parameters: string;
  before: string[];
}

class Expander {
  readonly #body: string;
  readonly #source: Source;
  readonly #warnings: Warnings;
  readonly #finder: Finder;
  readonly #templates: ZolaTemplates;
  readonly #parts: string[] = [];
  readonly #frames: Frame[] = [];
  #output: string[] = [];

  constructor(body: string, source: Source) {
    this.#body = body;
    this.#source = source;
    this.#warnings = new Warnings(body, source.post);
    this.#finder = new Finder(body);
    this.#templates = new ZolaTemplates(source);
  }

  expand(): Expansion {
    const next = new RegExp(ANY);
    let at = 0;
    for (let match = next.exec(this.#body); match; match = next.exec(this.#body)) {
      const found = match.groups as Groups;
      const literal = found.shown ?? found.shownBlock;
      const end = literal === undefined ? next.lastIndex : endOfLiteral(next.lastIndex, literal, this.#finder);
      // Unclosed on its line: text.
      if (end === undefined) continue;
      this.#output.push(this.#body.slice(at, match.index));
      if (literal !== undefined)
        this.#write(literal.slice(0, 2) + this.#body.slice(next.lastIndex, end - 4) + this.#body.slice(end - 2, end));
      else if (found.path !== undefined) this.#write(found.before + linkTo(found.path, match.index, this.#source, this.#warnings));
      else if (found.block !== undefined) this.#start(found);
      else if (found.name === undefined) this.#end();
      else this.#write(this.#call(found.name, found.parameters ?? '', undefined));
      at = end;
      next.lastIndex = end;
    }
    this.#output.push(this.#body.slice(at));
    while (this.#frames.length > 0) this.#end();
    return { text: this.#output.join(''), problems: this.#warnings.problems, parts: this.#parts };
  }

  #write(text: string): void {
    this.#source.budget.write(text.length);
    this.#output.push(text);
  }

  #start({ block = '', blockParameters = '' }: Groups): void {
    if (this.#frames.length >= NESTING) return;
    this.#frames.push({ name: block, parameters: blockParameters, before: this.#output });
    this.#output = [];
  }

  /** A lone end belongs to a dropped start. */
  #end(): void {
    const frame = this.#frames.pop();
    if (!frame) return;
    const inner = this.#output.join('');
    this.#output = frame.before;
    this.#output.push(this.#call(frame.name, frame.parameters, inner));
  }

  #call(name: string, parameters: string, inner: string | undefined): string {
    const { budget } = this.#source;
    const body = inner === undefined ? undefined : withParts(inner, this.#parts, budget).replace(/^\n|\n$/g, '');
    const own = this.#templates.run(name, parameters, body);
    if (own?.kind === 'markdown') return own.text;
    if (own?.kind === 'html') {
      budget.write(own.text.length);
      this.#parts.push(own.text);
      return placeholder(this.#parts.length - 1);
    }
    const made = inner === undefined && !own ? builtIn(name, parameters) : undefined;
    if (made !== undefined) return made;
    const stays = 'its pictures, links and inner text stay';
    if (own?.kind === 'unsupported')
      this.#warnings.addOf(own.file, `${name}: ${own.reason} cannot be used here, so this shortcode is not run; ${stays}`);
    else {
      const file = `templates/shortcodes/${name.replaceAll('::', '/')}.html`;
      this.#warnings.addOf(file, `this shortcode is not there; ${stays}; if it is part of a theme, copy it there`);
    }
    const values = [...parameters.matchAll(VALUE)].map(
      ([, key = '', double, single, raw]) => [key, double ?? single ?? raw ?? ''] as const,
    );
    return mediaOf(values, endOf(this.#output)) + (inner ?? '');
  }
}

const VALUE = /(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)'|`([^`]*)`)/g;

function endOfLiteral(from: number, opening: string, finder: Finder): number | undefined {
  const end = finder.next(opening.startsWith('{{') ? '*/}}' : '*/%}', from);
  return end < finder.text.length && end < finder.next('\n', from) ? end + 4 : undefined;
}

function linkTo(path: string, at: number, source: Source, warnings: Warnings): string {
  const address = addressOf(path, source, ANY_LANGUAGE) ?? homeOf(path, source);
  if (address !== undefined) return address;
  warnings.add(
    at,
    `@/${path}: no live post or page has this path; the link is left out and its text stays; correct the path or publish that post`,
  );
  return unresolved(path);
}

/** Without a file too. */
function homeOf(path: string, { site }: Source): string | undefined {
  const [whole, code = '', fragment = ''] = /^_index(?:\.([\w-]+))?\.md(#.*)?$/.exec(path) ?? [];
  return whole === undefined ? undefined : site.link + (site.languages?.[code]?.path ?? '') + fragment;
}

const parameter = (parameters: string, name: string): string | undefined =>
  new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|\`([^\`]*)\`)`)
    .exec(parameters)
    ?.slice(1)
    .find((value) => value !== undefined);

/** Of earlier Zola versions. */
function builtIn(name: string, parameters: string): string | undefined {
  const id = parameter(parameters, 'id');
  const url = parameter(parameters, 'url');
  const player = { youtube: 'https://www.youtube.com/embed/', vimeo: 'https://player.vimeo.com/video/' }[name];
  if (player && id) return `<p><iframe${attributes(['src', player + id])} width="560" height="315" allowfullscreen></iframe></p>`;
  if (name === 'gist' && url) return `<p><a${attributes(['href', url])}>${escapeHtml(url)}</a></p>`;
  return undefined;
}
