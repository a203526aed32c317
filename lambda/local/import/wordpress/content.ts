/** The content of a WordPress post as HTML: what WordPress and its common plug-ins make of the text in its database. */
import { replaced } from '../markup.ts';
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

const SHORTCODE_END = '<!-- /wp:shortcode -->';

/** A block of a shortcode has the paragraphs of the classic editor. */
const withoutBlocks = (content: string): string =>
  replaced(
    replaced(content, /<!-- wp:shortcode -->/g, ({ index, 0: start }, ends) => {
      const [from, to] = [index + start.length, ends.after(SHORTCODE_END, index)];
      return to === undefined ? undefined : { to, made: withParagraphs(content.slice(from, to - SHORTCODE_END.length)) };
    }),
    /<!-- \/?wp:/g,
    ({ index, input }, ends) => {
      const to = ends.after('-->', index);
      return to === undefined ? undefined : { to: input[to] === '\n' ? to + 1 : to, made: '' };
    },
  );

const withName = (html: string): string => html.replace(/(?<=[ >(‘“])Wordpress/g, 'WordPress');
