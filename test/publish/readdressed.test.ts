import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Bench } from './blog.ts';

const BODY = 'A text of its own, told at some length, so that it is like no other.';

/** Configuration and a post; the permalink of an earlier version; the address before and after. */
const BLOGS: Record<string, [files: Record<string, string>, earlier: string, before: string, after: string]> = {
  jekyll: [
    {
      '_config.yml': 'title: T\nurl: https://b.example\ncollections: {posts: {permalink: "/news/:year/:title/"}}\n',
      '_posts/2026-01-01-a.md': `---\ntitle: A\n---\n${BODY}\n`,
    },
    '/:year/:month/:day/:title.html',
    'https://b.example/2026/01/01/a.html',
    'https://b.example/news/2026/a/',
  ],
  eleventy: [
    {
      'linefeed.yaml': 'title: T\nlink: https://b.example\ngenerator: eleventy\n',
      'posts/2026-01-01-a.md': `---\ntitle: A\n---\n${BODY}\n`,
    },
    '/:sections/:title/',
    'https://b.example/posts/a/',
    'https://b.example/posts/2026-01-01-a/',
  ],
};

describe('a published blog whose addresses change by an upgrade', () => {
  for (const [generator, [files, earlier, before, after]] of Object.entries(BLOGS)) {
    it(`keeps ids and dates: ${generator}`, async () => {
      const bench = new Bench();
      for (const [key, text] of Object.entries(files)) await bench.posts.put(key, Buffer.from(text));
      await bench.all({ overrides: { permalink: earlier } });
      const [old] = await bench.items();
      bench.now += 3_600_000;
      await bench.all();
      const items = await bench.items();
      assert.deepEqual(
        [old?.url, items.length, items[0]?.url, items[0]?.id, items[0]?.date_modified],
        [before, 1, after, old?.id, old?.date_modified],
      );
    });
  }
});
