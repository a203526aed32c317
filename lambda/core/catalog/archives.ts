/**
 * Splits a feed's history into its newest entries and monthly archives that do not change (RFC 5005 section 4).
 *
 * An archive is an output with a digest and a revision of its own, so an edit of an old post rewrites only the archive that shows it.
 */
import type { Window } from './catalog.ts';
import type { Archive, Feed } from './outputs.ts';

/** Entries in an archive; a longer month has several. Not configurable: another size would rewrite every archive. */
export const ARCHIVE_SIZE = 100;

export interface Cut {
  /** The newest entries, and all entries that are in no archive. */
  live: Window;
  /** Oldest first. No entry is in two archives; the newest archived entries are in the feed as well. */
  archives: { output: Archive; window: Window }[];
}

/**
 * Archives what is complete: months before the newest entry's, and full archives of its month. No clock decides, so the same posts give the
 * same documents at any time. Months are in UTC, so that another `timezone` moves no entry to another archive.
 * @param entries all entries of the feed, newest first
 * @param limit the least number of entries in the feed, if it has so many
 */
export function cutArchives(feed: Feed, entries: Window, limit: number): Cut {
  const [newest] = entries;
  if (newest === undefined || entries.length <= limit) return { live: entries, archives: [] };
  const months = new Map<string, Window>();
  for (const entry of entries.toReversed()) {
    const month = monthOf(entry);
    const sameMonth = months.get(month);
    if (sameMonth) sameMonth.push(entry);
    else months.set(month, [entry]);
  }
  const archives = [...months].flatMap(([month, oldestFirst]) => {
    const isOpen = month === monthOf(newest);
    const parts = Array.from({ length: Math.ceil(oldestFirst.length / ARCHIVE_SIZE) }, (_, index) =>
      oldestFirst.slice(index * ARCHIVE_SIZE, (index + 1) * ARCHIVE_SIZE).reverse(),
    );
    return parts.flatMap((window, index): Cut['archives'] =>
      isOpen && window.length < ARCHIVE_SIZE ? [] : [{ output: { kind: 'archive', of: feed, month, part: index + 1 }, window }],
    );
  });
  const archived = archives.reduce((sum, { window }) => sum + window.length, 0);
  return { live: entries.slice(0, Math.max(limit, entries.length - archived)), archives };
}

const monthOf = ({ version }: Window[number]): string => version.published.slice(0, 7);
