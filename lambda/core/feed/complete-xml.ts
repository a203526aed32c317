/**
 * What `feed` cannot write into RSS and Atom: all namespaces, languages, link types, several authors, plain-text titles, exact ids, the stamp.
 *
 * The places are found by marks that `render.ts` puts into what it hands to `feed`. Marks are characters that XML forbids, so no text of
 * a post, made legal beforehand, can imitate them.
 */
import type { Person, Stamp } from '../model.ts';
import type { SafeDocument, SafeEntry } from './safe-document.ts';
import { escapeAttribute, escapeText, splitCdata } from './xml-text.ts';

/** Around the title and before the summary of an Atom entry, which `feed` would declare to be HTML. */
export const PLAIN = '\u0001';
/** For `<` in an attribute, which `feed` leaves as it is. */
export const LESS_THAN = '\u0002';
/** For the id of an Atom entry, which `feed` would pass through `new URL()`. */
export const ID = 'linefeed:id';
/** For an entry's HTML, most of a document's bytes: xml-js would copy it once for each of the elements around it. */
export const HTML = '\u0003';

/** Declared whether they are used or not: a feed's first full entry or first author then changes nothing but its entries. */
const RSS_ROOT = [
  '<rss version="2.0"',
  'xmlns:atom="http://www.w3.org/2005/Atom"',
  'xmlns:content="http://purl.org/rss/1.0/modules/content/"',
  'xmlns:dc="http://purl.org/dc/elements/1.1/">',
].join(' ');

const ENTRY_START = `<entry>\n        <title type="html"><![CDATA[${PLAIN}`;
const ENTRY_ID = `${PLAIN}]]></title>\n        <id>${ID}</id>\n        <link href="`;
const SUMMARY_START = `<summary type="html"><![CDATA[${PLAIN}`;

export function completeRss(xml: string, document: SafeDocument, stamp: Stamp): string {
  return fillHtml(`${prologue(stamp)}${RSS_ROOT}\n    ${from(xml, '<channel>')}`, document);
}

export function completeAtom(xml: string, document: SafeDocument, stamp: Stamp): string {
  const [head = '', ...rests] = xml.split(ENTRY_START);
  if (rests.length !== document.entries.length) throw new Error('feed writes Atom entries in another form than expected');
  const entries = document.entries.map((entry, index) => completeEntry(rests[index] ?? '', entry, document.language));
  const text = prologue(stamp) + completeHead(head, document) + entries.join('');
  return fillHtml(text.replaceAll(LESS_THAN, '&lt;'), document);
}

/** Each mark is the whole text of a CDATA section. */
function fillHtml(xml: string, { content, entries }: SafeDocument): string {
  const bodies = content === 'full' ? entries.map(({ html }) => html).filter((html) => html !== '') : [];
  const [head = '', ...rests] = xml.split(HTML);
  if (rests.length !== bodies.length) throw new Error('feed writes contents in another form than expected');
  return [head, ...rests.flatMap((rest, index) => [splitCdata(bodies[index] ?? ''), rest])].join('');
}

/** A comment, the one thing that no reader acts on, and at the start, where a few bytes of the document tell its version. */
const prologue = ({ generation, rev }: Stamp): string => `<?xml version="1.0" encoding="utf-8"?>\n<!-- linefeed ${generation} ${rev} -->\n`;

/** Every text in the head is escaped, so a `<` in it is a tag's. */
function completeHead(head: string, document: SafeDocument): string {
  const root = `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${escapeAttribute(document.language)}">\n    `;
  // RFC 4287 section 4.1.1: without an author here every entry must have one.
  const authors = document.authors.length > 0 ? document.authors : [{ name: document.title }];
  return (root + from(head, '<id>'))
    .replace('<link rel="alternate"', (link) => `${authors.map(author).join('')}${link} type="text/html"`)
    .replace('<link rel="self"', (link) => `${link} type="application/atom+xml"`);
}

function author({ name, email, url }: Person): string {
  const members = [element('name', name), element('email', email), element('uri', url)].join('');
  return `<author>${members}\n    </author>\n    `;
}

const element = (name: string, text: string | undefined): string =>
  text === undefined ? '' : `\n        <${name}>${escapeText(text)}</${name}>`;

/** `rest` follows ENTRY_START. Of type text, a title `Vec<T>` is no tag to a reader (RFC 4287 section 3.1.1). */
function completeEntry(rest: string, entry: SafeEntry, language: string): string {
  const title = rest.slice(0, rest.indexOf(ENTRY_ID));
  const own = entry.language === undefined || entry.language === language ? '' : ` xml:lang="${escapeAttribute(entry.language)}"`;
  const start = `<entry${own}>\n        <title type="text"><![CDATA[${title}]]></title>\n        <id>${escapeText(entry.id)}</id>`;
  const link = '\n        <link rel="alternate" type="text/html" href="';
  return start + link + from(rest, ENTRY_ID).slice(ENTRY_ID.length).replace(SUMMARY_START, '<summary type="text"><![CDATA[');
}

/** What another release of `feed` writes in another order must fail here, not reach a reader. */
function from(xml: string, tag: string): string {
  const start = xml.indexOf(tag);
  if (start === -1) throw new Error(`feed wrote no ${JSON.stringify(tag)} where it was expected`);
  return xml.slice(start);
}
