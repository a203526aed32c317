import type { Addresses, FeedHead } from '../feed/feed-document.ts';
import type { Show } from '../media.ts';
import { FORMATS, type OutputKey, type Site } from '../model.ts';
import { optional } from '../optional.ts';
import { baseOf, languageOf, type Taxonomy } from '../taxonomies.ts';
import { feedPath } from './document-path.ts';
import type { TermCount } from './facts/term-counts.ts';
import type { View } from './facts/views.ts';
import { type Archive, encodeOutput, type Feed, feedKey, isOwn, type Output } from './outputs.ts';
import { listItems } from './term-lists.ts';

/** The name of a feed's term, as its author wrote it. */
export interface FeedNames {
  get(feed: OutputKey): string | undefined;
}

/** The slug for a forgotten term; undefined for other feeds. */
export const termName = (feed: Feed, names: FeedNames): string | undefined =>
  feed.kind === 'term' ? (names.get(feedKey(feed)) ?? feed.slug) : undefined;

export function addresses(output: Output, site: Site): Addresses {
  const found = FORMATS.flatMap((format) => {
    const path = feedPath(output, format, site);
    return path === undefined ? [] : [[format, site.feedLink + path.split('/').map(encodeURIComponent).join('/')] as const];
  });
  return Object.fromEntries(found);
}

function inLanguage(code: string, site: Site): Pick<Site, 'title' | 'link' | 'description' | 'language'> {
  const [, configured] = Object.entries(site.languages ?? {}).find(([each]) => each === code || each.toLowerCase() === code) ?? [];
  const { title, description } = site;
  return { title, description, ...configured, link: site.link + (configured?.path ?? ''), language: configured?.language ?? code };
}

const ownTexts = ({ title, description, link, language, copyright }: Show): Partial<FeedHead> =>
  optional({ title, description, link, language, copyright });

const showOf = (feed: Feed, { podcast }: Site): Show | undefined => podcast?.find((each) => each.feed === feedKey(feed));

function titleOf(feed: Feed, names: FeedNames, site: Site): string {
  const own = isOwn(feed) ? site.ownFeeds?.[feed.slug]?.title : undefined;
  if (own !== undefined) return own;
  if (feed.kind === 'preview') return `${site.title} (preview)`;
  const term = termName(feed, names);
  const { title } = localTexts(feed, term, site);
  const isOfLanguage = feed.kind === 'term' && feed.taxonomy === 'languages' && title !== site.title;
  return term === undefined || isOfLanguage ? title : `${title}: ${term}`;
}

function localTexts(feed: Feed, term: string | undefined, site: Site) {
  const code = feed.kind === 'term' ? (feed.taxonomy === 'languages' ? (term ?? feed.slug) : languageOf(feed.taxonomy)) : undefined;
  return code === undefined ? site : inLanguage(code, site);
}

/** What a list says of a feed. */
export const feedLabel = (feed: Feed, names: FeedNames, site: Site): Pick<FeedHead, 'title' | 'self'> => ({
  title: showOf(feed, site)?.title ?? titleOf(feed, names, site),
  self: addresses({ kind: 'feed', of: feed }, site),
});

export function feedHead(
  output: Archive | { kind: 'feed'; of: Feed },
  { previous, next }: Pick<View, 'previous' | 'next'>,
  names: FeedNames,
  site: Site,
): FeedHead {
  const { of: feed } = output;
  const isArchive = output.kind === 'archive';
  const isSecret = feed.kind === 'preview';
  const own = isOwn(feed) ? site.ownFeeds?.[feed.slug] : undefined;
  const local = localTexts(feed, termName(feed, names), site);
  // An archive is for readers that follow the links of the feed.
  const show = isArchive || isSecret ? undefined : showOf(feed, site);
  return {
    feed: encodeOutput(output),
    title: titleOf(feed, names, site),
    link: local.link,
    description: own?.description ?? local.description,
    language: own?.language ?? local.language,
    authors: site.authors,
    ...(site.copyright ? { copyright: site.copyright } : {}),
    ...(site.icon ? { icon: site.icon } : {}),
    ...(site.logo ? { logo: site.logo } : {}),
    content: own?.content ?? site.content,
    ...(site.byteLimits ? { limits: site.byteLimits } : {}),
    ...(site.linkPosts === 'external' ? { linksOut: true } : {}),
    ...(site.cover?.length ? { cover: site.cover } : {}),
    ...(site.extensions && !isArchive && !isSecret ? { extensions: site.extensions } : {}),
    ...(show ? { ...ownTexts(show), show } : {}),
    self: addresses(output, site),
    ...(site.hub && !isArchive && !isSecret ? { hubs: site.hub } : {}),
    ...(isArchive ? { current: addresses({ kind: 'feed', of: feed }, site) } : {}),
    ...(previous ? { previous: addresses(previous, site) } : {}),
    ...(next ? { next: addresses(next, site) } : {}),
  };
}

/** Of all terms of a taxonomy. */
export function listHead(taxonomy: Taxonomy, terms: readonly TermCount[], site: Site): FeedHead {
  const code = languageOf(taxonomy);
  const { title, link, description, language } = code === undefined ? site : inLanguage(code, site);
  const path = site.termLists?.[taxonomy];
  const base = baseOf(taxonomy);
  return {
    feed: encodeOutput({ kind: 'terms', taxonomy }),
    title: `${title}: ${base}`,
    ...{ link, description, language, authors: [], content: 'full' },
    ...(site.copyright ? { copyright: site.copyright } : {}),
    self: path === undefined ? {} : { rss: site.feedLink + path.split('/').map(encodeURIComponent).join('/') },
    list: listItems(taxonomy, terms, site),
  };
}
