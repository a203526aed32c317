/** Splits a feed into newest entries and monthly archives (RFC 5005 section 4): an edit of an old post rewrites one archive. */
import type { Window } from './catalog.ts';
import type { Archive, Feed } from './outputs.ts';

/** Not configurable: a change would rewrite every archive. */
export const ARCHIVE_SIZE = 100;

export interface Cut {
  live: Window;
  /** Oldest first. The newest archived entries are also in the feed. */
  archives: { output: Archive; window: Window }[];
}

/**
 * Archives complete months in UTC, and full parts of the newest. No clock decides: equal posts give equal documents.
 * @param entries newest first
 * @param limit minimum entries in the feed
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
