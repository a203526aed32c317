/** HTML of an export -> Markdown that `linefeed build` shows as the same HTML. */
import type Turndown from 'turndown';
import { isTooDeep } from './depth.ts';
import { addRules, BREAK, LINK } from './markdown-rules.ts';
import { replaced } from './markup.ts';
import { BRACKET } from './wordpress/shortcode-tags.ts';

/** Marks are noncharacters, which no text has: those of private use are letters in some fonts. */
const MORE = '\ufdd0';

/** turndown may have escaped it. */
const escapedSign = (sign: string): string => (sign.startsWith('\\') ? sign : `\\${sign}`);

/** What Linefeed's Markdown has beyond turndown's escapes. */
const escapedMore = (text: string): string =>
  text
    // Text alone: else `&lt;b&gt;` becomes an element.
    .replace(/&(?=#?\w+;)/g, '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/^(\d+)\)(?=\s|$)/, '$1\\)')
    .replace(/^:/, '\\:')
    .replace(/\{(?=:)/g, '\\{')
    .replace(/\\.|~(?=~)/gs, escapedSign);

/** Of what the tool left straight. */
const literal = (text: string): string => text.replace(/\\.|["']|-(?=-)|\.(?=\.\.)|>(?=>)/gs, escapedSign);

/** The parser drops comments. */
const withMore = (html: string): string =>
  replaced(html, /<!--\s*more\b/g, ({ index }, ends) => {
    const to = ends.after('>', index);
    return to !== undefined && html.endsWith('-->', to) ? { to, made: `<p>${MORE}</p>` } : undefined;
  });

const PRE_END = '</pre>';

/** Code in a block of code is that block. */
function withBlocksOfCode(html: string): string {
  const ends = Array.from(html.matchAll(/<\/pre>\s*<\/code>/gi));
  let next = 0;
  return replaced(html, /<code>\s*(?=<pre\b)/gi, ({ index, 0: start }) => {
    const from = index + start.length;
    while ((ends[next]?.index ?? from) < from) next += 1;
    const end = ends[next];
    return end && { to: end.index + end[0].length, made: html.slice(from, end.index + PRE_END.length) };
  });
}

/** A comment in HTML. Parsers differ in where it ends. */
const CDATA = /<!\[CDATA\[[^>]*(?:>|$)/g;

const prepared = (html: string): string => withBlocksOfCode(withMore(html).replace(CDATA, ''));

const finished = (markdown: string): string =>
  markdown
    .replaceAll(BREAK, '')
    .replaceAll(MORE, '<!--more-->')
    .replaceAll(BRACKET, '&#91;')
    // Else `!` makes a picture of a link.
    .replaceAll(`!${LINK}`, '\\!')
    .replaceAll(LINK, '')
    .trimEnd();

/** @param isTypeset the HTML has typographic quotes and dashes already, and straight ones are meant */
type Write = (html: string, isTypeset: boolean) => { text: string } | { unwritten: string };

/** Of a post whose HTML has no form in Markdown, the writer returns the reason. */
export async function markdownWriter(): Promise<Write> {
  // Large, and for this command alone.
  const { default: Constructor } = await import('turndown');
  const turndown: Turndown = new Constructor({
    headingStyle: 'atx',
    codeBlockStyle: 'fenced',
    bulletListMarker: '-',
    emDelimiter: '*',
  });
  addRules(turndown);
  const { escape: escaped } = turndown;
  let isLiteral = false;
  turndown.escape = (text) => {
    const made = escapedMore(escaped(text));
    return isLiteral ? literal(made) : made;
  };
  return (html, isTypeset) => {
    const source = prepared(html);
    if (isTooDeep(source)) return { unwritten: 'its elements are nested too deeply for Markdown' };
    isLiteral = isTypeset;
    try {
      return { text: finished(turndown.turndown(source)) };
    } catch {
      // One post must not end the import: a frameset, for instance, replaces the document in turndown's parser.
      return { unwritten: 'its elements have no form in Markdown' };
    }
  };
}
