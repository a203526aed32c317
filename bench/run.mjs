// npm run bench [-- build | requests | burst | fleet | schedule]
import { buildProgram } from '../scripts/build.mjs';

const BUILD = 'build';
const [what = BUILD, ...rest] = process.argv.slice(2);
const OTHERS = ['requests', 'burst', 'fleet', 'schedule'];
if (what === BUILD) {
  await buildProgram();
  await import('./build.mjs');
} else if (OTHERS.includes(what)) {
  process.argv.splice(2, process.argv.length - 2, `bench/${what}.main.ts`, ...rest);
  await import('../scripts/run.mjs');
} else {
  console.error(`bench: there is no ${what}; there are ${[BUILD, ...OTHERS].join(', ')}`);
  process.exitCode = 2;
}
