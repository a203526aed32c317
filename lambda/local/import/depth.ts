import { Parser } from 'htmlparser2';

/** Levels of elements. turndown calls itself for each, and its parser looks through all of them at each tag. */
const DEEPEST = 500;
/** Its parser repeats elements that mark text in each paragraph after the one that should end them. */
const MOST_LEFT_OPEN = 50;

const MARKS = new Set('a b big code em font i nobr s small strike strong tt u'.split(' '));
const VOID = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));
/** Without an end tag here, and with one in turndown's parser. */
const NEVER_CLOSED = new Set(['command', 'isindex']);

/** Whether elements are nested in more levels, as htmlparser2 reads them. */
export function isDeeperThan(most: number, html: string): boolean {
  let depth = 0;
  const parser = new Parser({
    onopentag: () => {
      depth += 1;
      if (depth > most) parser.pause();
    },
    onclosetag: () => {
      if (depth <= most) depth -= 1;
    },
  });
  parser.write(html);
  return depth > most;
}

/** Whether it stays HTML. */
export function isTooDeep(html: string): boolean {
  const open: string[] = [];
  const leftOpen = new Set<string>();
  let isDeep = false;
  let isInside = false;
  let more = 0;
  const stop = () => {
    isDeep = true;
    parser.pause();
  };
  const parser = new Parser({
    onopentag: (name, attributes) => {
      open.push(MARKS.has(name) ? JSON.stringify([name, attributes]) : name);
      if (NEVER_CLOSED.has(name)) more += 1;
      isInside = false;
      if (open.length + more > DEEPEST) stop();
    },
    onclosetag: (name, isImplied) => {
      const tag = open.pop() ?? '';
      if (MARKS.has(name) && (isImplied || isInside)) leftOpen.add(tag);
      isInside = isImplied && !VOID.has(name);
      if (leftOpen.size > MOST_LEFT_OPEN) stop();
    },
  });
  parser.write(html);
  return isDeep;
}
