/**
 * A file's text -> the data of its front matter and the body after it. The only importer of gray-matter, which is made safe here:
 * it is always given options (without them it caches before it parses, so that broken YAML counts as empty the second time), its engines
 * are ours (its own evaluates `---js`, and turns dates into UTC), and what comes back is measured, since a few aliases can stand for
 * millions of nodes.
 */
import matter from 'gray-matter';
import { parseJson, parseYaml, SyntaxProblem, tomlParser } from '../text/data-text.ts';

/** Limits on what front matter may hold; they count characters, nodes and levels, so that a refusal is the same on every machine. */
const LIMITS = { characters: 100_000, nodes: 10_000, depth: 32 };

export interface FrontMatter {
  data: Record<string, unknown>;
  /** What follows, with `\n` as line end. */
  body: string;
  /** The line on which the body begins, from 1. */
  bodyLine: number;
  /** The block itself, for `locate`; empty where there is none. */
  source: string;
}

const refuse = (name: string) => () => {
  throw new SyntaxProblem(`front matter in ${name} is program code, which is never run; write it in YAML, TOML or JSON`, 1, 4);
};

const BARE_FENCE = '---json\n';

const ENGINES = {
  yaml: parseYaml as (text: string) => object,
  yml: parseYaml as (text: string) => object,
  json: parseJson as (text: string) => object,
  js: refuse('js'),
  javascript: refuse('javascript'),
  coffee: refuse('coffee'),
  cson: refuse('cson'),
};

/** Hugo's JSON front matter is an object with nothing around it; gray-matter wants delimiters. Line numbers stay as they are. */
function fenceBareJson(text: string): string {
  let depth = 0;
  for (const found of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}]/g)) {
    depth += found[0] === '{' ? 1 : found[0] === '}' ? -1 : 0;
    if (depth > 0) continue;
    const end = found.index + 1;
    const rest = text.slice(end).replace(/^[ \t]*\n/, '');
    return `${BARE_FENCE}${text.slice(0, end)}\n---\n${rest}`;
  }
  throw new SyntaxProblem('front matter in JSON is never closed; add the missing }', 1, 1);
}

function measure(data: unknown): void {
  let nodes = 0;
  const visit = (value: unknown, depth: number): void => {
    nodes += 1;
    if (nodes > LIMITS.nodes)
      throw new SyntaxProblem(`front matter holds more than ${LIMITS.nodes} values (aliases count each time); make it smaller`, 1, 1);
    if (depth > LIMITS.depth) throw new SyntaxProblem(`front matter is nested more than ${LIMITS.depth} deep; make it flatter`, 1, 1);
    if (value === null || typeof value !== 'object') return;
    for (const child of Object.values(value)) visit(child, depth + 1);
  };
  visit(data, 0);
}

function checkClosed(text: string, fence: string, bare: boolean): void {
  const found = text.indexOf(`\n${fence}`, 1);
  const end = found < 0 ? text.length : found;
  if (found < 0 && !bare) throw new SyntaxProblem(`front matter opens here and is never closed; add a line with ${fence} after it`, 1, 1);
  if (end > LIMITS.characters)
    throw new SyntaxProblem(`front matter is longer than ${LIMITS.characters} characters; move text into the body`, 1, 1);
}

/**
 * @param text with `\n` as line end, without a byte order mark
 * @returns undefined for a text without front matter
 * @throws SyntaxProblem
 */
export async function readFrontMatter(text: string): Promise<FrontMatter | undefined> {
  const bare = /^\{\s*["}]/.test(text);
  const fence = /^\+\+\+[ \t]*\n/.test(text) ? '+++' : '---';
  if (!bare && !new RegExp(`^${fence.replace(/\+/g, '\\+')}(?!${fence.charAt(0) === '+' ? '\\+' : '-'})[^\\n]*\\n`).test(text))
    return undefined;
  const fenced = bare ? fenceBareJson(text) : text;
  const addedLines = bare ? BARE_FENCE.split('\n').length - 1 : 0;
  checkClosed(fenced, fence, bare);
  const toml = /^(\+\+\+|---\s*toml)/.test(fenced) ? await tomlParser() : refuse('TOML');
  const { data, content } = parse(fenced, fence, toml, addedLines);
  const head = fenced.slice(0, fenced.length - content.length);
  return {
    data,
    body: content,
    bodyLine: head.split('\n').length - addedLines * 2,
    source: bare ? head.slice(BARE_FENCE.length) : head,
  };
}

function parse(fenced: string, fence: string, toml: (text: string) => object, addedLines: number) {
  try {
    const { data, content } = matter(fenced, {
      delimiters: fence,
      language: fence === '+++' ? 'toml' : 'yaml',
      engines: { ...ENGINES, toml },
    });
    if (typeof data !== 'object' || data === null || Array.isArray(data)) {
      throw new SyntaxProblem('front matter is one value; write it as lines of the form "name: value"', 2, 1);
    }
    measure(data);
    return { data: data as Record<string, unknown>, content };
  } catch (error) {
    if (error instanceof SyntaxProblem) throw new SyntaxProblem(error.message, Math.max(1, error.line - addedLines), error.column);
    throw new SyntaxProblem(`front matter cannot be read: ${error instanceof Error ? error.message : error}`, 1, 1);
  }
}
