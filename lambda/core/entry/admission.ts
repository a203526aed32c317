/** Whether entries can be published: documents made of them must parse, and read back as what they are, in every format. */

import type { FeedDocument } from '../feed/feed-document.ts';
import { renderDocument } from '../feed/render.ts';
import { verifyDocument } from '../feed/verify.ts';
import { type Entry, FORMATS } from '../model.ts';

const SOMEWHERE = 'https://example.com/';

/**
 * A feed that fits every format, so that what is wrong with a document is wrong with its entries. Not the site's own head: an entry is
 * admitted or not whatever the site is called.
 */
const HEAD: Omit<FeedDocument, 'updated' | 'entries'> = {
  feed: 'main',
  title: 'Feed',
  link: SOMEWHERE,
  description: '',
  language: 'en',
  authors: [],
  content: 'full',
  self: { rss: SOMEWHERE, atom: SOMEWHERE, json: SOMEWHERE },
};

/**
 * Why a document of only this entry would not be right; undefined for an entry that is admitted. One bad post can never spoil a feed.
 *
 * Entries are tried together first, which costs a third: a document that has every entry's id, title, link and dates in its place has no
 * entry that reaches into the next one, so each would stand alone as well. If it is not right, they are tried one by one.
 */
export function refusals(entries: Entry[]): (string | undefined)[] {
  if (entries.length > 1 && refusal(entries) === undefined) return entries.map(() => undefined);
  return entries.map((entry) => refusal([entry]));
}

function refusal(entries: Entry[]): string | undefined {
  const ids = entries.map(({ id }) => id);
  for (const format of FORMATS) {
    try {
      const text = renderDocument({ ...HEAD, updated: entries[0]?.updated ?? '', entries }, format, { generation: '0', rev: 0 });
      const reason = verifyDocument(text, format, ids);
      if (reason) return `the post cannot be carried by ${format}: ${reason}`;
    } catch (error) {
      return `the post cannot be carried by ${format}: ${error instanceof Error ? error.message : error}`;
    }
  }
  return undefined;
}
