import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import type { Generator } from '../../../lambda/core/model.ts';
import { read, yaml } from './reading.ts';

async function shown(generator: Generator, line: string, key = 'content/a.md'): Promise<string> {
  const reading = await read(yaml('title: A', 'date: 2026-01-01', line), { generator }, key);
  if (reading.kind !== 'post') return reading.kind === 'ignored' && reading.lacks === undefined ? 'no post' : reading.kind;
  assert.deepEqual(reading.problems, []);
  return reading.post.draft ? 'draft' : reading.post.unlisted ? 'unlisted' : 'shown';
}

const EVERYWHERE: [string, string][] = [
  ['draft: true', 'draft'],
  ['draft: "true"', 'draft'],
  ['published: false', 'draft'],
  ['draft: false', 'shown'],
  ['published: true', 'shown'],
  ['published: 2026-01-02', 'shown'],
  ['feed: false', 'unlisted'],
  ['_build: {list: never}', 'unlisted'],
  ['extra: {draft: true}', 'shown'],
];
const COMMON: [string, string][] = [
  ['isDraft: true', 'draft'],
  ['isDraft: false', 'shown'],
  ['private: true', 'draft'],
  ['publish: false', 'draft'],
  ['isPublished: false', 'draft'],
  ['isPublish: false', 'draft'],
  ['isPublish: true', 'shown'],
  ['publish: 2026-01-02', 'shown'],
  ['hidden: true', 'unlisted'],
  ['hidden: false', 'shown'],
  ['unlisted: "yes"', 'unlisted'],
  ['status: draft', 'draft'],
  ['status: Private', 'draft'],
  ['status: published', 'shown'],
  ['status: 1', 'shown'],
];
const FIELDS_OF: Record<Generator, [string, string][]> = {
  linefeed: COMMON,
  astro: COMMON,
  eleventy: [
    ...COMMON,
    ['eleventyExcludeFromCollections: true', 'unlisted'],
    ['eleventyExcludeFromCollections: "true"', 'unlisted'],
    ['eleventyExcludeFromCollections: [posts]', 'unlisted'],
    ['eleventyExcludeFromCollections: [nav]', 'shown'],
    ['eleventyExcludeFromCollections: false', 'shown'],
    ['permalink: false', 'no post'],
  ],
  wordpress: [...COMMON, ['post_status: pending', 'draft'], ['post_status: publish', 'shown']],
  jekyll: [
    ['hidden: true', 'unlisted'],
    ['hidden: false', 'shown'],
    ['unlisted: true', 'shown'],
  ],
  obsidian: [
    ['publish: false', 'draft'],
    ['publish: true', 'shown'],
    ['dg-publish: false', 'draft'],
    ['unlisted: true', 'unlisted'],
    ['status: draft', 'shown'],
  ],
  hugo: [
    ['Draft: true', 'draft'],
    ['headless: true', 'no post'],
    ['build: {render: never}', 'no post'],
    ['build: {list: local}', 'unlisted'],
    ['hidden: true', 'shown'],
  ],
  zola: [
    ['render: false', 'no post'],
    ['hidden: true', 'shown'],
  ],
};

for (const [generator, words] of Object.entries(FIELDS_OF) as [Generator, [string, string][]][])
  describe(generator, () => {
    for (const [line, expected] of [...EVERYWHERE, ...words])
      it(`${line}: ${expected}`, async () => assert.equal(await shown(generator, line), expected));
  });

test('Astro: a file whose name starts with an underscore is a draft', async () => {
  assert.equal(await shown('astro', 'x: y', 'src/content/_a.md'), 'draft');
  assert.equal(await shown('eleventy', 'x: y', 'content/_a.md'), 'shown');
});

test('a value that is neither true nor false is a warning for optional fields, an error for draft, published and feed', async () => {
  const lenient = await read(yaml('date: 2026-01-01', 'hidden: [home]'), { generator: 'astro' });
  assert.ok(lenient.kind === 'post' && !lenient.post.unlisted);
  assert.deepEqual(
    lenient.problems.map(({ severity, line, message }) => [severity, line, message]),
    [['warning', 3, 'hidden: expected true or false, got ["home"]; it is left out']],
  );
  for (const line of ['draft: perhaps', 'published: soon', 'feed: 7'])
    assert.equal((await read(yaml('date: 2026-01-01', line))).kind, 'refused');
});

test("Eleventy: a page outside the feed's collection is not a post", async () => {
  const kindOf = async (line: string) =>
    (await read(yaml('date: 2026-01-01', line), { generator: 'eleventy', feedTags: ['posts', 'blog'] }, 'content/a.md')).kind;
  assert.deepEqual(
    [await kindOf('tags: posts'), await kindOf('tags: [x, blog]'), await kindOf('tags: [x]'), await kindOf('title: A')],
    ['post', 'post', 'ignored', 'ignored'],
  );
});
