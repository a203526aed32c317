/** Liquid -> text. The engine, which is large, is loaded by the first text that has a tag. */

import type { Links, Post, Site } from '../model.ts';
import type { Materials } from '../site/materials.ts';
import type { LiquidResult, TextFunctions } from './contract.ts';

export { withoutUnresolved } from './contract.ts';
export { neededMaterials, usesMaterials } from './needs.ts';

/** The names in `post_url` and `link` tags, no name twice; those in comments and `raw` too, which does no harm. */
export function references(body: string): string[] {
  if (!body.includes('{%')) return [];
  return [...new Set(Array.from(body.matchAll(/\{%-?\s*(?:post_url|link)\s+(.*?)\s*-?%\}/g), (match) => match[1] ?? ''))].filter(Boolean);
}

/** Unresolved links are warnings, left in the text with a scheme that no sanitiser lets through: the link goes and its text stays. */
export async function renderLiquid(
  post: Post,
  links: Links,
  site: Site,
  texts: TextFunctions,
  materials?: Materials,
): Promise<LiquidResult> {
  if (!post.body.includes('{{') && !post.body.includes('{%')) return { text: post.body, problems: [] };
  // Not `import('liquidjs')`: bundled, a CommonJS module that is imported so has only a default export.
  const { renderTemplate } = await import('./template.ts');
  return renderTemplate(post, links, site, texts, materials);
}
