import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Bench, text } from './blog.ts';

/** Requests for posts of one publish in a blog with held copies. */
async function requestsWith(copies: number): Promise<string[]> {
  const files = Array.from({ length: copies }, (_, at) => [`posts/p${at}.md`, `posts/p${at} copy.md`]);
  const bench = await Bench.with(Object.fromEntries(files.flatMap((pair, at) => pair.map((key) => [key, text(`Post ${at}`)]))));
  const states = Object.values((await bench.catalog()).posts).map(({ state }) => state);
  assert.equal(states.filter((state) => state === 'duplicate').length, copies);
  const requested: string[] = [];
  const get = bench.posts.get.bind(bench.posts);
  bench.posts.get = (key, ...more) => {
    requested.push(key);
    return get(key, ...more);
  };
  await bench.change({ 'posts/new.md': text('New') });
  return requested;
}

it('a publish reads no originals of copies that stay held', async () => {
  assert.deepEqual(await requestsWith(40), ['posts/new.md']);
});

it('a removed original is replaced by its copy, which keeps the id', async () => {
  const bench = await Bench.with({ 'posts/a.md': text('A'), 'posts/b.md': text('B') });
  await bench.change({ 'posts/a copy.md': text('A') });
  assert.deepEqual(await bench.titles(), ['A', 'B']);
  const [{ id } = { id: '' }] = await bench.items();
  await bench.change({ 'posts/a.md': undefined });
  const { posts } = await bench.catalog();
  assert.deepEqual([posts['posts/a copy.md']?.state, posts['posts/a copy.md']?.version?.id], ['live', id]);
});
