/**
 * `npm run fuzz -- --runs N [--seed S] [--from N]` publishes random blogs and reports what is wrong. `--show N` prints a blog. `--cost`
 * measures random shapes of texts, and reports those that cost more than their size; with `--largest`, at the largest size in 300 MB.
 */
import { parseArgs } from 'node:util';
import { type Finding, fuzz } from './fuzz.ts';
import { generate } from './generate.ts';

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
/** Megabytes of the heap. */
const HEAP = 300;
const { values } = parseArgs({
  options: {
    runs: { ...text, default: '1000' },
    seed: { ...text, default: '1' },
    from: { ...text, default: '0' },
    show: text,
    cost: flag,
    largest: flag,
  },
});
const [runs, seed, from] = [Number(values.runs), Number(values.seed), Number(values.from)];

const worker = new URL(values.cost ? './cost/cost-worker.main.js' : './fuzz-worker.main.js', import.meta.url);
const options = values.largest ? { argv: ['--largest'], execArgv: [`--max-old-space-size=${HEAP}`] } : { argv: [], execArgv: [] };
const print = ({ run, what }: Finding) => console.log(`run ${run}: ${what.slice(0, 5).join('\n  ')}`);

/** Measures each suspect in a separate process: other shapes' memory and other processes lengthen times. */
async function confirmed(suspects: readonly Finding[]): Promise<Finding[]> {
  const found: Finding[] = [];
  const argv = [...options.argv, '--confirm'];
  for (const { run } of suspects)
    found.push(...(await fuzz({ worker, seed, runs: 1, from: run, options: { ...options, argv }, onFinding: print })));
  return found;
}

if (values.show === undefined) {
  const started = performance.now();
  const first = await fuzz({
    ...{ worker, options, runs, seed, from },
    onFinding: values.cost ? ({ run, what }) => console.error(`run ${run} is measured again: ${what}`) : print,
    onProgress: (run) => run % 1_000 === 0 && console.error(`${run - from} of ${runs}`),
  });
  const found = values.cost ? await confirmed(first) : first;
  console.log(`seed ${seed}: ${found.length} of ${runs} are wrong, in ${Math.round((performance.now() - started) / 1000)} s`);
  process.exitCode = found.length > 0 ? 1 : 0;
} else {
  for (const [key, bytes] of Object.entries(generate(seed, Number(values.show)).files)) {
    console.log(`--- ${JSON.stringify(key)}`);
    console.log(JSON.stringify(Buffer.from(bytes).toString()));
  }
}
