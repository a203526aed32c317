/** Which languages posts say, if the configuration says nothing. */
import { feedPath } from '../core/catalog/document-path.ts';
import { postIn, termsOf, windowOf } from '../core/catalog/facts/fact-keys.ts';
import { isSplit } from '../core/catalog/facts/feed-window.ts';
import { type Feed, feedKey } from '../core/catalog/outputs.ts';
import { FORMATS, type Site } from '../core/model.ts';
import { printable } from '../core/text/printable.ts';
import type { Facts } from '../core/tree/facts.ts';
import { readTogether } from '../core/tree/missing.ts';

export interface Languages {
  /** Of the blog: `en` */
  main: string;
  /** Whether the others have left the main feed. */
  separate: boolean;
  /** By language. */
  others: Record<string, { posts: number; feed: string }>;
}

const MOST_NAMED = 8;

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

export function languageLines(languages: Languages | undefined): string[] {
  if (!languages) return [];
  const { main, separate, others } = languages;
  const all = Object.entries(others);
  const [first] = all;
  const named = all
    .slice(0, MOST_NAMED)
    .map(([language, { posts, feed }]) => `${printable(language)} (${posts.toLocaleString('en')}): ${printable(feed)}`);
  const list = [...named, ...(all.length > MOST_NAMED ? [`${all.length - MOST_NAMED} more`] : [])].join(', ');
  if (separate)
    return [
      `languages: the main feed is in ${main}; others have their own: ${list}; for one feed of all, write terms: [categories, tags, authors] into linefeed.yaml`,
    ];
  const advice = `write the language of the blog into linefeed.yaml, such as language: ${printable(first?.[0] ?? main)}`;
  return [`languages: the oldest post is not in ${main}, so the main feed has all posts; others have their own too: ${list}; ${advice}`];
}
