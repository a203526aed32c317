/**
 * Detects misplaced front matter (after text, unopened, other fences): as text, it would expose what its `draft: true` hides.
 *
 * Texts also start with thematic breaks or `Note: …`, so it must hold nothing else, and a usual name.
 */
import { type Position, SyntaxProblem } from '../text/syntax-problem.ts';

/** Counts lines with text. */
const MAX_START = 10;
const MAX_LINES = 200;

/** Also what editors make of `---`, such as `—`. */
const FENCE =
  /^[\s\p{DI}]{0,3}(?:-{2,}|\+{2,}|(?=-*[\u2010-\u2015\u2212])[-\u2010-\u2015\u2212]+)[\s\p{DI}]*(?:(?:yaml|yml|toml|json)\s*)?$/iu;
const NAMED = /^[\p{DI}]*["']?(?<name>[A-Za-z_][\w-]*)["']?\s*[:=](?:\s|$)/u;
/** Lists, continued values, comments, tables, braces. */
const BETWEEN = /^(?:\s+\S|-\s|#|\[|[{}\]],?\s*$)/;
const CODE = /^ {0,3}(?:```|~~~)/;

const NAMES = new Set([
  ...['title', 'date', 'draft', 'published', 'publish', 'pubDate', 'pubDatetime', 'publishDate', 'publishedAt', 'post_title', 'post_date'],
  ...['isDraft', 'layout', 'slug', 'permalink', 'tags', 'categories', 'description', 'author', 'authors', 'aliases', 'updated', 'lastmod'],
]);
/** Names rare between two thematic breaks. */
const DISTINCTIVE = new Set(['title', 'date', 'draft', 'published', 'publish']);

export interface UnreadFrontMatter extends Position {
  names: string[];
}

interface Run {
  names: string[];
  /** Exclusive. */
  end: number;
}

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

/** Without fences. */
const isBare = (lines: readonly string[], start: number): boolean => {
  const end = lines.findIndex((line, index) => index > start && line.trim() === '');
  const paragraph = lines.slice(start, end < 0 ? lines.length : end);
  const names = paragraph.flatMap((line) => NAMED.exec(line)?.groups?.name ?? []);
  return names.length > 1 && paragraph.every((line) => NAMED.test(line) || BETWEEN.test(line)) && names.some((name) => NAMES.has(name));
};

/** @param text without front matter that parses */
export function findUnread(text: string): UnreadFrontMatter | undefined {
  const lines = text.split('\n', MAX_LINES);
  const first = lines.findIndex((line) => line.trim() !== '');
  if (first < 0) return undefined;
  const at = (line: number, names: string[]) => ({ line: line + 1, column: 1, names });
  const start = runFrom(lines, first);
  const isEnd = isFence(lines[start.end]) || lines[start.end - 1]?.trim() === '}';
  const isClosed = isEnd && start.names.some((name) => NAMES.has(name));
  if (isClosed || isBare(lines, first)) return at(first, start.names);
  for (let index = first, near = 0; index < lines.length && near < MAX_START; index += 1) {
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

export function findSecond(body: string): UnreadFrontMatter | undefined {
  const lines = body.split('\n', MAX_LINES);
  const first = lines.findIndex((line) => line.trim() !== '');
  if (first < 0 || !isFence(lines[first])) return undefined;
  const { names, end } = runFrom(lines, first + 1);
  const isBlock = isFence(lines[end]) && names.some((name) => DISTINCTIVE.has(name));
  return isBlock ? { line: first + 1, column: 1, names } : undefined;
}

export const unreadProblem = ({ line, column }: Position): SyntaxProblem =>
  new SyntaxProblem(
    'front matter that starts here is not read; move it to the start of the file, between two lines of ---, or if it is text, put it into a code block',
    { line, column },
  );
