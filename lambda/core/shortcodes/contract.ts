import type { Budget } from '../budget.ts';
import { codeBlock as block, UNRESOLVED } from '../liquid/contract.ts';
import type { Links, Post, Problem, Site } from '../model.ts';
import { withoutStart } from '../text/finder.ts';
import { ProblemReport } from '../text/problem-report.ts';

export interface Expansion {
  text: string;
  /** Warnings: unknown shortcodes are dropped. */
  problems: Problem[];
  /** HTML for `placeholder` of its index, after Markdown. */
  parts?: string[];
}

/** Characters of private use, which Markdown leaves alone. */
export const placeholder = (index: number): string => `\ue000${index}\ue001`;
const PLACEHOLDER = /(<p>)?\ue000(\d{1,6})\ue001(<\/p>)?/g;

/** Alone in a paragraph, a part replaces it. */
export function withParts(text: string, parts: readonly string[], budget: Budget): string {
  if (parts.length === 0) return text;
  return text.replace(PLACEHOLDER, (whole, start: string = '', index: string, end: string = '') => {
    const part = parts[Number(index)];
    if (part === undefined) return whole;
    budget.write(part.length);
    return start !== '' && end !== '' ? part : start + part + end;
  });
}

export interface Source {
  post: Pick<Post, 'key' | 'bodyLine' | 'link' | 'terms' | 'variables'>;
  links: Links;
  site: Site;
  markdownify: (text: string) => string;
  budget: Budget;
  /** Texts of the site's own templates and includes, by path. */
  templates?: Readonly<Record<string, string>> | undefined;
}

export type Expand = (body: string, source: Source) => Expansion;

/** Warnings by offset, each message once. */
export class Warnings {
  readonly #reported: ProblemReport;
  readonly #said = new Set<string>();
  readonly #body: string;
  readonly #post: Source['post'];
  #line = 1;
  #lineStart = 0;

  constructor(body: string, post: Source['post']) {
    this.#body = body;
    this.#post = post;
    this.#reported = new ProblemReport(post.key);
  }

  get problems(): Problem[] {
    return this.#reported.problems;
  }

  /** Of a template: the same for all posts. */
  addOf(file: string, message: string): void {
    if (this.#said.has(`${file}:${message}`)) return;
    this.#said.add(`${file}:${message}`);
    this.#reported.add('warning', () => ({ key: file, line: 1, column: 1, message, severity: 'warning' }));
  }

  add(offset: number, message: string): void {
    if (this.#said.has(message)) return;
    this.#said.add(message);
    this.#reported.add('warning', () => ({ ...this.#place(offset), message, severity: 'warning' }));
  }

  #place(offset: number): Omit<Problem, 'message' | 'severity'> {
    if (offset < this.#lineStart) [this.#line, this.#lineStart] = [1, 0];
    for (let end = this.#body.indexOf('\n', this.#lineStart); end >= 0 && end < offset; end = this.#body.indexOf('\n', this.#lineStart)) {
      this.#line += 1;
      this.#lineStart = end + 1;
    }
    return { key: this.#post.key, line: this.#post.bodyLine + this.#line - 1, column: offset - this.#lineStart + 1 };
  }
}

export function splitFragment(reference: string): { name: string; fragment: string } {
  const at = reference.indexOf('#');
  return at < 0 ? { name: reference, fragment: '' } : { name: reference.slice(0, at), fragment: reference.slice(at) };
}

type Languages = Pick<Post['terms'], 'languages'>;

/** In the post's own language, except file paths. */
export function nameFor(name: string, { languages }: Languages): string {
  const plain = name
    .trim()
    .replace(/^(?:\.{0,2}\/)+/, '')
    .replace(/\/$/, '');
  const [language] = languages;
  return language === undefined || plain === '' ? plain : `${language}:${plain}`;
}

export function addressOf(reference: string, { post, links }: Source, among: Languages = post.terms): string | undefined {
  const { name, fragment } = splitFragment(reference);
  if (name === '') return fragment;
  const known = nameFor(name, among);
  const url = Object.hasOwn(links, known) ? links[known] : null;
  return url ? url + fragment : undefined;
}

export const ANY_LANGUAGE: Languages = { languages: [] };

export const unresolved = (name: string): string => UNRESOLVED + encodeURIComponent(name);

/** The last characters of a text in parts. */
export function endOf(parts: readonly string[]): string {
  let end = '';
  for (let at = parts.length - 1; at >= 0 && end.length < 200; at -= 1) end = (parts[at] ?? '').slice(-200) + end;
  return end;
}

export { attributes } from '../liquid/contract.ts';

export const codeBlock = (code: string, language: string): string => block(withoutStart(code.trimEnd(), '\n'), language);
