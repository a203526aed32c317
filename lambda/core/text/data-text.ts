/**
 * YAML, TOML or JSON -> data.
 *
 * YAML dates stay text: js-yaml assumes UTC and turns 31 February into 3 March. So do `012`, `10:30` and `yes` (YAML 1.1: 10, 630, true).
 * The last duplicate key wins, as in Ruby.
 */
import yaml from 'js-yaml';
import type * as Toml from 'smol-toml';
import { nodeCounter } from './data-size.ts';
import { isMap } from './is-map.ts';
import { positionAt, SyntaxProblem } from './syntax-problem.ts';

const scalar = (tag: string, pattern: RegExp, construct: (text: string) => unknown) =>
  new yaml.Type(`tag:yaml.org,2002:${tag}`, {
    kind: 'scalar',
    resolve: (text: unknown) => (tag === 'null' && text === null) || (typeof text === 'string' && pattern.test(text)),
    construct,
  });

const SCHEMA = new yaml.Schema({
  include: [yaml.FAILSAFE_SCHEMA],
  implicit: [
    scalar('null', /^(?:~|null|Null|NULL|)$/, () => null),
    scalar('bool', /^(?:true|True|TRUE|false|False|FALSE)$/, (text) => text.toLowerCase() === 'true'),
    scalar('int', /^[-+]?(?:0|[1-9]\d{0,14})$/, Number),
    scalar('float', /^[-+]?(?:0|[1-9]\d*)?\.\d+(?:[eE][-+]?\d+)?$/, Number),
    new yaml.Type('tag:yaml.org,2002:merge', { kind: 'scalar', resolve: (text: unknown) => text === '<<' }),
  ],
});

/** @throws SyntaxProblem */
export function parseYaml(text: string): unknown {
  // js-yaml gives no position for these.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  const control = text.search(/[\0-\u0008\u000B\u000C\u000E-\u001F\u007F]/);
  if (control >= 0)
    throw new SyntaxProblem('not valid YAML: a control character, which cannot be seen; delete it', positionAt(text, control));
  try {
    return yaml.safeLoad(text, { schema: SCHEMA, json: true, listener: nodeCounter() } as yaml.LoadOptions);
  } catch (error) {
    if (error instanceof SyntaxProblem) throw error;
    if (!(error instanceof yaml.YAMLException)) throw tooDeep(error);
    const { reason, mark } = error as unknown as { reason: string; mark?: { position: number } };
    // js-yaml can point behind the text.
    throw new SyntaxProblem(`not valid YAML: ${explained(reason)}`, positionAt(text, Math.min(mark?.position ?? 0, text.length)));
  }
}

/** js-yaml names the broken rule; these name the usual mistake. */
const explained = (reason: string): string => {
  const [, mistake] = MISTAKES.find(([pattern]) => pattern.test(reason)) ?? [];
  return mistake ?? `${reason}; correct it, or put the value in quotes`;
};

const MISTAKES: readonly [RegExp, string][] = [
  [
    /^(?:incomplete explicit mapping pair|bad indentation of a mapping entry)/,
    'a value with ": " in it, or a line that begins too far to the right; put the value in quotes',
  ],
  [/within a (?:double|single) quoted scalar$/, 'a quote is opened and never closed; add the one that is missing'],
  [/within a flow collection$/, 'a list or a map is opened and never closed; add the ] or } that is missing'],
  [/^end of the stream or a document separator is expected$/, 'a value that begins with a sign that YAML has a use for; put it in quotes'],
  [
    /^(?:unknown escape sequence|expected hexadecimal character)/,
    'a \\ in double quotes means more than itself; put the value in single quotes',
  ],
];

/** Both parsers recurse. */
const tooDeep = (error: unknown): unknown =>
  error instanceof RangeError ? new SyntaxProblem('values are nested too deep; make them flatter', { line: 1, column: 1 }) : error;

function parseToml({ parse, TomlDate, TomlError }: typeof Toml, text: string): unknown {
  const plain = (value: unknown): unknown => {
    // ISO form keeps a given zone.
    if (value instanceof TomlDate) return value.toISOString();
    if (Array.isArray(value)) return value.map(plain);
    return isMap(value) ? Object.fromEntries(Object.entries(value).map(([name, child]) => [name, plain(child)])) : value;
  };
  try {
    return plain(parse(text));
  } catch (error) {
    if (!(error instanceof TomlError)) throw tooDeep(error);
    const reason = (error.message.split('\n')[0] ?? '').replace('Invalid TOML document: ', '');
    throw new SyntaxProblem(`not valid TOML: ${reason}; correct it: text stands in quotes`, error);
  }
}

export async function tomlParser(): Promise<(text: string) => unknown> {
  const toml = await import('smol-toml');
  return (text) => parseToml(toml, text);
}

/** @throws SyntaxProblem */
export function parseJson(text: string): unknown {
  const { data, message } = tryJson(text);
  if (message === undefined) return data;
  const reason = message.replace(/ in JSON at position.*| \(line.*|, "?\.*".* is not valid JSON$/s, '');
  throw new SyntaxProblem(
    `not valid JSON: ${reason}; correct it: names and text stand in double quotes, and no comma stands last`,
    positionAt(text, jsonErrorOffset(text, message)),
  );
}

function tryJson(text: string): { data?: unknown; message?: string } {
  try {
    return { data: JSON.parse(text) };
  } catch (error) {
    return { message: error instanceof Error ? error.message : String(error) };
  }
}

const statedOffset = (message: string): number | undefined => {
  const found = /position (\d+)/.exec(message);
  return found ? Number(found[1]) : undefined;
};

/** V8 may omit the position: bisects for the longest unfinished prefix. */
function jsonErrorOffset(text: string, message: string): number {
  const stated = statedOffset(message);
  if (stated !== undefined) return stated;
  let [good, bad] = [0, text.length + 1];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    const reason = tryJson(text.slice(0, middle)).message;
    const unfinished = reason === undefined || /end of JSON/.test(reason) || (statedOffset(reason) ?? -1) >= middle;
    [good, bad] = unfinished ? [middle, bad] : [good, middle];
  }
  return good;
}
