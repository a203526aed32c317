import { listed } from '../core/catalog/catalog.ts';
import { feedPath, pagePath } from '../core/catalog/document-path.ts';
import { feedKey, MAIN, publicFeeds } from '../core/catalog/outputs.ts';
import { FORMATS, type Instant } from '../core/model.ts';
import { taxonomiesIn } from '../core/taxonomies.ts';
import type { Report } from '../publish/publish.ts';
import type { DevEvent, DevView } from './dev-page.ts';
import type { Summary } from './summary.ts';

const MAX_NEWEST = 20;

export function viewOf(report: Report, last: { at: Instant; milliseconds: number; summary: Summary }, events: DevEvent[] = []): DevView {
  const { catalog } = report;
  const { summary } = last;
  const live = Object.entries(catalog.posts).flatMap(([key, row]) => {
    const version = listed(row, catalog.moment);
    return version ? [{ key, version }] : [];
  });
  const newest = live.sort((a, b) => (a.version.published < b.version.published ? 1 : -1)).slice(0, MAX_NEWEST);
  const names = new Map(
    taxonomiesIn(catalog.slugs).flatMap((taxonomy) =>
      Object.entries(catalog.slugs[taxonomy] ?? {}).map(([name, slug]) => [feedKey({ kind: 'term', taxonomy, slug }), name] as const),
    ),
  );
  const feeds = publicFeeds(Object.keys(catalog.feeds)).map((feed) => {
    const key = feedKey(feed);
    const urls = FORMATS.flatMap((format) => {
      const path = feedPath({ kind: 'feed', of: feed }, format, catalog.site);
      return path === undefined ? [] : [[format, `/${path.split('/').map(encodeURIComponent).join('/')}`] as const];
    });
    return {
      key,
      title: names.get(key) ?? catalog.site.title,
      ...(feed.kind === 'term' ? { taxonomy: feed.taxonomy } : {}),
      entries: catalog.feeds[key]?.entries ?? 0,
      urls: Object.fromEntries(urls),
    };
  });
  return {
    title: catalog.site.title,
    link: catalog.site.link,
    ...(catalog.site.pages ? { subscribe: pagePath(MAIN) } : {}),
    ...(catalog.site.preview !== undefined && catalog.site.pages
      ? { preview: pagePath({ kind: 'preview', secret: catalog.site.preview }) }
      : {}),
    feeds,
    newest: newest.map(({ version: { title, link, published, terms } }) => ({
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
    lastRun: { at: last.at, milliseconds: Math.round(last.milliseconds), written: report.documents },
  };
}
