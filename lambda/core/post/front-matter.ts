/**
 * Works around gray-matter: without options it caches broken YAML as empty; its own engines evaluate `---js` and turn dates into UTC; any
 * text that starts with `---` ends a block.
 */
import matter from 'gray-matter';
import { exceeds, LIMITS } from '../limits.ts';
import { checkSize } from '../text/data-size.ts';
import { parseJson, parseYaml, tomlParser } from '../text/data-text.ts';
import { isMap } from '../text/is-map.ts';
import { type Position, positionAt, SyntaxProblem } from '../text/syntax-problem.ts';

const MAX_LINES = 2_000;

/** Steps of gray-matter's quadratic `/^\s*#[^\n]+/gm`. Ordinary front matter needs under 100; a million take 1 ms. */
const MAX_BLANK_STEPS = 5_000_000;

export interface FrontMatter {
  data: Record<string, unknown>;
  /** With `\n`. */
  body: string;
  /** From 1. */
  bodyLine: number;
  /** Up to the end of the front matter, for `locate`. */
  source: string;
}

interface Block {
  language: 'yaml' | 'toml' | 'json' | 'js';
  /** Offsets. */
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
  ['js', 'js'],
  ['javascript', 'js'],
]);
const PROGRAMS = ['ts', 'typescript', 'coffee', 'coffeescript', 'cson'];

/** Byte order marks and, as in Hugo, Zola and Astro, blank lines. */
const INVISIBLE = /^[\s\p{DI}\p{Cc}]*/u;

/** Jekyll also closes YAML with `...`. */
const closing = (fence: string, language: string) =>
  fence === '+++' ? /^\+\+\+[ \t]*(?:\n|$)/gm : language === 'yaml' ? /^(?:---|\.\.\.)[ \t]*(?:\n|$)/gm : /^---[ \t]*(?:\n|$)/gm;

function findBlock(text: string, longest: number): Block | undefined {
  if (/^\{\s*["}]/.test(text)) return bareJson(text, longest);
  const [opening, fence = '', word = ''] = /^(---(?!-)|\+\+\+(?!\+))[ \t]*([^\n]*?)[ \t]*(?:\n|$)/.exec(text) ?? [];
  if (opening === undefined) return undefined;
  const column = text.indexOf(word, fence.length) + 1;
  if (PROGRAMS.includes(word.toLowerCase()))
    throw new SyntaxProblem(`front matter in ${word} is program code, which is not run; write it in YAML, TOML or JSON`, {
      line: 1,
      column,
    });
  const language = fence === '+++' && /^(?:toml)?$/i.test(word) ? 'toml' : fence === '---' ? LANGUAGES.get(word.toLowerCase()) : undefined;
  if (language === undefined) throw new SyntaxProblem(`expected a line with ${fence} alone; delete what follows it`, { line: 1, column });
  const close = closing(fence, language);
  close.lastIndex = opening.length;
  const found = close.exec(text);
  if (!found) throw new SyntaxProblem(`front matter starts here but is not closed; add a line with ${fence} after it`);
  return { language, from: opening.length, to: found.index, end: close.lastIndex };
}

const tooLong = (longest: number, found: number) =>
  new SyntaxProblem(`${exceeds(longest, 'characters of front matter', found)}; move text into the body`);

/** Hugo's JSON front matter has no fences. */
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
  throw new SyntaxProblem('front matter in JSON is not closed; add the missing }');
}

/** An unclosed string ends with its line; the parser reports it. */
function endOfString(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"' || text[at] === '\n') return at + 1;
  }
  return text.length;
}

function blankSteps(block: string): number {
  let steps = 0;
  for (const [run] of block.matchAll(/\s+/g)) steps += run.length * (1 + (run.match(/[\n\r\u2028\u2029]/g)?.length ?? 0));
  return steps;
}

async function parseBlock(block: string, language: Block['language'], longest: number): Promise<Record<string, unknown>> {
  const fence = language === 'toml' ? '+++' : '---';
  const inner = block.search(language === 'toml' ? /^\+\+\+/m : /^---/m);
  if (inner >= 0) throw new SyntaxProblem(`expected a line with ${fence} alone; delete what follows it`, positionAt(block, inner));
  if (language === 'js') return checkSize(await literalsOf(block), 'front matter', { characters: longest });
  const parse = language === 'toml' ? await tomlParser() : language === 'json' ? parseJson : parseYaml;
  if (blankSteps(block) > MAX_BLANK_STEPS) throw new SyntaxProblem('front matter has too many blank lines; delete some');
  // The opening fence's line end would shift line numbers.
  const engine = (text: string) => parse(text.replace(/^\n/, '')) as object;
  // Otherwise gray-matter throws if `excerpt_separator` is a map.
  const options = { delimiters: fence, language, engines: { [language]: engine }, excerpt: () => '' };
  const { data } = matter(`${fence}\n${block}\n${fence}`, options);
  if (!isMap(data)) throw new SyntaxProblem('front matter must be lines of the form "name: value", not a single value or a list');
  return checkSize(data, 'front matter', { characters: longest });
}

/** Fields that decide on a post: if a program computes one, the post cannot be published without it. */
const DECISIVE =
  /^(?:title|date|updated|permalink|slug|tags|categories|authors?|draft|published|unlisted|lang|layout|eleventyExcludeFromCollections)$/;

/** Literals of a program, which is not run. */
async function literalsOf(block: string): Promise<Record<string, unknown>> {
  const { frontMatterLiterals } = await import('../text/js-literals.ts');
  const { data, computed } = frontMatterLiterals(block);
  const unknown = computed.find(({ name }) => DECISIVE.test(name));
  if (!unknown) return data;
  const message = `${unknown.name}: computed by a program, which is not run; write its value, or the front matter in YAML`;
  throw new SyntaxProblem(message, positionAt(block, unknown.at));
}

const SENTENCE = /^(?:\S+\s+){5}/;

/** An unclosed block extends to a `---` in the body. */
function checkClosed(data: Record<string, unknown>): void {
  const sentence = Object.keys(data).find((name) => SENTENCE.test(name));
  if (sentence === undefined) return;
  const start = sentence.split(' ', 3).join(' ');
  throw new SyntaxProblem(`front matter contains the sentence "${start} …"; add the line with --- that closes front matter`);
}

/** Whether `---` after blank lines is a thematic break. */
const isBreak = (invisible: string, rest: string): boolean =>
  invisible.includes('\n') && /^-{3}[ \t]*\n/.test(rest) && !/^-{3}[ \t]*\n(?:[ \t]*(?:#.*)?\n)*(?:---|["']?[\w-]+["']?[ \t]*:)/.test(rest);

/**
 * @param text with `\n`
 * @param longest in characters
 * @returns undefined without front matter
 * @throws SyntaxProblem
 */
export async function readFrontMatter(text: string, longest: number = LIMITS.frontMatter.usual): Promise<FrontMatter | undefined> {
  const [invisible = ''] = INVISIBLE.exec(text) ?? [];
  const rest = text.slice(invisible.length);
  if (isBreak(invisible, rest)) return undefined;
  try {
    const found = await readAtStart(rest, longest);
    if (!found) return undefined;
    const { source, bodyLine, ...front } = found;
    return { ...front, bodyLine: bodyLine + positionAt(invisible, invisible.length).line - 1, source: invisible + source };
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    throw new SyntaxProblem(error.message, after(positionAt(invisible, invisible.length), error));
  }
}

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
  if (block.split('\n').length > MAX_LINES)
    throw new SyntaxProblem(`front matter has more than ${MAX_LINES} lines; move text into the body`);
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
