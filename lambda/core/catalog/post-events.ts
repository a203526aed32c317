/**
 * Events about posts: recorded by the commit that changes a post, due when the main feed is written, cleared when sent. Only the last
 * of several changes is announced. Undone changes are sent too: a crashed run may have sent the event.
 */
import { digest } from '../hash.ts';
import type { Instant } from '../model.ts';
import type { Facts, Json } from '../tree/facts.ts';
import { isVisible, type Row, type RowChange, type UnsentEvent, type Version } from './catalog.ts';
import type { Draft } from './facts/draft.ts';
import { EVENTS, factKey, nameIn, PENDING, withId } from './facts/fact-keys.ts';
import { postsIn, rowOf } from './facts/questions.ts';

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

const listedIn = (row: Row | undefined): Version | undefined => (row && isVisible(row) && !row.version?.unlisted ? row.version : undefined);

/** By id, since a renamed file is the same post; and ids that changed in place. */
function changesOf(rows: Iterable<RowChange>): { changed: Map<string, Change>; renamed: Map<string, string> } {
  const [changed, renamed] = [new Map<string, Change>(), new Map<string, string>()];
  const note = (id: string, change: Change) => changed.set(id, { ...changed.get(id), ...change });
  for (const [, before, now] of rows) {
    const [was, is] = [listedIn(before), listedIn(now)];
    if (was && is && was.id !== is.id) renamed.set(was.id, is.id);
    if (was?.updated === is?.updated) continue;
    if (was) note(is?.id ?? was.id, { was: was.updated });
    if (is) note(is.id, { is: is.updated });
  }
  return { changed, renamed };
}

const eventOf = (facts: Facts, id: string): UnsentEvent | undefined => facts.get(factKey(EVENTS, id)) as unknown as UnsentEvent | undefined;

/** Not for a first import: its posts are not new. */
export function addEvents(draft: Draft, rows: Iterable<RowChange>, rev: number): void {
  const { changed, renamed } = changesOf(rows);
  const set = (id: string, event: UnsentEvent | undefined) => draft.set(factKey(EVENTS, id), event as unknown as Json | undefined);
  const moved = [...renamed].map(([id, to]) => ({ id, to, event: eventOf(draft, id) }));
  for (const { id, event } of moved) if (event) set(id, undefined);
  for (const { to, event } of moved) if (event) set(to, event);
  for (const [id, { was, is }] of changed) {
    if (was === is) continue;
    const unsent = eventOf(draft, id);
    const known = unsent ? unsent.was : was;
    set(id, { rev, ...(known === undefined ? {} : { was: known }) });
  }
}

/** Waits for the main feed. @param limit maximum number */
export function dueEvents(facts: Facts, generation: string, limit: number): PostEvent[] {
  if (facts.get(factKey(PENDING, 'main')) !== undefined) return [];
  return [...facts.range(...EVENTS, { limit })].map(([key, value]) => {
    const id = nameIn(EVENTS, key);
    const { rev, was } = value as unknown as UnsentEvent;
    // A published post wins over a draft with the same id.
    const rows = postsIn(facts, withId(id)).map((post) => rowOf(facts, post));
    const row = rows.find((each) => listedIn(each)) ?? rows.at(-1);
    const kind = !listedIn(row) ? 'PostRemoved' : was === undefined ? 'PostPublished' : 'PostUpdated';
    return { kind, event: `${generation}-${rev}-${digest(id).slice(0, 8)}`, id, rev, ...(row?.version ? detailsOf(row.version) : {}) };
  });
}

const detailsOf = ({ link, title, published, updated, terms }: Version): Omit<PostEvent, 'kind' | 'event' | 'id' | 'rev'> => ({
  ...{ link, title, published, updated },
  ...{ categories: terms.categories, tags: terms.tags, authors: terms.authors },
});

/** Keeps later changes, relative to the sent state. */
export function withoutSent(facts: Facts, sent: readonly PostEvent[]): [id: string, event: UnsentEvent | undefined][] {
  return sent.flatMap(({ id, kind, rev, updated }): [string, UnsentEvent | undefined][] => {
    const unsent = eventOf(facts, id);
    if (unsent === undefined) return [];
    if (unsent.rev === rev) return [[id, undefined]];
    return [[id, { rev: unsent.rev, ...(kind === 'PostRemoved' || updated === undefined ? {} : { was: updated }) }]];
  });
}
