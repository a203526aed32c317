import type { FeedDocument } from '../feed/feed-document.ts';
import { renderDocument } from '../feed/render.ts';
import { verifyDocument } from '../feed/verify.ts';
import { type Entry, FORMATS, UNDATED } from '../model.ts';

const PLACEHOLDER_URL = 'https://example.com/';

/** Valid, so that only entries can fail. */
const HEAD: Omit<FeedDocument, 'updated' | 'entries'> = {
  feed: 'main',
  title: 'Feed',
  link: PLACEHOLDER_URL,
  description: '',
  language: 'en',
  authors: [],
  content: 'full',
  self: { rss: PLACEHOLDER_URL, atom: PLACEHOLDER_URL, json: PLACEHOLDER_URL },
};

/**
 * Each entry's error, or undefined: one bad entry must not break a feed.
 *
 * Tries one document for all first, a third of the cost: with every id, title, link and date in place, no entry reaches into the next.
 */
export function refusals(entries: Entry[]): (string | undefined)[] {
  if (entries.length > 1 && refusal(entries) === undefined) return entries.map(() => undefined);
  return entries.map((entry) => refusal([entry]));
}

function refusal(entries: Entry[]): string | undefined {
  const ids = entries.map(({ id }) => id);
  for (const format of FORMATS) {
    try {
      const text = renderDocument({ ...HEAD, updated: entries[0]?.updated ?? UNDATED, entries }, format, { generation: '0', rev: 0 });
      const reason = verifyDocument(text, format, ids);
      if (reason) return `the post cannot be published as ${format}: ${reason}`;
    } catch (error) {
      return `the post cannot be published as ${format}: ${error instanceof Error ? error.message : error}`;
    }
  }
  return undefined;
}
