/** CPU, and milliseconds from the saved file to the served feed. Ratios to the smallest blog. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { archived } from '../test/support/archive.ts';
import { CONFIG } from '../test/support/blog.ts';

const COMMAND = 'dist/linefeed.cjs';
/** After one warm-up edit. */
const EDITS = 15;
const BUILDS = 3;
/** Milliseconds without CPU use after which a run counts as finished. */
const QUIET = 400;
const TICKS_PER_SECOND = 100;

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const fileOf = (dir: string, index: number): string => join(dir, '_posts', `${String(index).padStart(7, '0')}.md`);

const edited = (mark: string): string => `${archived(0)}\n${mark}\n`;

async function blogOf(posts: number): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'linefeed-edit-'));
  await mkdir(join(dir, '_posts'));
  await writeFile(join(dir, 'linefeed.yaml'), CONFIG);
  for (let index = 0; index < posts; index += 1) await writeFile(fileOf(dir, index), archived(index));
  return dir;
}

/** @returns CPU seconds */
async function build(dir: string): Promise<number> {
  const args = ['--import', SEND_CPU, COMMAND, 'build', dir, '--out', join(dir, 'public')];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [cpu] = (await once(child, 'message')) as [number];
  await once(child, 'close');
  return cpu;
}

/** Threads included. */
const SEND_CPU = `data:text/javascript,${encodeURIComponent(
  "process.on('exit', () => { const { user, system } = process.cpuUsage(); process.send?.((user + system) / 1e6); });",
)}`;

/** CPU seconds of a process so far. */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

async function untilQuiet(pid: number): Promise<number> {
  for (let last = -1; ; ) {
    const now = cpuOf(pid);
    if (now === last) return now;
    last = now;
    await setTimeout(QUIET);
  }
}

async function measureDev(dir: string): Promise<{ ms: number; cpu: number }> {
  const child = spawn(process.execPath, [COMMAND, 'dev', dir, '--port', '0', '--s3-port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const pid = child.pid ?? 0;
  try {
    let text = '';
    let address: string | undefined;
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    while (address === undefined) {
      address = /http:\/\/\S+/.exec(text)?.[0];
      await setTimeout(20);
    }
    await untilQuiet(pid);
    const times: number[] = [];
    let begun = 0;
    for (let edit = 0; edit <= EDITS; edit += 1) {
      if (edit === 1) begun = await untilQuiet(pid);
      const mark = `mark-${edit}-${Date.now()}`;
      const started = performance.now();
      await writeFile(fileOf(dir, 0), edited(mark));
      while (!(await (await fetch(`${address}atom.xml`)).text()).includes(mark)) await setTimeout(2);
      times.push(performance.now() - started);
      await untilQuiet(pid);
    }
    return { ms: median(times.slice(1)), cpu: (cpuOf(pid) - begun) / EDITS };
  } finally {
    child.kill();
    await once(child, 'close');
  }
}

async function measure(posts: number) {
  const dir = await blogOf(posts);
  try {
    await build(dir);
    const builds: number[] = [];
    for (let edit = 0; edit < BUILDS; edit += 1) {
      await writeFile(fileOf(dir, 0), edited(`build-${edit}`));
      builds.push(await build(dir));
    }
    return { posts, build: median(builds), ...(await measureDev(dir)) };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

const given = process.argv
  .slice(2)
  .map(Number)
  .filter((size) => size > 0);
const rows: Awaited<ReturnType<typeof measure>>[] = [];
for (const size of given.length > 0 ? given : [2_000, 20_000]) rows.push(await measure(size));
const [first] = rows;
console.log('One post edited in a folder.\n');
console.table(
  rows.map(({ posts, build: seconds, cpu, ms }) => ({
    posts,
    'build: CPU s': Number(seconds.toFixed(2)),
    'build: ratio': Number((seconds / (first?.build ?? 1)).toFixed(2)),
    'dev: CPU s an edit': Number(cpu.toFixed(3)),
    'dev: CPU ratio': Number((cpu / (first?.cpu ?? 1)).toFixed(2)),
    'dev: ms to the served feed': Math.round(ms),
    'dev: ms ratio': Number((ms / (first?.ms ?? 1)).toFixed(2)),
  })),
);
