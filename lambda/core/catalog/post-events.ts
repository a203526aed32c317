/**
 * What programs of others are told of posts: owed from the commit on that changed what readers see of one, due when the main feed is written,
 * settled when it was told. What is owed is a difference, not a queue: of several changes the last is told. What is owed once is told, also if
 * the post is as it was again: a run that died may have told the change, and not have noted it.
 */
import { digest } from '../hash.ts';
import type { Instant, Key } from '../model.ts';
import { type Catalog, listed, type Row, type UnsentEvent, type Version } from './catalog.ts';

/** What programs of others are told when a post appears in the feeds, when its title or text changes, and when it leaves them. */
export interface PostEvent {
  kind: 'PostPublished' | 'PostUpdated' | 'PostRemoved';
  /** The same each time that this is told: who has seen it may leave it. `7f3a90c1-42-1b2c3d4e` */
  event: string;
  /** The post's, as in the feeds. */
  id: string;
  /** The catalog's revision that made it news: of two pieces of news of a post, the one with the higher is the later. */
  rev: number;
  /** Of the post, as far as it is still known: as `Entry` has them, terms by their names. */
  link?: string;
  title?: string;
  published?: Instant;
  updated?: Instant;
  categories?: string[];
  tags?: string[];
  authors?: string[];
}

/** `was` and `is`: `updated` as readers knew it, and as they know it. It tells a change from a touch, for it moves when title or text do. */
type Change = { was?: Instant; is?: Instant };

type Shown = Pick<Catalog, 'posts' | 'moment'>;

function versionIn({ posts, moment }: Shown, key: Key): Version | undefined {
  const row = Object.hasOwn(posts, key) ? posts[key] : undefined;
  return row && listed(row, moment);
}

/** By id, for a renamed file is the same post; and the new ids of posts whose files are as they were, for these are the same posts too. */
function changes(before: Shown, after: Shown): { changed: Map<string, Change>; renamed: Map<string, string> } {
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

/** Those that were owed, and what this revision changes. A first import is no news: its posts have long been published. */
export function unsentEvents(before: Catalog, after: Pick<Catalog, 'rev' | 'posts' | 'moment'>): Catalog['news'] {
  if (before.rev === 0) return {};
  const { changed, renamed } = changes(before, after);
  const news = new Map(Object.entries(before.news).map(([id, owed]) => [renamed.get(id) ?? id, owed]));
  for (const [id, { was, is }] of changed) {
    if (was === is) continue;
    const owed = news.get(id);
    const known = owed ? owed.was : was;
    news.set(id, { rev: after.rev, ...(known === undefined ? {} : { was: known }) });
  }
  return Object.fromEntries(news);
}

/** What is owed of posts that are in the main feed, or have left it. */
export function dueEvents({ generation, news, posts, moment, pending }: Catalog): PostEvent[] {
  if (pending.main !== undefined || Object.keys(news).length === 0) return [];
  // A draft may have the id of a post in the feeds; what readers see counts, so it comes last.
  const isShown = (row: Row) => listed(row, moment) !== undefined;
  const rows = Object.values(posts).sort((a, b) => Number(isShown(a)) - Number(isShown(b)));
  const byId = new Map(rows.flatMap((row) => (row.version ? [[row.version.id, row] as const] : [])));
  return Object.entries(news).map(([id, { rev, was }]) => {
    const row = byId.get(id);
    const kind = !row || !isShown(row) ? 'PostRemoved' : was === undefined ? 'PostPublished' : 'PostUpdated';
    return { kind, event: `${generation}-${rev}-${digest(id).slice(0, 8)}`, id, rev, ...(row?.version ? facts(row.version) : {}) };
  });
}

const facts = ({ link, title, published, updated, terms }: Version): Omit<PostEvent, 'kind' | 'event' | 'id' | 'rev'> => ({
  ...{ link, title, published, updated },
  ...{ categories: terms.categories, tags: terms.tags, authors: terms.authors },
});

/** What is left to tell when others were told this: a post that has changed again meanwhile is owed from there. */
export function withoutSent(news: Catalog['news'], told: readonly PostEvent[]): Catalog['news'] {
  const left = new Map<string, UnsentEvent>(Object.entries(news));
  for (const { id, kind, rev, updated } of told) {
    const owed = left.get(id);
    if (owed?.rev === rev) left.delete(id);
    else if (owed) left.set(id, { rev: owed.rev, ...(kind === 'PostRemoved' || updated === undefined ? {} : { was: updated }) });
  }
  return Object.fromEntries(left);
}
