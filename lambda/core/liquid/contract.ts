import type { Links, Post, Problem, Site } from '../model.ts';
import type { RenderInputs } from '../site/render-inputs.ts';
import { escapeAttribute } from '../text/escape.ts';

export interface LiquidResult {
  /** Empty after an error. */
  text: string;
  problems: Problem[];
}

export interface TextFunctions {
  markdownify: (text: string) => string;
  smartify: (text: string) => string;
}

/** `globals`: variables beside `site` and `page`. */
export type LiquidInput = [
  post: Post,
  links: Links,
  site: Site,
  texts: TextFunctions,
  materials?: RenderInputs | undefined,
  globals?: Readonly<Record<string, unknown>>,
];

/** Unresolved links: sanitisers drop the link, keep its text. */
export const UNRESOLVED = 'linefeed-unresolved:';

/** Line breaks become references, which Markdown leaves alone. */
export const escapeHtml = (text: string): string => escapeAttribute(text).replaceAll('\n', '&#10;');

/** `attributes(['src', 'a.png'], ['alt', undefined])` -> ` src="a.png"` */
export const attributes = (...pairs: [string, string | undefined][]): string =>
  pairs.map(([name, value]) => (value === undefined || value === '' ? '' : ` ${name}="${escapeHtml(value)}"`)).join('');

/** On one line: one HTML block anywhere in Markdown. */
export const codeBlock = (code: string, language: string): string =>
  `<pre><code class="language-${language}">${escapeHtml(code)}</code></pre>`;

/** Removes unresolved addresses outside links. */
export function withoutUnresolved(html: string): string {
  return html.includes(UNRESOLVED) ? html.replace(/linefeed-unresolved:(?:[^\s<>"]*[^\s<>".,;:!?)\]])?/g, '') : html;
}
