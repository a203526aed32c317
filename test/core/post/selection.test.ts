import assert from 'node:assert/strict';
import { test } from 'node:test';
import { postSelector } from '../../../lambda/core/post/selection.ts';

const KEYS = [
  'hello.md',
  'posts/hello/index.md',
  'posts/old/a.html',
  'posts/a.mdx',
  '_posts/2026-03-01-a.md',
  'news/_posts/2026-03-01-a.markdown',
  '_drafts/b.md',
  // Not posts:
  'README.md',
  'posts/readme.md',
  'posts/_index.md',
  'posts/_index.de.md',
  'LICENSE.md',
  'posts/CHANGELOG.md',
  '_layouts/post.html',
  '_includes/a/b.md',
  '.obsidian/x.md',
  'node_modules/x/a.md',
  'archetypes/default.md',
  'layouts/index.html',
  'posts/picture.png',
  'linefeed.yaml',
];
const ALL = KEYS.slice(0, 7);
const select = (...posts: string[]) => KEYS.filter(postSelector({ posts }));

const GLOBS: [string[], string[]][] = [
  [['**/*'], ALL],
  [
    ['**/_posts/**', '**/_drafts/**'],
    ['_posts/2026-03-01-a.md', 'news/_posts/2026-03-01-a.markdown', '_drafts/b.md'],
  ],
  [['posts/**'], ['posts/hello/index.md', 'posts/old/a.html', 'posts/a.mdx']],
  [['posts'], ['posts/hello/index.md', 'posts/old/a.html', 'posts/a.mdx']],
  [['/posts/'], ['posts/hello/index.md', 'posts/old/a.html', 'posts/a.mdx']],
  [['./posts/*.mdx'], ['posts/a.mdx']],
  [['hello.md'], ['hello.md']],
  [
    ['posts/**', '!posts/old/**'],
    ['posts/hello/index.md', 'posts/a.mdx'],
  ],
  [['!posts', 'posts/**'], []],
  [
    ['!**/_posts', '!posts'],
    ['hello.md', '_drafts/b.md'],
  ],
  [['nowhere/**'], []],
  // Only Astro's form of a glob decides about names.
  [['[^_]*/**'], ['posts/hello/index.md', 'posts/old/a.html', 'posts/a.mdx', 'news/_posts/2026-03-01-a.markdown']],
];

for (const [globs, expected] of GLOBS) test(`posts: ${globs.join(' ')}`, () => assert.deepEqual(select(...globs), expected));
