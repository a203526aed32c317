/** Examines one blog after the other, and says which it begins. Started as a thread by fuzz.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { examine } from './examine.ts';
import { generate } from './generate.ts';

if (parentPort) {
  const { seed, first, last } = workerData as { seed: number; first: number; last: number };
  for (let run = first; run <= last; run += 1) {
    parentPort.postMessage({ run });
    // Twice takes twice as long.
    const what = await examine(generate(seed, run), run % 4 === 0).catch((error: unknown) => [
      String(error instanceof Error ? error.stack : error),
    ]);
    parentPort.postMessage({ done: { run, what } });
  }
}
