/**
 * Who a post is: ids that never change, renamed files recognised, copies held back.
 *
 * An id is assigned once. A new key that matches a removed row of the ledger takes over its id, in whatever order the two events of a
 * rename come: if the new key is seen first, the file that it resembles is looked at too; and if that is still there, the new one is a
 * copy of a live post and is held until that one is gone.
 */

import { digest } from '../hash.ts';
import type { Instant, Key, Post, Problem, Site } from '../model.ts';
import { jekyllIdPath } from '../post/permalink.ts';
import { publishedOf, takeOver } from './adoption.ts';
import { type AdoptedItem, latest, type Row, type Version } from './catalog.ts';

/** Characters; shorter bodies are too often equal by chance, and are told apart by title and time as well. */
const TELLING_LENGTH = 64;

/** Digest by which a renamed file is known. */
export function textDigest({ body, title, published }: Pick<Post, 'body' | 'title' | 'published'>): string {
  const text = body.trim();
  return text.length < TELLING_LENGTH ? digest(text, title, published) : digest(text);
}

type Unidentified = Pick<Version, 'link' | 'slug' | 'published' | 'wordpressId'>;

/** Ids that the post may have, best first. */
export function idCandidates(key: Key, post: Unidentified, site: Site): string[] {
  const url = new URL(post.link);
  const path = url.pathname.slice(1);
  const plain = url.href.replace(/\/$/, '');
  const jekyll = site.flavor === 'jekyll' ? [new URL(jekyllIdPath(path, post.slug), url.origin).href] : [];
  const tag = site.id === 'tag' ? [`tag:${url.hostname},${post.published.slice(0, 10)}:/${path}`] : [];
  const wordpress = site.id === 'wordpress' && post.wordpressId !== undefined ? [`${site.link}?p=${post.wordpressId}`] : [];
  return [...tag, ...wordpress, ...jekyll, plain, `${plain}#${digest(key).slice(0, 8)}`];
}

const dayOf = (version: Version): string => version.published.slice(0, 10);

/** A translation that is not translated yet is no copy. */
const sameLanguage = (a: Version, b: Version): boolean => a.terms.languages.join() === b.terms.languages.join();

const sameText = (a: Version, b: Version): boolean => a.text !== '' && a.text === b.text;

/** What a file that was moved keeps, most telling first: its address, its body, its slug and day. A translation has none of them. */
const TRAITS: ((version: Version) => string | undefined)[] = [
  ({ link }) => `link ${link}`,
  ({ text, terms }) => (text === '' ? undefined : `text ${text} ${terms.languages}`),
  (version) => `slug ${version.slug} ${dayOf(version)} ${version.terms.languages}`,
];

/** Whoever shares one with a post that is gone is that post. */
export const traitsOf = (version: Version): string[] => TRAITS.flatMap((trait) => trait(version) ?? []);

/** A post that would stand beside itself: the same address, or the same body under the same title, slug or day. */
export const isCopyOf = (post: Version, live: Version): boolean =>
  post.link === live.link ||
  (sameText(post, live) &&
    sameLanguage(post, live) &&
    (post.title === live.title || post.slug === live.slug || dayOf(post) === dayOf(live)));

const error = (key: Key, message: string): Problem => ({ key, line: 1, column: 1, message, severity: 'error' });

export const copyProblem = (key: Key, original: Key): Problem =>
  error(
    key,
    `this is a copy of ${original}, so it is not published; delete one of them, or give this one an id of its own in front matter`,
  );

export const idProblem = (key: Key, id: string, holder: Key): Problem =>
  error(key, `id: ${holder} already has the id "${id}", and readers take posts of one id for one post; give this one another`);

/** A post's file whose id is open, with the ids that it may have. */
export interface Newcomer {
  key: Key;
  row: Row;
  version: Version;
  candidates: string[];
  /** What it is in a feed that readers followed before. */
  item?: AdoptedItem;
}

export interface Identities {
  /** Posts that cannot be published beside others, and why. */
  held: Map<Key, Problem>;
  /**
   * Published posts that a newcomer resembles: if it is a renamed file, theirs are gone, though no event may have said so yet. Looking
   * at them makes both orders of a rename's events come out the same.
   */
  resembled: Set<Key>;
}

/** Gives every newcomer its id, or holds it. Sets `version.id`; what is taken over leaves the ledger. */
export function identify(rows: Map<Key, Row>, newcomers: Newcomer[], context: { site: Site; moment: Instant }): Identities {
  const identities: Identities = { held: new Map(), resembled: new Set() };
  if (newcomers.length === 0) return identities;
  const registry = new Registry(rows, newcomers, context);
  const inOrder = [...newcomers].sort((a, b) => (a.key < b.key ? -1 : 1));
  // Ids that authors chose come first: nobody is given one of them by chance.
  for (const { key, row, version } of inOrder.filter((each) => each.version.ownsId)) {
    const holder = registry.holderOf(version.id);
    if (holder === undefined) registry.admit(key, version);
    else if (registry.inherit(rows, holder, row, version)) registry.admit(key, version);
    else {
      identities.held.set(key, idProblem(key, version.id, holder));
      identities.resembled.add(holder);
    }
  }
  const others = inOrder.filter(({ version }) => !version.ownsId);
  for (const { key, version } of others) {
    for (const resembled of registry.resembled(version)) identities.resembled.add(resembled);
    const original = registry.originalOf(version);
    if (original === undefined) registry.admit(key, version);
    else identities.held.set(key, copyProblem(key, original));
  }
  const admitted = inOrder.filter(({ key }) => !identities.held.has(key));
  const named = new Set(admitted.filter((each) => registry.adopt(each) || each.version.ownsId).map(({ key }) => key));
  for (const trait of TRAITS) {
    for (const { key, row, version } of admitted) {
      const from = named.has(key) ? undefined : registry.goneWith(trait(version));
      if (from !== undefined && registry.inherit(rows, from, row, version)) named.add(key);
    }
  }
  for (const { key, version, candidates } of admitted) if (!named.has(key)) version.id = registry.freeId(candidates, key);
  return identities;
}

/** Who has which id, address and body; without comparing each post with each. */
class Registry {
  private readonly holders = new Map<string, Key>();
  /** Posts in the feeds, or to be. */
  private readonly present = new Map<string, [Key, Version][]>();
  /** Known to readers, with a file. */
  private readonly released = new Map<string, Key[]>();
  /** Known to readers, without one: the ledger. */
  private readonly gone = new Map<string, Key[]>();
  private readonly ledger = new Map<Key, Version>();

  /** What newcomers have in common with others is all that matters here. */
  private readonly telling = new Set<string>();
  private readonly context: { site: Site; moment: Instant };

  constructor(rows: ReadonlyMap<Key, Row>, newcomers: Newcomer[], context: { site: Site; moment: Instant }) {
    this.context = context;
    const waiting = new Set(newcomers.map(({ key }) => key));
    for (const { version } of newcomers) for (const part of [version.link, version.text, version.slug]) this.telling.add(part);
    this.telling.delete('');
    for (const [key, row] of rows) {
      const { version, state } = row;
      if (!version || waiting.has(key)) continue;
      if (version.id !== '') this.holders.set(version.id, key);
      const isGone = row.released && (state === 'removed' || state === 'ignored');
      if (isGone) this.ledger.set(key, version);
      if (!this.telling.has(version.link) && !this.telling.has(version.text) && !this.telling.has(version.slug)) continue;
      if (row.released) this.note(isGone ? this.gone : this.released, version, key);
      if (state === 'live' || state === 'scheduled' || row.kept) this.note(this.present, version, [key, version]);
    }
  }

  holderOf = (id: string): Key | undefined => this.holders.get(id);

  admit(key: Key, version: Version): void {
    if (version.id !== '') this.holders.set(version.id, key);
    this.note(this.present, version, [key, version]);
  }

  originalOf(version: Version): Key | undefined {
    const near = traitsOf(version).flatMap((trait) => this.present.get(trait) ?? []);
    return near.flatMap(([key, other]) => (isCopyOf(version, other) ? [key] : [])).sort()[0];
  }

  resembled = (version: Version): Key[] => traitsOf(version).flatMap((trait) => this.released.get(trait) ?? []);

  goneWith = (trait: string | undefined): Key | undefined => this.gone.get(trait ?? '')?.find((key) => this.ledger.has(key));

  /** Takes over what readers know of the post from a feed that they followed before. */
  adopt({ key, row, version, item }: Newcomer): boolean {
    if (!item || (item.id !== version.id && (version.ownsId || this.holders.has(item.id)))) return false;
    takeOver(version, item, version.published, this.context);
    row.released = true;
    this.holders.set(item.id, key);
    return true;
  }

  /** Takes over the id, and what readers know of the post, from a row of the ledger. */
  inherit(rows: Map<Key, Row>, from: Key, row: Row, version: Version): boolean {
    const known = this.ledger.get(from);
    if (!known) return false;
    const { id, shown, adopted } = known;
    const published = publishedOf(version.published, adopted, this.context.site);
    Object.assign(version, { id, shown, published, updated: latest(known.updated, published), ...(adopted ? { adopted } : {}) });
    row.released = true;
    this.ledger.delete(from);
    const { version: _, ...rest } = rows.get(from) ?? { state: 'removed' as const };
    if (rest.state === 'ignored') rows.set(from, { ...rest, released: false });
    else rows.delete(from);
    return true;
  }

  freeId(candidates: string[], key: Key): string {
    const last = candidates.at(-1) ?? key;
    for (let attempt = 1; ; attempt += 1) {
      const id = candidates.find((candidate) => !this.holders.has(candidate)) ?? `${last}-${attempt + 1}`;
      if (this.holders.has(id)) continue;
      this.holders.set(id, key);
      return id;
    }
  }

  private note<T>(index: Map<string, T[]>, version: Version, value: T): void {
    for (const trait of traitsOf(version)) {
      const there = index.get(trait);
      if (there) there.push(value);
      else index.set(trait, [value]);
    }
  }
}
