/**
 * Who a post is: ids that never change, renamed files recognised, copies held back.
 *
 * An id is assigned once. A new key that matches a removed row of the ledger takes over its id, in whatever order the two events of a
 * rename come: if the new key is seen first, it is a copy of a live post and is held until that one is gone.
 */
import type { Row, Version } from './catalog.ts';
import { digest } from '../hash.ts';
import type { Key, Problem, Site } from '../model.ts';
import { jekyllIdPath } from '../post/permalink.ts';

/** Characters; shorter bodies are too often equal by chance. */
const TELLING_LENGTH = 64;

/** Digest by which a renamed file is known; empty for a body too short to tell. */
export function textDigest(body: string): string {
  const text = body.replace(/\s+/g, ' ').trim();
  return text.length < TELLING_LENGTH ? '' : digest(text);
}

type Unidentified = Pick<Version, 'link' | 'slug' | 'published'> & { wordpressId?: number };

/** Ids that the post may have, best first; the last is free for certain. */
export function idCandidates(key: Key, post: Unidentified, site: Site): string[] {
  const url = new URL(post.link);
  const path = url.pathname.slice(1);
  const plain = url.href.replace(/\/$/, '');
  const jekyll = site.flavor === 'jekyll' ? [new URL(jekyllIdPath(path, post.slug), url.origin).href] : [];
  const tag = site.id === 'tag' ? [`tag:${url.hostname},${post.published.slice(0, 10)}:/${path}`] : [];
  const wordpress = site.id === 'wordpress' && post.wordpressId !== undefined ? [`${site.link}?p=${post.wordpressId}`] : [];
  return [...tag, ...wordpress, ...jekyll, plain, `${plain}#${digest(key).slice(0, 8)}`];
}

const sameDay = (a: Version, b: Version): boolean => a.published.slice(0, 10) === b.published.slice(0, 10);

const sameText = (a: Version, b: Version): boolean => a.text !== '' && a.text === b.text;

/** A file that was moved: the same slug and day, the same address, or the same body. */
export const isRenameOf = (post: Version, gone: Version): boolean =>
  (post.slug === gone.slug && sameDay(post, gone)) || post.link === gone.link || sameText(post, gone);

/** A post that would stand beside itself: the same address, or the same body under the same title, slug or day. */
export const isCopyOf = (post: Version, live: Version): boolean =>
  post.link === live.link || (sameText(post, live) && (post.title === live.title || post.slug === live.slug || sameDay(post, live)));

export const copyProblem = (key: Key, original: Key): Problem => ({
  key,
  line: 1,
  column: 1,
  message: `this is a copy of ${original}, so it is not published; delete one of them, or give this one an id of its own in front matter`,
  severity: 'error',
});

/** A new post's file, with the ids that it may have. */
export interface Newcomer {
  key: Key;
  row: Row;
  version: Version;
  candidates: string[];
}

/**
 * Gives every newcomer its id, or holds it as a copy. Changes the rows given: sets `version.id`, `state: 'duplicate'`, and removes rows
 * of the ledger whose id was taken over.
 */
export function identify(rows: Map<Key, Row>, newcomers: Newcomer[]): void {
  if (newcomers.length === 0) return;
  const waiting = new Set(newcomers.map(({ key }) => key));
  const known = [...rows].filter(([key, row]) => row.version && !waiting.has(key));
  const gone = new Map(known.filter(([, row]) => row.released && (row.state === 'removed' || row.state === 'ignored')));
  const present = known.filter(([key]) => !gone.has(key));
  const used = new Set(known.map(([, row]) => row.version?.id));
  const index = new Finder(present);
  for (const { key, row, version, candidates } of [...newcomers].sort((a, b) => (a.key < b.key ? -1 : 1))) {
    const original = version.ownsId ? undefined : index.find(version, isCopyOf);
    if (original !== undefined) {
      row.state = 'duplicate';
      row.problems = [copyProblem(key, original)];
      continue;
    }
    const moved = version.ownsId ? undefined : [...gone].find(([, from]) => from.version && isRenameOf(version, from.version));
    const inherited = moved?.[1].version;
    if (moved && inherited) {
      Object.assign(version, { id: inherited.id, updated: inherited.updated, shown: inherited.shown });
      row.released = true;
      gone.delete(moved[0]);
      rows.delete(moved[0]);
    } else if (!version.ownsId) {
      version.id = candidates.find((id) => !used.has(id)) ?? version.link;
    }
    used.add(version.id);
    index.add(key, version);
  }
}

/** Finds a post's original among many without comparing it with each. */
class Finder {
  private readonly byTrait = new Map<string, [Key, Version][]>();

  constructor(rows: [Key, Row][]) {
    for (const [key, { version }] of rows) if (version) this.add(key, version);
  }

  add(key: Key, version: Version): void {
    for (const trait of this.traits(version)) this.byTrait.set(trait, [...(this.byTrait.get(trait) ?? []), [key, version]]);
  }

  find(version: Version, matches: (a: Version, b: Version) => boolean): Key | undefined {
    const near = this.traits(version).flatMap((trait) => this.byTrait.get(trait) ?? []);
    return near.find(([, other]) => matches(version, other))?.[0];
  }

  private traits = (version: Version): string[] => [version.link, ...(version.text === '' ? [] : [version.text])];
}
