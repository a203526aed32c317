/** Keys of S3 that no file could have: `./`, `../` and `//`. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { skippedFiles } from '../../lambda/core/catalog/membership.ts';
import { Bench, text } from './blog.ts';

const DOTS = ['posts/./a.md', 'posts/../b.md', './posts/c.md'];
const SLASHES = ['posts//d.md', '/posts/e.md'];

it('files with ./ or ../ in their keys are no posts and are named by that reason; those with // are posts', async () => {
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
