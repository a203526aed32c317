import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readFrontMatter } from '../../../lambda/core/post/front-matter.ts';
import { yamlOf } from '../../../lambda/local/import/yaml.ts';

it('is read back as it was, for each character', async () => {
  const texts = Array.from({ length: 256 }, (_, row) => Array.from({ length: 256 }, (_, at) => String.fromCharCode(row * 256 + at)));
  for (const characters of texts) {
    const given = { all: characters.join(' '), each: characters };
    const front = await readFrontMatter(`---\nvalue: ${yamlOf(given)}\n---\n`);
    assert.deepEqual(front?.data, { value: given });
  }
});
