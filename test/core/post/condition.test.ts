import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { CONDITION_LIMITS, type Condition, parseCondition } from '../../../lambda/core/post/condition.ts';
import { holds, type Values } from '../../../lambda/core/post/evaluate-condition.ts';

const POST: Record<string, Values> = {
  tag: ['go', 'C++', 'Q&A', '007'],
  author: ['Ada Lovelace'],
  category: [],
  section: ['notes/walks'],
  collection: ['posts'],
  language: ['de-CH'],
  title: ['It’s "here"'],
  date: ['2026-03-01T09:30:00'],
  updated: [],
  series: ['Alps'],
  'page.mood': ['happy'],
  'page.stars': [10],
  'page.featured': [true],
  'page.hidden': [false],
  'page.shot': ['2025-12-31 23:00:00'],
  'page.params.lens': ['35mm', '50mm'],
};

const condition = (text: string): Condition => {
  const parsed = parseCondition(text, ['series']);
  assert.ok('kind' in parsed, `${text}: ${JSON.stringify(parsed)}`);
  return parsed;
};
const selects = (text: string): boolean => holds(condition(text), (field) => POST[field] ?? []);

const SELECTED = [
  ...[
    'tag = go',
    'tag == go',
    'tag = "C++"',
    'tag = C++',
    "tag = 'Q&A'",
    'tag = 007',
    'tag != rust',
    'tag in (rust, go)',
    'tag not in (rust)',
  ],
  ...['author = "Ada Lovelace"', 'series = Alps', 'tag', 'not category', 'not updated'],
  ...[
    'section = notes',
    'section = /notes/',
    'section = notes/walks',
    'collection = posts',
    'language = de',
    'language = de-ch',
    'language in ("de_CH")',
  ],
  ...['date >= 2026', 'date = 2026', 'date = 2026-03', 'date = 2026-03-01', 'date < 2026-03-02', 'date > 2026-02', 'date <= 2026-03'],
  ...['date < 2026-03-01T10:00', 'date = "2026-03-01 09:30"', 'date in (2025, 2026-03)', 'date != 2025'],
  ...[
    'page.mood = happy',
    'page.stars = 10',
    'page.stars > 9',
    'page.stars < 10.5',
    'page.featured',
    'page.featured = true',
    'not page.hidden',
  ],
  ...['page.shot < 2026', 'page.shot = 2025-12', 'page.params.lens = 50mm', 'page.mood > angry', 'not page.nothing', 'page.hidden = false'],
  ...[
    'tag = rust or tag = go',
    'tag = go AND NOT tag = rust',
    'not (tag = rust or tag = c)',
    'tag = go and tag = "C++" or tag = x',
    'not not tag',
  ],
  ...['tag = x and tag = y or tag = go', '( ( tag = go ) )', 'title = "It’s" or title = \'It’s "here"\''],
];

const EXCLUDED = [
  ...[
    'tag = Go',
    'tag = 7',
    'tag != go',
    'tag in (rust, Go)',
    'tag not in (rust, go)',
    'not tag',
    'category',
    'category = x',
    'updated > 2000',
  ],
  ...[
    'section = note',
    'section = notes/walk',
    'section = walks',
    'language = da',
    'language = de-DE',
    'date < 2026-03-01',
    'date > 2026',
    'date = 2026-04',
  ],
  ...[
    'page.hidden',
    'page.stars < 9',
    'page.nothing = x',
    'page.params = x',
    'page.mood < angry',
    'tag = go and tag = rust',
    'not (tag = go)',
  ],
  ...['tag = go and (tag = x or tag = y)', 'not tag = go or tag = x'],
];

const REFUSED: [text: string, problem: RegExp, at: number][] = [
  ['', /expected a field such as tag, got "the end"/, 0],
  ['tagg = x', /no such field: "tagg"; did you mean tag\? fields of front matter are written page\.tagg/, 0],
  ['seris = x', /did you mean series\?/, 0],
  ['mood = happy', /page\.mood/, 0],
  ['page. = x', /no such field/, 0],
  ['page.a..b = x', /no such field/, 0],
  ['tag =', /expected a value for tag, got "the end"/, 5],
  ['tag = and', /expected a value for tag, got "and"; put it in quotes/, 6],
  ['tag > go', /tag has no order; use = or in/, 4],
  ['tag = a b', /expected "and", "or" or the end, got "b"/, 8],
  ['(tag = a', /expected "\)", got "the end"/, 8],
  ['tag = a)', /expected "and", "or" or the end, got "\)"/, 7],
  ['tag in a', /expected "\(", got "a"/, 7],
  ['tag in ()', /expected a value/, 8],
  ['tag in (a,)', /expected a value/, 10],
  ['tag not (a)', /expected "in" after "not"/, 8],
  ['tag = "a', /the quote does not end/, 6],
  ['tag ! a', /unexpected "!"/, 4],
  ['date = soon', /expected a date such as 2026/, 7],
  ['date = 2026-02-31', /expected a date/, 7],
  ['date = 2026-13', /expected a date/, 7],
  ['date in (2026, x)', /expected a date/, 15],
  ['language = deutsch', /expected a language such as de or pt-BR, got "deutsch"/, 11],
  ['language in (de, "")', /expected a language/, 17],
  ['and', /expected a field/, 0],
  [`tag = ${'a'.repeat(CONDITION_LIMITS.length)}`, /at most 5000 characters/, 0],
  [`${'('.repeat(CONDITION_LIMITS.depth + 2)}tag`, /at most 50 levels/, CONDITION_LIMITS.depth + 1],
  [`${'not '.repeat(CONDITION_LIMITS.depth + 2)}tag`, /at most 50 levels/, (CONDITION_LIMITS.depth + 1) * 4],
  [Array.from({ length: CONDITION_LIMITS.tests + 1 }, () => 'tag').join(' or '), /at most 500 comparisons/, CONDITION_LIMITS.tests * 7],
];

describe('a condition', () => {
  for (const text of SELECTED) it(`selects: ${text}`, () => assert.equal(selects(text), true));
  for (const text of EXCLUDED) it(`excludes: ${text}`, () => assert.equal(selects(text), false));
  for (const [text, problem, at] of REFUSED)
    it(`is rejected: ${text.slice(0, 60)}`, () => {
      const parsed = parseCondition(text, ['series']);
      assert.ok('problem' in parsed, text);
      assert.match(parsed.problem, problem);
      assert.equal(parsed.at, at);
    });

  it('may be as deep and as long as the limits', () => {
    condition(`${'('.repeat(CONDITION_LIMITS.depth)}tag${')'.repeat(CONDITION_LIMITS.depth)}`);
    condition(Array.from({ length: CONDITION_LIMITS.tests }, () => 'tag').join(' or '));
  });
});

const hostile = fc.oneof(
  fc
    .array(fc.constantFrom('tag = a', 'page.x < 2', 'date in (2026)', 'and', 'or', 'not', '(', ')'), { minLength: 1, maxLength: 5 })
    .map((parts) => parts.join(' ')),
  fc
    .array(
      fc.constantFrom(
        'tag',
        'date',
        'page.x',
        'page.__proto__',
        'constructor',
        '(',
        ')',
        ',',
        '=',
        '<',
        '!=',
        'not',
        'in',
        'and',
        'or',
        '"',
        "'",
        '2026',
        '\0',
        '\u2028',
        '日本',
      ),
      { maxLength: 60 },
    )
    .map((parts) => parts.join(' ')),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc
    .tuple(fc.constantFrom('(', 'not ', 'tag in (', '"', 'tag = a and '), fc.integer({ min: 1, max: 3000 }))
    .map(([part, times]) => part.repeat(times)),
);
const values = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.double(), fc.boolean()), { maxLength: 5 });

it('any text is a condition or a problem with a location in the text, and a condition evaluates on any values', () => {
  let conditions = 0;
  fc.assert(
    fc.property(hostile, values, (text, given) => {
      const parsed = parseCondition(text);
      if ('problem' in parsed) assert.ok(parsed.problem !== '' && parsed.at >= 0 && parsed.at <= text.length);
      else {
        conditions += 1;
        const is = holds(parsed, () => given);
        assert.equal(
          holds({ kind: 'not', part: parsed }, () => given),
          !is,
        );
      }
    }),
    { seed: 19, numRuns: 3_000 },
  );
  assert.ok(conditions > 50, `${conditions} of the texts are conditions`);
});

const written = fc.letrec<{ any: [string, (tags: string[]) => boolean] }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('a', 'b', 'c').map((name): [string, (tags: string[]) => boolean] => [`tag = ${name}`, (tags) => tags.includes(name)]),
    fc
      .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 })
      .map((names): [string, (tags: string[]) => boolean] => [
        `tag in (${names.join(', ')})`,
        (tags) => names.some((name) => tags.includes(name)),
      ]),
    tie('any').map(([text, is]): [string, (tags: string[]) => boolean] => [`not (${text})`, (tags) => !is(tags)]),
    fc
      .tuple(tie('any'), tie('any'))
      .map(([[a, isA], [b, isB]]): [string, (tags: string[]) => boolean] => [`(${a}) and (${b})`, (tags) => isA(tags) && isB(tags)]),
    fc
      .tuple(tie('any'), tie('any'))
      .map(([[a, isA], [b, isB]]): [string, (tags: string[]) => boolean] => [`(${a}) or (${b})`, (tags) => isA(tags) || isB(tags)]),
  ),
})).any;

it('evaluates like its parts', () => {
  fc.assert(
    fc.property(written, fc.subarray(['a', 'b', 'c']), ([text, is], tags) => {
      assert.equal(
        holds(condition(text), (field) => (field === 'tag' ? tags : [])),
        is(tags),
        text,
      );
    }),
    { seed: 19, numRuns: 1_000 },
  );
});
