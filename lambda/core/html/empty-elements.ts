/** Removes elements without their required attributes; links keep their text. The sanitiser's own filter copies all output for each. */
import { Edits } from './edits.ts';

const NEEDED: Record<string, RegExp> = {
  a: / (?:href|id|name)="/,
  img: / (?:src|srcset)="/,
  iframe: / src="/,
  source: / (?:src|srcset)="/,
  track: / src="/,
};

/** Sanitised: quotes and brackets in attributes are escaped. */
const TAG = /<(\/?)(a|img|iframe|source|track)(?=[\s>/])([^>]*)>/g;

export function withoutEmptyElements(safe: string): string {
  const edits = new Edits();
  /** Starts of dropped open elements. */
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
