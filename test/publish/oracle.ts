/** What ought to be published, made straight from the posts in the bucket; and what is published, read back. */
import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { parseAtomFeed, parseRssFeed } from 'feedsmith';
import { readCatalog } from '../../lambda/catalog-store.ts';
import { readStamp } from '../../lambda/core/feed/verify.ts';
import { CATALOG, ENTRIES, PUBLIC } from '../../lambda/keys.ts';
import type { StoredObject } from '../../lambda/store.ts';
import type { MemoryStore } from '../../lambda/stores/memory.ts';

/** A post as the simulation wrote it. */
export interface Written {
  title: string;
  slug: string;
  /** Milliseconds since 1970. */
  date: number;
  expires?: number;
  tags: string[];
  draft: boolean;
  /** File name, without ending, of the post it names. */
  names?: string;
}

export const LIMIT = 3;
const LINK = 'https://blog.example/';
const linkOf = ({ slug }: Written) => `${LINK}${slug}/`;
const nameOf = (key: string) => key.replace(/^.*\/|\.md$/g, '');

/** Titles and links by feed's title, newest first, with what the post's name resolves to. */
export function expected(posts: ReadonlyMap<string, Written>, now: number): Map<string, string[]> {
  const isLive = ({ draft, date, expires }: Written) => !draft && date <= now && (expires === undefined || expires > now);
  const live = [...posts].filter(([, post]) => isLive(post));
  live.sort(([a, { date: x }], [b, { date: y }]) => y - x || (a < b ? -1 : 1));
  const targets = new Map(live.map(([key, post]) => [nameOf(key), linkOf(post)]));
  const feeds = new Map<string, string[]>([['Field Notes', []]]);
  for (const [, post] of live) {
    const target = post.names === undefined ? '' : ` -> ${targets.get(post.names) ?? 'nothing'}`;
    for (const feed of ['Field Notes', ...post.tags.map((tag) => `Field Notes: ${tag}`)]) {
      const lines = feeds.get(feed) ?? [];
      feeds.set(feed, lines);
      if (lines.length < LIMIT) lines.push(`${post.title} ${linkOf(post)}${target}`);
    }
  }
  return feeds;
}

interface Read {
  title: string;
  lines: string[];
  ids: string[];
}

/** The link that a rendered name became, by either renderer. */
function targetIn(html: string): string {
  const made = /\{"([^"]+)":(null|"[^"]+")\}$/.exec(html);
  if (made) return ` -> ${made[2] === 'null' ? 'nothing' : JSON.parse(made[2] ?? '""')}`;
  if (!html.includes('Named:')) return '';
  return ` -> ${/Named: <a href="([^"]+)"/.exec(html)?.[1] ?? 'nothing'}`;
}

function readDocument(text: string, name: string): Read {
  if (!text.startsWith('{')) return readXml(text, name);
  const document = JSON.parse(text);
  const items: Record<string, string>[] = document.entries ?? document.items;
  return {
    title: document.title,
    lines: items.map((item) => `${item.title} ${item.link ?? item.url}${targetIn(item.html ?? item.content_html ?? '')}`),
    ids: items.map(({ id }) => id ?? ''),
  };
}

function readXml(text: string, name: string): Read {
  if (name.endsWith('atom.xml')) {
    const feed = parseAtomFeed(text);
    const lines = (feed.entries ?? []).map(
      ({ title, links, content }) => `${text_(title)} ${links?.find(({ rel }) => rel !== 'self')?.href}${targetIn(text_(content))}`,
    );
    return { title: text_(feed.title), lines, ids: (feed.entries ?? []).map(({ id }) => id ?? '') };
  }
  const feed = parseRssFeed(text);
  const items = feed.items ?? [];
  return {
    title: feed.title ?? '',
    lines: items.map(({ title, link, content }) => `${title} ${link}${targetIn(content?.encoded ?? '')}`),
    ids: items.map(({ guid }) => guid?.value ?? ''),
  };
}

/** Atom's texts are objects in some versions of the reader. */
const text_ = (value: unknown): string => (typeof value === 'string' ? value : ((value as { value?: string } | undefined)?.value ?? ''));

/** Throws unless everything published is what the posts say, and nothing is owed. */
export async function check(site: MemoryStore, posts: ReadonlyMap<string, Written>, now: number): Promise<void> {
  const held = await readCatalog(site);
  assert.ok(held, 'there is a catalog');
  const { catalog } = held;
  assert.deepEqual(catalog.pending, {}, 'pending');
  assert.deepEqual(
    Object.keys(catalog.posts).filter((key) => catalog.posts[key]?.later),
    [],
    'rows left for later',
  );
  const want = expected(posts, now);
  const found = new Map<string, number>();
  for (const { key } of await site.list(PUBLIC)) {
    const object = (await site.get(key)) as StoredObject;
    const text = (key.endsWith('.gz') ? gunzipSync(object.bytes) : Buffer.from(object.bytes)).toString();
    const name = key.slice(PUBLIC.length).replace(/\.gz$/, '');
    const feed = name.includes('/') ? name.split('/').slice(0, 2).join('/') : 'main';
    const row = catalog.feeds[feed];
    assert.ok(row, `${key} is a feed's`);
    assert.deepEqual(readStamp(text), { generation: catalog.generation, rev: row.rev }, `stamp of ${key}`);
    const { title, lines, ids } = readDocument(text, name);
    const wanted = want.get(title);
    assert.deepEqual(lines, wanted ?? [], key);
    assert.equal(new Set(ids).size, ids.length, `ids in ${key}`);
    found.set(title, (found.get(title) ?? 0) + (wanted ? 1 : 0));
  }
  for (const title of want.keys()) assert.equal(found.get(title), 6, `documents of ${title}`);
  const entries = new Set((await site.list(ENTRIES)).map(({ key }) => key.slice(ENTRIES.length)));
  for (const [key, { version }] of Object.entries(catalog.posts)) {
    if (version?.entry) assert.ok(entries.has(version.entry), `entry of ${key}`);
  }
  assert.equal((await site.list(CATALOG)).length, 1);
}
