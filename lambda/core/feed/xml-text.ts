/** Forbidden or discouraged by XML 1.0 section 2.2. */
const FORBIDDEN = /(?![\t\n\r\x85])[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/gu;

/** Fast, without the `u` flag. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const SUSPECT = /[\x00-\x08\x0b-\x1f\x7f-\x9f\udffe\udfff\ufdd0-\ufdef\ufffe\uffff]/;

/** Missing in the types of ES2023. */
export const isWellFormed = (text: string): boolean => (text as string & { isWellFormed(): boolean }).isWellFormed();

/** Normalises CR LF, CR (XML 1.0 section 2.11) and NEL (XML 1.1 section 2.11) to LF. */
export const legal = (text: string): string =>
  SUSPECT.test(text) || !isWellFormed(text) ? text.replace(FORBIDDEN, '').replace(/\r\n?|\x85/g, '\n') : text;

/** For names and titles: XML turns tabs and line ends of attributes into spaces (section 3.3.3). */
export const legalLine = (text: string): string => legal(text).replace(/[\t\n]+/g, ' ');

/** xml-js unescapes one `&amp;` before escaping, which would turn `AT&amp;T` into `AT&T`. */
export const forText = (text: string): string => text.replace(/&/g, '&amp;');

const HEXADECIMAL: Readonly<Record<string, string>> = { '&amp;': '&#x26;', '&lt;': '&#x3C;' };

/** RSS does not say whether texts are HTML; in this form, most readers take them as text (RSS profile, "Character data"). Skips CDATA. */
export const hexadecimal = (xml: string): string =>
  xml.replace(/<!\[CDATA\[[\s\S]*?\]\]>|&amp;|&lt;/g, (found) => HEXADECIMAL[found] ?? found);

/** Inside CDATA. */
export const splitCdata = (text: string): string => text.replaceAll(']]>', ']]]]><![CDATA[>');

/** xml-js splits only the first `]]>`. */
export function forCdata(text: string): string {
  const first = text.indexOf(']]>');
  return first === -1 ? text : text.slice(0, first + 3) + splitCdata(text.slice(first + 3));
}

/** Throws if a release of `feed` writes another form. */
export function between(text: string, start: string, end: string): string {
  const from = text.indexOf(start);
  if (from === -1) throw new Error(`feed wrote no ${JSON.stringify(start)} where it was expected`);
  if (!text.endsWith(end)) throw new Error(`feed did not end with ${JSON.stringify(end)}`);
  return text.slice(from + start.length, -end.length);
}
