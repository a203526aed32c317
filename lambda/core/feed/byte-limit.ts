/** Keeps a document below its byte limits: the newest entries that fit are whole, others have their summary only. See decision 32. */
import type { Entry } from '../model.ts';
import type { ByteLimits, FeedDocument } from './feed-document.ts';

/** Many readers give up on larger documents, and fetch each again for every new entry. */
export const BYTE_LIMITS: ByteLimits = { bytes: 5_000_000, gzip: 1_000_000 };

const summaries = new WeakMap<Entry, Entry>();

/** The same object each time, because its fragments are kept. */
function summaryOf(entry: Entry): Entry {
  const known = summaries.get(entry);
  if (known) return known;
  const { markdown: _, ...rest } = entry;
  const made: Entry = { ...rest, content: 'summary', html: '' };
  summaries.set(entry, made);
  return made;
}

const withWhole = (document: FeedDocument, whole: number): FeedDocument => ({
  ...document,
  entries: document.entries.map((entry, index) => (index < whole ? entry : summaryOf(entry))),
});

/** Not more than these: their HTML alone exceeds the limit. A character has a byte or more. */
function mostWhole({ entries, content }: FeedDocument, bytes: number): number {
  let sum = 0;
  const end = entries.findIndex((entry) => {
    if ((entry.content ?? content) === 'full') sum += entry.html.length;
    return sum > bytes;
  });
  return end === -1 ? entries.length : end;
}

/** @returns what `make` makes of the document with the most whole entries that `fits`; without any, of that of summaries */
export function largestFitting<T>(
  document: FeedDocument,
  bytes: number,
  make: (part: FeedDocument) => T,
  fits: (made: T) => boolean,
): { made: T; whole: number } {
  const count = document.entries.length;
  const most = mostWhole(document, bytes);
  if (most === count) {
    const made = make(document);
    if (count === 0 || fits(made)) return { made, whole: count };
  }
  let best: T | undefined;
  let [low, high] = [0, Math.min(most, count - 1)];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const made = make(withWhole(document, middle));
    if (fits(made)) [low, best] = [middle, made];
    else high = middle - 1;
  }
  return { made: best ?? make(withWhole(document, 0)), whole: low };
}
