import type { FeedDocument } from '../feed/feed-document.ts';
import { renderDocument } from '../feed/render.ts';
import { type Entry, FORMATS, type Format, type Site, UNDATED } from '../model.ts';
import { OWN_FEEDS } from '../taxonomies.ts';

const PLACEHOLDER_URL = 'https://example.com/';

/** Documents with these settings take the fragments that are verified here. */
type Shown = Pick<Site, 'feeds' | 'termPaths' | 'language' | 'linkPosts' | 'cover'>;

/** Formats of the site's feeds; own feeds name theirs by their paths. */
export function admittedFormats({ feeds, termPaths = {} }: Pick<Site, 'feeds' | 'termPaths'>): Format[] {
  const own = Object.entries(termPaths).flatMap(([key, paths]) => (key.startsWith(`${OWN_FEEDS}/`) && paths ? [paths] : []));
  return FORMATS.filter((format) => [feeds, ...own].some((paths) => paths[format] !== undefined));
}

/** Valid, so that only entries can fail. */
const headOf = ({ language, linkPosts, cover }: Shown): Omit<FeedDocument, 'updated' | 'entries'> => ({
  feed: 'main',
  title: 'Feed',
  link: PLACEHOLDER_URL,
  description: '',
  language,
  authors: [],
  content: 'full',
  ...(linkPosts === 'external' && { linksOut: true }),
  ...(cover && { cover }),
  self: { rss: PLACEHOLDER_URL, atom: PLACEHOLDER_URL, json: PLACEHOLDER_URL },
});

/**
 * Each entry's error, or undefined: one bad entry must not break a feed.
 *
 * Tries one document for all first, a third of the cost.
 */
export function refusals(entries: Entry[], site: Shown): (string | undefined)[] {
  if (entries.length > 1 && refusal(entries, site) === undefined) return entries.map(() => undefined);
  return entries.map((entry) => refusal([entry], site));
}

function refusal(entries: Entry[], site: Shown): string | undefined {
  for (const format of admittedFormats(site)) {
    try {
      renderDocument({ ...headOf(site), updated: UNDATED, entries }, format, { generation: '0', rev: 0 });
    } catch (error) {
      return `the post cannot be published as ${format}: ${error instanceof Error ? error.message : error}`;
    }
  }
  return undefined;
}
