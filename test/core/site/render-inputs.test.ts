import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRenderInputs } from '../../../lambda/core/site/read-render-inputs.ts';
import { isRenderInput, renderInputSelector } from '../../../lambda/core/site/render-inputs.ts';

const reading = (files: Record<string, string | Uint8Array>) =>
  readRenderInputs(
    new Map(Object.entries(files).map(([key, content]) => [key, typeof content === 'string' ? Buffer.from(content) : content])),
  );

test('isRenderInput recognizes render inputs by their path', () => {
  const yes = [
    '_includes/a.html',
    '_includes/in/b.md',
    '_includes/script',
    '_data/a.yml',
    '_data/in/b.json',
    '_data/c.csv',
    '_data/d.tsv',
    '_data/e.yaml',
  ];
  const placed = ['src/_includes/b.html', 'a/b/_data/a.yml'];
  const no = ['_data/a.txt', '_data/.x.yml', '_includes/.DS_Store', 'data/a.yml', '_data.yml', '_includes/'];
  assert.deepEqual([...yes, ...placed, ...no].filter(isRenderInput), [...yes, ...placed]);
});

test('renderInputSelector selects those of Jekyll sites with Liquid, without excluded ones', () => {
  const site = { generator: 'jekyll', liquid: true, posts: ['!_data/big'] } as const;
  const keys = ['_includes/a.html', '_data/big/a.json', '_data/a.yml'];
  const of = (more: object) => keys.filter(renderInputSelector({ ...site, posts: [...site.posts], ...more }));
  assert.deepEqual(of({}), ['_includes/a.html', '_data/a.yml']);
  const elsewhere = renderInputSelector({ ...site, source: 'src/', posts: ['!src/_data/big'] });
  assert.deepEqual(['src/_includes/a.html', '_includes/a.html', 'src/a/_data/a.yml', 'src/_data/big/a.yml'].filter(elsewhere), [
    'src/_includes/a.html',
  ]);
  assert.deepEqual([of({ generator: 'hugo' }), of({ generator: 'linefeed' }), of({ liquid: false })], [[], [], []]);
});

test('names data files as Jekyll does, and folders become maps', async () => {
  const { renderInputs, problems } = await reading({
    '_data/team members.yml': '- Ada\n',
    '_data/lenses.wide.json': '{"mm": 24}',
    '_data/in/deep/x.yml': 'y: 2026-03-01\n',
    'src/_data/in/z.yml': 'z: 1\n',
    '_data/in.yml': 'own: 1\n',
    '_data/empty.yml': '# nothing\n',
    '_data/__proto__.yml': 'polluted: 1\n',
  });
  assert.deepEqual(problems, []);
  assert.deepEqual(renderInputs.data, {
    team_members: ['Ada'],
    lenseswide: { mm: 24 },
    in: { deep: { x: { y: '2026-03-01' } }, z: { z: 1 }, own: 1 },
    empty: null,
  });
  assert.equal(Object.getPrototypeOf(renderInputs.data), Object.prototype);
});

test('a table becomes a list with a map for each row', async () => {
  const { renderInputs } = await reading({
    '_data/a.csv': 'name,"what, exactly"\r\n"Ada ""A"" L",counts\r\n\r\nGrace,"on\ntwo lines"\r\nshort\r\n',
    '_data/b.tsv': 'name\trole\nAda\ta,b\n',
    '_data/c.csv': '',
  });
  assert.deepEqual(renderInputs.data, {
    a: [
      { name: 'Ada "A" L', 'what, exactly': 'counts' },
      { name: 'Grace', 'what, exactly': 'on\ntwo lines' },
      { name: 'short', 'what, exactly': null },
    ],
    b: [{ name: 'Ada', role: 'a,b' }],
    c: [],
  });
});

test('includes are text files; an image among them is skipped', async () => {
  const { renderInputs, problems } = await reading({
    '_includes/in/a.html': 'a\r\nb',
    '_includes/p.png': Buffer.from([0x89, 0xff, 0]),
    '_includes/__proto__': 'p',
  });
  assert.deepEqual(problems, []);
  assert.deepEqual(Object.entries(renderInputs.includes), [
    ['in/a.html', 'a\nb'],
    ['__proto__', 'p'],
  ]);
});

const WRONG: [name: string, file: string, content: string | Uint8Array, where: string, message: RegExp][] = [
  ['YAML', '_data/a.yml', 'a: 1\nb: c: d\n', '2:', /^not valid YAML/],
  ['JSON', '_data/a.json', '{"a": 1,\n}', '2:1', /^not valid JSON/],
  ['not UTF-8', '_data/a.yml', Buffer.from([0x61, 0x0a, 0xff]), '2:1', /not UTF-8/],
  [
    'aliases that expand to millions of values',
    '_data/a.yml',
    `a: &a [${'x,'.repeat(9)}x]\n${[...'bcdefg'].map((name, at) => `${name}: &${name} [${`*${'abcdef'[at]},`.repeat(9)}*${'abcdef'[at]}]`).join('\n')}`,
    '1:1',
    /more than \d+ (?:values|characters)/,
  ],
];

for (const [name, file, content, where, message] of WRONG) {
  test(`reports an error with its location: ${name}`, async () => {
    const { problems } = await reading({ [file]: content });
    assert.equal(problems.length, 1);
    const [problem] = problems;
    assert.deepEqual([problem?.key, problem?.severity], [file, 'error']);
    assert.ok(`${problem?.line}:${problem?.column}`.startsWith(where), `${problem?.line}:${problem?.column}`);
    assert.match(problem?.message ?? '', message);
  });
}
