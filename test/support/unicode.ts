/** Arbitrary texts that documents must carry, and the part that they can carry. */
import fc from 'fast-check';

const HOSTILE = [
  ...[']]>', '<!--', '-->', '&#0;', '&amp;', '&nbsp;', '&', '<', '>', '"', "'"],
  ...['\0', '\u0001', '\u0002', '\u0003', '\u007F', '\u0085', '\u0092', '\uD800', '\uDC00', '\uFDD0', '\uFFFE', '\uFFFF', '\u{1FFFE}'],
];
const MARKUP = [
  ...['\r\n', '\r', '\t', '\n', '<![CDATA[', '</entry>', '</item>', '<entry>\n        <title type="html"><![CDATA['],
  ...['<id>linefeed:id</id>', '$&', '$1', '<!-- linefeed 0 9 -->', '"items": ['],
];
/** Right-to-left text with marks, astral characters, joined and combining sequences. */
const SCRIPTS = ['日本', 'العربية', '\u202Eabc\u202C', '\u2067', '👩‍🚀', '𝒳', 'e\u0301', '\u2028', '\uFEFF', '\u00A0'];

/** Any code points, lone surrogates included. */
const anyCharacters = fc
  .array(fc.oneof(fc.integer({ max: 0xff, min: 0 }), fc.integer({ max: 0x10ffff, min: 0 })), { maxLength: 10 })
  .map((points) => String.fromCodePoint(...points));

export const anyText = fc
  .array(fc.oneof(anyCharacters, fc.constantFrom(...HOSTILE, ...MARKUP, ...SCRIPTS)), { maxLength: 8 })
  .map((parts) => parts.join(''));

export const anyAddress = fc
  .tuple(fc.webUrl({ withQueryParameters: true, withFragments: true }), anyText)
  .map(([url, more]) => `${url}?a=1&b=${more}`);

/** What XML 1.0 allows and does not discourage, implemented independently. */
export function carried(value: string): string {
  const allowed = (c: number) =>
    c === 9 || c === 10 || c === 13 || (c >= 32 && c <= 0xd7ff) || (c >= 0xe000 && c <= 0xfffd) || (c >= 0x10000 && c <= 0x10ffff);
  const discouraged = (c: number) =>
    (c >= 0x7f && c <= 0x84) || (c >= 0x86 && c <= 0x9f) || (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xffff) >= 0xfffe;
  return [...value]
    .filter((c) => allowed(c.codePointAt(0) ?? 0) && !discouraged(c.codePointAt(0) ?? 0))
    .join('')
    .replaceAll('\r\n', '\n')
    .replaceAll(/[\r\x85]/g, '\n');
}

/** For a title or a name. */
export const carriedLine = (value: string): string => carried(value).replace(/[\n\t]+/g, ' ');
