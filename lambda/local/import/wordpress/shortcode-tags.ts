/** Shortcodes of WordPress itself, as it finds them: `[audio src="a.mp3"]`, `[caption]…[/caption]`, escaped `[[gallery]]`. */

export const SHORTCODES = 'wp_caption|caption|gallery|playlist|audio|video|embed';

export interface Shortcode {
  name: string;
  /** Values without a name are `0`, `1`, …. */
  attributes: Map<string, string>;
  content: string;
}

/** Its groups follow the one of code. */
const TAG = `\\[(\\[?)(${SHORTCODES})(?![\\w-])([^\\]/]*(?:/(?!\\])[^\\]/]*)*?)(?:(/)\\]|\\](?:([^[]*(?:\\[(?!/\\3\\])[^[]*)*)\\[/\\3\\])?)(\\]?)`;
/** Not in attributes of elements. */
const TAG_OR_ELEMENT = new RegExp(`<(pre|code)\\b[^<>]*>[\\s\\S]*?</\\1>|<[a-z/][^<>]*>|${TAG}`, 'gi');
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
  return html.replace(TAG_OR_ELEMENT, (whole, code, open, name, text = '', _slash, content = '', close = '') => {
    if (code !== undefined) return `${whole.slice(0, code.length + 1)}${withShortcodes(whole.slice(code.length + 1), made, '&#91;')}`;
    if (name === undefined) return whole;
    if (open === '[' && close === ']') return whole.slice(1, -1).replaceAll('[', bracket);
    return open + made({ name: name.toLowerCase(), attributes: attributesOf(text), content }) + close;
  });
}
