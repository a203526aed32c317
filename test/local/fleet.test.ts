/** What polling readers cost, counted over HTTP. `npm run bench -- fleet` prints the same for a thousand readers. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { pollRounds } from '../support/polled-blog.ts';

const READERS = 80;

it('readers that poll are sent a feed once, and again when it shows something else: 304 in more than 99 % while nothing changes', async () => {
  const [first, ...rounds] = await pollRounds(READERS);
  assert.deepEqual(first?.statuses, { 200: READERS });
  const edited = rounds.filter(({ meanwhile }) => meanwhile === 'the newest post edited');
  const quiet = rounds.filter((round) => !edited.includes(round));
  assert.deepEqual([edited.length, quiet.length], [1, 4]);
  for (const { meanwhile, requests, statuses } of quiet) {
    assert.ok((statuses[304] ?? 0) / requests > 0.99, `${meanwhile}: ${JSON.stringify(statuses)}`);
  }
  // Three documents of the main feed, one of the category, and two of tags that the post has; two of tags that it has not.
  assert.deepEqual(edited[0]?.statuses, { 200: READERS * (6 / 8), 304: READERS * (2 / 8) });
});
