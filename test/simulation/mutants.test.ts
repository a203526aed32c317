/** Each rule of the protocol is needed: without it a directed history ends wrong, with it right. The edits apply to the shipped source. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { DIRECTED, goesWrong } from './directed.ts';
import { MUTANTS } from './mutants.ts';
import { bundleWith, type Edit } from './mutate.ts';

// Within the project, so that external modules resolve.
const folder = await mkdtemp('build/mutants-');
after(() => rm(folder, { recursive: true, force: true }));

type Directed = typeof import('./directed.ts');

async function mutated(edits: readonly Edit[], name: string): Promise<Directed> {
  const path = await bundleWith(edits, 'test/simulation/directed.ts', join(folder, name.replace(/\W+/g, '-')));
  return import(pathToFileURL(path).href);
}

describe('the protocol', () => {
  it('has a history for each rule', () => {
    assert.deepEqual(
      MUTANTS.map(({ name }) => name),
      Object.keys(DIRECTED),
    );
  });

  for (const { name, wrong, edits } of MUTANTS) {
    it(`ends right, and wrong with the edit: ${name}`, async () => {
      assert.equal(await goesWrong(name), undefined);
      const broken = await mutated(edits, name);
      assert.match((await broken.goesWrong(name)) ?? 'nothing is wrong', wrong);
    });
  }

  it('rejects an edit that no longer applies', async () => {
    await assert.rejects(
      mutated([{ file: 'lambda/publish/publish.ts', find: 'not to be found', replace: '' }], 'none'),
      /does not hold exactly once/,
    );
  });
});
