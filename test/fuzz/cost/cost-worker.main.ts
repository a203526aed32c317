/** Measures the cost of one shape after another. fuzz.ts starts it as a process. */
import type { WorkerMessage } from '../fuzz.ts';
import { examineCost, examineLargest } from './measure.ts';
import { shapeOf } from './shapes.ts';

const [seed = 0, first = 0, last = 0] = process.argv.slice(2).map(Number);
const examine = process.argv.includes('--largest') ? examineLargest : examineCost;
const isConfirming = process.argv.includes('--confirm');
const send = (message: WorkerMessage) => process.send?.(message);

for (let run = first; run <= last; run += 1) {
  send({ run });
  const what = await examine(seed, run, isConfirming, () => send({ run })).catch((error: unknown) => {
    const { subject, pieces } = shapeOf(seed, run);
    return `${subject}, ${pieces}: ${error instanceof Error ? error.stack : error}`;
  });
  send({ done: { run, what: what === undefined ? [] : [what] } });
}
process.disconnect();
