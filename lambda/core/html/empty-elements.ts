/**
 * Elements that say nothing without one of some attributes: all are dropped, a link keeps its text. Taken out of what is safe already, in one
 * pass: the sanitiser's own filter copies all that it has written for each of them.
 */
import { Edits } from './edits.ts';

const NEEDED: Record<string, RegExp> = {
  a: / (?:href|id|name)="/,
  img: / (?:src|srcset)="/,
  iframe: / src="/,
  source: / (?:src|srcset)="/,
  track: / src="/,
};

/** Quotes and angle brackets within attributes are escaped here. */
const TAG = /<(\/?)(a|img|iframe|source|track)(?=[\s>/])([^>]*)>/g;

export function withoutEmptyElements(safe: string): string {
  const edits = new Edits();
  /** Of elements with an end, whether they are dropped, and from where. */
  const open: Record<string, (number | undefined)[]> = { a: [], iframe: [] };
  for (const { 0: tag, 1: closing, 2: name = '', 3: attributes = '', index } of safe.matchAll(TAG)) {
    const end = index + tag.length;
    if (closing) {
      const from = open[name]?.pop();
      if (from !== undefined) edits.replace(name === 'a' ? index : from, end, '');
      continue;
    }
    const isDropped = NEEDED[name]?.test(attributes) === false;
    open[name]?.push(isDropped ? index : undefined);
    if (isDropped && name !== 'iframe') edits.replace(index, end, '');
  }
  return edits.applyTo(safe);
}
