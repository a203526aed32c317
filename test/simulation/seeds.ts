/** Random histories in groups, each a test, so that a failure names its seeds. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { goesWrong } from './histories.ts';

const GROUP = 250;

/** After the histories `from` to `to`, documents match the posts. */
export function endsRight(from: number, to: number): void {
  describe('the protocol', () => {
    for (let first = from; first < to; first += GROUP) {
      const last = first + GROUP - 1;
      it(`ends the histories ${first} to ${last} right`, async () => {
        const wrong: string[] = [];
        for (let seed = first; seed <= last; seed += 1) {
          const what = await goesWrong(seed);
          if (what) wrong.push(`seed ${seed}: ${what.slice(0, 900)}`);
        }
        assert.equal(wrong.length, 0, `${wrong.length} of ${GROUP} are wrong:\n${wrong.slice(0, 3).join('\n')}`);
      });
    }
  });
}
