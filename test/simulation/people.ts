/** Expected and actual content of pages and of the OPML. */
import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import type { Catalog } from '../../lambda/core/catalog/catalog.ts';
import { readStamp } from '../../lambda/core/feed/verify.ts';
import { PUBLIC } from '../../lambda/keys.ts';
import type { MemoryStore } from '../../lambda/stores/memory.ts';
import type { StoredObject } from '../../lambda/stores/store.ts';
import { LINK } from './bucket.ts';

/** Every item of each feed, newest first, by the feed's path below `public/`. */
export type ItemsByPath = ReadonlyMap<string, readonly { title: string; link: string }[]>;

const ON_PAGE = 10;

export const isForPeople = (name: string): boolean => /\.(?:html|opml)(?:\.gz)?$/.test(name);

/** Entries as title and link, terms as the address of their page, with the number of posts on the blog's page. In any order. */
function expected(name: string, items: ItemsByPath): string[] {
  const terms = [...items].filter(([path]) => path !== '').map(([path, { length }]) => [LINK + path, length]);
  if (name.endsWith('.opml')) return terms.map(([page]) => `${page}`);
  const path = name.replace(/index\.html$/, '');
  const entries = (items.get(path) ?? []).slice(0, ON_PAGE).map(({ title, link }) => `${title} ${link}`);
  return path === '' ? [...entries, ...terms.map(([page, posts]) => `${page} ${posts}`)] : entries;
}

/** For either renderer. */
function shown(text: string, name: string): string[] {
  const [, json] = /^<.*\n<!-- linefeed .*\n(\{.*\})$/.exec(text) ?? [];
  if (json !== undefined) return shownInJson(JSON.parse(json));
  if (name.endsWith('.opml'))
    return [...text.matchAll(/xmlUrl="([^"]*\/)[^"/]*"/g)].flatMap(([, page = '']) => (page === LINK ? [] : [page]));
  const entries = [...text.matchAll(/<h3[^>]*><a href="([^"]*)">([^<]*)</g)].map(([, link, title]) => `${title} ${link}`);
  const terms = [...text.matchAll(/<li><a href="([^"]*)"><bdi>[^<]*<\/bdi><\/a> <span>(\d+)</g)];
  return [...entries, ...terms.map(([, page, posts]) => `${LINK}${page} ${posts}`)];
}

function shownInJson({
  format,
  terms,
  items,
}: {
  format: string;
  terms: { page: string; posts?: number }[];
  items: { title: string; link: string }[];
}) {
  if (format === 'opml') return terms.map(({ page }) => page);
  return [...items.map(({ title, link }) => `${title} ${link}`), ...terms.map(({ page, posts }) => `${page} ${posts}`)];
}

/** Throws unless each page and the OPML has its expected content and stamp, and all exist. */
export async function checkPeople(site: MemoryStore, catalog: Catalog, items: ItemsByPath): Promise<void> {
  const found = new Set<string>();
  for await (const { key } of site.list(PUBLIC)) {
    const name = key.slice(PUBLIC.length).replace(/\.gz$/, '');
    if (!isForPeople(name)) continue;
    const object = (await site.get(key)) as StoredObject;
    const text = (key.endsWith('.gz') ? gunzipSync(object.bytes) : Buffer.from(object.bytes)).toString();
    assert.deepEqual(shown(text, name).sort(), expected(name, items).sort(), key);
    const row = catalog.feeds[name === 'feeds.opml' ? 'opml' : name.replace(/index\.html$/, 'page')];
    assert.deepEqual(readStamp(text), { generation: catalog.generation, rev: row?.rev }, `stamp of ${key}`);
    found.add(key.slice(PUBLIC.length));
  }
  const wanted = ['feeds.opml', ...[...items.keys()].map((path) => `${path}index.html`)];
  for (const name of wanted.flatMap((each) => [each, `${each}.gz`])) assert.ok(found.has(name), `${name} is there`);
}
