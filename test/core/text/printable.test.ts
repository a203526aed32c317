import assert from 'node:assert/strict';
import { it, test } from 'node:test';
import fc from 'fast-check';
import { printable, printableJson } from '../../../lambda/core/text/printable.ts';
import { writeLines } from '../../../lambda/local/output.ts';

/** By Unicode property, independent of the implementation's list. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\u200b-\u200d\u2060\ufeff\u00ad]/u;
/** GitHub trims the line first, Azure searches anywhere in it. */
const isCommand = (line: string) => line.trim().startsWith('::') || /##\w*\[/.test(line);

const HOSTILE = [
  ...[
    '::error file=a.js,line=1::m',
    '  ::add-mask::x',
    '\t::set-output name=a::b',
    ':::x',
    '##[error]x',
    'a ##vso[task.setvariable variable=a]b',
  ],
  ...[
    '##teamcity[x]',
    '###[x]',
    'a\n::error::b',
    'a\r\n::error::b',
    'a\u2028::error::b',
    'a\u2029::error::b',
    'a\u0085::error::b',
    'a\v::error::b',
  ],
  ...[
    '\u001b[2J\u001b[1;1Hx',
    '\u001b]0;title\u0007',
    'a\rb',
    'a\bb',
    '\u009b2J',
    'a\u202etxt.exe',
    '\u2066a\u2069',
    'a\u200bb',
    'a\u200d\u200cb',
  ],
  ...['\ufeffa', '\u2060a', 'a\u00adb', '\u061ca', '\u{e0041}a', '\u3164', 'a\0b'],
];

for (const text of HOSTILE) {
  test(`prints one harmless line: ${JSON.stringify(text)}`, () => {
    const line = printable(text);
    assert.doesNotMatch(line, UNPRINTABLE);
    assert.ok(!isCommand(line), line);
    const json = printableJson({ text, [text]: [text] });
    assert.doesNotMatch(json, UNPRINTABLE);
    assert.ok(!isCommand(json), json);
    assert.deepEqual(JSON.parse(json), { text, [text]: [text] });
  });
}

test('keeps text of all scripts unchanged', () => {
  for (const text of ['Grüße, καλημέρα, привет, 日本語, مرحبا, שלום, नमस्ते', 'C:: a::b # ## x[1]', '❤️ 😀 – “quoted”', 'a  b'])
    assert.equal(printable(text), text);
});

test('prints one harmless line for any text', () => {
  const text = fc.string({
    unit: fc.oneof(fc.constantFrom(':', '#', '[', '\n', '\r', ' ', 'a', '\u202e', '\u001b'), fc.string({ unit: 'binary', maxLength: 1 })),
  });
  fc.assert(
    fc.property(text, (value) => {
      assert.doesNotMatch(printable(value), UNPRINTABLE);
      assert.ok(!isCommand(printable(value)), printable(value));
      assert.deepEqual(JSON.parse(printableJson({ value })), { value });
    }),
    { seed: 20261128, numRuns: 3_000 },
  );
});

it('writeLines keeps our own colours and removes all other escape sequences', () => {
  const written: string[] = [];
  const stream = { write: (text: string) => written.push(text) > 0 };
  writeLines(stream as never, ['\u001b[1ma\u001b[22m\u001b[2J\u001b[8mb\n::c', '::d']);
  assert.deepEqual(written, ['\u001b[1ma\u001b[22m\ufffd[2J\ufffd[8mb ::c\n', ': :d\n']);
});
