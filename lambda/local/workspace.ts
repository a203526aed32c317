/** A folder of posts and where its feeds go: everything a run on one machine needs. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { Settings } from '../core/site/settings.ts';
import type { RunContext } from '../publish/publish.ts';
import { EntryStore } from '../state/entry-store.ts';
import { DirectoryStore } from '../stores/directory.ts';
import { GuardedStore } from '../stores/guarded.ts';
import { OverlayStore } from '../stores/overlay.ts';
import type { Store } from '../stores/store.ts';
import { acquireLock } from './lock.ts';
import { Pool } from './pool.ts';

export interface Places {
  /** The posts. */
  dir: string;
  /** Where what readers fetch goes. */
  out: string;
  /** Where the catalog and the entries go. */
  state: string;
}

export interface Workspace {
  publisher: RunContext;
  /** Ends threads, keeps the index of files, gives up the lock. */
  close(): Promise<void>;
}

/** `.linefeed/<name of out>` beside `out`, unless said otherwise. */
export function placesOf(dir: string, out: string, state?: string): Places {
  const public_ = resolve(out);
  return { dir: resolve(dir), out: public_, state: resolve(state ?? join(dirname(public_), '.linefeed', basename(public_))) };
}

const generation = (): string => randomBytes(8).toString('hex');

export function publisherOf(posts: Store, site: Store, pool: Pool, overrides: Settings, now: () => number): RunContext {
  return {
    posts,
    site,
    entries: new EntryStore(site),
    expect: (posts) => pool.expect(posts),
    makeEntries: (jobs) => pool.makeEntries(jobs),
    makeDocuments: (job) => pool.makeDocuments(job),
    now,
    drawGeneration: generation,
    // Only what could not be read is left for later; the next run looks at everything.
    requeue: async () => {},
    staleLimit: Number.POSITIVE_INFINITY,
    overrides,
    exclusive: true,
  };
}

const isBelow = (path: string, folder: string): boolean => `${path}${sep}`.startsWith(`${folder}${sep}`);

/** What is published must neither hide the posts nor tell what is not for readers. */
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
    throw new Error(`the folder ${folder} cannot be made (${(error as NodeJS.ErrnoException).code}); choose another ${option}`);
  }
}

/**
 * Opens a folder for publishing; nobody else can until it is closed.
 * @throws Error when another Linefeed works there
 */
export async function openWorkspace(places: Places, overrides: Settings = {}): Promise<Workspace> {
  const { dir, out, state } = places;
  checkPlaces(places);
  await makeFolder(out, '--out');
  await makeFolder(state, '--state');
  await hideFromGit(state);
  const lock = await acquireLock(join(state, '.lock'));
  const posts = new DirectoryStore({ roots: { '': dir }, cache: join(state, '.posts-index.json'), ignore: [out, state] });
  const site = new DirectoryStore({ roots: { 'public/': out, 'state/': state }, cache: join(state, '.site-index.json'), alone: true });
  const pool = new Pool();
  return {
    publisher: { ...publisherOf(posts, new GuardedStore(site, lock.check), pool, overrides, Date.now), place: dir },
    close: async () => {
      await pool.close();
      // Whoever has taken the lock over keeps an index of its own.
      if (lock.isHeld()) await Promise.all([posts.flush(), site.flush()]);
      await lock.release();
    },
  };
}

/** What a folder's runs have kept, to be looked at only. Where `build` keeps it, else where `dev` does. */
export function openState({ dir, out, state }: Places): Store {
  const own = join(dir, '.linefeed', 'state');
  const there = existsSync(state) || !existsSync(own) ? state : own;
  return new DirectoryStore({ roots: { 'public/': out, 'state/': there } });
}

/** A folder as it is published; what would be written is forgotten. */
export function openTrialWorkspace(places: Places): Workspace {
  checkPlaces(places);
  const { dir, out, state } = places;
  const pool = new Pool();
  const posts = new DirectoryStore({ roots: { '': dir }, ignore: [out, state] });
  const site = new OverlayStore(new DirectoryStore({ roots: { 'public/': out, 'state/': state } }));
  return { publisher: { ...publisherOf(posts, site, pool, {}, Date.now), place: dir }, close: () => pool.close() };
}

/** A folder read in view of what its runs have published, if any did: it is what the next run would say. Nothing is written. */
export function openDryWorkspace(places: Places): Workspace {
  const { dir, out, state } = places;
  const pool = new Pool();
  const posts = new DirectoryStore({ roots: { '': dir }, ignore: [out, state] });
  const site = new OverlayStore(openState(places));
  return { publisher: { ...publisherOf(posts, site, pool, {}, Date.now), place: dir }, close: () => pool.close() };
}

/** `.linefeed` is nobody's source. */
async function hideFromGit(state: string): Promise<void> {
  const folder = dirname(state);
  if (basename(folder) !== '.linefeed') return;
  await writeFile(join(folder, '.gitignore'), '*\n', { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}
