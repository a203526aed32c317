/** Shortcodes of WordPress that exporters leave in the text: `[caption width="300"]<img …> A lens[/caption]`. */

import { escapeHtml } from '../liquid/contract.ts';
import { outsideCode } from './code.ts';
import { attributes, codeBlock, type Expand, Warnings } from './contract.ts';

/** Those of WordPress itself and of its hosting. Any other word in brackets is text. */
const NAMES =
  'caption|wp_caption|gallery|playlist|audio|video|embed|youtube|vimeo|sourcecode|code|contact-form|contact-field|googlemaps|polldaddy|tweet';
/** Some exporters escape brackets, as Markdown's; a link or a definition is none. */
const TAG = new RegExp(`\\\\?\\[(/?)(${NAMES})\\b([^\\]\\n]{0,2000}?)\\\\?\\](?![(:\\[])`, 'g');
const CODE = /\\?\[(sourcecode|code)\b([^\]\n]{0,200}?)\\?\]/g;
const EMBED =
  /\\?\[(embed|youtube|vimeo)\b[^\]\n]{0,200}?\\?\]\s*(https?:\/\/[^\s[\]\\]+)\s*\\?\[\/\1\\?\]|\\?\[(?:youtube|vimeo|tweet)[ =]+(https?:\/\/[^\s[\]\\]+)[^\]\n]{0,200}\]/g;

export const expandWordpress: Expand = (body, { post }) => {
  const warnings = new Warnings(body, post);
  const left = (at: number) => (_: string, closing: string, name: string, __: string, index: number) => {
    if (closing === '' && !name.endsWith('caption'))
      warnings.add(at + index, `[${name}]: a shortcode of WordPress, which is left out; write what it should show`);
    return '';
  };
  const text = outsideCode(body, (part, at) => {
    const known = withCodeBlocks(part);
    const linked = known.replace(EMBED, (_, __, inside?: string, after?: string) => linkTo(inside ?? after ?? ''));
    return linked.replace(TAG, left(at));
  });
  return { text, problems: warnings.problems };
};

const linkTo = (url: string): string => `<a${attributes(['href', url])}>${escapeHtml(url)}</a>`;

function withCodeBlocks(text: string): string {
  const parts: string[] = [];
  let at = 0;
  for (const { 0: opening, 1: name = '', 2: settings = '', index } of text.matchAll(CODE)) {
    if (index < at) continue;
    const end = text.indexOf(`[/${name}`, index);
    // What never ends is no block; nor is what begins after it.
    if (end < 0) break;
    const language = /(?:lang|language)=["']?([\w+#-]+)/.exec(settings)?.[1] ?? 'text';
    parts.push(text.slice(at, index), codeBlock(text.slice(index + opening.length, end).replace(/\\$/, ''), language));
    at = end + `[/${name}]`.length;
  }
  return parts.join('') + text.slice(at);
}
