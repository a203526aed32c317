/**
 * A row's entries in the map, itself included. The only place that makes index entries: a change is the new row's entries minus the old
 * row's, so no index can be missed, and tests compare any catalog with its rows' entries.
 */
import type { Instant, Key, OutputKey, Taxonomy } from '../../model.ts';
import { languageOf, OWN_FEEDS, taxonomiesIn } from '../../taxonomies.ts';
import type { Entry, Json } from '../../tree/facts.ts';
import { addressOf, isVisible, type Row, type State, type Version } from '../catalog.ts';
import { feedKey } from '../outputs.ts';
import { lastPart } from '../references.ts';
import { dayOf, waitsUntil } from '../traits.ts';
import {
  answeringTo,
  entryIn,
  marked,
  type Range,
  referringTo,
  rowKey,
  timeKey,
  windowKey,
  windowOf,
  withId,
  withLink,
  withSlug,
  withText,
  withTitle,
} from './fact-keys.ts';

/** Undefined for a term without a slug, whose feed is empty. */
export type SlugOf = (taxonomy: Taxonomy, name: string) => string | undefined;

/** Drafts and scheduled posts. No feed has this key. */
export const PREVIEW_WINDOW: OutputKey = 'preview';

/** Independent of time: a row that time changes is a new row. */
export function indexed(key: Key, row: Row, slugOf: SlugOf): Entry[] {
  const { version } = row;
  // Older versions do not keep the entries of pages: they only say which rows to read.
  const named = addressOf(row) ? [answeringTo(lastPart(key))] : [];
  const ranges = [...marksOf(row).map(marked), ...(version ? rangesOf(row, version) : []), ...named];
  return [
    // Rows are JSON.
    [rowKey(key), row as unknown as Json],
    ...ranges.map((range): Entry => [entryIn(range, key), true]),
    ...(version ? windowsOf(key, row, version, slugOf) : []),
    ...timesOf(row).map((time): Entry => [timeKey(time, key), true]),
  ];
}

const isScheduled = ({ state }: Row): boolean => state === 'scheduled';

/** Rare states, or those that a run requests. */
const MARKED: ReadonlySet<State> = new Set(['scheduled', 'expired', 'draft', 'duplicate', 'waiting', 'rejected', 'part', 'ignored']);

/** For a new configuration. Older versions do not keep it: it only says which rows to read. */
export const EPISODE = 'episode';

function marksOf({ state, version, problems, later, aside }: Row): string[] {
  return [
    ...(MARKED.has(state) && !aside ? [state] : []),
    ...(problems.length > 0 ? ['problems'] : []),
    ...(version?.unlisted ? ['unlisted'] : []),
    ...(version?.episode ? [EPISODE] : []),
    ...(later ? [later.sent ? 'requeued' : 'requeue'] : []),
  ];
}

/** Identifying facts of posts that readers know or will see; see `registry.ts`. */
function rangesOf(row: Row, version: Version): Range[] {
  const { id, link, text, slug, title, references } = version;
  const counts = row.released || isVisible(row) || isScheduled(row);
  const day = dayOf(version);
  return [
    ...(id === '' ? [] : [withId(id)]),
    ...(counts ? [withLink(link), withSlug(day, slug), ...withTitle(day, title)] : []),
    ...(counts && text !== '' ? [withText(text)] : []),
    ...(row.state === 'removed' ? [] : [...new Set(Object.keys(references).map(lastPart))].map(referringTo)),
  ];
}

/** For every taxonomy, so that a new configuration moves no entry. */
function windowsOf(key: Key, row: Row, version: Version, slugOf: SlugOf): Entry[] {
  const { published, entry, terms, unlisted, besideMain, splitFeeds = [] } = version;
  const within = (window: Range): Entry => [windowKey(window, published, key), entry];
  if (!isVisible(row)) return (row.state === 'draft' || isScheduled(row)) && entry !== '' ? [within(windowOf(PREVIEW_WINDOW))] : [];
  if (unlisted) return [];
  const isForeign = terms.languages.length > 0;
  const showsAll = (taxonomy: Taxonomy, name: string) =>
    taxonomy === 'languages' || languageOf(taxonomy) !== undefined || (taxonomy === OWN_FEEDS && !splitFeeds.includes(name));
  const feeds = taxonomiesIn(terms).flatMap((taxonomy) =>
    (terms[taxonomy] ?? []).flatMap((name) => {
      const slug = slugOf(taxonomy, name);
      return slug === undefined ? [] : [windowOf(feedKey({ kind: 'term', taxonomy, slug }), isForeign && !showsAll(taxonomy, name))];
    }),
  );
  return [...(besideMain ? [] : [windowOf('main', isForeign)]), ...feeds].map(within);
}

/** When time alone changes the row. */
function timesOf(row: Row): Instant[] {
  const { version, state } = row;
  const wait = waitsUntil(row);
  if (wait !== undefined) return [wait];
  if (!version || version.draft) return [];
  const { published, expires } = version;
  const ends = expires === undefined ? [] : [expires];
  if (state === 'scheduled') return [published, ...ends.filter((end) => end > published)];
  if (state === 'duplicate') return [published, ...ends];
  return isVisible(row) ? ends : [];
}
