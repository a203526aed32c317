/**
 * A file's text -> the data of its front matter and the body after it. The only importer of gray-matter, which is made safe here: it always gets
 * options (without them it caches before it parses, and broken YAML counts as empty the second time); its engines are ours (its own evaluates
 * `---js`, and turns dates into UTC); and it gets the block alone, because it closes one at any text that begins with `---`.
 */
import matter from 'gray-matter';
import { exceeds, LIMITS } from '../limits.ts';
import { checkSize } from '../text/data-size.ts';
import { isMap, parseJson, parseYaml, tomlParser } from '../text/data-text.ts';
import { type Position, positionAt, SyntaxProblem } from '../text/syntax-problem.ts';

const MOST_LINES = 2_000;

/**
 * Steps of gray-matter's search for comments, `/^\s*#[^\n]+/gm`: from each line start in a run of white space it reads to the end of the run.
 * Ordinary front matter needs less than a hundred; a million take a millisecond.
 */
const MOST_BLANKS = 5_000_000;

export interface FrontMatter {
  data: Record<string, unknown>;
  /** What follows, with `\n` as line end. */
  body: string;
  /** The line on which the body begins, from 1. */
  bodyLine: number;
  /** The file up to the end of the block, for `locate`; empty where there is none. */
  source: string;
}

interface Block {
  language: 'yaml' | 'toml' | 'json';
  /** Offsets in the text: of the block, and of the body. */
  from: number;
  to: number;
  end: number;
}

const LANGUAGES = new Map<string, Block['language']>([
  ['', 'yaml'],
  ['yaml', 'yaml'],
  ['yml', 'yaml'],
  ['toml', 'toml'],
  ['json', 'json'],
]);
const PROGRAMS = ['js', 'javascript', 'ts', 'typescript', 'coffee', 'coffeescript', 'cson'];

/** What may stand before front matter: white space, byte order marks and other signs that nobody sees. Hugo, Zola and Astro skip blank lines too. */
const UNSEEN = /^[\s\p{DI}\p{Cc}]*/u;

/** Jekyll also closes YAML with `...`. */
const closing = (fence: string, language: string) =>
  fence === '+++' ? /^\+\+\+[ \t]*(?:\n|$)/gm : language === 'yaml' ? /^(?:---|\.\.\.)[ \t]*(?:\n|$)/gm : /^---[ \t]*(?:\n|$)/gm;

function findBlock(text: string, longest: number): Block | undefined {
  if (/^\{\s*["}]/.test(text)) return bareJson(text, longest);
  const [opening, fence = '', word = ''] = /^(---(?!-)|\+\+\+(?!\+))[ \t]*([^\n]*?)[ \t]*(?:\n|$)/.exec(text) ?? [];
  if (opening === undefined) return undefined;
  const column = text.indexOf(word, fence.length) + 1;
  if (PROGRAMS.includes(word.toLowerCase()))
    throw new SyntaxProblem(`front matter in ${word} is program code, which is never run; write it in YAML, TOML or JSON`, {
      line: 1,
      column,
    });
  const language = fence === '+++' && /^(?:toml)?$/i.test(word) ? 'toml' : fence === '---' ? LANGUAGES.get(word.toLowerCase()) : undefined;
  if (language === undefined) throw new SyntaxProblem(`expected a line with ${fence} alone; delete what follows it`, { line: 1, column });
  const close = closing(fence, language);
  close.lastIndex = opening.length;
  const found = close.exec(text);
  if (!found) throw new SyntaxProblem(`front matter opens here and is never closed; add a line with ${fence} after it`);
  return { language, from: opening.length, to: found.index, end: close.lastIndex };
}

const tooLong = (longest: number, found: number) =>
  new SyntaxProblem(`${exceeds(longest, 'characters of front matter', found)}; move text into the body`);

/** Hugo's JSON front matter is an object with nothing around it. */
function bareJson(text: string, longest: number): Block {
  const head = text.slice(0, longest);
  const sign = /["{}]/g;
  let depth = 0;
  for (let found = sign.exec(head); found; found = sign.exec(head)) {
    if (found[0] === '"') {
      sign.lastIndex = endOfString(head, sign.lastIndex);
      continue;
    }
    depth += found[0] === '{' ? 1 : -1;
    if (depth > 0) continue;
    const to = sign.lastIndex;
    const lineEnd = /^[ \t]*\n/.exec(text.slice(to, to + longest));
    return { language: 'json', from: 0, to, end: to + (lineEnd?.[0].length ?? 0) };
  }
  if (text.length > longest) throw tooLong(longest, text.length);
  throw new SyntaxProblem('front matter in JSON is never closed; add the missing }');
}

/** One that is not closed ends with its line: the parser says so. */
function endOfString(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"' || text[at] === '\n') return at + 1;
  }
  return text.length;
}

/** @returns the steps that blank lines cost: line starts in a run of white space, times its length */
function blankSteps(block: string): number {
  let steps = 0;
  for (const [run] of block.matchAll(/\s+/g)) steps += run.length * (1 + (run.match(/[\n\r\u2028\u2029]/g)?.length ?? 0));
  return steps;
}

async function parseBlock(block: string, language: Block['language'], longest: number): Promise<Record<string, unknown>> {
  const fence = language === 'toml' ? '+++' : '---';
  const inner = block.search(language === 'toml' ? /^\+\+\+/m : /^---/m);
  if (inner >= 0) throw new SyntaxProblem(`expected a line with ${fence} alone; delete what follows it`, positionAt(block, inner));
  const parse = language === 'toml' ? await tomlParser() : language === 'json' ? parseJson : parseYaml;
  if (blankSteps(block) > MOST_BLANKS) throw new SyntaxProblem('front matter has too many blank lines; delete some');
  // gray-matter leaves the end of the opening line before the block, which would count as a line.
  const engine = (text: string) => parse(text.replace(/^\n/, '')) as object;
  // Without a function of ours, gray-matter looks for `excerpt_separator` itself, and throws where that is a map.
  const options = { delimiters: fence, language, engines: { [language]: engine }, excerpt: () => '' };
  const { data } = matter(`${fence}\n${block}\n${fence}`, options);
  if (!isMap(data)) throw new SyntaxProblem('front matter is one value or a list; write it as lines of the form "name: value"');
  return checkSize(data, 'front matter', { characters: longest });
}

/** Too long for the name of a field. */
const SENTENCE = /^(?:\S+\s+){5}/;

/** A block that goes on to the next `---` of the body: what it has swallowed would be lost. */
function checkClosed(data: Record<string, unknown>): void {
  const sentence = Object.keys(data).find((name) => SENTENCE.test(name));
  if (sentence === undefined) return;
  const start = sentence.split(' ', 3).join(' ');
  throw new SyntaxProblem(`front matter has the name "${start} …", which is a sentence; add the line with --- that closes front matter`);
}

/** After blank lines, a line of `---` may also be a break between parts of the text: names come after it only in front matter. */
const isBreak = (unseen: string, rest: string): boolean =>
  unseen.includes('\n') && /^-{3}[ \t]*\n/.test(rest) && !/^-{3}[ \t]*\n(?:[ \t]*(?:#.*)?\n)*(?:---|["']?[\w-]+["']?[ \t]*:)/.test(rest);

/**
 * @param text with `\n` as line end
 * @param longest in characters
 * @returns undefined for a text without front matter
 * @throws SyntaxProblem
 */
export async function readFrontMatter(text: string, longest: number = LIMITS.frontMatter.usual): Promise<FrontMatter | undefined> {
  const [unseen = ''] = UNSEEN.exec(text) ?? [];
  const rest = text.slice(unseen.length);
  if (isBreak(unseen, rest)) return undefined;
  try {
    const found = await readAtStart(rest, longest);
    if (!found) return undefined;
    const { source, bodyLine, ...front } = found;
    return { ...front, bodyLine: bodyLine + positionAt(unseen, unseen.length).line - 1, source: unseen + source };
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    throw new SyntaxProblem(error.message, after(positionAt(unseen, unseen.length), error));
  }
}

/** Where a place in a text is, if the text begins at another place. */
const after = (start: Position, { line, column }: Position): Position => ({
  line: line + start.line - 1,
  column: line === 1 ? column + start.column - 1 : column,
});

async function readAtStart(text: string, longest: number): Promise<FrontMatter | undefined> {
  const found = findBlock(text, longest);
  if (!found) return undefined;
  const { language, from, to, end } = found;
  const block = text.slice(from, to);
  if (block.length > longest) throw tooLong(longest, block.length);
  if (block.split('\n').length > MOST_LINES)
    throw new SyntaxProblem(`front matter has more than ${MOST_LINES} lines; move text into the body`);
  const linesBefore = from === 0 ? 0 : 1;
  try {
    const data = await parseBlock(block, language, longest);
    checkClosed(data);
    return { data, body: text.slice(end), bodyLine: positionAt(text, end).line, source: text.slice(0, to) };
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    throw new SyntaxProblem(error.message, { line: error.line + linesBefore, column: error.column });
  }
}
