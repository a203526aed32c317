import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkSize } from '../../../lambda/core/text/data-size.ts';
import { parseJson, parseYaml, tomlParser } from '../../../lambda/core/text/data-text.ts';
import { SyntaxProblem } from '../../../lambda/core/text/syntax-problem.ts';

const parseToml = await tomlParser();

test('YAML: keeps dates, numbers and words as the author wrote them', () => {
  const text = 'a: 2026-02-31\nb: yes\nc: 012\nd: 10:30\ne: 1.10\nf: 5\ng: true\nh: ~\ni:\nj: 0x1F\nk: 1_000\nl: -3\nm: "7"';
  const data = {
    a: '2026-02-31',
    b: 'yes',
    c: '012',
    d: '10:30',
    e: 1.1,
    f: 5,
    g: true,
    h: null,
    i: null,
    j: '0x1F',
    k: '1_000',
    l: -3,
    m: '7',
  };
  assert.deepEqual(parseYaml(text), data);
});

test('YAML: the last of duplicate keys wins, and merge keys work', () => {
  assert.deepEqual(parseYaml('a: 1\na: 2'), { a: 2 });
  assert.deepEqual(parseYaml('a: &a {x: 1}\nb:\n  <<: *a\n  y: 2'), { a: { x: 1 }, b: { x: 1, y: 2 } });
});

test('YAML: rejects tags that construct objects', () => {
  for (const tag of ['!!js/function', '!!js/regexp', '!!python/object', '!!binary'])
    assert.throws(() => parseYaml(`a: ${tag} "x"`), SyntaxProblem);
});

test('TOML: returns dates as text, with or without an offset', () => {
  const text = 'a = 2026-03-01\nb = 2026-03-01T09:30:00\nc = 2026-03-01T09:30:00+02:00\nd = [2026-03-01T09:30:00Z]\ne = 09:30:00';
  assert.deepEqual(parseToml(text), {
    a: '2026-03-01',
    b: '2026-03-01T09:30:00.000',
    c: '2026-03-01T09:30:00.000+02:00',
    d: ['2026-03-01T09:30:00.000Z'],
    e: '09:30:00.000',
  });
});

const BROKEN: [string, (text: string) => unknown, string, number, number][] = [
  ['YAML, colon in a value', parseYaml, 'a: 1\nb: c: d', 2, 5],
  ['YAML, open list', parseYaml, 'a: [1\n', 2, 1],
  ['YAML, open list in the last line', parseYaml, 'a: [1', 1, 6],
  ['YAML, control character', parseYaml, 'a: 1\nb: x\u0001y', 2, 5],
  ['YAML, null byte', parseYaml, 'a: 1\nb: "\u0000"', 2, 5],
  ['TOML, no value', parseToml, 'a = 1\nb = \n', 2, 5],
  ['TOML, a key twice', parseToml, 'a = 1\na = 2\n', 2, 1],
  ['JSON, unknown word', parseJson, '{\n  "a": x\n}', 2, 8],
  ['JSON, single quotes', parseJson, '{"a": 1,\n "b": \'x\'}', 2, 7],
  ['JSON, trailing comma', parseJson, '{"a": 1,\n}', 2, 1],
  ['JSON, missing comma', parseJson, '{"a": 1\n "b": 2}', 2, 2],
  ['JSON, cut off', parseJson, '{"a":\n', 2, 1],
  ['JSON, wrong word', parseJson, '[1,\n tru]', 2, 5],
];

for (const [name, parse, text, line, column] of BROKEN) {
  test(`reports line and column: ${name}`, () => {
    assert.throws(
      () => parse(text),
      (error) => {
        assert.ok(error instanceof SyntaxProblem);
        assert.deepEqual([error.line, error.column], [line, column], error.message);
        assert.doesNotMatch(error.message, /\n|is not valid JSON/);
        return true;
      },
    );
  });
}

const levels = (count: number, leaf: string) =>
  [
    'l0: &l0 [x, x, x, x, x, x, x, x, x, x]',
    ...Array.from({ length: count }, (_, n) => `l${n + 1}: &l${n + 1} [${Array(10).fill(`*l${n}`).join(', ')}]`),
    leaf,
  ].join('\n');

const HUGE: Record<string, () => unknown> = {
  'aliases of aliases': () => parseYaml(levels(12, 'z: 1')),
  'an alias of itself': () => parseYaml('a: &a [*a]'),
  'a long text, thousands of times': () => parseYaml(`a: &a ${'x'.repeat(40_000)}\nb: [${'*a, '.repeat(5_000)}]`),
  'YAML, 90,000 brackets': () => parseYaml(`a: ${'['.repeat(90_000)}`),
  'JSON, 40,000 brackets': () => parseJson(`{"a": ${'['.repeat(40_000)}${']'.repeat(40_000)}}`),
  'TOML, 40,000 brackets': () => parseToml(`a = ${'['.repeat(40_000)}${']'.repeat(40_000)}`),
  '33 levels': () => parseJson(`${'['.repeat(34)}${']'.repeat(34)}`),
  '10,001 values': () => parseYaml(`a: [${'1, '.repeat(9_999)}]`),
  '100,001 characters': () => parseYaml(`a: ${'x'.repeat(100_001)}`),
};

for (const [name, parse] of Object.entries(HUGE)) {
  test(`rejects oversized data: ${name}`, () => assert.throws(() => checkSize(parse(), 'it'), SyntaxProblem));
}

test('accepts data exactly at the limits', () => {
  for (const text of [`a: [${'1, '.repeat(9_998)}]`, `a: ${'x'.repeat(100_000)}`]) checkSize(parseYaml(text), 'it');
  checkSize(parseJson(`${'['.repeat(33)}${']'.repeat(33)}`), 'it');
});

test('YAML: the error for an unquoted ": " says to put the value in quotes', () => {
  assert.throws(() => parseYaml('title: Linefeed: a feed'), /a value with ": " in it.*put the value in quotes/);
});
