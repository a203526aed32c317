import { feedPath, pagePath } from '../../core/catalog/document-path.ts';
import { newestPosts } from '../../core/catalog/facts/notable-rows.ts';
import { nameOf } from '../../core/catalog/facts/questions.ts';
import { type Feed, feedKey, MAIN, publicFeeds } from '../../core/catalog/outputs.ts';
import { FORMATS, type Instant } from '../../core/model.ts';
import { readTogether } from '../../core/tree/missing.ts';
import type { Report } from '../../publish/publish.ts';
import { outputsIn } from '../../state/catalog-base.ts';
import type { Summary } from '../report/summary-lines.ts';
import type { DevEvent, DevView } from './page.ts';

const MAX_NEWEST = 20;

/** Price: grows with the number of feeds. */
export async function viewOf(
  { base, documents }: Report,
  last: { at: Instant; milliseconds: number; summary: Summary },
  events: DevEvent[] = [],
): Promise<DevView> {
  const { site, moment } = base.catalog;
  const { summary } = last;
  const newest = await base.ask((facts) => newestPosts(facts, site, moment, MAX_NEWEST));
  const found: { feed: Feed; entries: number }[] = [];
  for await (const [output, { entries }] of outputsIn(base)) found.push(...publicFeeds([output]).map((feed) => ({ feed, entries })));
  const names = await base.ask((facts) =>
    readTogether(
      found.map(
        ({ feed }) =>
          () =>
            nameOf(facts, feedKey(feed)),
      ),
    ),
  );
  const feeds = found.map(({ feed, entries }, index) => {
    const urls = FORMATS.flatMap((format) => {
      const path = feedPath({ kind: 'feed', of: feed }, format, site);
      return path === undefined ? [] : [[format, `/${path.split('/').map(encodeURIComponent).join('/')}`] as const];
    });
    return {
      key: feedKey(feed),
      title: names[index] ?? site.title,
      ...(feed.kind === 'term' ? { taxonomy: feed.taxonomy } : {}),
      entries,
      urls: Object.fromEntries(urls),
    };
  });
  return {
    title: site.title,
    link: site.link,
    ...(site.pages ? { subscribe: pagePath(MAIN) } : {}),
    ...(site.preview !== undefined && site.pages ? { preview: pagePath({ kind: 'preview', secret: site.preview }) } : {}),
    feeds,
    newest: newest.map(({ title, link, published, terms }) => ({
      title,
      link,
      published,
      terms: [...terms.categories, ...terms.tags],
    })),
    problems: summary.problems,
    skipped: summary.skipped,
    coming: summary.coming,
    timezone: summary.timezone,
    events,
    counts: {
      published: summary.posts,
      scheduled: summary.scheduled,
      drafts: summary.drafts,
      refused: summary.refused,
      feeds: summary.feeds,
    },
    lastRun: { at: last.at, milliseconds: Math.round(last.milliseconds), written: documents },
  };
}
