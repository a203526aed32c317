import type { FeedDocument } from '../feed/feed-document.ts';
import { renderDocument } from '../feed/render.ts';
import { type Content, type Entry, FORMATS, type Format, type Site, UNDATED } from '../model.ts';
import { OWN_FEEDS } from '../taxonomies.ts';

const PLACEHOLDER_URL = 'https://example.com/';

type Feeds = Pick<Site, 'feeds' | 'termPaths' | 'content' | 'ownFeeds'>;
export type Shown = Feeds & Pick<Site, 'language' | 'linkPosts' | 'cover'>;

/** What the site's feeds show of entries. */
export function admittedForms({ feeds, termPaths = {}, content, ownFeeds = {} }: Feeds): { formats: Format[]; contents: Content[] } {
  const own = Object.entries(termPaths).flatMap(([key, paths]) => (key.startsWith(`${OWN_FEEDS}/`) && paths ? [paths] : []));
  const contents = new Set([content, ...Object.values(ownFeeds).map((feed) => feed.content ?? content)]);
  return { formats: FORMATS.filter((format) => [feeds, ...own].some((paths) => paths[format] !== undefined)), contents: [...contents] };
}

/** Valid, so that only entries can fail. */
const headOf = ({ language, linkPosts, cover }: Shown, content: Content): Omit<FeedDocument, 'updated' | 'entries'> => ({
  feed: 'main',
  title: 'Feed',
  link: PLACEHOLDER_URL,
  description: '',
  language,
  authors: [],
  content,
  ...(linkPosts === 'external' && { linksOut: true }),
  ...(cover && { cover }),
  self: { rss: PLACEHOLDER_URL, atom: PLACEHOLDER_URL, json: PLACEHOLDER_URL },
});

/**
 * Each entry's error, or undefined: one bad entry must not break a feed. Documents take the fragments that are verified here.
 *
 * Tries one document for all first, a third of the cost.
 */
export function refusals(entries: Entry[], site: Shown): (string | undefined)[] {
  if (entries.length > 1 && refusal(entries, site) === undefined) return entries.map(() => undefined);
  return entries.map((entry) => refusal([entry], site));
}

function refusal(entries: Entry[], site: Shown): string | undefined {
  const { formats, contents } = admittedForms(site);
  for (const format of formats) {
    for (const content of contents) {
      try {
        renderDocument({ ...headOf(site, content), updated: UNDATED, entries }, format, { generation: '0', rev: 0 });
      } catch (error) {
        return `the post cannot be published as ${format}: ${error instanceof Error ? error.message : error}`;
      }
    }
  }
  return undefined;
}
