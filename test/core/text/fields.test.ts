import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseYaml } from '../../../lambda/core/text/data-text.ts';
import { Fields } from '../../../lambda/core/text/fields.ts';
import { locate } from '../../../lambda/core/text/locate.ts';
import { oneLine } from '../../../lambda/core/text/one-line.ts';

const fieldsOf = (source: string) => new Fields({ key: 'a.yaml', data: parseYaml(source) as Record<string, unknown>, source });
const messages = (fields: Fields) => fields.problems.map(({ line, column, message }) => `${line}:${column}: ${message}`);

const PLACES: [string, string, string, number, number][] = [
  ['YAML', 'a: 1\ndate: x', 'date', 2, 7],
  ['YAML, quoted', '"date" : x', 'date', 1, 10],
  ['YAML, the same key nested and at the top', 'author:\n  title: Dr\ntitle: x', 'title', 3, 8],
  ['YAML, inside a text', 'text: |\n  date: no\ndate: x', 'date', 3, 7],
  ['YAML, twice: the last counts', 'a: 1\na: 2', 'a', 2, 4],
  ['YAML, on one line', 'feeds: { rss: x, atom: y }', 'feeds.atom', 1, 24],
  ['YAML, nested', 'rss: no\nfeeds:\n  rss: x', 'feeds.rss', 3, 8],
  ['YAML, not a key after the map', 'feeds:\n  rss: x\njson: y', 'feeds.json', 1, 7],
  ['TOML, not the next table', '[a]\nx = 1\n[b]\ny = 2', 'a.y', 1, 1],
  ['TOML', 'a = 1\ndate = "x"', 'date', 2, 8],
  ['TOML, before another table', 'title = 1\n[params]\ntitle = 2', 'title', 1, 9],
  ['TOML, in a table', 'title = 1\n[params]\ntitle = 2', 'params.title', 3, 9],
  ['TOML, dotted', 'params.title = 2', 'params.title', 1, 16],
  ['JSON', '{\n  "date": "x"\n}', 'date', 2, 11],
  ['JSON on one line', '{"title": "x", "date": "y"}', 'date', 1, 24],
  ['characters special in regular expressions', 'a.b(c: 1', 'a.b(c', 1, 8],
  ['below an absent key', 'a: 1', 'b.c', 1, 1],
  ['a key absent from an existing map', 'x: 1\na:\n  b: 1', 'a.c', 2, 3],
];

for (const [name, source, path, line, column] of PLACES) {
  test(`locate: ${name}`, () => assert.deepEqual(locate(source, path), { line, column }));
}

test('reports each wrong value with its location and treats it as absent', () => {
  const fields = fieldsOf('t: [a]\nf: maybe\nw: 0\nc: huge\nd: 12\nu: javascript:alert(1)\nn: [{}]\np: [[x]]');
  assert.equal(fields.text('t'), undefined);
  assert.equal(fields.flag('f'), undefined);
  assert.equal(fields.whole(1, 9, 'w'), undefined);
  assert.equal(fields.choice(['full', 'summary'], 'c'), undefined);
  assert.equal(
    fields.date(() => undefined, 'd'),
    undefined,
  );
  assert.equal(fields.url('u'), undefined);
  assert.deepEqual(
    fields.list((text) => [text], 'n'),
    [],
  );
  assert.deepEqual(fields.people({}, 'p'), []);
  assert.deepEqual(messages(fields), [
    '1:4: t: expected text, got ["a"]; put it in quotes',
    '2:4: f: expected true or false, got "maybe"',
    '3:4: w: expected a whole number from 1 to 9, got 0',
    '4:4: c: expected full or summary, got "huge"',
    '5:4: d: expected a date, got 12; write a day that exists as 2026-03-01 or 2026-03-01 09:30:00 +0100',
    '6:4: u: expected an address that begins with https://, got "javascript:alert(1)"',
    '7:4: n: expected a name or a list of names, got {}',
    '8:4: p: expected a name, or a map with a name, got ["x"]',
  ]);
});

test('treats null and blank text as absent', () => {
  const fields = fieldsOf('a: ""\nb: ~\nc: "  "\nd: x');
  assert.equal(fields.text('a', 'b', 'c', 'd'), 'x');
  for (const name of ['a', 'b', 'c'])
    assert.equal(fields.date(() => assert.fail('the parser was called'), name) ?? fields.flag(name) ?? fields.whole(1, 2, name), undefined);
  assert.deepEqual(fields.problems, []);
});

test('accepts yes/no, on/off and true/false as flags in any case, and nothing else', () => {
  const fields = fieldsOf('a: yes\nb: "No"\nc: on\nd: OFF\ne: true\nf: False\ng: [true]');
  assert.deepEqual(
    ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => fields.flag(name)),
    [true, false, true, false, true, false],
  );
  assert.equal(fields.flag('g'), undefined);
  assert.equal(fields.problems.length, 1);
});

test('list: converts scalars to text, drops duplicates and empty names, normalizes Unicode', () => {
  const fields = fieldsOf('a: [x, 2026, true, ~, "", " x ", "cafe\u0301", "caf\u00e9"]\nb: 7');
  assert.deepEqual(
    fields.list((text) => [text], 'a'),
    ['x', '2026', 'true', 'caf\u00e9'],
  );
  assert.deepEqual(
    fields.list((text) => [text], 'b'),
    ['7'],
  );
  assert.deepEqual(fields.problems, []);
});

test('rejects lists of more than 1,000 names', () => {
  const fields = fieldsOf(`a: [${Array.from({ length: 1_001 }, (_, n) => `t${n}`).join(', ')}]`);
  assert.deepEqual(
    fields.list((text) => [text], 'a'),
    [],
  );
  assert.match(messages(fields)[0] ?? '', /at most 1000 names, got 1001/);
});

test('ignores properties inherited from Object.prototype', () => {
  const fields = fieldsOf('a: 1');
  for (const name of ['constructor', 'toString', '__proto__']) assert.equal(fields.find(name), undefined);
  assert.deepEqual(fieldsOf('author: constructor').people({}, 'author'), [{ name: 'constructor' }]);
});

test('oneLine: removes unprintable characters and replaces separators by a space', () => {
  assert.equal(oneLine(' a\u0000b\n\tc\u000Bd\u0085e\uD800f\uFFFEg\u009F\uFDD0\u{1FFFF} '), 'ab c d efg');
  assert.equal(oneLine('👩‍🚀 日本'), '👩‍🚀 日本');
});
