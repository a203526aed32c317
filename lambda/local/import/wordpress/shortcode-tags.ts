/** Shortcodes of WordPress itself, as it finds them: `[audio src="a.mp3"]`, `[caption]…[/caption]`, escaped `[[gallery]]`. */

import { replaced } from '../markup.ts';

export const SHORTCODES = 'wp_caption|caption|gallery|playlist|audio|video|embed';

export interface Shortcode {
  name: string;
  /** Values without a name are `0`, `1`, …. */
  attributes: Map<string, string>;
  content: string;
}

/** Or an element: its attributes are none, and in code brackets stay. */
const START = new RegExp(`<(pre|code)\\b[^<>]*>|<[a-z/][^<>]*>|\\[(\\[?)(${SHORTCODES})(?![\\w-])`, 'gi');
const ATTRIBUTE = /([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s'"]+))|"([^"]*)"|'([^']*)'|(\S+)/g;

function attributesOf(text: string): Map<string, string> {
  const attributes = new Map<string, string>();
  let position = 0;
  for (const [, name, double, single, bare, ...rest] of text.replace(/[\u00a0\u200b]/g, ' ').matchAll(ATTRIBUTE)) {
    if (name !== undefined) attributes.set(name.toLowerCase(), double ?? single ?? bare ?? '');
    else attributes.set(String(position++), rest.find((value) => value !== undefined) ?? '');
  }
  return attributes;
}

/** A bracket that no later step takes for a shortcode. */
export const BRACKET = '\ufdd5';

/** Escaped ones become text. */
export function withShortcodes(html: string, made: (shortcode: Shortcode) => string, bracket = BRACKET): string {
  return replaced(html, START, ({ index, 0: start, 1: code, 2: open = '', 3: written }, ends) => {
    const from = index + start.length;
    if (written === undefined) {
      const to = code && ends.after(`</${code.toLowerCase()}>`, from);
      return to ? { to, made: start + withShortcodes(html.slice(from, to), made, '&#91;') } : { to: from, made: start };
    }
    const name = written.toLowerCase();
    const tagEnd = ends.after(']', from);
    if (tagEnd === undefined) return undefined;
    const isAlone = html[tagEnd - 2] === '/' && tagEnd - 2 >= from;
    const text = html.slice(from, isAlone ? tagEnd - 2 : tagEnd - 1);
    const closed = isAlone ? undefined : ends.after(`[/${name}]`, tagEnd);
    const end = closed ?? tagEnd;
    const content = closed === undefined ? '' : html.slice(tagEnd, closed - `[/${name}]`.length);
    const to = html[end] === ']' ? end + 1 : end;
    if (open === '[' && to > end) return { to, made: html.slice(index + 1, end).replaceAll('[', bracket) };
    return { to, made: open + made({ name, attributes: attributesOf(text), content }) + html.slice(end, to) };
  });
}
