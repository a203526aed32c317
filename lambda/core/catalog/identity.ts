/**
 * Gives posts permanent ids, recognizes renames, holds copies (rules: traits.ts).
 * A new file takes over the id of a similar removed post. Similar rows are read too, since a removal may be reported later.
 * If the similar file exists, the new one is held as a copy, or waits `RENAME_WINDOW` if another post and files are reported one at a time.
 */

import { digest } from '../hash.ts';
import type { AddressScheme, Instant, Key, Problem, Site } from '../model.ts';
import { jekyllIdPath } from '../post/permalink.ts';
import type { PostRow, Row, Version } from './catalog.ts';
import type { Slice } from './facts/slice.ts';
import { type IdentityContext, type Newcomer, Registry } from './registry.ts';
import { endOfWait, originalKeys, RENAMES } from './traits.ts';

type Unidentified = Pick<Version, 'link' | 'slug' | 'published' | 'wordpressId'>;

/** Tools whose feeds have the permalink as id, with its slash. */
const WITH_SLASH: ReadonlySet<AddressScheme | undefined> = new Set(['hugo', 'zola', 'astro', 'eleventy']);

/** Best first. */
export function idCandidates(key: Key, post: Unidentified, site: Site): string[] {
  const url = new URL(post.link);
  const path = url.pathname.slice(1);
  const plain = WITH_SLASH.has(site.addresses) ? url.href : url.href.replace(/\/$/, '');
  const jekyll = site.generator === 'jekyll' ? [new URL(jekyllIdPath(path, post.slug), url.origin).href] : [];
  const tag = site.id === 'tag' ? [`tag:${url.hostname},${post.published.slice(0, 10)}:/${path}`] : [];
  const wordpress = site.id === 'wordpress' && post.wordpressId !== undefined ? [`${site.link}?p=${post.wordpressId}`] : [];
  return [...tag, ...wordpress, ...jekyll, plain, `${plain}#${digest(key).slice(0, 8)}`];
}

const problem = (key: Key, severity: Problem['severity'], message: string): Problem => ({ key, line: 1, column: 1, message, severity });

const copyProblem = (key: Key, original: Key): Problem =>
  problem(
    key,
    'warning',
    `this is a copy of ${original}, so it is not published; delete one of them, or give this one an id of its own in front matter`,
  );

const addressProblem = (key: Key, link: string, original: Key): Problem =>
  problem(key, 'error', `${original} already has the address ${link}, so this post is not published; give it another slug or permalink`);

const idProblem = (key: Key, id: string, holder: Key): Problem =>
  problem(key, 'error', `id: ${holder} already has the id "${id}", and readers take posts of one id for one post; give this one another`);

export interface Identities {
  /** Undefined: delete. */
  rows: Map<Key, Row | undefined>;
  held: Map<Key, Problem>;
  /** With the start of the wait. */
  waiting: Map<Key, Instant>;
  /**
   * Keys to read: the order of a rename's events must not matter. Not for copies that stay held: the original was read with the copy, and
   * its removal has an event of its own.
   */
  resembled: Set<Key>;
}

export function identify(slice: Slice, newcomers: readonly Newcomer[], context: IdentityContext): Identities {
  const found = { rows: new Map<Key, Row | undefined>(), held: new Map<Key, Problem>(), waiting: new Map<Key, Instant>() };
  const identities: Identities = { ...found, resembled: new Set() };
  if (newcomers.length === 0) return identities;
  const registry = new Registry(slice, newcomers, context);
  const inOrder = originalsFirst(newcomers, context);
  const named = claimOwnIds(inOrder, registry, identities);
  for (const newcomer of inOrder.filter(({ row }) => !row.version.ownsId)) place(newcomer, registry, identities, context);
  const admitted = inOrder.filter(({ key }) => !identities.held.has(key) && !identities.waiting.has(key));
  for (const newcomer of admitted) {
    const adopted = registry.adopt({ ...newcomer, row: named.get(newcomer.key) ?? newcomer.row });
    if (adopted) named.set(newcomer.key, adopted);
    else if (newcomer.row.version.ownsId) named.set(newcomer.key, named.get(newcomer.key) ?? newcomer.row);
  }
  inheritIds(admitted, registry, named);
  for (const { key, row, candidates } of admitted) {
    const identified = named.get(key) ?? { ...row, version: { ...row.version, id: registry.freeId(candidates, key) } };
    identities.rows.set(key, identified);
  }
  for (const [key, row] of registry.released) identities.rows.set(key, row);
  return identities;
}

/** Ids from front matter come first. @returns rows that took over an id */
function claimOwnIds(newcomers: readonly Newcomer[], registry: Registry, { held, resembled }: Identities): Map<Key, PostRow> {
  const named = new Map<Key, PostRow>();
  for (const { key, row, isHeld } of newcomers.filter((each) => each.row.version.ownsId)) {
    const { id } = row.version;
    const holder = registry.holderOf(id);
    const inherited = holder === undefined ? undefined : registry.inherit(holder, row);
    if (inherited) named.set(key, inherited);
    if (holder === undefined || inherited) registry.claim(id, key);
    else {
      held.set(key, idProblem(key, id, holder));
      if (!isHeld) resembled.add(holder);
    }
  }
  return named;
}

/** Most similar first. Adds to `named`. */
function inheritIds(admitted: readonly Newcomer[], registry: Registry, named: Map<Key, PostRow>): void {
  const open = registry.hasLedger ? admitted.filter(({ key }) => !named.has(key)) : [];
  for (const rank of RENAMES.keys()) {
    for (const { key, row, written } of open) {
      const from = named.has(key) ? undefined : registry.goneWith(registry.namesOf(key, row.version)[rank], written);
      const inherited = from === undefined ? undefined : registry.inherit(from, row);
      if (inherited) named.set(key, inherited);
    }
  }
}

/** Sorts copies by name last, possible renames after older files. Full listings sort by name only, so builds give equal ids. */
function originalsFirst(newcomers: readonly Newcomer[], { patient }: IdentityContext): Newcomer[] {
  const ranked = newcomers.map((newcomer) => ({
    newcomer,
    rank: originalKeys(newcomer.key).length === 0 ? 0 : newcomer.key.length,
    since: patient ? newcomer.written : '',
  }));
  const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  ranked.sort((a, b) => a.rank - b.rank || byText(a.since, b.since) || byText(a.newcomer.key, b.newcomer.key));
  return ranked.map(({ newcomer }) => newcomer);
}

function place(newcomer: Newcomer, registry: Registry, { held, waiting, resembled }: Identities, context: IdentityContext): void {
  const { key, row, written } = newcomer;
  const { version } = row;
  // An expired post conflicts with none.
  if (!registry.isToBeShown(version)) return;
  const alike = registry.alike(key, version);
  const original = registry.originalOf(key, version);
  const staysHeld = original !== undefined && newcomer.isHeld;
  if (!staysHeld) for (const other of [...alike, ...registry.unknownOriginals(key)]) resembled.add(other);
  if (original !== undefined) {
    if (!staysHeld) resembled.add(original.key);
    held.set(key, original.isCopy ? copyProblem(key, original.key) : addressProblem(key, version.link, original.key));
    return;
  }
  const since = alike.some((other) => context.unread.has(other)) ? context.moment : written;
  if (context.patient && endOfWait(since) > context.moment && registry.mayBeRename(newcomer)) waiting.set(key, since);
  else registry.admit(key, version);
}
