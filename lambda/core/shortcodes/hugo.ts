/** Expands Hugo's built-in shortcodes; drops others. */
import { type Expand, type Expansion, type Source, Warnings } from './contract.ts';
import { BUILT_IN } from './hugo-built-in.ts';
import { type Piece, scan, type Tag } from './hugo-tags.ts';

/** Deeper blocks are dropped: each level copies its text. */
const NESTING = 20;

/** Ends close the last start of their name. */
function pair(tags: readonly Tag[]): void {
  const open = new Map<string, Tag[]>();
  for (const tag of tags) {
    if (!tag.closing) open.set(tag.name, [...(open.get(tag.name) ?? []).slice(-NESTING), tag]);
    else {
      const start = open.get(tag.name)?.pop();
      if (start) start.end = tag;
    }
  }
}

export const expandHugo: Expand = (body, source): Expansion => {
  const pieces = scan(body, source.budget);
  pair(pieces.filter((piece): piece is Tag => 'name' in piece));
  const warnings = new Warnings(body, source.post);
  return { text: render(body, pieces, source, warnings), problems: warnings.problems };
};

interface Frame {
  tag: Tag;
  before: string[];
}

function render(body: string, pieces: readonly Piece[], source: Source, warnings: Warnings): string {
  const frames: Frame[] = [];
  let output: string[] = [];
  let at = 0;
  for (const piece of pieces) {
    output.push(body.slice(at, piece.from));
    at = piece.to;
    if ('literal' in piece) output.push(piece.literal);
    else if (piece.closing) {
      const frame = frames.at(-1);
      if (frame?.tag.end !== piece) continue;
      frames.pop();
      const inner = output.join('');
      output = frame.before;
      output.push(call({ ...frame.tag, inner }, source, warnings));
    } else if (piece.end && frames.length < NESTING && isWithin(piece.end, frames.at(-1))) {
      frames.push({ tag: piece, before: output });
      output = [];
    } else output.push(call(piece, source, warnings));
  }
  output.push(body.slice(at));
  return output.join('');
}

const isWithin = (end: Tag, frame: Frame | undefined): boolean => frame?.tag.end === undefined || end.from <= frame.tag.end.from;

function call(tag: Tag, source: Source, warnings: Warnings): string {
  const warn = (message: string) => warnings.add(tag.from, `${tag.name}: ${message}`);
  const made = Object.hasOwn(BUILT_IN, tag.name) ? BUILT_IN[tag.name]?.(tag, source, warn) : undefined;
  if (made !== undefined) {
    source.budget.write(Math.max(0, made.length - (tag.inner ?? '').length));
    return made;
  }
  if (!Object.hasOwn(BUILT_IN, tag.name))
    warn('a shortcode of the site itself, which cannot be used here; it is left out, and the text inside it stays');
  return tag.inner ?? '';
}
