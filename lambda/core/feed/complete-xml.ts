/**
 * Adds what `feed` cannot write: namespaces, languages, link types, several authors, plain-text titles, exact ids, the stamp.
 *
 * Marks are characters that XML forbids and `legal` removes, so no post can imitate them.
 */
import type { FencingToken, Person } from '../model.ts';
import { escapeAttribute, escapeText } from '../text/escape.ts';
import { atomExtensions, MEDIA, rssAttachments, rssExtensions } from './extensions.ts';
import { ownElements, withNamespaces } from './own-elements.ts';
import { podcastElements } from './podcast-loader.ts';
import type { SafeHead, ShownEntry } from './safe-document.ts';
import { between, hexadecimal, splitCdata } from './xml-text.ts';

/** For titles and Atom summaries, which `feed` would declare as HTML. */
export const PLAIN = '\u0001';
/** For `<` in attributes, which `feed` leaves. */
export const LESS_THAN = '\u0002';
/** For Atom ids, which `feed` would normalise with `new URL()`. */
export const ID = 'linefeed:id';
/** For HTML, which xml-js would copy for each enclosing element. */
export const HTML = '\u0003';

/** RFC 5005 section 4. */
const HISTORY = 'xmlns:fh="http://purl.org/syndication/history/1.0"';

/** Always declared, so that a first use changes only its entry. */
const RSS_ROOT = [
  '<rss version="2.0"',
  'xmlns:atom="http://www.w3.org/2005/Atom"',
  'xmlns:content="http://purl.org/rss/1.0/modules/content/"',
  'xmlns:dc="http://purl.org/dc/elements/1.1/"',
  HISTORY,
  MEDIA,
].join(' ');

const ITEM_START = `\n        <item>\n            <title><![CDATA[${PLAIN}]]></title>`;
const ENTRY_START = `\n    <entry>\n        <title type="html"><![CDATA[${PLAIN}]]></title>\n        <id>${ID}</id>\n        <link href="`;
const SUMMARY_START = `<summary type="html"><![CDATA[${PLAIN}`;

const ITEM_END = '\n        </item>';
const ENTRY_END = '\n    </entry>';
const RSS_END = '\n    </channel>\n</rss>';
const ATOM_END = '\n</feed>';

/**
 * @param podcast whether the head or an item has podcast elements
 * @returns the parts before and after the items
 */
export function completeRss(xml: string, head: SafeHead, stamp: FencingToken, podcast: boolean): [string, string] {
  const show = head.show ? podcastElements().showElements(head.show).map(onLine) : [];
  const links = [...hubLinks(head, 'atom:link'), ...historyOf(head, 'rss', 'atom:link')].map(onLine);
  const own = ownElements(head.extensions).map((each) => onLine(hexadecimal(each)));
  const declared = podcast ? `${RSS_ROOT} ${podcastElements().NAMESPACES}` : RSS_ROOT;
  const root = `${withNamespaces(declared, head.extensions)}>`;
  return [
    `${prologue(stamp)}${root}\n    <channel>${hexadecimal(between(xml, '<channel>', RSS_END) + links.join(''))}${show.join('')}${own.join('')}`,
    RSS_END,
  ];
}

const onLine = (element: string): string => `\n        ${element}`;

export const cutRssItems = (xml: string, entries: ShownEntry[]): string[] =>
  cut(xml, ITEM_START, RSS_END, entries).map((rest, index) => {
    const entry = entries[index] as ShownEntry;
    const title = entry.title && `\n            <title>${escapeText(entry.title)}</title>`;
    const item = `\n        <item>${title}${extended(rest, ITEM_END, rssExtensions(entry))}`;
    return fillHtml(extended(hexadecimal(item), ITEM_END, rssAttachments(entry)), entry.html);
  });

export function completeAtom(xml: string, head: SafeHead, stamp: FencingToken): [string, string] {
  const own = ownElements(head.extensions, true);
  const links = [...hubLinks(head, 'link'), ...historyOf(head, 'atom', 'link'), ...own].map((line) => `\n    ${line}`);
  return [prologue(stamp) + completeHead(`<id>${between(xml, '<id>', ATOM_END)}`, head) + links.join(''), ATOM_END];
}

export const cutAtomEntries = (xml: string, entries: ShownEntry[], language: string): string[] =>
  cut(xml, ENTRY_START, ATOM_END, entries).map((rest, index) => {
    const entry = entries[index] as ShownEntry;
    const whole = extended(completeEntry(rest, entry, language), ENTRY_END, atomExtensions(entry));
    return fillHtml(whole.replaceAll(LESS_THAN, '&lt;'), entry.html);
  });

/** No post can contain `start`, which has a mark. */
function cut(xml: string, start: string, end: string, entries: ShownEntry[]): string[] {
  const parts = between(xml, start, end).split(start);
  if (parts.length !== entries.length) throw new Error('feed writes entries in another form than expected');
  return parts;
}

function extended(xml: string, end: string, elements: string[]): string {
  if (!xml.endsWith(end)) throw new Error('feed ends entries in another form than expected');
  const indent = `${end.slice(0, end.indexOf('<'))}    `;
  return xml.slice(0, -end.length) + elements.map((each) => indent + each).join('') + end;
}

function fillHtml(xml: string, html: string): string {
  const [before = '', after, ...more] = xml.split(HTML);
  if (more.length > 0 || (after === undefined) !== (html === '')) throw new Error('feed writes contents in another form than expected');
  return after === undefined ? before : before + splitCdata(html) + after;
}

/** Readers ignore comments; the first bytes tell the version. */
const prologue = ({ generation, rev }: FencingToken): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n<!-- linefeed ${generation} ${rev} -->\n`;

/** Texts are escaped, so each `<` starts a tag. */
function completeHead(xml: string, head: SafeHead): string {
  const namespaces = withNamespaces(`${HISTORY} ${MEDIA}`, head.extensions);
  const root = `<feed xmlns="http://www.w3.org/2005/Atom" ${namespaces} xml:lang="${escapeAttribute(head.language)}">\n    `;
  // RFC 4287 section 4.1.1: else every entry needs an author.
  const authors = head.authors.length > 0 ? head.authors : [{ name: head.title }];
  return (root + xml)
    .replace('<link rel="alternate"', (link) => `${authors.map(author).join('')}${link} type="text/html"`)
    .replace('<link rel="self"', (link) => `${link} type="application/atom+xml"`);
}

/** `feed` supports one hub only. */
const hubLinks = ({ hubs }: SafeHead, element: string): string[] =>
  hubs.map((hub) => `<${element} rel="hub" href="${escapeAttribute(hub)}"/>`);

/** RFC 5005 links. Normalised addresses have no `<` or `"`. */
function historyOf({ current, previous, next }: SafeHead, format: 'rss' | 'atom', element: string): string[] {
  const relations = { current, 'prev-archive': previous, 'next-archive': next };
  const links = Object.entries(relations).flatMap(([relation, addresses]) => {
    const address = addresses?.[format];
    return address ? [`<${element} rel="${relation}" type="application/${format}+xml" href="${escapeAttribute(address)}"/>`] : [];
  });
  return current ? ['<fh:archive/>', ...links] : links;
}

function author({ name, email, url }: Person): string {
  const members = [element('name', name), element('email', email), element('uri', url)].join('');
  return `<author>${members}\n    </author>\n    `;
}

const element = (name: string, text: string | undefined): string =>
  text === undefined ? '' : `\n        <${name}>${escapeText(text)}</${name}>`;

/** @param rest follows ENTRY_START. With type `text`, `Vec<T>` is not a tag (RFC 4287 section 3.1.1). */
function completeEntry(rest: string, entry: ShownEntry, language: string): string {
  const own = entry.language === undefined || entry.language === language ? '' : ` xml:lang="${escapeAttribute(entry.language)}"`;
  const start = `\n    <entry${own}>\n        <title type="text">${escapeText(entry.title)}</title>\n        <id>${escapeText(entry.id)}</id>`;
  const link = '\n        <link rel="alternate" type="text/html" href="';
  return start + link + rest.replace(SUMMARY_START, '<summary type="text"><![CDATA[');
}
