/** What kramdown's documents need beyond CommonMark. Loaded on demand. */
import { kramdownBlocks } from './kramdown-blocks.ts';
import { kramdownContents } from './kramdown-contents.ts';
import { kramdownHtml } from './kramdown-html.ts';
import { kramdownIds } from './kramdown-ids.ts';
import { kramdownEscapes, spacedDestinations } from './kramdown-lenience.ts';
import { kramdownLinks } from './kramdown-links.ts';
import { kramdownLists } from './kramdown-lists.ts';
import { kramdownTables } from './kramdown-tables.ts';
import { rawHtml } from './markdown-in-html.ts';
import type { MarkdownIt } from './markdown-it-types.d.ts';

/** After `attributeLists`. */
export function kramdown(markdown: MarkdownIt): void {
  markdown.use(kramdownTables).use(kramdownEscapes).use(kramdownBlocks).use(spacedDestinations).use(rawHtml);
  markdown.use(kramdownLists).use(kramdownLinks).use(kramdownHtml);
  markdown.renderer.rules.footnote_anchor = backlink;
}

/** After the typography. */
export function kramdownHeadings(markdown: MarkdownIt): void {
  markdown.use(kramdownIds).use(kramdownContents);
}

/** kramdown numbers the second and later ones. */
const backlink: NonNullable<MarkdownIt['renderer']['rules'][string]> = (tokens, index, options, env, self) => {
  const { subId = 0 } = (tokens[index]?.meta ?? {}) as { subId?: number };
  const name = self.rules.footnote_anchor_name?.(tokens, index, options, env, self);
  const times = subId > 0 ? `<sup>${subId + 1}</sup>` : '';
  return ` <a href="#fnref${name}${subId > 0 ? `:${subId}` : ''}" class="footnote-backref">\u21a9\ufe0e${times}</a>`;
};
