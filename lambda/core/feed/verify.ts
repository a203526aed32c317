import type { FencingToken, Format } from '../model.ts';
import { isMap } from '../text/is-map.ts';
import { type Contents, type Frame, type Members, type Paths, readXml, readXmlParts } from './contents.ts';

interface Expected {
  read: (text: string) => Contents;
  readParts: (frame: Frame, fragments: readonly string[]) => Contents;
  /** Required members; they may be empty. */
  feed: string[];
  entry: string[];
  /** One of them, with text; none: no rule. */
  label: string[];
  id: string;
  link: string;
  dates: string[];
  isDate: (text: string, at: Date) => boolean;
}

/** Dates are in UTC without milliseconds. Comparing the reprint rejects 31 February, which `Date` reads as 3 March. */
const isRfc822 = (text: string, at: Date) => at.toUTCString() === text;
const isRfc3339 = (text: string, at: Date) => `${at.toISOString().slice(0, 19)}Z` === text;

const ATOM = 'http://www.w3.org/2005/Atom';
/** Required (JSON Feed 1.1, "Items"). */
const JSON_CONTENT = 'content_html or content_text';
const JSON_FEED = 'https://jsonfeed.org/version/1.1';

const EXPECTED: Record<Format, Expected> = {
  rss: {
    ...readersOf({ namespace: '', feed: '/rss/channel', entry: '/rss/channel/item' }),
    feed: ['title', 'link', 'description', 'lastBuildDate', `{${ATOM}}link self`],
    entry: [],
    // RSS 2.0, "Elements of <item>".
    label: ['title', 'description'],
    id: 'guid',
    link: 'link',
    dates: ['pubDate'],
    isDate: isRfc822,
  },
  atom: {
    ...readersOf({ namespace: ATOM, feed: '/feed', entry: '/feed/entry' }),
    feed: ['id', 'title', 'updated', 'author', 'link alternate', 'link self'],
    // May be empty (RFC 4287 section 4.2.14).
    entry: ['title'],
    label: [],
    id: 'id',
    link: 'link alternate',
    dates: ['published', 'updated'],
    isDate: isRfc3339,
  },
  json: {
    read: readJson,
    readParts: readJsonParts,
    feed: ['title', 'home_page_url', 'feed_url'],
    entry: [JSON_CONTENT],
    label: [],
    id: 'id',
    link: 'url',
    dates: ['date_published', 'date_modified'],
    isDate: isRfc3339,
  },
};

function readersOf(paths: Paths): Pick<Expected, 'read' | 'readParts'> {
  return { read: (text) => readXml(text, paths), readParts: (frame, fragments) => readXmlParts(frame, fragments, paths) };
}

/**
 * A document of fragments that were verified, in this frame or another with the same namespaces, is valid.
 * @returns the reason in one line; undefined if the frame is valid and the fragments are entries with these ids
 */
export function verifyParts(format: Format, frame: Frame, fragments: readonly string[], ids: readonly string[]): string | undefined {
  const expected = EXPECTED[format];
  try {
    const { feed, entries } = expected.readParts(frame, fragments);
    const missing = expected.feed.find((name) => !feed.has(name));
    if (missing) return `the feed has no ${missing}`;
    return compareIds(entries, ids, expected) ?? entries.map((entry) => verifyEntry(entry, expected)).find((reason) => reason);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return `it does not parse: ${message.replace(/\s+/g, ' ')}`;
  }
}

export function readEntries(text: string): { id: string; link: string }[] {
  const format = text.startsWith('{') ? 'json' : /<rss\s/.test(text.slice(0, 1000)) ? 'rss' : 'atom';
  const { read, ...names } = EXPECTED[format];
  try {
    return read(text).entries.flatMap((entry) => {
      const id = entry.get(names.id);
      return id === undefined ? [] : [{ id, link: entry.get(names.link) ?? '' }];
    });
  } catch {
    return [];
  }
}

function compareIds(entries: Members[], ids: readonly string[], { id }: Expected): string | undefined {
  if (entries.length !== ids.length) return `it has ${entries.length} entries, not ${ids.length}`;
  const at = ids.findIndex((expected, index) => entries[index]?.get(id) !== expected);
  return at === -1 ? undefined : `entry ${at + 1} has the id ${JSON.stringify(entries[at]?.get(id))}, not ${JSON.stringify(ids[at])}`;
}

function verifyEntry(entry: Members, { id, link, label, dates, isDate, ...expected }: Expected): string | undefined {
  const where = `entry ${JSON.stringify(entry.get(id))}`;
  const missing = expected.entry.find((name) => !entry.has(name));
  if (missing) return `${where} has no ${missing}`;
  if (label.length > 0 && label.every((name) => (entry.get(name) ?? '').trim() === '')) return `${where} has no ${label.join(' or ')}`;
  if (!URL.canParse(entry.get(link) ?? '')) return `${where} has no absolute link`;
  const wrong = dates.find((name) => {
    const text = entry.get(name) ?? '';
    const at = new Date(text);
    return Number.isNaN(at.getTime()) || !isDate(text, at);
  });
  return wrong && `${where} has no valid ${wrong}`;
}

function readJson(text: string): Contents {
  const feed: unknown = JSON.parse(text);
  if (!isMap(feed) || feed.version !== JSON_FEED || !Array.isArray(feed.items)) throw new Error('no items of JSON Feed 1.1');
  return { feed: strings(feed), entries: feed.items.map(readItem) };
}

const PROBE = 'probe';

function readJsonParts([before, after]: Frame, fragments: readonly string[]): Contents {
  const frame: unknown = JSON.parse(`${before}"${PROBE}"${after}`);
  const isInItems = isMap(frame) && Array.isArray(frame.items) && frame.items.length === 1 && frame.items[0] === PROBE;
  if (!isInItems || frame.version !== JSON_FEED) throw new Error('no items of JSON Feed 1.1');
  return { feed: strings(frame), entries: fragments.map((fragment) => readItem(JSON.parse(fragment))) };
}

function readItem(item: unknown): Members {
  const members = strings(item);
  const content = members.get('content_html') ?? members.get('content_text');
  return content === undefined ? members : members.set(JSON_CONTENT, content);
}

/** Without numeric ids and other types. */
function strings(value: unknown): Members {
  const members = Object.entries(isMap(value) ? value : {});
  return new Map(members.filter((member): member is [string, string] => typeof member[1] === 'string'));
}

/** At the start, where no post text can be. */
const COMMENT_STAMP = /^(?:<\?xml [^>]*\?>|<!doctype html>)\s*<!-- linefeed (?<generation>\w+) (?<rev>\d+) -->/;
const JSON_STAMP = /^\{\s*"version":\s*"[^"]*",\s*"_linefeed":\s*\{\s*"generation":\s*"(?<generation>\w+)",\s*"rev":\s*(?<rev>\d+)/;

/** Of JSON chapters. */
export const CHAPTERS_VERSION = '1.2.0';

/** Of pages, OPML and chapters. */
const STARTS = [
  '<!doctype html>\n<!-- linefeed ',
  '<?xml version="1.0" encoding="utf-8"?>\n<!-- linefeed ',
  `{"version":"${CHAPTERS_VERSION}","_linefeed":`,
];

/** A start that ends within our stamp. */
export const isCutStart = (text: string): boolean => STARTS.some((start) => start.startsWith(text) || text.startsWith(start));

/** Needs the first 200 bytes. */
export function readStamp(text: string): FencingToken | undefined {
  const { generation, rev } = (COMMENT_STAMP.exec(text) ?? JSON_STAMP.exec(text))?.groups ?? {};
  return generation === undefined ? undefined : { generation, rev: Number(rev) };
}
