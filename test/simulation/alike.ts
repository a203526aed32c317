/** Posts that resemble others without being them, and renames of a post. */
import type { Post } from './bucket.ts';
import type { Random } from './random.ts';

const DAY = 24 * 3_600_000;

/** The traits (title, text, day) that a new post shares with another one. `copy` shares all, so only one of the two is published. */
export const RESEMBLANCES = {
  /** A weekly thread. */
  series: ['title', 'text'],
  /** Two posts of one day with one text. */
  twin: ['text', 'day'],
  repeat: ['text'],
  copy: ['title', 'text', 'day'],
} as const;

export type Resemblance = keyof typeof RESEMBLANCES;

const textOf = ({ text, slug }: Post): string => text ?? slug;

/** @param own the post without a resemblance */
export function resembling(kind: Resemblance, { names: _, ...own }: Post, other: Post): Post {
  const shared: readonly string[] = RESEMBLANCES[kind];
  return {
    ...own,
    text: textOf(other),
    ...(other.names === undefined ? {} : { names: other.names }),
    ...(shared.includes('title') ? { title: other.title } : {}),
    date: shared.includes('day') ? other.date : other.date - 7 * DAY,
  };
}

/**
 * The post under a new name, edited or not: it keeps its text and day. A post whose text was edited before also keeps its address, since
 * nobody may have seen that edit; so does one with another's text, since it must be clear which of them was renamed.
 */
export function renamed(post: Post, past: readonly Post[], number: number, random: Random): Post {
  const kind = random();
  const lineage = post.slug.replace(/-r\d+$/, '');
  if (kind < 0.4 || textOf(post) !== lineage || past.some(({ names }) => names !== post.names)) return post;
  const slug = `${lineage}-r${number}`;
  const moved = { ...post, slug, text: textOf(post) };
  return kind < 0.7 ? moved : { ...moved, title: `Renamed ${slug}` };
}
