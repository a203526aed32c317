/** The cost of polling readers, counted over HTTP. `npm run bench -- fleet` prints it for a thousand readers. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { pollRounds } from '../support/polled-blog.ts';

const READERS = 80;

it('readers get a feed once and after changes, and 304 for over 99 % of polls while nothing changes', async () => {
  const [first, ...rounds] = await pollRounds(READERS);
  assert.deepEqual(first?.statuses, { 200: READERS });
  const edited = rounds.filter(({ meanwhile }) => meanwhile === 'the newest post edited');
  const quiet = rounds.filter((round) => !edited.includes(round));
  assert.deepEqual([edited.length, quiet.length], [1, 4]);
  for (const { meanwhile, requests, statuses } of quiet) {
    assert.ok((statuses[304] ?? 0) / requests > 0.99, `${meanwhile}: ${JSON.stringify(statuses)}`);
  }
  // Changed: three documents of the main feed, one of the category and two of the post's tags. Unchanged: two of other tags.
  assert.deepEqual(edited[0]?.statuses, { 200: READERS * (6 / 8), 304: READERS * (2 / 8) });
});
