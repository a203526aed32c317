/** `build --at`: publishes as of another time, into a new folder. */
import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Draft, type Edit } from '../core/catalog/facts/draft.ts';
import { allRows, slugOf } from '../core/catalog/facts/questions.ts';
import type { Instant } from '../core/model.ts';
import type { Settings } from '../core/site/settings.ts';
import { parseDate } from '../core/text/date.ts';
import type { Facts } from '../core/tree/facts.ts';
import { PUBLIC } from '../keys.ts';
import { listPosts } from '../publish/list-posts.ts';
import { CatalogStore } from '../state/catalog-store.ts';
import { DirectoryStore } from '../stores/directory.ts';
import { OverlayStore } from '../stores/overlay.ts';
import { type Store, UNCHANGED } from '../stores/store.ts';
import type { Places } from './places.ts';
import { Pool } from './pool.ts';
import { publisherOf, type Workspace } from './workspace.ts';

async function parseTime(text: string, posts: Store, overrides: Settings): Promise<Instant> {
  const { site } = (await listPosts(posts, overrides)).configuration;
  const time = parseDate(text, site?.timezone ?? 'UTC');
  if (time !== undefined) return time;
  throw new Error(`--at: expected a date, got "${text}"; write it as 2026-12-01, or "2026-12-01 09:00", in the blog's zone`);
}

/** Documents of two times must not mix. */
async function checkEmpty(out: string): Promise<void> {
  const names = await readdir(out).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (names.length > 0)
    throw new Error(`--at needs an output folder of its own, and there are files in ${out}; name a new folder with --out`);
}

async function copyDocuments(from: Store, to: Store): Promise<void> {
  for await (const { key } of from.list(PUBLIC)) {
    const object = await from.get(key);
    if (object && object !== UNCHANGED) await to.put(key, object.bytes);
  }
}

/** @param at a date as in front matter */
export async function openBuildAt(published: Places, out: string, at: string, overrides: Settings): Promise<Workspace> {
  const target = resolve(out);
  await checkEmpty(target);
  const posts = new DirectoryStore({ roots: { '': published.dir }, ignore: [target, published.out, published.state] });
  const time = await parseTime(at, posts, overrides);
  const documents = new DirectoryStore({ roots: { 'public/': target } });
  const folders = new DirectoryStore({ roots: { 'public/': target, 'state/': published.state } });
  const site = new OverlayStore(folders, Date.parse(time));
  const catalog = new CatalogStore(site);
  const current = await catalog.read();
  // Only this run may go back.
  if (current)
    await catalog.write({ ...current.catalog, moment: time }, await current.ask(undecided), current, {
      etag: current.etag,
    });
  const pool = new Pool();
  return {
    publisher: { ...publisherOf(posts, site, pool, overrides, () => Date.parse(time)), place: published.dir },
    close: async () => {
      await pool.close();
      await copyDocuments(site, documents);
    },
  };
}

/** Opens the states that time decides: this run decides them by its own time. */
function undecided(facts: Facts): Edit[] {
  const draft = new Draft(facts, (taxonomy, name) => slugOf(facts, taxonomy, name));
  for (const [key, row] of allRows(facts))
    if (row.state === 'live' || row.state === 'expired') draft.setRow(key, { ...row, state: 'scheduled' });
  return draft.edits();
}
