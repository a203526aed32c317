/** Liquid -> text. The large engine loads with the first tag. */

import { Finder } from '../text/finder.ts';
import type { LiquidInput, LiquidResult } from './contract.ts';

export { withoutUnresolved } from './contract.ts';
export { neededRenderInputs, usesRenderInputs } from './needs.ts';

const LINE_ENDS = ['\n', '\r', '\u2028', '\u2029'];

/** Distinct names in `post_url` and `link` tags, also in comments and `raw`. */
export function references(body: string, finder = new Finder(body)): string[] {
  const names = new Set<string>();
  const opening = /\{%-?\s*(?:post_url|link)\s+/g;
  // Scans white space before a `%}` once.
  let [closing, last] = [-1, -1];
  while (opening.test(body)) {
    const start = opening.lastIndex;
    const end = finder.next('%}', start);
    if (end === body.length) break;
    if (end !== closing) {
      [closing, last] = [end, body[end - 1] === '-' ? end - 1 : end];
      while (/\s/.test(body[last - 1] ?? '')) last--;
    }
    if (finder.first(LINE_ENDS, start) < last) continue;
    const name = body.slice(start, last);
    if (name !== '') names.add(name);
    opening.lastIndex = end;
  }
  return [...names];
}

/** Warns of unresolved links, writes UNRESOLVED. */
export async function renderLiquid(...given: LiquidInput): Promise<LiquidResult> {
  const [post] = given;
  if (!post.body.includes('{{') && !post.body.includes('{%')) return { text: post.body, problems: [] };
  // Bundled, CommonJS has only a default export.
  const { renderTemplate } = await import('./template.ts');
  return renderTemplate(...given);
}
