/** The protocol under random histories: whatever happens, what is published in the end is what the posts say. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { makeEntries } from '../../lambda/core/entry/entry.ts';
import { makeDocuments } from '../../lambda/core/feed/documents.ts';
import type { Publisher } from '../../lambda/publisher.ts';
import { check } from './oracle.ts';
import { FAST } from './renderers.ts';
import { type Difficulty, World } from './world.ts';

const REAL: Pick<Publisher, 'makeEntries' | 'makeDocuments'> = {
  makeEntries,
  makeDocuments: async (job) => makeDocuments(job),
};

/** `SEEDS=1000..9000 node --test …` runs others. */
const [FIRST, LAST] = (process.env.SEEDS ?? '').split('..').map(Number);

async function histories(count: number, difficulty: Difficulty, renderers = FAST): Promise<void> {
  const wrong: string[] = [];
  const first = FIRST || 1;
  const last = LAST || first + count - 1;
  for (let seed = first; seed <= last; seed += 1) {
    const world = new World(seed, difficulty, renderers);
    try {
      await world.live();
      await check(world.site, world.truth, world.now);
    } catch (error) {
      wrong.push(`seed ${seed}: ${error instanceof Error ? error.stack?.slice(0, 900) : error}`);
    }
  }
  assert.equal(wrong.length, 0, `${wrong.length} of ${last - first + 1} histories are wrong:\n${wrong.slice(0, 3).join('\n')}`);
}

const EVERYTHING = { losses: 0, rich: true, staleLimit: 100, fresh: false };

it('posts that come, change, move and go', () => histories(60, { ...EVERYTHING, rich: false }));
it('with names and times', () => histories(50, EVERYTHING));
it('with names that one run may not bring up to date alone', () => histories(50, { ...EVERYTHING, staleLimit: 0 }));
it('with a catalog that is lost', () => histories(50, { ...EVERYTHING, losses: 2, staleLimit: 1 }));
it('with ids that readers remember', () => histories(50, { ...EVERYTHING, losses: 1, fresh: true }));
it('with the real renderers', () => histories(6, { ...EVERYTHING, losses: 1 }, REAL));
