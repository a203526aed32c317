/**
 * Keys of the catalog's map: rows, and indexes over them. Each question of a run reads one range.
 *
 * | key | value | question |
 * | --- | --- | --- |
 * | `k/<post>` | row | what is known of a post |
 * | `u/<id>·i·<post>`, `u/<address>·l·<post>` | true | which posts have an id, or an address |
 * | `x/<text digest>·<post>` | true | which posts have equal bodies |
 * | `n/<name>·a·<post>`, `n/<name>·r·<post>` | true | which posts a name can stand for; which posts refer to it, or have the file `file:…` |
 * | `n/<day>-<slug>·s·<post>`, `n/<day>-~<digest>·t·<post>` | true | which posts of a day have a slug, or a title |
 * | `w/<feed>·<inverted time>·<post>` | name of the entry | the entries of a feed, newest first |
 * | `t/<time>·<post>` | true | what time alone changes next |
 * | `s/<mark>·<post>` | true | which posts need attention |
 * | `c/<inverted number>·<feed>` | name, posts in the blog's language and in others | which terms have most posts |
 * | `w/<feed>:<output>`, `w/<feed>:=` | output row, name of the term | what the feed, its page and its archives show |
 * | `T/<taxonomy>·<name>`, `T/<taxonomy>~<folded slug>` | slug, true | the slug of a term; which slugs are taken |
 * | `i/<reason>·<file>` | true | which files are no posts by their names |
 * | `p/<output>`, `P/<feed>` | revision | the outbox: documents to write, hubs to ping |
 * | `N/<id>`, `v/<minute>` | event, true | the outbox: events to publish; runs that are scheduled |
 * | `z/o<order>·<post>`, `z/i<id>·<post>` | own id or true, true | during an import: posts to fold, in order; ids that are theirs |
 * | `z/t<taxonomy>·<name>` | true | during an import: terms without a slug |
 * | `z/re<generation>·<order>·<post>` | entry or row | during a recovery: what is left of a lost catalog, newest first |
 * | `z/rs<id>·<link>`, `z/rl<id>·<link>·<post>` | true | during a recovery: links that documents show with an id; posts that have both |
 * | `z/rm<traits>` | true | during a recovery: pairs of traits of removed posts |
 *
 * `·` is U+0001, `:` is U+0002; parts before a post's key are escaped. What one post changes together is close, and so in few nodes.
 */
import { digest } from '../../hash.ts';
import { prefixRange } from '../../key-order.ts';
import type { Instant, Key, OutputKey, Taxonomy } from '../../model.ts';

/** From inclusive, to exclusive. */
export type Range = readonly [from: string, to: string];

const SEPARATOR = '\u0001';
/** Follows every key that begins with the same parts. */
const AFTER = '\u0002';

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is escaped
const escaped = (part: string): string => part.replace(/[\u0000-\u0002]/g, (sign) => `\u0000${sign.charCodeAt(0)}`);

const under = (...parts: string[]): Range => {
  const prefix = parts.join(SEPARATOR);
  return [prefix + SEPARATOR, prefix + AFTER];
};

/** The index key of a post below a range. */
export const entryIn = ([from]: Range, post: Key): string => from + post;

/** The post of an index key in a range. */
export const postIn = ([from]: Range, key: string): Key => key.slice(from.length);

export const ROWS: Range = prefixRange('k/');
export const rowKey = (post: Key): string => `k/${post}`;

const FOUND = 'z/re';

const COUNTS = 'c/';

/** Rows are large, counts small: these make about 8 KB. */
export function entriesPerLeaf(key: string): number {
  if (key.startsWith(ROWS[0]) || key.startsWith(FOUND)) return 8;
  return key.startsWith(COUNTS) ? 300 : 75;
}

const address = (text: string): string => `u/${escaped(text.replace(/\/$/, ''))}`;

export const withId = (id: string): Range => under(address(id), `i${id.endsWith('/') ? '/' : ''}`);
export const withLink = (link: string): Range => under(address(link), `l${link.endsWith('/') ? '/' : ''}`);

export const ADDRESSES: Range = prefixRange('u/');
/** Of an entry of `withLink`: the range's prefix, and the post. */
export function linkAt(key: string): { prefix: string; post: Key } | undefined {
  const kind = key.indexOf(SEPARATOR) + 1;
  const end = key.indexOf(SEPARATOR, kind) + 1;
  return key[kind] === 'l' ? { prefix: key.slice(0, end), post: key.slice(end) } : undefined;
}

export const withText = (text: string): Range => under(`x/${escaped(text)}`);
export const withSlug = (day: string, slug: string): Range => under(`n/${day}-${escaped(slug)}`, 's');
/** Of `withSlug` and of names, from this day on. */
export const fromDay = (time: Instant): string => `n/${time.slice(0, 10)}`;
/** Exclusive, behind this day. `.` follows `-`. */
export const untilDay = (time: Instant): string => `${fromDay(time)}.`;
/** Of an entry of `withSlug`. */
export function datedPost(key: string): Key | undefined {
  const kind = key.indexOf(SEPARATOR) + 1;
  return key[kind] === 's' ? key.slice(key.indexOf(SEPARATOR, kind) + 1) : undefined;
}
/** None without a title. */
export const withTitle = (day: string, title: string): Range[] =>
  title === '' ? [] : [under(`n/${day}-~${digest(title).slice(0, 16)}`, 't')];
export const answeringTo = (name: string): Range => under(`n/${escaped(name)}`, 'a');
export const referringTo = (name: string): Range => under(`n/${escaped(name)}`, 'r');

export type Mark = string;
export const marked = (mark: Mark): Range => under(`s/${mark}`);

/** Its text order is newest first. */
export const inverted = (instant: string): string => instant.replace(/\d/g, (digit) => String(9 - Number(digit)));

/** Newest first. @param foreign entries in other languages than the blog's; the configuration decides whether the feed shows them */
export const windowOf = (feed: OutputKey, foreign = false): Range => under(`w/${feed}${foreign ? FOREIGN : ''}`);

export const windowKey = (window: Range, published: Instant, post: Key): string => `${window[0]}${inverted(published)}${SEPARATOR}${post}`;

/** Behind the entries of this time. */
export const timeBehind = (window: Range, time: string): string => window[0] + inverted(time) + AFTER;

export function inWindow(window: Range, key: string): { published: Instant; post: Key } {
  const rest = key.slice(window[0].length);
  const end = rest.indexOf(SEPARATOR);
  return { published: inverted(rest.slice(0, end)) as Instant, post: rest.slice(end + 1) };
}

const TIMES = 't/';
export const timeKey = (time: Instant, post: Key): string => `${TIMES}${time}${SEPARATOR}${post}`;
/** Inclusive. */
export const timesUntil = (until: Instant): Range => [TIMES, TIMES + until + AFTER];
export const timesAfter = (after: Instant): Range => [TIMES + after + AFTER, prefixRange(TIMES)[1]];

export function atTime(key: string): { time: Instant; post: Key } {
  const end = key.indexOf(SEPARATOR);
  return { time: key.slice(TIMES.length, end) as Instant, post: key.slice(end + 1) };
}

const LARGEST = 9_999_999_999;

/** Most posts first. */
export const countedTerms = (): Range => prefixRange(COUNTS);
export const countKey = (posts: number, feed: OutputKey): string => `${COUNTS}${LARGEST - posts}${SEPARATOR}${feed}`;
export const countedFeed = (key: string): OutputKey => key.slice(key.indexOf(SEPARATOR) + 1);

/** Window of entries in other languages. No slug has this sign. */
export const FOREIGN = '~';

/** Windows and, behind each, the rows of the feed's outputs: one publish changes both. */
export const FEEDS: Range = prefixRange('w/');

/** Output rows and the name of the term. */
export const factsOfFeed = (feed: OutputKey): Range => [FEEDS[0] + feed + AFTER, `${FEEDS[0]}${feed}\u0003`];
export const outputKey = (feed: OutputKey, output: OutputKey): string => FEEDS[0] + feed + AFTER + output;
export const nameKey = (feed: OutputKey): string => `${FEEDS[0]}${feed}${AFTER}=`;
export const outputIn = (key: string): OutputKey => key.slice(key.indexOf(AFTER) + 1);

/** Of an entry, output row or name; with `FOREIGN` for entries in other languages. */
export function feedPart(key: string): string {
  const ends = [key.indexOf(SEPARATOR), key.indexOf(AFTER)].filter((at) => at >= 0);
  return key.slice(FEEDS[0].length, Math.min(...ends));
}

/** Undefined for keys that are no entries. */
export function entryPlace(key: string): { feed: OutputKey; published: string } | undefined {
  const [end, after] = [key.indexOf(SEPARATOR), key.indexOf(AFTER)];
  if (!key.startsWith(FEEDS[0]) || end < 0 || (after >= 0 && after < end)) return undefined;
  return { feed: feedPart(key).replace(FOREIGN, ''), published: inverted(key.slice(end + 1, key.indexOf(SEPARATOR, end + 1))) };
}

/** Of all entries in the month of an entry. */
export const monthPrefix = (key: string): string => key.slice(0, key.indexOf(SEPARATOR) + 8);

export const TERMS: Range = prefixRange('T/');
export const termsOf = (taxonomy: Taxonomy): Range => under(`T/${taxonomy}`);
/** Undefined for a slug that is taken. */
export function taxonomyIn([prefix]: Range, key: string): Taxonomy | undefined {
  const end = key.indexOf(SEPARATOR);
  const name = key.slice(prefix.length, end);
  return end < 0 || name.includes('~') ? undefined : name;
}

export const slugKey = (taxonomy: Taxonomy, name: string): string => `T/${taxonomy}${SEPARATOR}${name}`;
export const takenKey = (taxonomy: Taxonomy, folded: string): string => `T/${taxonomy}~${folded}`;

/** Posts that an import has still to fold, in their order. */
export const TO_FOLD: Range = prefixRange('z/o');
export const toFoldKey = (order: string, post: Key): string => TO_FOLD[0] + escaped(order) + SEPARATOR + post;
export const postToFold = (key: string): Key => key.slice(key.indexOf(SEPARATOR) + 1);

/** Posts to fold with this id in front matter. */
export const reservedFor = (id: string): Range => under(`z/i${escaped(id)}`);

/** Terms that an import has met, by taxonomy. */
export const MET_TERMS: Range = prefixRange('z/t');
export const metTerms = (taxonomy: Taxonomy): Range => under(`z/t${taxonomy}`);

/** Everything that a recovery notes, and deletes at its end. */
export const RECOVERED: Range = prefixRange('z/r');
/** What is left of a generation's catalog. */
export const foundOf = (generation: string): Range => under(`${FOUND}${escaped(generation)}`);
/** @param newest numbers and instants, the greatest first; then `names`, the least first */
export const foundKey = (generation: string, newest: readonly string[], names: readonly string[]): string =>
  foundOf(generation)[0] + [...newest.map(inverted), ...names].join(SEPARATOR);
export const shownWith = (id: string): Range => under(`z/rs${escaped(id)}`);
export const statedWith = (id: string, link: string): Range => under(`z/rl${escaped(id)}`, escaped(link));
export const removedTraits = (names: string): string => `z/rm${digest(names)}`;

export const SKIPPED: Range = prefixRange('i/');
export const skippedKey = (reason: string, file: Key): string => SKIPPED[0] + reason + SEPARATOR + file;
export function skippedAt(key: string): { reason: string; file: Key } {
  const end = key.indexOf(SEPARATOR);
  return { reason: key.slice(SKIPPED[0].length, end), file: key.slice(end + 1) };
}

export const PENDING: Range = prefixRange('p/');
export const PINGS: Range = prefixRange('P/');
export const EVENTS: Range = prefixRange('N/');
export const SCHEDULED: Range = prefixRange('v/');

export const factKey = ([prefix]: Range, name: string): string => prefix + name;
export const nameIn = ([prefix]: Range, key: string): string => key.slice(prefix.length);
