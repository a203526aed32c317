/** If all published posts disappear, a disk is probably unmounted or a path mistyped. Readers cannot restore what they drop. */
import type { Instant, Key } from '../model.ts';
import { type Catalog, listed } from './catalog.ts';
import type { PostReading } from './fold.ts';

/**
 * @param named by an event
 * @returns keys to keep, if every published post would leave
 */
export function vanishedPosts(
  posts: Catalog['posts'],
  readings: ReadonlyMap<Key, PostReading>,
  moment: Instant,
  named: ReadonlySet<Key>,
): Key[] {
  const isGone = (key: Key) => readings.get(key)?.kind === 'gone';
  const published = Object.keys(posts).filter((key) => posts[key] && listed(posts[key], moment));
  if (!published.every(isGone)) return [];
  const unnamed = published.filter((key) => !named.has(key));
  if (unnamed.length === 0) return [];
  // A held copy replaces its original.
  const isSuccessor = (key: Key) => posts[key]?.state === 'duplicate' && !isGone(key);
  const appears = [...readings.values()].some(
    (reading) => reading.kind === 'post' && !reading.post.draft && !reading.post.unlisted && reading.post.published <= moment,
  );
  return appears || Object.keys(posts).some(isSuccessor) ? [] : unnamed;
}

/** `_posts/`; empty for the root. */
export function commonFolder(keys: readonly Key[]): string {
  const folders = keys.map((key) => key.split('/').slice(0, -1));
  const [first = []] = folders;
  const differs = first.findIndex((name, depth) => folders.some((folder) => folder[depth] !== name));
  const common = differs < 0 ? first : first.slice(0, differs);
  return common.map((name) => `${name}/`).join('');
}
