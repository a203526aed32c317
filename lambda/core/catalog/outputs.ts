import { EPISODES, episodeFolder, episodeOf } from '../document-names.ts';
import { type DocumentFormat, FORMATS, type Format, type Key, type OutputKey, type Site, type Taxonomy } from '../model.ts';
import { OWN_FEEDS, taxonomyOf, termFolder } from '../taxonomies.ts';

export type Episode = { kind: 'episode'; post: Key };

/** `preview`: drafts and scheduled posts at a secret address. `episode`: one post, with a page but no feed. */
export type Feed = Episode | { kind: 'main' } | { kind: 'term'; taxonomy: Taxonomy; slug: string } | { kind: 'preview'; secret: string };

/** One month in UTC, in parts of `ARCHIVE_SIZE` counted from 1. */
export interface Archive {
  kind: 'archive';
  of: Feed;
  /** `2010-10` */
  month: string;
  part: number;
}

export type Output =
  | { kind: 'feed'; of: Feed }
  | Archive
  | { kind: 'page'; of: Feed }
  | { kind: 'chapters'; of: Episode }
  | { kind: 'opml' }
  /** All terms of a taxonomy: see `term-lists.ts`. */
  | { kind: 'terms'; taxonomy: Taxonomy };

export const MAIN: Feed = { kind: 'main' };

/** Below `public/`: `tags/c-plus-plus/` */
export function folderOf(feed: Feed): string {
  if (feed.kind === 'main') return '';
  if (feed.kind === 'episode') return episodeFolder(feed.post);
  return feed.kind === 'term' ? `${termFolder(feed.taxonomy)}/${feed.slug}/` : `preview/${feed.secret}/`;
}

/** No taxonomy has this name. */
const TERM_LIST = 'terms:';

/** `main`, `tags/c-plus-plus/archive/2010-10-2`, `lang/de/page` */
export function encodeOutput(output: Output): OutputKey {
  if (output.kind === 'opml') return 'opml';
  if (output.kind === 'terms') return `${TERM_LIST}${output.taxonomy}`;
  const folder = folderOf(output.of);
  if (output.kind === 'page' || output.kind === 'chapters') return `${folder}${output.kind}`;
  if (output.kind === 'archive') return `${folder}archive/${output.month}${output.part === 1 ? '' : `-${output.part}`}`;
  return folder === '' ? 'main' : folder.slice(0, -1);
}

/** Unambiguous, since slugs and secrets have no slash. */
const KEY =
  /^(?:(?!archive\/)(?<folder>lang\/[^/]+\/(?!archive\/)[^/]+|[^/]+)\/(?<name>[^/]+)(?:\/(?=.)|$))?(?:(?<page>page)|archive\/(?<month>\d{4}-\d\d)(?:-(?<part>[2-9]|[1-9]\d+))?)?$/;

const OF_EPISODE = new RegExp(`^(?<folder>${EPISODES}.+/)(?<kind>page|chapters)$`, 's');

function feedIn(folder: string | undefined, name: string): Feed | undefined {
  if (folder === undefined) return MAIN;
  if (folder === 'preview') return { kind: 'preview', secret: name };
  const taxonomy = taxonomyOf(folder);
  return taxonomy === undefined ? undefined : { kind: 'term', taxonomy, slug: name };
}

/** @returns undefined for another version's key */
export function decodeOutput(key: OutputKey): Output | undefined {
  if (key === 'opml') return { kind: 'opml' };
  if (key.startsWith(TERM_LIST)) {
    const taxonomy = key.slice(TERM_LIST.length);
    return taxonomyOf(termFolder(taxonomy)) === taxonomy ? { kind: 'terms', taxonomy } : undefined;
  }
  if (key === 'main') return { kind: 'feed', of: MAIN };
  if (key.startsWith(EPISODES)) {
    const episode = OF_EPISODE.exec(key)?.groups;
    if (episode?.folder === undefined) return undefined;
    return { kind: episode.kind as 'page' | 'chapters', of: { kind: 'episode', post: episodeOf(episode.folder) } };
  }
  const { folder, name = '', page, month, part = '1' } = KEY.exec(key)?.groups ?? {};
  const of = feedIn(folder, name);
  if (of === undefined) return undefined;
  if (page !== undefined) return { kind: 'page', of };
  if (month !== undefined) return { kind: 'archive', of, month, part: Number(part) };
  return folder === undefined ? undefined : { kind: 'feed', of };
}

export const feedKey = (feed: Feed): OutputKey => encodeOutput({ kind: 'feed', of: feed });

export function publicFeed(key: OutputKey): Feed | undefined {
  const output = decodeOutput(key);
  return output?.kind === 'feed' && output.of.kind !== 'preview' ? output.of : undefined;
}

export const publicFeeds = (keys: Iterable<OutputKey>): Feed[] => [...keys].flatMap((key) => publicFeed(key) ?? []);

export const isOwn = (feed: Feed): feed is { kind: 'term'; taxonomy: typeof OWN_FEEDS; slug: string } =>
  feed.kind === 'term' && feed.taxonomy === OWN_FEEDS;

export const ownFeedKey = (name: string): OutputKey => `${OWN_FEEDS}/${name}`;

/** Own feeds name their formats by their paths, also when the configuration has them no more. */
export function hasFormat(feed: Feed, format: Format, { feeds, termPaths }: Pick<Site, 'feeds' | 'termPaths'>): boolean {
  const paths = isOwn(feed) ? termPaths?.[feedKey(feed)] : undefined;
  return (paths ?? feeds)[format] !== undefined;
}

export function formatsOf(output: Output, site: Pick<Site, 'feeds' | 'pages' | 'opml' | 'termPaths' | 'termLists'>): DocumentFormat[] {
  if (output.kind === 'opml') return site.opml ? ['opml'] : [];
  if (output.kind === 'terms') return site.termLists?.[output.taxonomy] === undefined ? [] : ['rss'];
  if (output.kind === 'page') return site.pages ? ['html'] : [];
  if (output.kind === 'chapters') return ['chapters'];
  return FORMATS.filter((format) => hasFormat(output.of, format, site));
}
