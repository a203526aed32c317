import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import fc from 'fast-check';
import { read, refusals } from './reading.ts';

const FIELDS = ['title: Secret', 'draft: true', 'date: 2026-03-01'];
const TOML = ['title = "Secret"', 'draft = true', 'date = 2026-03-01'];
const LISTS = ['layout: post', 'tags:', '  - one', '  - two', 'title: >', '  Secret', '# hidden', 'published: false'];

/** Returns the text, and the line on which its front matter starts. */
const BROKEN: Record<string, (fields: string[], fence: string) => [string, number]> = {
  'text before it': (fields, fence) => [`x\n${fence}\n${fields.join('\n')}\n${fence}\nText\n`, 2],
  'a comment before it': (fields, fence) => [`<!-- mine -->\n\n${fence}\n${fields.join('\n')}\n${fence}\nText\n`, 3],
  'no first line': (fields, fence) => [`${fields.join('\n')}\n${fence}\nText\n`, 1],
  'no first line, and blank lines': (fields, fence) => [`\n\n${fields.join('\n')}\n\n${fence}\nText\n`, 3],
  'no fences': (fields) => [`${fields.join('\n')}\n\nText\n`, 1],
  'fences too long': (fields, fence) => [`${fence}${fence[0]}\n${fields.join('\n')}\n${fence}${fence[0]}\nText\n`, 1],
  'a first line too short': (fields, fence) => [`${fence.slice(1)}\n${fields.join('\n')}\n${fence}\nText\n`, 1],
  'an em dash from an editor': (fields) => [`—\n${fields.join('\n')}\n—\nText\n`, 1],
  'other dashes': (fields) => [`–-\n${fields.join('\n')}\n–-\nText\n`, 1],
  'an invisible character in the fence': (fields, fence) => [`x\n\u200B${fence}\u200B\n${fields.join('\n')}\n${fence}\nText\n`, 2],
};

describe('front matter that is not recognized', () => {
  for (const [name, breakIt] of Object.entries(BROKEN))
    for (const [form, fields, fence] of [
      ['YAML', FIELDS, '---'],
      ['TOML', TOML, '+++'],
      ['YAML with lists', LISTS, '---'],
    ] as const)
      it(`is rejected, not rendered: ${name}, ${form}`, async () => {
        const [text, line] = breakIt([...fields], fence);
        assert.deepEqual(await refusals(text), [
          `${line}:1: front matter that starts here is not read; move it to the start of the file, between two lines of ---, or if it is text, put it into a code block`,
        ]);
      });

  it('is rejected in JSON too', async () => {
    assert.match((await refusals('x\n{\n  "title": "Secret",\n  "draft": true\n}\nText\n')).join(), /^2:1: front matter that starts here/);
    assert.match((await refusals('"title": "Secret",\n"draft": true\n}\nText\n')).join(), /^1:1: front matter that starts here/);
  });

  it('is rejected after recognized front matter', async () => {
    assert.match(
      (await refusals('---\nlayout: post\n---\n\n---\ntitle: Secret\ndraft: true\n---\nText\n')).join(),
      /^5:1: front matter that starts here/,
    );
    assert.match((await refusals('---\n---\ntitle: Secret\ndraft: true\n---\nText\n')).join(), /^3:1: front matter that starts here/);
  });

  it('is rejected without a date in the file name if it has a date; otherwise the file is not a post', async () => {
    assert.match((await refusals('title: A\ndate: 2026-01-01\n---\nText\n', {}, 'a.md')).join(), /^1:1: front matter that starts here/);
    const page = await read('title: A\nlayout: page\n---\nText\n', { generator: 'hugo' }, 'content/a.md');
    assert.ok(page.kind === 'ignored');
    assert.match(page.lacks?.message ?? '', /^front matter that starts here is not read/);
  });
});

/** As people write them. */
const TEXTS = [
  '# Heading\n\nText\n\n---\n\nMore\n',
  'Heading\n---\n\nText: with a colon\n',
  'Update: it works\n---\nText\n',
  'Title: of a song\n---\nText\n',
  '---\n---\n\nText\n',
  'Note: I moved.\n\nText\n',
  'Date: 12 March\nPlace: Zurich\n\nWe met.\n',
  'Intro\n\n---\n\nNote: x\n\nText\n\n---\n',
  'Intro\n\n---\n\ndate: tomorrow\nplace: here\n\nText\n',
  'Who: me\n---\nWhat: nothing\n---\n',
  '```yaml\n---\ntitle: A\ndraft: true\n---\n```\n',
  'Write this:\n\n```\n---\ntitle: A\ndate: x\n---\n```\n',
  'Write this:\n\n    ---\n    title: A\n    date: x\n    ---\n',
  '| a | b |\n|---|---|\n| title: x | draft: true |\n',
  '- title: a\n- draft: b\n',
  '<div>\ntitle: x\n</div>\n',
  `${'Text.\n\n'.repeat(12)}---\ntitle: A\ndate: x\n---\n`,
  'x = 1\ny = 2\n',
  '{% include a.html title="x" %}\n\n---\n',
  '—\n\nText\n',
  '>---\n> title: x\n',
];

describe('text that is not front matter', () => {
  for (const text of TEXTS)
    it(`is a post: ${JSON.stringify(text.slice(0, 60))}`, async () => {
      const found = await read(text);
      assert.equal(found.kind, 'post', JSON.stringify(found));
    });

  for (const body of ['---\n\nText\n', '---\nNote: x\n---\nText\n', 'title: x\n---\nText\n', '----\n', '---\nWho: me\nAuthor: you\n---\n'])
    it(`is a body: ${JSON.stringify(body)}`, async () => {
      const found = await read(`---\nlayout: post\n---\n${body}`);
      assert.equal(found.kind, 'post', JSON.stringify(found));
    });
});

test('any text of headings, breaks, lists and paragraphs is a post', async () => {
  const line = fc.constantFrom(
    ...[
      '# Heading',
      'Heading',
      '---',
      '***',
      '===',
      '----',
      '',
      '',
      'Text of a paragraph.',
      'Note: a line',
      'Who: me',
      '- item',
      '1. item',
    ],
    ...['> quote', '`code`', '[link]: /a', 'a = b', '![](x.png)', '—', '  more', 'Author: Jo'],
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 24 }), async (lines) => {
      // At the start of a file, `---` opens front matter.
      const found = await read(`Text\n\n${lines.join('\n')}\n`);
      assert.equal(found.kind, 'post', JSON.stringify(found));
    }),
    { seed: 20261128, numRuns: 2_000 },
  );
});

test('broken front matter at any position near the top is never rendered', async () => {
  const before = fc.array(fc.constantFrom('', 'Text', '# Heading', '<!-- x -->', '![](a.png)'), { maxLength: 6 });
  const block = fc.tuple(
    fc.constantFrom('---', '----', '--', '+++', '—', ' ---', '---\u200B'),
    fc.shuffledSubarray(FIELDS, { minLength: 2 }),
    fc.constantFrom('---', '----', '+++'),
  );
  await fc.assert(
    fc.asyncProperty(before, block, async (lines, [open, fields, close]) => {
      const found = await read(`x\n${[...lines, open, ...fields, close].join('\n')}\nText\n`);
      assert.equal(found.kind, 'refused', JSON.stringify(found));
    }),
    { seed: 20261129, numRuns: 1_000 },
  );
});

test('examines only the first lines of 5 MB', async () => {
  for (const text of ['\n'.repeat(5_000_000), `x\n${'a: 1\n'.repeat(1_000_000)}`, ' '.repeat(4_000_000)]) {
    const found = await read(text, {}, 'a.md');
    assert.equal(found.kind, 'ignored');
  }
});
