/** If all published posts disappear, a disk is probably unmounted or a path mistyped. Readers cannot restore what they drop. */
import { sortedKeys } from '../key-order.ts';
import type { Instant, Key } from '../model.ts';
import type { Facts } from '../tree/facts.ts';
import { inWindow, windowOf } from './facts/fact-keys.ts';
import { postsMarked } from './facts/questions.ts';
import type { PostReading } from './fold.ts';

/**
 * @param named by an event
 * @returns keys to keep, if every published post would leave
 */
export function vanishedPosts(facts: Facts, readings: ReadonlyMap<Key, PostReading>, moment: Instant, named: ReadonlySet<Key>): Key[] {
  const isGone = (key: Key) => {
    const reading = readings.get(key);
    // Aside: no post by its place any more, perhaps because `posts` is mistyped.
    return reading?.kind === 'gone' || (reading?.kind === 'ignored' && reading.aside === true);
  };
  const gone = [...readings.keys()].filter(isGone);
  const windows = [windowOf('main'), windowOf('main', true)];
  const size = windows.reduce((sum, window) => sum + facts.count(...window), 0);
  if (size === 0 || size > gone.length) return [];
  const published = sortedKeys(windows.flatMap((window) => [...facts.range(...window)].map(([key]) => inWindow(window, key).post)));
  if (!published.every(isGone)) return [];
  const unnamed = published.filter((key) => !named.has(key));
  const appears = [...readings.values()].some(
    (reading) => reading.kind === 'post' && !reading.post.draft && !reading.post.unlisted && reading.post.published <= moment,
  );
  // A held copy replaces its original.
  return appears || postsMarked(facts, 'duplicate').some((key) => !isGone(key)) ? [] : unnamed;
}

/** `_posts/`; empty for the root. */
export function commonFolder(keys: readonly Key[]): string {
  const folders = keys.map((key) => key.split('/').slice(0, -1));
  const [first = []] = folders;
  const differs = first.findIndex((name, depth) => folders.some((folder) => folder[depth] !== name));
  const common = differs < 0 ? first : first.slice(0, differs);
  return common.map((name) => `${name}/`).join('');
}
