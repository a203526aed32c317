/** S3 keys that no file can have: with `./`, `../` or `//`. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { skippedFiles } from '../../lambda/core/catalog/membership.ts';
import { Bench, text } from './blog.ts';

const DOTS = ['posts/./a.md', 'posts/../b.md', './posts/c.md'];
const SLASHES = ['posts//d.md', '/posts/e.md'];

it('skips keys with ./ or ../ and reports why, and publishes keys with //', async () => {
  const files = Object.fromEntries([...DOTS, ...SLASHES].map((key) => [key, text(`In ${key}`)]));
  const bench = await Bench.with({ 'posts/good.md': text('Good'), ...files });
  const titles = async () => (await bench.titles()).sort();
  const published = ['Good', ...SLASHES.map((key) => `In ${key}`)].sort();
  assert.deepEqual(await titles(), published);
  const named = { 'key with ./ or ../': [...DOTS].sort() };
  assert.deepEqual(skippedFiles(await bench.catalog()), named);
  await bench.change({ 'posts/./a.md': text('Odd again') });
  assert.deepEqual([await titles(), skippedFiles(await bench.catalog())], [published, named]);
});
