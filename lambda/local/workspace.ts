import { randomBytes } from 'node:crypto';
import { existsSync, type Stats } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { privateHubsIn } from '../aws/environment.ts';
import { MEDIA_ENDINGS, MEDIA_FOLDER } from '../core/document-names.ts';
import { makeDocuments } from '../core/documents.ts';
import type { Settings } from '../core/site/settings.ts';
import { PUBLIC } from '../keys.ts';
import type { RunContext } from '../publish/publish.ts';
import { CatalogStore } from '../state/catalog-store.ts';
import { EntryStore } from '../state/entry-store.ts';
import { NodeCache } from '../state/node-cache.ts';
import { DirectoryStore } from '../stores/directory.ts';
import { GuardedStore } from '../stores/guarded.ts';
import { OverlayStore } from '../stores/overlay.ts';
import type { Store } from '../stores/store.ts';
import { acquireLock, type Lock } from './lock.ts';
import type { Places } from './places.ts';
import { Pool } from './pool.ts';

export interface Workspace {
  publisher: RunContext;
  /** Saves the file index, releases the lock. */
  close(): Promise<void>;
}

/** Bytes: half the nodes of 20,000 posts. */
const NODE_CACHE = 64 * 1024 * 1024;

/**
 * Percent by which V8's heaps grow between two collections, in all threads. By default they grow fourfold: twice the memory for a few percent
 * less CPU.
 */
const HEAP_GROWTH = 50;
/** Posts of a run, beyond which memory counts more than CPU. */
const MANY_POSTS = 2_000;

const generation = (): string => randomBytes(8).toString('hex');

export function publisherOf(posts: Store, site: Store, pool: Pool, overrides: Settings, now: () => number): RunContext {
  return {
    posts,
    site,
    catalog: new CatalogStore(site, { cache: new NodeCache(NODE_CACHE) }),
    entries: new EntryStore(site),
    expect: (posts) => {
      if (posts > MANY_POSTS) setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH}`);
      pool.expect(posts);
    },
    makeEntries: (jobs) => pool.makeEntries(jobs),
    makeDocuments,
    now,
    drawGeneration: generation,
    // The next run reads all posts.
    requeue: async () => {},
    staleLimit: Number.POSITIVE_INFINITY,
    overrides: { gzip: 'never', ...overrides },
    privateHosts: privateHubsIn(process.env),
    exclusive: true,
  };
}

const isBelow = (path: string, folder: string): boolean => `${path}${sep}`.startsWith(`${folder}${sep}`);

function checkPlaces({ dir, out, state }: Places): void {
  if (isBelow(dir, out) || (isBelow(out, dir) && /(?:^|[\\/])_(?:posts|drafts)(?:[\\/]|$)/.test(relative(dir, out)))) {
    throw new Error(`--out ${out} is where the posts are; choose another folder, such as ${join(dir, 'public')}`);
  }
  if (isBelow(state, out)) throw new Error(`--state ${state} is in the folder that readers see; choose one outside of ${out}`);
}

async function makeFolder(folder: string, option: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new Error(`the folder ${folder} cannot be created (${(error as NodeJS.ErrnoException).code}); choose another ${option}`);
  }
}

export interface OpenOptions {
  /** Whether the run is on few files; see `FileIndex`. @default false */
  isPartial?: boolean;
  /** See `DirectoryStore`; of documents and state. */
  onWrite?(key: string, stat: Stats | undefined): void;
}

/** @throws Error if another process has the lock */
export async function openWorkspace(
  places: Places,
  overrides: Settings = {},
  { isPartial = false, ...options }: OpenOptions = {},
): Promise<Workspace & Pick<Lock, 'isHeld'>> {
  const { dir, out, state } = places;
  checkPlaces(places);
  await makeFolder(out, '--out');
  await makeFolder(state, '--state');
  await hideFromGit(state);
  const lock = await acquireLock(join(state, '.lock'));
  const posts = new DirectoryStore({ roots: { '': dir }, cache: join(state, '.posts-index.json'), isPartial, ignore: [out, state] });
  const site = new DirectoryStore({
    roots: { 'public/': out, 'state/': state },
    cache: join(state, '.site-index.json'),
    isPartial,
    ...options,
    // Large. Other files there are documents: Hugo's section `media` has the feed `media/index.xml`.
    ignoredNames: new RegExp(`^${PUBLIC}${MEDIA_FOLDER}.*\\.(?:${MEDIA_ENDINGS.join('|')})$`, 'i'),
    exclusive: true,
  });
  const pool = new Pool();
  return {
    publisher: { ...publisherOf(posts, new GuardedStore(site, lock.check), pool, overrides, Date.now), place: dir },
    isHeld: lock.isHeld,
    close: async () => {
      await pool.close();
      // A new owner of the lock has its own index.
      if (lock.isHeld()) await Promise.all([posts.flush(), site.flush()]);
      await lock.release();
    },
  };
}

/** Read only. */
export function openState({ dir, out, state }: Places): Store {
  const own = join(dir, '.linefeed', 'state');
  const folder = existsSync(state) || !existsSync(own) ? state : own;
  return new DirectoryStore({ roots: { 'public/': out, 'state/': folder } });
}

/** Discards writes. */
export function openTrialWorkspace(places: Places): Workspace {
  checkPlaces(places);
  const { dir, out, state } = places;
  const pool = new Pool();
  const posts = new DirectoryStore({ roots: { '': dir }, ignore: [out, state] });
  const site = new OverlayStore(new DirectoryStore({ roots: { 'public/': out, 'state/': state } }));
  return { publisher: { ...publisherOf(posts, site, pool, {}, Date.now), place: dir }, close: () => pool.close() };
}

/** The next run's view; discards writes. */
export function openDryWorkspace(places: Places): Workspace {
  const { dir, out, state } = places;
  const pool = new Pool();
  const posts = new DirectoryStore({ roots: { '': dir }, ignore: [out, state] });
  const site = new OverlayStore(openState(places));
  return { publisher: { ...publisherOf(posts, site, pool, {}, Date.now), place: dir }, close: () => pool.close() };
}

async function hideFromGit(state: string): Promise<void> {
  const folder = dirname(state);
  if (basename(folder) !== '.linefeed') return;
  await writeFile(join(folder, '.gitignore'), '*\n', { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}
