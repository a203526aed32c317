// Runs a benchmark; see HELP.
import { buildProgram } from '../scripts/build.mjs';

const HELP = `usage: npm run bench [-- <benchmark>]

  build      time, CPU and memory of whole builds, beside a short script, and beside Hugo if it is installed (default; set LINEFEED_CORPUS to
             the folder of a Jekyll blog; --large builds ten copies of each post, too)
  requests   S3 requests, bytes, price, CPU and memory of one publish, for 100, 2,000, 20,000 and 1,000,000 posts
             (minutes; give other numbers of posts to choose; --json)
  import     a whole blog by the reconcile function with 512 MB: runs, PUTs, memory (2,000, 5,000 and 20,000 posts; give other numbers)
  edit       one post edited in a folder of 2,000 and 20,000 posts: CPU, and time to the served feed (give other numbers)
  burst      10,000 posts uploaded at once: requests, time, memory
  fleet      bytes sent to 1,000 polling feed readers
  schedule   100 scheduled posts on a day on which clocks go back

All but build count events, and print the same numbers on every machine (requests, import and burst also print times, edit nothing else).
`;

const OTHERS = ['edit', 'requests', 'import', 'burst', 'fleet', 'schedule'];
const [name = 'build', ...rest] = process.argv.slice(2);
if (name === '--help' || name === '-h') {
  console.log(HELP);
} else if (name === 'build') {
  await buildProgram();
  await import('./build.mjs');
} else if (OTHERS.includes(name)) {
  if (name === 'edit') await buildProgram();
  process.argv.splice(2, process.argv.length - 2, `bench/${name}.main.ts`, ...rest);
  await import('../scripts/run.mjs');
} else {
  console.error(`bench: unknown benchmark ${name}\n\n${HELP}`);
  process.exitCode = 2;
}
