/** `node scripts/run.mjs test/state/garbage.main.ts [histories] [first seed]` prints how many histories lose a node. */
import { playAll } from './garbage-model.ts';

const [count = 20_000, first = 1] = process.argv.slice(2).map(Number);
const { wrong, collected } = await playAll(first, first + count - 1);
for (const [seed, what] of [...wrong].slice(0, 5)) console.log(`seed ${seed}: ${what}`);
console.log(`wrong: ${wrong.size} of ${count}; ${collected} nodes collected`);
process.exitCode = wrong.size > 0 ? 1 : 0;
