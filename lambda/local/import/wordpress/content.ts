/** The content of a WordPress post as HTML: what WordPress and its common plug-ins make of the text in its database. */
import { withEmbeds } from './embeds.ts';
import { inText } from './in-text.ts';
import { withParagraphs } from './paragraphs.ts';
import { withPluginCode } from './plugin-code.ts';
import { quotesOf } from './quotes.ts';
import { type Files, shownShortcodes } from './shortcodes.ts';
import { withSmilies } from './smilies.ts';
import { withTypography } from './typography.ts';

export const hasBlocks = (content: string): boolean => content.includes('<!-- wp:');

/** In the order of WordPress. */
export function contentOf(content: string, files: Files, language?: string): string {
  const source = withEmbeds(withPluginCode(content.replace(/\r\n?/g, '\n')));
  const texts = withTypography(hasBlocks(source) ? withoutBlocks(source) : source, quotesOf(language));
  const html = hasBlocks(source) ? texts : withParagraphs(texts);
  return inText(shownShortcodes(withName(html), files), withSmilies);
}

export const titleOf = (title: string, language?: string): string =>
  withTypography(title, quotesOf(language)).replaceAll('Wordpress', 'WordPress');

/** A block of a shortcode has the paragraphs of the classic editor. */
const withoutBlocks = (content: string): string =>
  content
    .replace(/<!-- wp:shortcode -->([\s\S]*?)<!-- \/wp:shortcode -->/g, (_, text: string) => withParagraphs(text))
    .replace(/<!-- \/?wp:[\s\S]*?-->\n?/g, '');

const withName = (html: string): string => html.replace(/(?<=[ >(‘“])Wordpress/g, 'WordPress');
