/** RSS 2.0, Atom 1.0, JSON Feed 1.1: safe-document.ts, `feed`, then complete-xml.ts or complete-json.ts. */
import { type Extension, Feed, type FeedOptions, type Item } from 'feed';
import type { Entry, FencingToken, Format, Person } from '../model.ts';
import { escapeText } from '../text/escape.ts';
import { completeJson, cutJsonItems } from './complete-json.ts';
import { completeAtom, completeRss, cutAtomEntries, cutRssItems, HTML, ID, LESS_THAN, PLAIN } from './complete-xml.ts';
import { withCover } from './cover.ts';
import { jsonAttachments } from './extensions.ts';
import type { FeedDocument } from './feed-document.ts';
import { isPodcast } from './podcast-loader.ts';
import { type SafeEntry, type SafeHead, type ShownEntry, safeEntry, safeHead } from './safe-document.ts';
import { verifyParts } from './verify.ts';
import { forCdata, forText } from './xml-text.ts';

/** Raise it when equal input gives other bytes: documents are written again. */
export const FORMAT_VERSION = 2;

/** UTF-8, by `fragmentName`. */
export type Fragments = Map<string, Uint8Array>;

const fragments = new WeakMap<Entry, Fragments>();

/** Verified fragments of an entry. */
export function fragmentsOf(entry: Entry): Fragments {
  const known = fragments.get(entry) ?? new Map();
  fragments.set(entry, known);
  return known;
}

/** From a thread that rendered the entry. */
export const keepFragments = (entry: Entry, made: Fragments): void => void fragments.set(entry, made);

const encoder = new TextEncoder();

/** Of all that an entry's fragment depends on besides the entry, and the namespaces around it. */
const fragmentName = (format: Format, { content, language, linksOut, cover }: SafeHead, podcast: boolean) => {
  const name = `${format} ${content} ${linksOut} ${cover} ${podcast}`;
  return (entry: Entry) => (entry.language === undefined ? name : `${name} ${language}`);
};

/**
 * Equal input gives equal bytes, except for the stamp. Do not modify entries afterwards: each is rendered and verified once.
 * @throws Error with the reason if the document would not be valid; omits invalid addresses other than an entry's
 */
export function renderDocument(document: FeedDocument, format: Format, stamp: FencingToken): Buffer {
  if (!/^\w+$/.test(stamp.generation)) throw new Error(`a generation is letters and digits, not ${JSON.stringify(stamp.generation)}`);
  const { frame, entries: write, separator } = WRITERS[format];
  const head = safeHead(document);
  const [before, after] = frame(head, stamp, document);
  const nameOf = fragmentName(format, head, isPodcast(document));
  const all = document.entries.map((entry) => ({ entry, known: fragmentsOf(entry), name: nameOf(entry) }));
  const missing = all.filter(({ known, name }) => !known.has(name));
  const shown = missing.map(({ entry }) => shownEntry(safeEntry(entry), head));
  const written = shown.length > 0 ? write(shown, head.language) : [];
  const problem = verifyParts(
    format,
    [before, after],
    written,
    missing.map(({ entry }) => entry.id),
  );
  if (problem !== undefined) throw new Error(problem);
  for (const [index, { known, name }] of missing.entries()) known.set(name, encoder.encode(written[index]));
  const between = encoder.encode(separator);
  const parts = all.flatMap(({ known, name }, index) => [...(index > 0 ? [between] : []), known.get(name) ?? between]);
  return Buffer.concat([encoder.encode(before), ...parts, encoder.encode(after)]);
}

function shownEntry(entry: SafeEntry, head: SafeHead): ShownEntry {
  const { link, externalUrl } = entry;
  const content = entry.content ?? head.content;
  const [target, related] = head.linksOut && externalUrl ? [externalUrl, link] : [link, externalUrl];
  const shown = { ...entry, ...withCover(entry, head.cover), content, target, ...(related && { related }) };
  if (content === 'full') return shown;
  const { markdown: _, ...rest } = shown;
  return { ...rest, html: '' };
}

interface Writer {
  frame(head: SafeHead, stamp: FencingToken, document: Pick<FeedDocument, 'show' | 'entries'>): [string, string];
  /** @param language of the feed; entries in others state theirs */
  entries(entries: ShownEntry[], language: string): string[];
  separator: string;
}

const WRITERS: Record<Format, Writer> = {
  rss: {
    frame: (head, stamp, document) => completeRss(new Feed(options(head, forText)).rss2(), head, stamp, isPodcast(document)),
    entries: (entries, language) => cutRssItems(only(entries.map((entry) => rssItem(entry, language))).rss2(), entries),
    separator: '',
  },
  atom: {
    frame: (head, stamp) => completeAtom(new Feed(options(head, forText)).atom1(), head, stamp),
    entries: (entries, language) => cutAtomEntries(only(entries.map(atomItem)).atom1(), entries, language),
    separator: '',
  },
  json: {
    frame: (head, stamp, { entries }) => completeJson(jsonHead(head).json1(), stamp, entries.length === 0, head.extensions?.objects),
    entries: (entries, language) => cutJsonItems(only(entries.map((entry) => jsonItem(entry, language))).json1(), entries.length),
    separator: ',',
  },
};

function only(items: Item[]): Feed {
  const feed = new Feed({ title: 'Feed', link: 'https://example.com/', id: 'https://example.com/', updated: new Date(0) });
  for (const item of items) feed.addItem(item);
  return feed;
}

function jsonHead(head: SafeHead): Feed {
  const { icon, language, authors, hubs, previous } = head;
  const feed = new Feed({ ...options(head, (text) => text), image: icon });
  if (previous?.json) feed.addExtension(member('next_url', previous.json));
  if (hubs.length > 0) feed.addExtension(member('hubs', hubs.map(jsonHub)));
  if (icon) feed.addExtension(member('favicon', icon));
  if (language) feed.addExtension(member('language', language));
  if (authors.length > 0) feed.addExtension(member('authors', authors.map(jsonAuthor)));
  return feed;
}

/** @param text escapes what `feed` passes on to xml-js unescaped */
function options(document: SafeHead, text: (text: string) => string): FeedOptions {
  return {
    id: text(document.id),
    title: text(document.title),
    link: document.link,
    description: text(document.description),
    language: text(document.language),
    copyright: text(document.copyright),
    image: text(document.logo),
    favicon: text(document.icon),
    updated: document.updated,
    feedLinks: document.self,
    generator: 'Linefeed',
  };
}

/** Without a guid, `feed` writes a permalink guid. The description is HTML (RSS profile, "item description"). */
function rssItem(entry: ShownEntry, language: string): Item {
  const creators = entry.authors.map(({ name }) => ({ _text: forText(name) }));
  return {
    title: PLAIN,
    link: entry.target,
    ...(entry.id !== entry.target && { guid: forText(entry.id) }),
    date: entry.published,
    // RSS requires a title or a description.
    description: escapeText(entry.title || entry.summary.trim() ? entry.summary : entry.link),
    ...(entry.html && { content: HTML }),
    category: entry.labels.map(({ name, scheme }) => ({ name: forText(name), ...(scheme && { domain: forText(scheme) }) })),
    extensions: [member('dc:creator', creators), ...ownLanguage('dc:language', entry, language, forText)],
  };
}

function atomItem(entry: ShownEntry): Item {
  return {
    title: PLAIN,
    id: ID,
    link: entry.target,
    date: entry.updated,
    published: entry.published,
    ...(entry.summary && { description: PLAIN + forCdata(entry.summary) }),
    ...(entry.html && { content: HTML }),
    author: entry.authors.map(({ name, email, url }) => ({
      name: forText(name),
      ...(email && { email: forText(email) }),
      ...(url && { link: url }),
    })),
    category: entry.labels.map(({ name, scheme }) => ({ term: name.replaceAll('<', LESS_THAN), ...(scheme && { scheme }) })),
  };
}

function jsonItem(entry: ShownEntry, language: string): Item {
  const { image, externalUrl } = entry;
  const enclosures = entry.enclosures ?? (entry.coverEnclosure && [entry.coverEnclosure]);
  const full = entry.content === 'full';
  return {
    id: entry.id,
    link: entry.link,
    title: entry.title,
    date: entry.updated,
    published: entry.published,
    description: entry.summary,
    ...(full && { content: entry.html }),
    ...(image && { image: image.url }),
    ...(entry.labels.length > 0 && { category: [...new Set(entry.labels.map(({ name }) => name))].map((name) => ({ name })) }),
    extensions: [
      // Undefined members are not written.
      ...(full ? [] : [member('content_html', undefined), member('content_text', entry.summary)]),
      // `feed` omits it without content.
      ...(full && !entry.html && entry.summary ? [member('summary', entry.summary)] : []),
      ...(entry.authors.length > 0 ? [member('authors', entry.authors.map(jsonAuthor))] : []),
      ...ownLanguage('language', entry, language, (text) => text),
      ...(externalUrl ? [member('external_url', externalUrl)] : []),
      ...(image?.banner ? [member('banner_image', image.url)] : []),
      ...(enclosures?.length ? [member('attachments', jsonAttachments(enclosures))] : []),
    ],
  };
}

const jsonAuthor = ({ name, url }: Person) => ({ name, ...(url && { url }) });

/** JSON Feed 1.1, "Subscribing to Real-time Notifications". */
const jsonHub = (url: string) => ({ type: 'WebSub', url });

function ownLanguage(name: string, entry: SafeEntry, feeds: string, text: (text: string) => string): Extension[] {
  return entry.language === undefined || entry.language === feeds ? [] : [member(name, text(entry.language))];
}

/** `feed` writes any value; only its type requires objects. */
const member = (name: string, value: unknown): Extension => ({ name, objects: value as Record<string, unknown> });
