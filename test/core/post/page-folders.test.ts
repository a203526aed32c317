import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Site } from '../../../lambda/core/model.ts';
import { isInPages } from '../../../lambda/core/post/page-folders.ts';

const site = (more: Partial<Site> = {}) => ({ generator: 'hugo', posts: ['content/**'], roots: ['content'], ...more }) as Site;
const LANGUAGES = {
  roots: ['content/en', 'content/de'],
  posts: ['content/en/**', 'content/de/**'],
};

const CASES: [key: string, site: Site, isPage: boolean][] = [
  ['content/about.md', site(), true],
  ['content/about.de.md', site(), true],
  ['content/Privacy_Policy/index.md', site(), true],
  ['content/docs/a/b.md', site(), true],
  ['content/posts/docs/a.md', site(), false],
  ['content/posts/about.md', site(), false],
  ['content/documents/a.md', site(), false],
  ['content/constructor.md', site(), false],
  ['content/de/about.md', site(LANGUAGES), true],
  ['content/de/posts/a.md', site(LANGUAGES), false],
  ['content/docs/a.md', site({ posts: ['content/docs/**'] }), false],
  ['content/docs/a.md', site({ posts: ['content'] }), false],
  ['content/docs/a.md', site({ generator: 'zola' }), false],
];

for (const [key, of, isPage] of CASES)
  it(`${key} in ${of.posts.join()} of ${of.generator} is ${isPage ? 'a page' : 'a post'}`, () => assert.equal(isInPages(key, of), isPage));
