/** Which languages posts say, if the configuration says nothing. */
import { type Catalog, listed } from '../core/catalog/catalog.ts';
import { feedPath } from '../core/catalog/document-path.ts';
import { FORMATS } from '../core/model.ts';
import { ofTaxonomy } from '../core/taxonomies.ts';
import { printable } from '../core/text/printable.ts';

export interface Languages {
  /** Of the blog: `en` */
  main: string;
  /** Whether the others have left the main feed. */
  separate: boolean;
  /** By language. */
  others: Record<string, { posts: number; feed: string }>;
}

const MOST_NAMED = 8;

export function languagesOf({ posts, slugs, site, moment }: Pick<Catalog, 'posts' | 'slugs' | 'site' | 'moment'>): Languages | undefined {
  if (site.languageFeeds === undefined) return undefined;
  const shown = Object.values(posts).flatMap((row) => listed(row, moment) ?? []);
  const counts = new Map<string, number>();
  for (const { terms } of shown) for (const language of terms.languages) counts.set(language, (counts.get(language) ?? 0) + 1);
  if (counts.size === 0) return undefined;
  const oldest = (isOwn: boolean) =>
    shown
      .flatMap(({ terms, besideMain, published }) => (besideMain || (terms.languages.length === 0) !== isOwn ? [] : [published]))
      .sort()[0];
  const [own, foreign] = [oldest(true), oldest(false)];
  const separate = foreign === undefined || (own !== undefined && own <= foreign);
  const pathOf = (language: string): string => {
    const slug = ofTaxonomy(slugs.languages, language) ?? language;
    const format = FORMATS.find((each) => site.feeds[each] !== undefined) ?? 'rss';
    return feedPath({ kind: 'feed', of: { kind: 'term', taxonomy: 'languages', slug } }, format, site) ?? '';
  };
  const sorted = [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
  const others = Object.fromEntries(sorted.map(([language, count]) => [language, { posts: count, feed: pathOf(language) }]));
  return { main: site.language, separate, others };
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
