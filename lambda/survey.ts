/** Looks at everything: which posts differ from their rows, and which documents are not what the catalog says. */
import pMap from 'p-map';
import type { Catalog } from './core/catalog/catalog.ts';
import type { SiteReading } from './core/site/config.ts';
import { type FeedKey, FORMATS, type Key, type Stamp } from './core/model.ts';
import type { Settings } from './core/site/settings.ts';
import { ENTRIES, PUBLIC, TERM_FEED_NAMES } from './keys.ts';
import { readConfiguration } from './sources.ts';
import type { Store } from './store.ts';
import { documentTargets, stampOf } from './write-feeds.ts';

const CONCURRENCY = 32;

/** Keys whose file is not the one that the row was made from. Listing costs one request for 1,000 posts. */
export function changedKeys(listed: ReadonlyMap<Key, string>, catalog: Catalog): Key[] {
  const there = [...listed].filter(([key, etag]) => catalog.posts[key]?.etag !== etag).map(([key]) => key);
  const gone = Object.keys(catalog.posts).filter((key) => catalog.posts[key]?.state !== 'removed' && !listed.has(key));
  return [...there, ...gone];
}

export async function listPosts(posts: Store, overrides: Settings): Promise<{ listed: Map<Key, string>; configuration: SiteReading }> {
  const listed = new Map((await posts.list('')).map(({ key, etag }) => [key, etag]));
  return { listed, configuration: await readConfiguration(posts, new Set(listed.keys()), overrides) };
}

/** Feeds one of whose documents is absent, or has another stamp than the feed. Feeds that are owed anyway are not looked at. */
export async function unfitFeeds(site: Store, catalog: Catalog): Promise<Set<FeedKey>> {
  const unfit = new Set<FeedKey>();
  const targets = Object.entries(catalog.feeds)
    .filter(([feed, { problem }]) => catalog.pending[feed] === undefined && problem === undefined)
    .flatMap(([feed, { rev }]) => documentTargets(feed, catalog.site).map((target) => ({ feed, rev, target })));
  await pMap(
    targets,
    async ({ feed, rev, target }) => {
      const head = await site.head(target.key);
      const stamp: Stamp | undefined = head && (await stampOf(site, target.key, head));
      if (stamp?.generation !== catalog.generation || stamp.rev !== rev) unfit.add(feed);
    },
    { concurrency: CONCURRENCY },
  );
  return unfit;
}

/** Rows whose entry is not there. */
export async function keysWithoutEntry(site: Store, catalog: Catalog): Promise<Set<Key>> {
  const there = new Set((await site.list(ENTRIES)).map(({ key }) => key.slice(ENTRIES.length)));
  const lacking = Object.entries(catalog.posts).filter(
    ([, { version, state }]) => state !== 'removed' && version?.entry && !there.has(version.entry),
  );
  return new Set(lacking.map(([key]) => key));
}

/** Term feeds whose documents are in public/, from before the catalog was lost: without posts they are published empty, never deleted. */
export async function publishedFeeds(site: Store): Promise<FeedKey[]> {
  const names = new Set(FORMATS.map((format) => TERM_FEED_NAMES[format]));
  const feeds = (await site.list(PUBLIC)).flatMap(({ key }) => {
    const [taxonomy, slug, name, ...rest] = key.slice(PUBLIC.length).split('/');
    const isTerm = taxonomy === 'categories' || taxonomy === 'tags' || taxonomy === 'authors';
    return isTerm && slug && name && names.has(name) && rest.length === 0 ? [`${taxonomy}/${slug}`] : [];
  });
  return [...new Set(feeds)];
}
