/** What the stage of Liquid takes and gives beside the model; known to all `liquid*.ts`, and free of liquidjs. */
import type { Problem } from '../model.ts';

export interface LiquidResult {
  /** Empty if there is an error among the problems. */
  text: string;
  problems: Problem[];
}

/** Other stages, for the filters `markdownify` and `smartify`. */
export interface TextFunctions {
  markdownify: (text: string) => string;
  smartify: (text: string) => string;
}

/** Stands for the address of no post. A scheme that no sanitiser lets through, so that a link to it goes and its text stays. */
export const UNRESOLVED = 'linefeed-unresolved:';

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;' };

/** On one line, so that Markdown leaves it as it is. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"\n]/g, (character) => ESCAPES[character] ?? character);

/** Code as one line, which stays one piece of HTML wherever it stands: also in a list, and around empty lines. */
export const codeBlock = (code: string, language: string): string =>
  `<pre><code class="language-${language}">${escapeHtml(code)}</code></pre>`;

/** What is left of such addresses where they were not those of a link. */
export function withoutUnresolved(html: string): string {
  return html.includes(UNRESOLVED) ? html.replace(/linefeed-unresolved:(?:[^\s<>"]*[^\s<>".,;:!?)\]])?/g, '') : html;
}
