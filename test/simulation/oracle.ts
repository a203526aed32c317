/**
 * Compares the published documents, read by third-party parsers, with the expected ones, derived from the bucket and the ledger (ids,
 * `updated`, slugs of terms, last good versions).
 */
import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { parseAtomFeed, parseRssFeed } from 'feedsmith';
import type { Catalog, Row, Version } from '../../lambda/core/catalog/catalog.ts';
import { readStamp } from '../../lambda/core/feed/verify.ts';
import type { FencingToken } from '../../lambda/core/model.ts';
import { ENTRIES, PUBLIC } from '../../lambda/keys.ts';
import type { MemoryStore } from '../../lambda/stores/memory.ts';
import { listAll, type StoredObject } from '../../lambda/stores/store.ts';
import { readCatalog } from '../support/whole-catalog.ts';
import { LINK, linkOf, type Post, type PostsBucket } from './bucket.ts';
import type { Hub } from './hubs.ts';
import { checkId, hasIdOfAnother } from './id-rule.ts';
import type { Listener } from './listener.ts';
import { checkPeople, isForPeople } from './people.ts';

export interface Truth {
  bucket: Pick<PostsBucket, 'posts' | 'versions' | 'written' | 'timesOf' | 'config'>;
  hub: Pick<Hub, 'fetched'>;
  /** Absent if a catalog was lost. */
  listener?: Pick<Listener, 'check'> | undefined;
  /** Milliseconds since 1970. */
  now: number;
  /** Milliseconds by which a clock may be ahead. */
  skew: number;
}

/** The fields of a feed's item that a post and the ledger decide. */
interface Item {
  title: string;
  link: string;
  id: string;
  updated?: string;
  /** The link that the reference in the body became. */
  target: string;
}

const nameOf = (key: string): string => key.replace(/^.*\/|\.md$/g, '');
const iso = (time: number): string => new Date(time).toISOString();

interface Shown {
  key: string;
  unlisted: boolean;
  date: number;
  tags: readonly string[];
  item: Item;
}

const dayOf = (date: number): string => iso(date).slice(0, 10);

/** Same title, text and day. */
const sharesContent = (a: Post, b: Post): boolean =>
  a.title === b.title && (a.text ?? a.slug) === (b.text ?? b.slug) && a.names === b.names && dayOf(a.date) === dayOf(b.date);

/**
 * Whether a post is held as a copy of a published one, with the same address or content. For a file that is invalid now, its last good
 * version counts, whose address may be that of an earlier configuration. A file that was released before is never held.
 */
function isHeld(key: string, post: Post, { bucket: { posts, versions, config } }: Truth, { posts: rows, moment }: Catalog): boolean {
  if (rows[key]?.released) return false;
  const isShown = ({ draft, expires }: Post) => !draft && (expires === undefined || iso(expires) > moment);
  return [...posts].some(([name, other]) => {
    const row = rows[name];
    if (name === key || !row?.released) return false;
    if (other !== undefined) return isShown(other) && (linkOf(post, config) === linkOf(other, config) || sharesContent(post, other));
    const { version } = row;
    if (!row.kept || !version) return false;
    if (version.link === linkOf(post, config)) return true;
    const [names] = Object.keys(version.references);
    const isIt = (past: Post) => past.slug === version.slug && past.title === version.title && past.names === names;
    const last = versions.get(name)?.find((past) => isIt(past) && iso(past.date) === version.published);
    return last !== undefined && sharesContent(post, last);
  });
}

/** The published posts, newest first, before references are resolved. */
function publishedPosts(truth: Truth, catalog: Catalog): Shown[] {
  const { posts, config } = truth.bucket;
  const { posts: rows, moment } = catalog;
  const at = Date.parse(moment);
  const shown = [...posts].flatMap(([key, post]): Shown[] => {
    const version = rows[key]?.version;
    if (!version) return [];
    const ledger = { id: version.id, updated: version.updated };
    if (post === undefined) {
      const isShown = rows[key]?.kept && !(version.expires !== undefined && version.expires <= moment);
      if (!isShown) return [];
      const { title, link, published, terms, unlisted = false } = version;
      return [
        { key, unlisted, date: Date.parse(published), tags: terms.tags, item: { title, link, ...ledger, target: keptTarget(version) } },
      ];
    }
    if (isHeld(key, post, truth, catalog)) return [];
    const isLive = !post.draft && post.date <= at && (post.expires === undefined || post.expires > at);
    const { unlisted = false } = post;
    return isLive
      ? [
          {
            key,
            unlisted,
            date: post.date,
            tags: post.tags,
            item: { title: post.title, link: linkOf(post, config), ...ledger, target: '' },
          },
        ]
      : [];
  });
  return shown.sort((a, b) => b.date - a.date || (a.key < b.key ? -1 : 1));
}

/** The link in a last good version, which cannot be rendered again. */
function keptTarget({ references }: Version): string {
  const [link] = Object.values(references);
  return link === undefined ? '' : ` -> ${link ?? 'nothing'}`;
}

/** Every item of each feed, by the feed's path below `public/`. */
function itemsByPath(truth: Truth, catalog: Catalog): Map<string, Dated[]> {
  const published = publishedPosts(truth, catalog);
  // Posts in no feed can still be referenced.
  const targets = new Map(published.map(({ key, item }) => [nameOf(key), item.link]));
  const feeds = new Map<string, Dated[]>([['', []]]);
  for (const { key, date, tags, item } of published.filter(({ unlisted }) => !unlisted)) {
    const names = truth.bucket.posts.get(key)?.names;
    const target = names === undefined ? item.target : ` -> ${targets.get(names) ?? 'nothing'}`;
    for (const feed of ['', ...tags.map((tag) => `tags/${catalog.slugs.tags[tag]}/`)]) {
      const items = feeds.get(feed) ?? [];
      feeds.set(feed, items);
      items.push({ ...item, target, month: iso(date).slice(0, 7) });
    }
  }
  return feeds;
}

/** A feed has its newest month and as much more as its limit; each earlier month with entries has an archive. */
function withArchives(feed: string, items: Dated[], { limit, archives }: PostsBucket['config']): [string, Item[]][] {
  const plain = (some: Dated[]) => some.map(({ month: _, ...item }) => item);
  const isKept = archives === 'all' || (archives === 'main' && feed === '');
  if (!isKept || items.length <= limit) return [[feed, plain(items.slice(0, limit))]];
  const [newest] = items;
  const older = items.filter(({ month }) => month !== newest?.month);
  const inMonth = (name: string): [string, Item[]] => [`${feed}archive/${name}/`, plain(older.filter(({ month }) => month === name))];
  const months = [...new Set(older.map(({ month }) => month))];
  return [[feed, plain(items.slice(0, Math.max(limit, items.length - older.length)))], ...months.map(inMonth)];
}

type Dated = Item & { month: string };

/** The link of a rendered reference, by either renderer. */
function targetIn(html: string): string {
  const made = /\{"([^"]+)":(null|"[^"]+")\}$/.exec(html);
  if (made) return ` -> ${made[2] === 'null' ? 'nothing' : JSON.parse(made[2] ?? '""')}`;
  if (!html.includes('Named:')) return '';
  return ` -> ${/Named: <a href="([^"]+)"/.exec(html)?.[1] ?? 'nothing'}`;
}

interface Read {
  title: string;
  items: Item[];
}

function readDocument(text: string, name: string): Read {
  if (!text.startsWith('{')) return name.endsWith('atom.xml') ? readAtom(text) : readRss(text);
  const document = JSON.parse(text);
  const found: Record<string, string>[] = document.items;
  const items = found.map((item) => ({
    title: item.title ?? '',
    link: item.link ?? item.url ?? '',
    id: item.id ?? '',
    updated: iso(Date.parse(item.updated ?? item.date_modified ?? '')),
    target: targetIn(item.html ?? item.content_html ?? ''),
  }));
  return { title: document.title, items };
}

/** Some versions of the parser return objects. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : ((value as { value?: string } | undefined)?.value ?? ''));

function readAtom(text: string): Read {
  const feed = parseAtomFeed(text);
  const items = (feed.entries ?? []).map(({ title, links, content, id = '', updated = '' }) => ({
    title: textOf(title),
    link: links?.find(({ rel }) => rel !== 'self')?.href ?? '',
    id,
    updated: iso(Date.parse(updated)),
    target: targetIn(textOf(content)),
  }));
  return { title: textOf(feed.title), items };
}

/** RSS has no update time. */
function readRss(text: string): Read {
  const feed = parseRssFeed(text);
  const items = (feed.items ?? []).map(({ title = '', link = '', content, guid }) => ({
    ...{ title, link, id: guid?.value ?? '', target: targetIn(content?.encoded ?? '') },
  }));
  return { title: feed.title ?? '', items };
}

const withoutUpdated = ({ updated: _, ...item }: Item): Item => item;

/** Throws unless documents match bucket and ledger, the ledger matches the history, and no work is pending. */
export async function check(site: MemoryStore, truth: Truth): Promise<void> {
  const held = await readCatalog(site);
  assert.ok(held, 'there is a catalog');
  const { catalog } = held;
  checkMoment(catalog, truth);
  for (const key of new Set([...truth.bucket.posts.keys(), ...Object.keys(catalog.posts)])) checkRow(key, catalog, truth);
  await checkDocuments(site, catalog, truth);
  await checkEntries(site, catalog);
  await checkHub(site, truth);
  assert.deepEqual([catalog.pending, catalog.pings, catalog.news], [{}, {}, {}], 'pending, pings and news');
  truth.listener?.check(catalog);
  for (const [key, { later }] of Object.entries(catalog.posts)) assert.equal(later, undefined, `${key} is left for later`);
  assert.equal(catalog.jobs, undefined, 'jobs');
}

/** `moment` has passed every scheduled time, and is at most as far ahead as a clock can be. */
function checkMoment({ moment }: Catalog, { bucket: { posts }, now, skew }: Truth): void {
  for (const post of posts.values()) {
    for (const boundary of [post?.date, post?.expires]) {
      if (boundary !== undefined && !post?.draft) assert.ok(iso(boundary) <= moment, `the moment ${moment} is before ${iso(boundary)}`);
    }
  }
  assert.ok(Date.parse(moment) <= now + skew, `the moment ${moment} is after ${iso(now + skew)}`);
}

function checkRow(key: string, catalog: Catalog, truth: Truth): void {
  const { posts: rows, moment } = catalog;
  const row = rows[key];
  if (!truth.bucket.posts.has(key)) {
    assert.ok(!row || row.state === 'removed', `${key} is gone, its row says ${row?.state}`);
    return;
  }
  assert.ok(row, `${key} has a row`);
  const post = truth.bucket.posts.get(key);
  if (post === undefined) {
    assert.equal(row.state, 'rejected', key);
    if (row.kept) checkLastGood(key, row, truth);
    return;
  }
  const state = post.draft
    ? 'draft'
    : post.expires !== undefined && iso(post.expires) <= moment
      ? 'expired'
      : isHeld(key, post, truth, catalog)
        ? 'duplicate'
        : 'live';
  assert.equal(row.state, state, key);
  if (state !== 'live') return;
  if (row.version) checkId(key, row.version, truth.bucket.written);
  const { title, link } = row.version ?? {};
  assert.deepEqual({ title, link }, { title: post.title, link: linkOf(post, truth.bucket.config) }, key);
  checkUpdated(key, row.version, truth);
}

/** The last good version is one of the post's versions. */
function checkLastGood(key: string, { version }: Row, { bucket: { versions } }: Truth): void {
  const isIt = (post: Post) =>
    post.title === version?.title &&
    iso(post.date) === version.published &&
    version.link.endsWith(`/${post.slug}/`) &&
    version.link.startsWith(LINK) &&
    JSON.stringify([...post.tags].sort()) === JSON.stringify([...version.terms.tags].sort());
  assert.ok(versions.get(key)?.some(isIt), `${key} never was ${JSON.stringify(version)}`);
}

/** `updated` is the time of a write, and changes only with visible changes. */
function checkUpdated(key: string, version: Version | undefined, { bucket }: Truth): void {
  const own = bucket.versions.get(key) ?? [];
  const updated = version?.updated ?? '';
  const times = [...bucket.timesOf(key)].map(iso);
  assert.ok(times.includes(updated), `${key} was not updated at ${updated}`);
  const [first] = own;
  const isSame = ({ title, slug, date, names }: Post) => title === first?.title && slug === first.slug && date === first.date && !names;
  // With the id of another post, it is a change of that post.
  const isInherited = version !== undefined && first !== undefined && hasIdOfAnother(version, first);
  if (!isInherited && own.every(isSame)) assert.equal(updated, version?.published, `${key} was never changed`);
}

/** Feeds and archives as a reader fetches them. @param isTorn documents that may not parse */
export async function* publishedDocuments(
  site: MemoryStore,
  isTorn: (key: string) => boolean = () => false,
): AsyncGenerator<Read & { key: string; name: string; text: string }> {
  for await (const { key } of site.list(PUBLIC)) {
    if (isForPeople(key) || isTorn(key)) continue;
    const object = (await site.get(key)) as StoredObject;
    const text = (key.endsWith('.gz') ? gunzipSync(object.bytes) : Buffer.from(object.bytes)).toString();
    const name = key.slice(PUBLIC.length).replace(/\.gz$/, '');
    yield { key, name, text, ...readDocument(text, name) };
  }
}

async function checkDocuments(site: MemoryStore, catalog: Catalog, truth: Truth): Promise<void> {
  const items = itemsByPath(truth, catalog);
  const want = new Map([...items].flatMap(([feed, all]) => withArchives(feed, all, truth.bucket.config)));
  const found = new Map<string, number>();
  const stamps: [key: string, stamp: FencingToken | undefined, wanted: FencingToken][] = [];
  for await (const { key, name, text, title, items: shown } of publishedDocuments(site)) {
    const path = name.slice(0, name.lastIndexOf('/') + 1);
    const row = catalog.feeds[path === '' ? 'main' : path.slice(0, -1)];
    assert.ok(row, `${key} is a feed's`);
    const wanted = want.get(path) ?? [];
    assert.deepEqual(shown, name.endsWith('rss.xml') || name === 'feed.xml' ? wanted.map(readableIn(shown)) : wanted, key);
    assert.equal(new Set(shown.map(({ id }) => id)).size, shown.length, `ids in ${key}`);
    assert.equal(title.split(': ')[0]?.replace(/ \(preview\)$/, ''), truth.bucket.config.title, `title of ${key}`);
    found.set(path, (found.get(path) ?? 0) + 1);
    stamps.push([key, readStamp(text), { generation: catalog.generation, rev: row.rev }]);
  }
  for (const [key, stamp, wanted] of stamps) assert.deepEqual(stamp, wanted, `stamp of ${key}`);
  for (const path of want.keys()) assert.equal(found.get(path), 6, `documents of ${path}`);
  await checkPeople(site, catalog, items);
}

/** RSS has no `updated` for its parser, but the fast renderer's JSON has. */
const readableIn =
  ([first]: Item[]) =>
  (item: Item): Item =>
    first?.updated === undefined ? withoutUpdated(item) : item;

/** Subscribers at a hub are up to date: it fetched after the last write of each document of a feed. Archives and pages are no topics. */
async function checkHub(site: MemoryStore, { hub: { fetched } }: Truth): Promise<void> {
  for await (const { key, etag } of site.list(PUBLIC)) {
    const path = key.slice(PUBLIC.length);
    const isFeed = !/^preview\/|(?:^|\/)archive\/|\.(?:gz|html|opml)$/.test(path);
    if (isFeed) assert.equal(fetched.get(path), etag, `a hub knows ${key}`);
  }
}

async function checkEntries(site: MemoryStore, { posts }: Catalog): Promise<void> {
  const entries = new Set((await listAll(site, ENTRIES)).map(({ key }) => key.slice(ENTRIES.length)));
  for (const [key, { version }] of Object.entries(posts)) {
    if (version?.entry) assert.ok(entries.has(version.entry), `entry of ${key}`);
  }
}
