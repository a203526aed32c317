/**
 * Events about posts: recorded by the commit that changes a post, due when the main feed is written, cleared when sent. Only the last
 * of several changes is announced. Undone changes are sent too: a crashed run may have sent the event.
 */
import { digest } from '../hash.ts';
import type { Instant, Key } from '../model.ts';
import { type Catalog, listed, type Row, type UnsentEvent, type Version } from './catalog.ts';

/** `PostUpdated`: title or text changed. */
export interface PostEvent {
  kind: 'PostPublished' | 'PostUpdated' | 'PostRemoved';
  /** For deduplication: `7f3a90c1-42-1b2c3d4e` */
  event: string;
  id: string;
  /** Orders a post's events. */
  rev: number;
  /** If still known. */
  link?: string;
  title?: string;
  published?: Instant;
  updated?: Instant;
  categories?: string[];
  tags?: string[];
  authors?: string[];
}

type Change = { was?: Instant; is?: Instant };

type Published = Pick<Catalog, 'posts' | 'moment'>;

function versionIn({ posts, moment }: Published, key: Key): Version | undefined {
  const row = Object.hasOwn(posts, key) ? posts[key] : undefined;
  return row && listed(row, moment);
}

/** By id, since a renamed file is the same post; and ids that changed in place. */
function changes(before: Published, after: Published): { changed: Map<string, Change>; renamed: Map<string, string> } {
  const [changed, renamed] = [new Map<string, Change>(), new Map<string, string>()];
  const note = (id: string, change: Change) => changed.set(id, { ...changed.get(id), ...change });
  for (const key of new Set([...Object.keys(before.posts), ...Object.keys(after.posts)])) {
    const [was, is] = [versionIn(before, key), versionIn(after, key)];
    if (was && is && was.id !== is.id) renamed.set(was.id, is.id);
    if (was?.updated === is?.updated) continue;
    if (was) note(is?.id ?? was.id, { was: was.updated });
    if (is) note(is.id, { is: is.updated });
  }
  return { changed, renamed };
}

/** A first import announces nothing: its posts are not new. */
export function unsentEvents(before: Catalog, after: Pick<Catalog, 'rev' | 'posts' | 'moment'>): Catalog['news'] {
  if (before.rev === 0) return {};
  const { changed, renamed } = changes(before, after);
  const news = new Map(Object.entries(before.news).map(([id, unsent]) => [renamed.get(id) ?? id, unsent]));
  for (const [id, { was, is }] of changed) {
    if (was === is) continue;
    const unsent = news.get(id);
    const known = unsent ? unsent.was : was;
    news.set(id, { rev: after.rev, ...(known === undefined ? {} : { was: known }) });
  }
  return Object.fromEntries(news);
}

/** Waits for the main feed. */
export function dueEvents({ generation, news, posts, moment, pending }: Catalog): PostEvent[] {
  if (pending.main !== undefined || Object.keys(news).length === 0) return [];
  // A published post wins over a draft with the same id.
  const isPublished = (row: Row) => listed(row, moment) !== undefined;
  const rows = Object.values(posts).sort((a, b) => Number(isPublished(a)) - Number(isPublished(b)));
  const byId = new Map(rows.flatMap((row) => (row.version ? [[row.version.id, row] as const] : [])));
  return Object.entries(news).map(([id, { rev, was }]) => {
    const row = byId.get(id);
    const kind = !row || !isPublished(row) ? 'PostRemoved' : was === undefined ? 'PostPublished' : 'PostUpdated';
    return { kind, event: `${generation}-${rev}-${digest(id).slice(0, 8)}`, id, rev, ...(row?.version ? detailsOf(row.version) : {}) };
  });
}

const detailsOf = ({ link, title, published, updated, terms }: Version): Omit<PostEvent, 'kind' | 'event' | 'id' | 'rev'> => ({
  ...{ link, title, published, updated },
  ...{ categories: terms.categories, tags: terms.tags, authors: terms.authors },
});

/** Keeps later changes, relative to the sent state. */
export function withoutSent(news: Catalog['news'], sent: readonly PostEvent[]): Catalog['news'] {
  const remaining = new Map<string, UnsentEvent>(Object.entries(news));
  for (const { id, kind, rev, updated } of sent) {
    const unsent = remaining.get(id);
    if (unsent?.rev === rev) remaining.delete(id);
    else if (unsent) remaining.set(id, { rev: unsent.rev, ...(kind === 'PostRemoved' || updated === undefined ? {} : { was: updated }) });
  }
  return Object.fromEntries(remaining);
}
