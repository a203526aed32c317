import { Parser } from 'htmlparser2';

/** Levels of elements. turndown calls itself for each, and its parser looks through all of them at each tag. */
const DEEPEST = 500;

/** Whether it stays HTML. */
export function isTooDeep(html: string): boolean {
  let [depth, deepest] = [0, 0];
  const parser = new Parser({
    onopentag: () => {
      depth += 1;
      deepest = Math.max(deepest, depth);
    },
    onclosetag: () => {
      depth -= 1;
    },
  });
  parser.end(html);
  return deepest > DEEPEST;
}
