/** What pages and the list of all feeds show, but for entries. */
import type { FeedKey, Site } from '../model.ts';
import type { PageDocument, TermFeed } from '../page/page-document.ts';
import { type DocumentPath, feedHead } from './feeds.ts';
import { isPreview, OPML, pagedFeed, taxonomyOf } from './outputs.ts';
import type { View } from './windows.ts';

export type PageHead = Omit<PageDocument, 'entries'>;

export function pageHead(
  key: FeedKey,
  { terms = [] }: View,
  names: ReadonlyMap<FeedKey, string>,
  site: Site,
  path: DocumentPath,
): PageHead {
  const termFeed = (feed: FeedKey): TermFeed => {
    const { title, self } = feedHead(feed, {}, names, site, path);
    const taxonomy = taxonomyOf(feed) ?? 'tags';
    const [folder, slug = ''] = feed.split('/');
    return { taxonomy, name: names.get(feed) ?? slug, title, page: `${site.feedLink}${folder}/${encodeURIComponent(slug)}/`, self };
  };
  const feed = pagedFeed(key) ?? 'main';
  // Of itself alone: nothing that is public is linked with it.
  if (isPreview(feed))
    return {
      head: feedHead(feed, {}, names, site, path),
      home: `${site.feedLink}${feed}/`,
      terms: [],
      timezone: site.timezone,
      preview: true,
    };
  return {
    head: feedHead('main', {}, names, site, path),
    home: site.feedLink,
    ...(feed === 'main' ? {} : { term: termFeed(feed) }),
    terms: terms.map(({ feed: term, posts }) => ({ ...termFeed(term), ...(key === OPML ? {} : { posts }) })),
    ...(site.opml ? { opml: site.feedLink + path(OPML, 'opml', site.feeds) } : {}),
    timezone: site.timezone,
  };
}
