/** `npm run simulate -- --seeds N [--from SEED] [--mutant NAME]` runs random histories on every core, and prints `wrong: X of N`. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { MUTANTS } from './mutants.ts';
import { bundleWith } from './mutate.ts';

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '1000' }, from: { type: 'string', default: '1' }, mutant: { type: 'string' } },
});
const [count, from] = [Number(values.seeds), Number(values.from)];
const mutant = MUTANTS.find(({ name }) => name === values.mutant);
if (values.mutant && !mutant)
  throw new Error(`there is no mutant ${values.mutant}; there are ${MUTANTS.map(({ name }) => name).join(', ')}`);

const worker = await bundleWith(mutant?.edits ?? [], 'test/simulation/simulate-worker.ts', `build/simulate/${mutant?.name ?? 'healthy'}`);

/** Wrong histories with their errors, by seed. */
const wrong = new Map<number, string>();
let real = 0;
const SHOWN = 5;

function simulate(first: number, step: number): Promise<void> {
  return new Promise((resolve, reject) => {
    new Worker(worker, { workerData: { first, step, last: from + count - 1 } })
      .on('message', ({ seed, what, reals }: { seed: number; what?: string; reals?: number }) => {
        if (what) wrong.set(seed, what);
        real += reals ?? 0;
      })
      .on('error', reject)
      .on('exit', () => resolve());
  });
}

const cores = availableParallelism();
await Promise.all(Array.from({ length: cores }, (_, index) => simulate(from + index, cores)));
for (const [seed, what] of [...wrong].sort(([a], [b]) => a - b).slice(0, SHOWN)) console.log(`seed ${seed}: ${what}\n`);
if (wrong.size > SHOWN)
  console.log(
    `seeds: ${[...wrong.keys()]
      .sort((a, b) => a - b)
      .slice(0, 50)
      .join(' ')}`,
  );
console.log(`${real} of ${count} with the real renderers`);
console.log(`wrong: ${wrong.size} of ${count}`);
process.exitCode = wrong.size > 0 && !mutant ? 1 : 0;
