/** The rule of ids, stated independently: a post has its own id, or that of a post with which it shares two traits. */
import assert from 'node:assert/strict';
import type { Version } from '../../lambda/core/catalog/catalog.ts';
import type { Post } from './bucket.ts';
import { lineageOf } from './reader.ts';

const dayOf = ({ date }: Post): string => new Date(date).toISOString().slice(0, 10);
const textOf = ({ text, slug, names = '' }: Post): string => `${text ?? slug} ${names}`;

/** For posts with different slugs, and so addresses. */
export const shareTwoTraits = (a: Post, b: Post): boolean =>
  [a.title === b.title, textOf(a) === textOf(b), dayOf(a) === dayOf(b)].filter(Boolean).length >= 2;

/** An id is the address at first publication. */
const ownerOf = ({ id }: Version): string => lineageOf(new URL(id).pathname.split('/').at(-1) ?? '');

export const hasIdOfAnother = (version: Version, { slug }: Post): boolean => ownerOf(version) !== lineageOf(slug);

/**
 * Throws if a key has the id of a post that it cannot be. An id shows its first owner; it may have been passed on several times.
 * @param written every version that was written under each key
 */
export function checkId(key: string, version: Version, written: ReadonlyMap<string, readonly Post[]>): void {
  const owner = ownerOf(version);
  const families = [...written].map(([name, posts]) => ({ name, posts, slugs: new Set(posts.map(({ slug }) => lineageOf(slug))) }));
  const reached = new Set(families.filter(({ name }) => name === key));
  for (const { posts, slugs } of reached) {
    if (slugs.has(owner)) return;
    for (const other of families) {
      const isSame = [...other.slugs].some((slug) => slugs.has(slug));
      if (isSame || posts.some((post) => other.posts.some((each) => shareTwoTraits(post, each)))) reached.add(other);
    }
  }
  assert.fail(`${key} has the id ${version.id} of another post`);
}
