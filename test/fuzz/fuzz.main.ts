/** `npm run fuzz -- --runs N [--seed S] [--from N]`: random blogs, and what is wrong with what becomes of them. `--show N` prints that blog. */
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.ts';
import { generate } from './generate.ts';

const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: { runs: { ...text, default: '1000' }, seed: { ...text, default: '1' }, from: { ...text, default: '0' }, show: text },
});
const [runs, seed, from] = [Number(values.runs), Number(values.seed), Number(values.from)];

if (values.show === undefined) {
  const started = performance.now();
  const found = await fuzz({
    worker: new URL('./fuzz-worker.main.js', import.meta.url),
    ...{ runs, seed, from },
    onFinding: ({ run, what }) => console.log(`run ${run}: ${what.slice(0, 5).join('\n  ')}`),
    onProgress: (run) => run % 5_000 === 0 && run > from && console.error(`${run - from} of ${runs}`),
  });
  console.log(`seed ${seed}: ${found.length} of ${runs} are wrong, in ${Math.round((performance.now() - started) / 1000)} s`);
  process.exitCode = found.length > 0 ? 1 : 0;
} else {
  for (const [key, bytes] of Object.entries(generate(seed, Number(values.show)).files)) {
    console.log(`--- ${JSON.stringify(key)}`);
    console.log(JSON.stringify(Buffer.from(bytes).toString()));
  }
}
