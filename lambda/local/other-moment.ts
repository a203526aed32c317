/** A folder as it is published at another moment: what is known of it is read and stays as it is, and documents go to a folder of their own. */
import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Instant } from '../core/model.ts';
import type { Settings } from '../core/site/settings.ts';
import { parseDate } from '../core/text/date.ts';
import { PUBLIC } from '../keys.ts';
import { listPosts } from '../publish/list-posts.ts';
import { readCatalog, writeCatalog } from '../state/catalog-root.ts';
import { DirectoryStore } from '../stores/directory.ts';
import { OverlayStore } from '../stores/overlay.ts';
import { type Store, UNCHANGED } from '../stores/store.ts';
import { Pool } from './pool.ts';
import { type Places, publisherOf, type Workspace } from './workspace.ts';

/** @throws Error for what is no date */
async function momentOf(text: string, posts: Store, overrides: Settings): Promise<Instant> {
  const { site } = (await listPosts(posts, overrides)).configuration;
  const moment = parseDate(text, site?.timezone ?? 'UTC');
  if (moment !== undefined) return moment;
  throw new Error(`--at: expected a date, got "${text}"; write it as 2026-12-01, or "2026-12-01 09:00", in the blog's zone`);
}

/** Documents of two moments must not be in one folder. */
async function checkEmpty(out: string): Promise<void> {
  const names = await readdir(out).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (names.length > 0)
    throw new Error(`--at needs a folder of its own to write to, and there are files in ${out}; name a new one with --out`);
}

async function copyDocuments(from: Store, to: Store): Promise<void> {
  for (const { key } of await from.list(PUBLIC)) {
    const object = await from.get(key);
    if (object && object !== UNCHANGED) await to.put(key, object.bytes);
  }
}

/**
 * @param published where the folder is published otherwise
 * @param at as in front matter
 */
export async function openAtMoment(published: Places, out: string, at: string, overrides: Settings): Promise<Workspace> {
  const target = resolve(out);
  await checkEmpty(target);
  const posts = new DirectoryStore({ roots: { '': published.dir }, ignore: [target, published.out, published.state] });
  const moment = await momentOf(at, posts, overrides);
  const documents = new DirectoryStore({ roots: { 'public/': target } });
  const folders = new DirectoryStore({ roots: { 'public/': target, 'state/': published.state } });
  const site = new OverlayStore(folders, Date.parse(moment));
  const held = await readCatalog(site);
  // Also back in time, to which no other run goes.
  if (held) await writeCatalog(site, { ...held.catalog, moment }, { etag: held.etag });
  const pool = new Pool();
  return {
    publisher: { ...publisherOf(posts, site, pool, overrides, () => Date.parse(moment)), place: published.dir },
    close: async () => {
      await pool.close();
      await copyDocuments(site, documents);
    },
  };
}
