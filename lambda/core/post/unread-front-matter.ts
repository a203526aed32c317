/**
 * Front matter that stands in a text, but not where or how it would be read: after other text, without its first line, between other
 * signs than `---`. Rendered as text it would publish what its `draft: true` hides, so the file is refused instead.
 *
 * A text may well begin with a thematic break, a heading that is underlined with `---`, or a line such as `Note: …`. So lines count as front
 * matter only if nothing else is among them and one has a name that front matter usually has.
 */
import { type Position, SyntaxProblem } from '../text/syntax-problem.ts';

/** Lines with text in which front matter has to begin. */
const NEAR = 10;
/** Lines that are looked at. */
const MOST = 200;

/** `---`, `----`, `+++`; also what editors make of it, such as `—`. */
const FENCE =
  /^[\s\p{DI}]{0,3}(?:-{2,}|\+{2,}|[-\u2010-\u2015\u2212]*[\u2010-\u2015\u2212][-\u2010-\u2015\u2212]*)[\s\p{DI}]*(?:(?:yaml|yml|toml|json)\s*)?$/iu;
const NAMED = /^[\p{DI}]*["']?(?<name>[A-Za-z_][\w-]*)["']?\s*[:=](?:\s|$)/u;
/** What may stand between named lines: lists, values that go on, comments, tables of TOML, and the braces of JSON. */
const BETWEEN = /^(?:\s+\S|-\s|#|\[|[{}\]],?\s*$)/;
const CODE = /^ {0,3}(?:```|~~~)/;

/** Written as generators read them. */
const NAMES = new Set([
  ...['title', 'date', 'draft', 'published', 'publish', 'pubDate', 'pubDatetime', 'publishDate', 'publishedAt', 'post_title', 'post_date'],
  ...['isDraft', 'layout', 'slug', 'permalink', 'tags', 'categories', 'description', 'author', 'authors', 'aliases', 'updated', 'lastmod'],
]);
/** Those that a box in a text has hardly ever. */
const TELLING = new Set(['title', 'date', 'draft', 'published', 'publish']);

export interface UnreadFrontMatter extends Position {
  names: string[];
}

interface Run {
  names: string[];
  /** The line after it. */
  end: number;
}

/** The lines from `start` on that can be front matter. */
function runFrom(lines: readonly string[], start: number): Run {
  const names: string[] = [];
  let end = start;
  for (; end < lines.length; end += 1) {
    const line = lines[end] ?? '';
    const name = NAMED.exec(line)?.groups?.name;
    if (name !== undefined) names.push(name);
    else if (line.trim() !== '' && (FENCE.test(line) || !BETWEEN.test(line))) break;
    else if (line.trim() === '' && names.length === 0) break;
  }
  return { names, end };
}

const isFence = (line: string | undefined): boolean => line !== undefined && FENCE.test(line);

/** Names in a paragraph of their own at the start of the text, with no line before or after them that is a fence. */
const isBare = (lines: readonly string[], start: number): boolean => {
  const end = lines.findIndex((line, index) => index > start && line.trim() === '');
  const paragraph = lines.slice(start, end < 0 ? lines.length : end);
  const names = paragraph.flatMap((line) => NAMED.exec(line)?.groups?.name ?? []);
  return names.length > 1 && paragraph.every((line) => NAMED.test(line) || BETWEEN.test(line)) && names.some((name) => NAMES.has(name));
};

/** @param text without front matter */
export function findUnread(text: string): UnreadFrontMatter | undefined {
  const lines = text.split('\n', MOST);
  const first = lines.findIndex((line) => line.trim() !== '');
  if (first < 0) return undefined;
  const at = (line: number, names: string[]) => ({ line: line + 1, column: 1, names });
  const start = runFrom(lines, first);
  const isEnd = isFence(lines[start.end]) || lines[start.end - 1]?.trim() === '}';
  const isClosed = isEnd && start.names.some((name) => NAMES.has(name));
  if (isClosed || isBare(lines, first)) return at(first, start.names);
  for (let index = first, near = 0; index < lines.length && near < NEAR; index += 1) {
    const line = lines[index] ?? '';
    if (CODE.test(line)) return undefined;
    if (line.trim() !== '') near += 1;
    const isJson = line.trim() === '{';
    if (!isFence(line) && !isJson) continue;
    const { names, end } = runFrom(isJson ? lines.map((each) => each.trim()) : lines, index + 1);
    const known = names.filter((name) => NAMES.has(name));
    if (known.length > 0 && (known.length > 1 || isFence(lines[end]))) return at(index, names);
  }
  return undefined;
}

/** A second block of front matter at the start of a body: only the first is read. */
export function findSecond(body: string): UnreadFrontMatter | undefined {
  const lines = body.split('\n', MOST);
  const first = lines.findIndex((line) => line.trim() !== '');
  if (first < 0 || !isFence(lines[first])) return undefined;
  const { names, end } = runFrom(lines, first + 1);
  const isBlock = isFence(lines[end]) && names.some((name) => TELLING.has(name));
  return isBlock ? { line: first + 1, column: 1, names } : undefined;
}

export const unreadProblem = ({ line, column }: Position): SyntaxProblem =>
  new SyntaxProblem(
    'front matter begins here that is not read, for it has to be at the start of the file between two lines of ---; mend it, or if it is text, put it into a block of code',
    { line, column },
  );
