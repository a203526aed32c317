import { smartify } from '../markdown/markdown.ts';
import type { Site } from '../model.ts';
import { CONVENTIONS } from '../post/conventions.ts';
import { withoutMarkup } from '../text/plain-title.ts';

/** As readers of the generator's own feed show it. https://github.com/jekyll/jekyll-feed/blob/master/lib/jekyll-feed/feed.xml */
export function shownTitle(title: string, { generator }: Pick<Site, 'generator'>): string {
  const { titles } = CONVENTIONS[generator];
  const text = titles === 'smart' ? smartify(title) : title;
  return (titles ? withoutMarkup(text, titles === 'smart') : text) || title;
}

/** Descriptions have no typographic quotes. */
export function shownSummary(summary: string, { generator }: Pick<Site, 'generator'>): string {
  const { titles } = CONVENTIONS[generator];
  return titles ? withoutMarkup(summary, titles === 'smart') : summary;
}
