/** Liquid -> text. The engine, which is large, is loaded by the first text that has a tag. */

import type { Links, Post, Site } from '../model.ts';
import type { RenderInputs } from '../site/render-inputs.ts';
import { Finder } from '../text/finder.ts';
import type { LiquidResult, TextFunctions } from './contract.ts';

export { withoutUnresolved } from './contract.ts';
export { neededRenderInputs, usesRenderInputs } from './needs.ts';

const LINE_ENDS = ['\n', '\r', '\u2028', '\u2029'];

/** The names in `post_url` and `link` tags, no name twice; those in comments and `raw` too, which does no harm. */
export function references(body: string, finder = new Finder(body)): string[] {
  const names = new Set<string>();
  const opening = /\{%-?\s*(?:post_url|link)\s+/g;
  // Many tags without an end can be before one end: the white space before it is passed over once.
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

/** Unresolved links are warnings, left in the text with a scheme that no sanitiser lets through: the link goes and its text stays. */
export async function renderLiquid(
  post: Post,
  links: Links,
  site: Site,
  texts: TextFunctions,
  materials?: RenderInputs,
): Promise<LiquidResult> {
  if (!post.body.includes('{{') && !post.body.includes('{%')) return { text: post.body, problems: [] };
  // Not `import('liquidjs')`: bundled, a CommonJS module that is imported so has only a default export.
  const { renderTemplate } = await import('./template.ts');
  return renderTemplate(post, links, site, texts, materials);
}
