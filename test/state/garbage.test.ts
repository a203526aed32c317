import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { bundleWith } from '../simulation/mutate.ts';
import { playAll } from './garbage-model.ts';
import { GARBAGE_MUTANTS } from './garbage-mutants.ts';

// Within the project, so that external modules resolve.
const folder = await mkdtemp('build/garbage-');
after(() => rm(folder, { recursive: true, force: true }));

describe('the collection of nodes', () => {
  it('never deletes a referenced node, and deletes the others, in 100 histories', async () => {
    const { wrong, collected } = await playAll(1, 100);
    assert.deepEqual([...wrong], []);
    assert.ok(collected > 1000, `${collected} nodes were collected`);
  });

  for (const { name, edits } of GARBAGE_MUTANTS)
    it(`loses a node if it ${name}`, async () => {
      const bundle = await bundleWith(edits, 'test/state/garbage-model.ts', join(folder, name.replace(/\W+/g, '-')));
      const { playAll: play }: { playAll: typeof playAll } = await import(pathToFileURL(bundle).href);
      const { wrong } = await play(1, 2000, 1);
      assert.equal(wrong.size, 1);
    });
});
