/** Examines one blog after another, and reports which it starts. fuzz.ts starts it as a process. */
import { examine } from './examine.ts';
import { MOST, type WorkerMessage } from './fuzz.ts';
import { generate } from './generate.ts';

const [seed = 0, first = 0, last = 0] = process.argv.slice(2).map(Number);
const send = (message: WorkerMessage) => process.send?.(message);

for (let run = first; run <= last; run += 1) {
  send({ run });
  const before = process.cpuUsage();
  // Publishing twice takes twice as long.
  const what = await examine(generate(seed, run), run % 4 === 0).catch((error: unknown) => [
    String(error instanceof Error ? error.stack : error),
  ]);
  const { user, system } = process.cpuUsage(before);
  const milliseconds = (user + system) / 1000;
  send({ done: { run, what: milliseconds > MOST ? [...what, `takes ${Math.round(milliseconds)} ms`] : what } });
}
process.disconnect();
