/** Which languages posts say, if the configuration says nothing. */
import { feedPath } from '../../core/catalog/document-path.ts';
import { postIn, termsOf, windowOf } from '../../core/catalog/facts/fact-keys.ts';
import { isSplit } from '../../core/catalog/facts/feed-window.ts';
import { type Feed, feedKey } from '../../core/catalog/outputs.ts';
import { FORMATS, type Site } from '../../core/model.ts';
import type { Facts } from '../../core/tree/facts.ts';
import { readTogether } from '../../core/tree/missing.ts';

export interface Languages {
  /** Of the blog: `en` */
  main: string;
  /** Whether the others have left the main feed. */
  separate: boolean;
  /** By language. */
  others: Record<string, { posts: number; feed: string }>;
}

export function languagesOf(facts: Facts, site: Site): Languages | undefined {
  if (site.languageFeeds === undefined) return undefined;
  const format = FORMATS.find((each) => site.feeds[each] !== undefined) ?? 'rss';
  const range = termsOf('languages');
  const found = readTogether(
    [...facts.range(...range)].map(([key, slug]) => () => {
      const of: Feed = { kind: 'term', taxonomy: 'languages', slug: String(slug) };
      const feed = feedPath({ kind: 'feed', of }, format, site) ?? '';
      return { language: postIn(range, key), posts: facts.count(...windowOf(feedKey(of))), feed };
    }),
  ).filter(({ posts }) => posts > 0);
  if (found.length === 0) return undefined;
  const separate = isSplit(facts, site);
  const sorted = found.sort((a, b) => b.posts - a.posts || (a.language < b.language ? -1 : 1));
  return { main: site.language, separate, others: Object.fromEntries(sorted.map(({ language, ...rest }) => [language, rest])) };
}
