/** FeedDocument -> the text of an RSS 2.0, Atom 1.0 or JSON Feed 1.1 document: safe-document.ts -> `feed` -> complete-xml.ts, complete-json.ts. */
import { type Extension, Feed, type FeedOptions, type Item } from 'feed';
import type { FeedDocument, Format, Person, Stamp } from '../model.ts';
import { completeJson } from './complete-json.ts';
import { completeAtom, completeRss, HTML, ID, LESS_THAN, PLAIN } from './complete-xml.ts';
import { type SafeDocument, type SafeEntry, safeDocument } from './safe-document.ts';
import { escapeText, forCdata, forText } from './xml-text.ts';

/** Goes up with every change of the bytes that equal input gives: documents in the old form are then written again. */
export const FORMAT_VERSION = 1;

const RENDERERS = { rss, atom, json };

/**
 * Apart from the stamp, equal input gives equal bytes.
 * Throws an error that names the entry when its id, link or dates cannot be published; any other address that cannot is left out.
 */
export function renderDocument(document: FeedDocument, format: Format, stamp: Stamp): string {
  if (!/^\w+$/.test(stamp.generation)) throw new Error(`a generation is letters and digits, not ${JSON.stringify(stamp.generation)}`);
  return RENDERERS[format](safeDocument(document), stamp);
}

function rss(document: SafeDocument, stamp: Stamp): string {
  const feed = new Feed(options(document, forText));
  for (const entry of document.entries) feed.addItem(rssItem(entry, document));
  return completeRss(feed.rss2(), document, stamp);
}

function atom(document: SafeDocument, stamp: Stamp): string {
  const feed = new Feed(options(document, forText));
  for (const entry of document.entries) feed.addItem(atomItem(entry, document));
  return completeAtom(feed.atom1(), document, stamp);
}

function json(document: SafeDocument, stamp: Stamp): string {
  const { icon, language, authors } = document;
  const feed = new Feed({ ...options(document, (text) => text), image: icon });
  if (icon) feed.addExtension(member('favicon', icon));
  if (language) feed.addExtension(member('language', language));
  if (authors.length > 0) feed.addExtension(member('authors', authors.map(jsonAuthor)));
  for (const entry of document.entries) feed.addItem(jsonItem(entry, document));
  return completeJson(feed.json1(), stamp);
}

/** `text` is for what `feed` hands to xml-js as it is; it escapes the other addresses itself. */
function options(document: SafeDocument, text: (text: string) => string): FeedOptions {
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

/** Without an id `feed` writes the link as a guid that is a permalink. The description is HTML (RSS profile, "item description"). */
function rssItem(entry: SafeEntry, { content, language }: SafeDocument): Item {
  const creators = entry.authors.map(({ name }) => ({ _text: forText(name) }));
  return {
    title: forCdata(entry.title),
    link: entry.link,
    ...(entry.id !== entry.link && { guid: forText(entry.id) }),
    date: entry.published,
    description: escapeText(entry.summary),
    ...(content === 'full' && entry.html && { content: HTML }),
    category: entry.labels.map((name) => ({ name: forText(name) })),
    extensions: [member('dc:creator', creators), ...ownLanguage('dc:language', entry, language, forText)],
  };
}

function atomItem(entry: SafeEntry, { content }: SafeDocument): Item {
  return {
    title: PLAIN + forCdata(entry.title) + PLAIN,
    id: ID,
    link: entry.link,
    date: entry.updated,
    published: entry.published,
    ...(entry.summary && { description: PLAIN + forCdata(entry.summary) }),
    ...(content === 'full' && entry.html && { content: HTML }),
    author: entry.authors.map(({ name, email, url }) => ({
      name: forText(name),
      ...(email && { email: forText(email) }),
      ...(url && { link: url }),
    })),
    category: entry.labels.map((name) => ({ term: name.replaceAll('<', LESS_THAN) })),
  };
}

function jsonItem(entry: SafeEntry, { content, language }: SafeDocument): Item {
  const full = content === 'full';
  return {
    id: entry.id,
    link: entry.link,
    title: entry.title,
    date: entry.updated,
    published: entry.published,
    description: entry.summary,
    ...(full && { content: entry.html }),
    ...(entry.labels.length > 0 && { category: entry.labels.map((name) => ({ name })) }),
    extensions: [
      // The summary is no HTML: a member without value is not written.
      ...(full ? [] : [member('content_html', undefined), member('content_text', entry.summary)]),
      ...(entry.authors.length > 0 ? [member('authors', entry.authors.map(jsonAuthor))] : []),
      ...ownLanguage('language', entry, language, (text) => text),
    ],
  };
}

const jsonAuthor = ({ name, url }: Person) => ({ name, ...(url && { url }) });

function ownLanguage(name: string, entry: SafeEntry, feeds: string, text: (text: string) => string): Extension[] {
  return entry.language === undefined || entry.language === feeds ? [] : [member(name, text(entry.language))];
}

/** `feed` writes the value of an extension as it is, under this name; its type knows objects only. */
const member = (name: string, value: unknown): Extension => ({ name, objects: value as Record<string, unknown> });
