/** Runs histories on one thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { goesWrong, isReal } from './histories.ts';

const { first, step, last } = workerData as { first: number; step: number; last: number };
// The first history of a process loads modules, which takes turns that later ones do not take: a seed alone would be another history.
await goesWrong(first);
let reals = 0;
for (let seed = first; seed <= last; seed += step) {
  if (isReal(seed)) reals += 1;
  const what = await goesWrong(seed);
  if (what) parentPort?.postMessage({ seed, what });
}
parentPort?.postMessage({ seed: last, reals });
