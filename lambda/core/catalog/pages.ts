import { OPML_NAME } from '../document-names.ts';
import type { FeedHead } from '../feed/feed-document.ts';
import type { Site } from '../model.ts';
import type { PageDocument, TermFeed } from '../page/page-document.ts';
import { isShow } from './facts/show-of.ts';
import type { View } from './facts/views.ts';
import { type FeedNames, feedHead, feedLabel, listHead, termName } from './feeds.ts';
import { decodeOutput, type Feed, folderOf, isOwn, MAIN, type Output } from './outputs.ts';

export type PageHead = Omit<PageDocument, 'entries'>;

const pageUrl = (feed: Feed, site: Site): string => site.feedLink + folderOf(feed).split('/').map(encodeURIComponent).join('/');

function termFeed(feed: Feed & { kind: 'term' }, names: FeedNames, site: Site): TermFeed {
  const { title, self } = feedLabel(feed, names, site);
  return {
    taxonomy: feed.taxonomy,
    name: (isOwn(feed) ? site.ownFeeds?.[feed.slug]?.title : undefined) ?? termName(feed, names) ?? feed.slug,
    title,
    page: pageUrl(feed, site),
    self,
  };
}

export function pageHead(
  output: Extract<Output, { kind: 'page' | 'opml' }>,
  { terms = [], more = 0, show }: Pick<View, 'terms' | 'more' | 'show'>,
  names: FeedNames,
  site: Site,
): PageHead {
  const feed = output.kind === 'page' ? output.of : MAIN;
  // Previews and public pages do not link to each other.
  if (feed.kind === 'preview')
    return {
      head: feedHead({ kind: 'feed', of: feed }, {}, names, site),
      home: pageUrl(feed, site),
      terms: [],
      timezone: site.timezone,
      preview: true,
    };
  if (feed.kind === 'episode') {
    const shows = show && decodeOutput(show.feed);
    const of = shows?.kind === 'feed' ? shows.of : MAIN;
    return {
      head: feedHead({ kind: 'feed', of }, {}, names, site),
      home: pageUrl(of, site),
      episode: pageUrl(feed, site),
      terms: [],
      timezone: site.timezone,
    };
  }
  return {
    head: feedHead({ kind: 'feed', of: MAIN }, {}, names, site),
    home: site.feedLink,
    ...(output.kind === 'page' && isShow(feed, site) ? { show: feedHead({ kind: 'feed', of: feed }, {}, names, site) } : {}),
    ...(feed.kind === 'term' ? { term: termFeed(feed, names, site) } : {}),
    terms: terms.map(({ feed: term, name, posts }) => ({
      ...termFeed(term, { get: () => name }, site),
      ...(output.kind === 'opml' ? {} : { posts }),
    })),
    ...(more > 0 ? { more } : {}),
    ...(site.opml ? { opml: site.feedLink + OPML_NAME } : {}),
    timezone: site.timezone,
  };
}

export type OutputHead = { kind: 'page'; page: PageHead } | { kind: 'feed'; feed: FeedHead } | { kind: 'chapters' };

/** What a document shows beside entries. */
export const headOf = (output: Output, view: View, names: FeedNames, site: Site): OutputHead =>
  output.kind === 'page' || output.kind === 'opml'
    ? { kind: 'page', page: pageHead(output, view, names, site) }
    : output.kind === 'chapters'
      ? { kind: 'chapters' }
      : output.kind === 'terms'
        ? { kind: 'feed', feed: listHead(output.taxonomy, view.terms ?? [], site) }
        : { kind: 'feed', feed: feedHead(output, view, names, site) };
