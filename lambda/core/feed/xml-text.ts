/** Text that XML can carry, and the forms in which the three writers of a document (`feed`, its xml-js, our completing pass) need it. */

/** What XML 1.0 forbids and what it discourages (section 2.2): control characters and non-characters, which no reader shows, and halves of characters. */
const FORBIDDEN = /(?![\t\n\r\x85])[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/gu;

/** What there is to remove or to change in most texts that have anything; without the `u` flag, and far faster for it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const SUSPECT = /[\x00-\x08\x0b-\x1f\x7f-\x9f\udffe\udfff\ufdd0-\ufdef\ufffe\uffff]/;

/** Node 20 has it, ES2023's types do not. */
export const isWellFormed = (text: string): boolean => (text as string & { isWellFormed(): boolean }).isWellFormed();

/** CR LF and CR become LF, as an XML parser would make them (section 2.11), and so does NEL (XML 1.1, section 2.11): so that all formats hold the same text. */
export const legal = (text: string): string =>
  SUSPECT.test(text) || !isWellFormed(text) ? text.replace(FORBIDDEN, '').replace(/\r\n?|\x85/g, '\n') : text;

/** For names and titles. An XML parser turns tabs and line ends in an attribute into spaces (section 3.3.3), so no format has them. */
export const legalLine = (text: string): string => legal(text).replace(/[\t\n]+/g, ' ');

/** xml-js undoes one `&amp;` before it escapes, and would make the text `AT&amp;T` into `AT&T`: it gets one more to undo. */
export const forText = (text: string): string => text.replace(/&/g, '&amp;');

const HEXADECIMAL: Readonly<Record<string, string>> = { '&amp;': '&#x26;', '&lt;': '&#x3C;' };

/** RSS never said whether its texts are HTML; written so, most readers take them for text (RSS profile, "Character data"). Not what is in CDATA sections. */
export const hexadecimal = (xml: string): string =>
  xml.replace(/<!\[CDATA\[[\s\S]*?\]\]>|&amp;|&lt;/g, (found) => HEXADECIMAL[found] ?? found);

/** For what goes between `<![CDATA[` and `]]>`. */
export const splitCdata = (text: string): string => text.replaceAll(']]>', ']]]]><![CDATA[>');

/** xml-js splits the first `]]>` of a CDATA section and no other: the first is left to it. */
export function forCdata(text: string): string {
  const first = text.indexOf(']]>');
  return first === -1 ? text : text.slice(0, first + 3) + splitCdata(text.slice(first + 3));
}

/** What is after the first `start` and before `end`, which ends the text. What another release of `feed` writes otherwise must fail here, not reach a reader. */
export function between(text: string, start: string, end: string): string {
  const from = text.indexOf(start);
  if (from === -1) throw new Error(`feed wrote no ${JSON.stringify(start)} where it was expected`);
  if (!text.endsWith(end)) throw new Error(`feed did not end with ${JSON.stringify(end)}`);
  return text.slice(from + start.length, -end.length);
}
