import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SyntaxProblem } from '../../../lambda/core/text/syntax-problem.ts';
import { decodeUtf8 } from '../../../lambda/core/text/utf8.ts';

const bytes = (...parts: (string | number[])[]) => Buffer.concat(parts.map((part) => Buffer.from(part as string)));

test('converts line ends to \\n and removes a byte order mark', () => {
  assert.equal(decodeUtf8(bytes('\uFEFFa\r\nb\rc\n')), 'a\nb\nc\n');
});

const BAD: [string, Buffer, number, number][] = [
  ['Latin-1', bytes('one\ntwo caf', [0xe9], ' x'), 2, 8],
  ['after a valid U+FFFD', bytes('\uFFFD\nab', [0xff]), 2, 3],
  ['after CRLF', bytes('a\r\nb\r\n', [0xc0, 0x80]), 3, 1],
  ['half a character at the end', bytes('ab', [0xe2, 0x82]), 1, 3],
  ['half a surrogate pair', bytes('ab', [0xed, 0xa0, 0x80]), 1, 3],
  ['UTF-16', bytes([0xff, 0xfe, 0x61, 0]), 1, 1],
];

for (const [name, input, line, column] of BAD) {
  test(`rejects: ${name}`, () => {
    assert.throws(
      () => decodeUtf8(input),
      (error) => error instanceof SyntaxProblem && error.line === line && error.column === column,
    );
  });
}

test('reports the first invalid byte at any position', () => {
  const line = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n\uFEFF]|[\uD800-\uDFFF]/g, ''));
  fc.assert(
    fc.property(fc.array(line, { minLength: 1 }), fc.string(), (lines, after) => {
      const input = bytes(lines.join('\n'), [0xff], after);
      assert.throws(
        () => decodeUtf8(input),
        (error) => error instanceof SyntaxProblem && error.line === lines.length && error.column === (lines.at(-1) ?? '').length + 1,
      );
    }),
    { seed: 20260303, numRuns: 200 },
  );
});
