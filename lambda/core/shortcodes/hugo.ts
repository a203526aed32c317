/** Hugo's shortcodes, `{{< figure src="a.png" >}}` and `{{% note %}}text{{% /note %}}`, as Hugo has them built in; others are left out. */
import { type Expand, type Expansion, type Source, Warnings } from './contract.ts';
import { BUILT_IN, type Call } from './hugo-built-in.ts';

interface Tag extends Call {
  /** In the body: of the first brace, and behind the last. */
  from: number;
  to: number;
  closing: boolean;
  /** The tag that closes this one. */
  end?: Tag;
}

/** More than any post has; each that does not end is looked at up to its longest. */
const MOST_TAGS = 10_000;

/** Blocks in one another; what is deeper is left out, for each level copies the text inside. */
const NESTING = 20;

/** Also over several lines. Texts in quotes or backticks may hold anything. */
const TAG = /\{\{[<%]\s*(\/?)\s*([\w./-]+)((?:"(?:[^"\\]|\\.)*"|`[^`]*`|[^"`]){0,4000}?)(\/?)\s*[>%]\}\}/y;
const LITERAL = /\{\{([<%])\/\*([\s\S]{0,4000}?)\*\/([>%])\}\}/y;
const PARAMETER = /(?:([\w-]+)\s*=\s*)?(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`|([^\s"`=]+))/g;

function parseParameters(text: string): Pick<Call, 'named' | 'positional'> {
  const named = new Map<string, string>();
  const positional: string[] = [];
  for (const [, name, quoted, raw, bare] of text.matchAll(PARAMETER)) {
    const value = quoted?.replace(/\\(["\\])/g, '$1') ?? raw ?? bare ?? '';
    if (name === undefined) positional.push(value);
    else named.set(name, value);
  }
  return { named, positional };
}

type Piece = Tag | { from: number; to: number; literal: string };

function literalAt(body: string, from: number): Piece | undefined {
  LITERAL.lastIndex = from;
  const found = LITERAL.exec(body);
  return found ? { from, to: LITERAL.lastIndex, literal: `{{${found[1]}${found[2]}${found[3]}}}` } : undefined;
}

/** One that closes itself is two. */
function tagsAt(body: string, from: number): Tag[] {
  TAG.lastIndex = from;
  const [whole, slash, name = '', parameters = '', selfClosing] = TAG.exec(body) ?? [];
  if (whole === undefined) return [];
  const to = from + whole.length;
  const tag = { from, to, name, closing: slash === '/', ...parseParameters(parameters), inner: undefined };
  return selfClosing === '/' ? [tag, { ...tag, from: to, closing: true }] : [tag];
}

/** Where a tag begins that does not end, the text is text. */
function scan(body: string): Piece[] {
  const pieces: Piece[] = [];
  const start = /\{\{[<%]/g;
  for (let tried = 0; tried < MOST_TAGS; tried += 1) {
    const at = start.exec(body)?.index;
    if (at === undefined) break;
    const literal = literalAt(body, at);
    const found = literal ? [literal] : tagsAt(body, at);
    pieces.push(...found);
    start.lastIndex = found.at(-1)?.to ?? at + 3;
  }
  return pieces;
}

/** Hugo knows from its template whether a shortcode has an end; here each end closes the last beginning of its name. */
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
  const pieces = scan(body);
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
  if (made !== undefined) return made;
  if (!Object.hasOwn(BUILT_IN, tag.name))
    warn('a shortcode of the site itself, which cannot be used here; it is left out, and the text inside it stays');
  return tag.inner ?? '';
}
