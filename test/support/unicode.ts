/** Texts that a document must carry whatever they hold, and what it can carry of them. */
import fc from 'fast-check';

const HOSTILE = [
  ...[']]>', '<!--', '-->', '&#0;', '&amp;', '&nbsp;', '&', '<', '>', '"', "'"],
  ...['\0', '\u0001', '\u0002', '\u0003', '\u007F', '\u0085', '\u0092', '\uD800', '\uDC00', '\uFDD0', '\uFFFE', '\uFFFF', '\u{1FFFE}'],
];
const MARKUP = [
  ...['\r\n', '\r', '\t', '\n', '<![CDATA[', '</entry>', '</item>', '<entry>\n        <title type="html"><![CDATA['],
  ...['<id>linefeed:id</id>', '$&', '$1', '<!-- linefeed 0 9 -->', '"items": ['],
];
/** Right to left with its marks, beyond the first plane, joined from several, and combining. */
const SCRIPTS = ['日本', 'العربية', '\u202Eabc\u202C', '\u2067', '👩‍🚀', '𝒳', 'e\u0301', '\u2028', '\uFEFF', '\u00A0'];

/** Of any code points, halves of pairs among them. */
const anyCharacters = fc
  .array(fc.oneof(fc.integer({ max: 0xff, min: 0 }), fc.integer({ max: 0x10ffff, min: 0 })), { maxLength: 10 })
  .map((points) => String.fromCodePoint(...points));

export const anyText = fc
  .array(fc.oneof(anyCharacters, fc.constantFrom(...HOSTILE, ...MARKUP, ...SCRIPTS)), { maxLength: 8 })
  .map((parts) => parts.join(''));

export const anyAddress = fc
  .tuple(fc.webUrl({ withQueryParameters: true, withFragments: true }), anyText)
  .map(([url, more]) => `${url}?a=1&b=${more}`);

/** Written as XML 1.0 says it, independently of the code: what of a text a document can carry, and is not discouraged to. */
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

/** Of a title or a name. */
export const carriedLine = (value: string): string => carried(value).replace(/[\n\t]+/g, ' ');
