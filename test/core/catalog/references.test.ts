import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Row } from '../../../lambda/core/catalog/catalog.ts';
import { lastPart, Resolver } from '../../../lambda/core/catalog/references.ts';

/** @param posts keys; `key in de` gives the post a language */
function resolverOf(posts: string[], names: string[]): Resolver {
  const rows = posts.map((post): [string, Row] => {
    const [key = '', language] = post.split(' in ');
    const terms = { categories: [], tags: [], authors: [], languages: language === undefined ? [] : [language] };
    const version = { link: `https://b.example/${key}`, terms, references: {} };
    return [key, { state: 'live', version } as unknown as Row];
  });
  const linking = {
    state: 'live',
    version: { link: '', terms: { languages: [] }, references: Object.fromEntries(names.map((name) => [name, null])) },
  };
  const all = [...rows, ['asking.md', linking as unknown as Row] as [string, Row]].sort(([a], [b]) => (a < b ? -1 : 1));
  return new Resolver((part) => all.filter(([key]) => lastPart(key) === part));
}

const POSTS = [
  '_posts/2026-03-01-goat.md',
  'blog/_posts/2026-03-02-Soup.md',
  'content/notes/goat.md',
  'content/posts/bundle/index.md',
  'content/posts/bundle/index.de.md in de',
  'content/posts/one.md',
  'content/posts/one.de.md in de',
  'content/fr/posts/one.md in fr',
  'a/b/c.md',
  'b/c.md',
  'Essays/On Moss.md',
];

const ANSWERS: [string, string | null][] = [
  ['2026-03-01-goat', '_posts/2026-03-01-goat.md'],
  ['_posts/2026-03-01-goat.md', '_posts/2026-03-01-goat.md'],
  ['/blog/2026-03-02-Soup', 'blog/_posts/2026-03-02-Soup.md'],
  ['notes/goat.md', 'content/notes/goat.md'],
  ['goat', 'content/notes/goat.md'],
  ['posts/bundle', 'content/posts/bundle/index.md'],
  ['bundle', 'content/posts/bundle/index.md'],
  ['posts/bundle/index.md', 'content/posts/bundle/index.md'],
  ['posts/bundle.md', 'content/posts/bundle/index.md'],
  ['de:posts/bundle', 'content/posts/bundle/index.de.md'],
  ['posts/one.md', 'content/posts/one.md'],
  ['de:posts/one.md', 'content/posts/one.de.md'],
  ['de:one', 'content/posts/one.de.md'],
  ['one.de', 'content/posts/one.de.md'],
  ['fr:posts/one', 'content/fr/posts/one.md'],
  ['fr:goat', null],
  ['b/c', 'b/c.md'],
  ['c', 'a/b/c.md'],
  ['on moss', 'Essays/On Moss.md'],
  ['essays/On Moss', 'Essays/On Moss.md'],
  ['oat', null],
  ['', null],
];

const resolver = resolverOf(
  POSTS,
  ANSWERS.map(([name]) => name),
);

for (const [name, key] of ANSWERS)
  test(`${JSON.stringify(name)} resolves to ${key}`, () => {
    const found = resolver.resolve([name])[name];
    assert.equal(found, key === null ? null : `https://b.example/${key}`);
  });

test('prefers a post with the same case', () => {
  const both = resolverOf(['posts/Hello.md', 'posts/hello.md'], ['hello', 'HELLO']);
  assert.deepEqual(both.resolve(['hello', 'Hello', 'HELLO']), {
    hello: 'https://b.example/posts/hello.md',
    Hello: 'https://b.example/posts/Hello.md',
    HELLO: 'https://b.example/posts/Hello.md',
  });
});
