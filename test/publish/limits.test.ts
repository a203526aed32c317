import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LIMIT_NAMES, LIMITS } from '../../lambda/core/limits.ts';
import type { Limit } from '../../lambda/core/model.ts';
import { refusals, siteOf } from '../core/site/sites.ts';
import { Bench, text } from './blog.ts';

const FRONT = '---\ntitle: T\ndate: 2026-01-01\n---\n';
const names = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`);

const CASES: Record<Limit, { limit: number; file: (size: number) => string; message: RegExp; key?: string }> = {
  size: {
    limit: 200,
    file: (size) => FRONT + 'é'.repeat(20) + 'x'.repeat(size - FRONT.length - 40),
    message: /^1:1: the file has 201 bytes, expected at most 200; make it shorter/,
  },
  frontMatter: {
    limit: 100,
    file: (size) => `---\ntitle: T\ndate: 2026-01-01\na: ${'é'.repeat(size - 'title: T\ndate: 2026-01-01\na: \n'.length)}\n---\nText\n`,
    message: /^1:1: expected at most 100 characters of front matter, got 101; move text into the body$/,
  },
  title: {
    limit: 20,
    file: (size) => `---\ntitle: ${'é'.repeat(size)}\ndate: 2026-01-01\n---\nText\n`,
    message: /^2:8: title: expected at most 20 characters, got 21; shorten it$/,
  },
  address: {
    limit: 40,
    file: (size) => `---\ntitle: T\nslug: ${'x'.repeat(size - 'https://blog.example//'.length)}\ndate: 2026-01-01\n---\nText\n`,
    message: /^3:7: slug: the address of the post is too long: expected at most 40 characters, got 41; write a shorter slug$/,
  },
  terms: {
    limit: 4,
    file: (size) => `---\ntitle: T\ndate: 2026-01-01\nauthor: A\ncategory: C\ntags: [${names(size - 2)}]\n---\nText\n`,
    message: /^6:7: tags: expected at most 4 categories, tags and authors, got 5; remove some$/,
  },
  references: {
    limit: 2,
    file: (size) =>
      FRONT +
      names(size)
        .map((name) => `{% raw %}{% post_url ${name} %}{% endraw %}`)
        .join(''),
    message: /^5:1: expected at most 2 names of other posts, got 3; split the post$/,
  },
  steps: {
    // The template and each output in it.
    limit: 11,
    file: (size) => `${FRONT}${'{{ 1 }}'.repeat(size - 1)}`,
    message: /^5:1: Liquid: the template takes more than 11 steps; make its loops shorter$/,
  },
  parsing: {
    // A line of eight characters takes four steps for each level of the quote: half a step a character.
    limit: 2,
    file: (size) => `${FRONT}${'> '.repeat(2 * size - 2)}${'aaaaaaa\n'.repeat(200_000)}`,
    message: /^5:1: the text takes more than \d+ steps to parse \(2 for each character\); split the post$/,
  },
  body: {
    key: 'p.html',
    limit: 50,
    file: (size) => FRONT + 'x'.repeat(size),
    message: /^5:1: expected at most 50 characters in the body, got 51; split the post$/,
  },
  elements: {
    key: 'p.html',
    limit: 3,
    file: (size) => FRONT + '<b>x</b><br>'.repeat(size).slice(0, (size / 2) * 12),
    message: /^5:1: expected at most 3 elements in the body, got 4; split the post$/,
  },
};

describe('limits', () => {
  for (const name of LIMIT_NAMES) {
    const { limit, file, message, key = 'p.md' } = CASES[name];
    it(`${name}: publishes a post at the limit, refuses one beyond it, and publishes it when raised`, async () => {
      const bench = await Bench.with({ [key]: file(limit), 'other.md': text('Other', '', 'Short.') }, { limits: { [name]: limit } });
      const rowOf = async () => (await bench.catalog()).posts[key];
      assert.deepEqual([(await rowOf())?.state, (await rowOf())?.problems], ['live', []]);
      const before = await bench.items();
      await bench.change({ [key]: file(limit + 1) });
      const row = await rowOf();
      assert.deepEqual([row?.state, row?.problems.length], ['rejected', 1]);
      const [problem] = row?.problems ?? [];
      assert.match(`${problem?.line}:${problem?.column}: ${problem?.message}`, message);
      assert.deepEqual(await bench.items(), before);
      await bench.configure({ limits: { [name]: limit + 1 } });
      await bench.all();
      assert.deepEqual([(await rowOf())?.state, (await rowOf())?.problems], ['live', []]);
      assert.equal((await bench.items()).length, 2);
    });
  }

  it('can be set by name within bounds', async () => {
    for (const name of LIMIT_NAMES) {
      const { most } = LIMITS[name];
      assert.deepEqual((await siteOf(settings(name, most))).limits, { [name]: most });
      for (const value of [0, most + 1, 1.5, '"much"']) {
        assert.match(
          (await refusals(settings(name, value))).join(),
          new RegExp(`limits.${name}: expected a whole number from 1 to ${most}, got`),
        );
      }
    }
    assert.match(
      (await refusals(settings('element', 5))).join(),
      /^linefeed.yaml:3:20: limits.element: no such setting; did you mean elements\?$/,
    );
    assert.match((await refusals({ 'linefeed.yaml': `${BASE}limits: 5\n` })).join(), /limits: expected limits by name, such as/);
  });

  it('have defaults', async () => {
    const usual = LIMITS.title.usual;
    const bench = await Bench.with({ 'a.md': CASES.title.file(usual), 'b.md': CASES.title.file(usual + 1) });
    const { posts } = await bench.catalog();
    assert.deepEqual([posts['a.md']?.state, posts['b.md']?.state], ['live', 'rejected']);
  });

  it('apply to the configuration too, and keep the last good one', async () => {
    const bench = await Bench.with({ 'a.md': text('A') });
    await bench.posts.put('linefeed.yaml', Buffer.from(`title: T\nlink: https://blog.example/\n#${'x'.repeat(5_000_000)}`));
    const { problems, head } = await bench.all();
    assert.match(problems[0]?.message ?? '', /^the file has 5000038 bytes, expected at most 5000000;/);
    assert.deepEqual([problems[0]?.key, head.site.title], ['linefeed.yaml', 'Field Notes']);
  });
});

const BASE = 'title: T\nlink: https://b.example/\n';
const settings = (name: string, value: number | string) => ({ 'linefeed.yaml': `${BASE}limits: { ${name}: ${value} }\n` });
