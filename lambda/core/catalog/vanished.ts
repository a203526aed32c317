/**
 * Guards the feeds against a folder that is not there: an unmounted `_posts`, a typo in a path, a prefix that lists nothing.
 *
 * A deleted post or subfolder is a normal act of an author. All published posts at once, with none in their place, are more often a
 * mistake, and subscribers cannot be given back what their readers dropped.
 */
import type { Instant, Key } from '../model.ts';
import { type Catalog, listed } from './catalog.ts';
import type { PostReading } from './fold.ts';

/**
 * @param named keys of which an event said that they were deleted: those may go
 * @returns the keys to keep in the feeds although their files are gone; none unless every published post would leave
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
  // A copy that was held back takes the place of the post that it resembles.
  const isSuccessor = (key: Key) => posts[key]?.state === 'duplicate' && !isGone(key);
  const appears = [...readings.values()].some(
    (reading) => reading.kind === 'post' && !reading.post.draft && !reading.post.unlisted && reading.post.published <= moment,
  );
  return appears || Object.keys(posts).some(isSuccessor) ? [] : unnamed;
}

/** The innermost folder that holds all of these: `_posts/`; empty for the root. */
export function commonFolder(keys: readonly Key[]): string {
  const folders = keys.map((key) => key.split('/').slice(0, -1));
  const [first = []] = folders;
  const differs = first.findIndex((name, depth) => folders.some((folder) => folder[depth] !== name));
  const common = differs < 0 ? first : first.slice(0, differs);
  return common.map((name) => `${name}/`).join('');
}
