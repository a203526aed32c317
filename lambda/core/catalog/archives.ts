/**
 * A feed's whole history in documents that stay as they are (RFC 5005 section 4): a feed shows its newest entries, archives the others, by
 * month.
 *
 * An archive is an output like a feed, with a key, a digest and a stamp of its own. So an edit of an old post rewrites its archive, and
 * nothing that does not show the post.
 */
import type { FeedKey } from '../model.ts';
import type { Window } from './catalog.ts';

/** Entries in an archive; a month with more has several. It must not depend on the configuration: every archive would be cut anew. */
export const ARCHIVE_SIZE = 100;

export interface Cut {
  /** The newest entries, and all that no archive shows. */
  live: Window;
  /** By key, the oldest first; no entry is in two. Newest entries are in the feed as well. */
  archives: [FeedKey, Window][];
}

/** `archive/2010-10`, `tags/c-plus-plus/archive/2010-10`; the second hundred of a month is `archive/2010-10-2`. */
const keyOf = (feed: FeedKey, name: string): FeedKey => (feed === 'main' ? `archive/${name}` : `${feed}/archive/${name}`);

/** The feed whose older entries this output shows; undefined for what is no archive. */
export function archivedFeed(key: FeedKey): FeedKey | undefined {
  const { feed, main } = /^(?:(?<main>archive)|(?<feed>.+)\/archive)\/\d{4}-\d\d(?:-\d+)?$/.exec(key)?.groups ?? {};
  return main ? 'main' : feed;
}

/**
 * An archive is closed: its month is not the newest entry's, or it is full. No clock decides, so the same posts give the same documents at
 * any time. Months are those of UTC: another `timezone` in the configuration must not move entries from one archive to another.
 * @param entries all of the feed's, newest first
 * @param limit that the feed shows at least, if there are so many
 */
export function cutArchives(feed: FeedKey, entries: Window, limit: number): Cut {
  const [newest] = entries;
  if (newest === undefined || entries.length <= limit) return { live: entries, archives: [] };
  const months = new Map<string, Window>();
  for (const shown of entries.toReversed()) {
    const month = monthOf(shown);
    const there = months.get(month);
    if (there) there.push(shown);
    else months.set(month, [shown]);
  }
  const archives = [...months].flatMap(([month, oldestFirst]) => {
    const isOpen = month === monthOf(newest);
    const parts = Array.from({ length: Math.ceil(oldestFirst.length / ARCHIVE_SIZE) }, (_, index) =>
      oldestFirst.slice(index * ARCHIVE_SIZE, (index + 1) * ARCHIVE_SIZE).reverse(),
    );
    return parts.flatMap((part, index): [FeedKey, Window][] =>
      isOpen && part.length < ARCHIVE_SIZE ? [] : [[keyOf(feed, index === 0 ? month : `${month}-${index + 1}`), part]],
    );
  });
  const archived = archives.reduce((sum, [, window]) => sum + window.length, 0);
  return { live: entries.slice(0, Math.max(limit, entries.length - archived)), archives };
}

const monthOf = ({ version }: Window[number]): string => version.published.slice(0, 7);
