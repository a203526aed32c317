/**
 * Text in YAML, TOML or JSON -> data. The only importer of js-yaml (the one that gray-matter brings, so that it is in the bundle once)
 * and of smol-toml.
 *
 * YAML is read as bloggers mean it. Dates stay text: js-yaml would take those without a zone for UTC and turn 31 February into 3 March. So
 * do `012`, `10:30` and `yes`, which YAML 1.1 reads as 10, 630 and true. A key given twice counts as its last value, as in Ruby.
 */
import yaml from 'js-yaml';
import type * as Toml from 'smol-toml';

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

/** Why a text is no YAML (or TOML, JSON), and where: lines and columns from 1. */
export class SyntaxProblem extends Error {
  readonly line: number;
  readonly column: number;

  constructor(message: string, line: number, column: number) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

/** @throws SyntaxProblem */
export function parseYaml(text: string): unknown {
  try {
    return yaml.safeLoad(text, { schema: SCHEMA, json: true });
  } catch (error) {
    if (!(error instanceof yaml.YAMLException)) throw error;
    const { reason, mark } = error as unknown as { reason: string; mark?: { line: number; column: number } };
    throw new SyntaxProblem(`not valid YAML: ${reason}`, (mark?.line ?? 0) + 1, (mark?.column ?? 0) + 1);
  }
}

function parseToml({ parse, TomlDate, TomlError }: typeof Toml, text: string): unknown {
  const plain = (value: unknown): unknown => {
    // Its ISO form keeps whether a zone was given.
    if (value instanceof TomlDate) return value.toISOString();
    if (Array.isArray(value)) return value.map(plain);
    if (value !== null && typeof value === 'object')
      return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, plain(child)]));
    return value;
  };
  try {
    return plain(parse(text));
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw new SyntaxProblem(
      `not valid TOML: ${(error.message.split('\n')[0] ?? '').replace('Invalid TOML document: ', '')}`,
      error.line,
      error.column,
    );
  }
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const before = text.slice(0, Number(/position (\d+)/.exec(message)?.[1] ?? text.length)).split('\n');
    throw new SyntaxProblem(
      `not valid JSON: ${message.replace(/ in JSON at position.*| \(line.*/, '')}`,
      before.length,
      (before.at(-1) ?? '').length + 1,
    );
  }
}

/** TOML is rare: its parser is loaded when a file needs it. */
export async function tomlParser(): Promise<(text: string) => object> {
  const toml = await import('smol-toml');
  return (text) => parseToml(toml, text) as object;
}
