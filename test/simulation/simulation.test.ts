/** The protocol under random histories: whatever happens, what is published in the end is what the posts say. `npm run simulate` runs more. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { goesWrong } from './histories.ts';

const SEEDS = 3000;

it(`${SEEDS} histories end right`, async () => {
  const wrong: string[] = [];
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const what = await goesWrong(seed);
    if (what) wrong.push(`seed ${seed}: ${what.slice(0, 900)}`);
  }
  assert.equal(wrong.length, 0, `${wrong.length} of ${SEEDS} are wrong:\n${wrong.slice(0, 3).join('\n')}`);
});
