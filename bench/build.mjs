// Alternates with a script (tutorial.mjs) and, if installed, Hugo (hugo.mjs).
import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { appendFile, chmod, copyFile, mkdir, mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hugoCommand, hugoVersion, makeHugoSite } from './hugo.mjs';

const ROUNDS = 5; // after one warm-up
const COUNTS = ['posts', 'feeds', 'documents', 'bytes'];
/** `--large`: copies of each post in a larger blog, built once. */
const COPIES = 10;
const isLarge = process.argv.includes('--large');

const root = fileURLToPath(new URL('..', import.meta.url));
/** As it is installed. */
const command = join(root, 'dist/linefeed.cjs');
const tutorial = join(root, 'bench/tutorial.mjs');
const preload = new URL('peak.mjs', import.meta.url).href;

function fail(message) {
  console.error(`bench: ${message}`);
  process.exit(1);
}

function findCorpus() {
  const named = process.env.LINEFEED_CORPUS;
  if (named) return existsSync(join(named, '_posts')) ? resolve(named) : fail(`LINEFEED_CORPUS: no folder _posts in ${named}`);
  console.log('LINEFEED_CORPUS is not set: measuring the few posts of examples/weblog, which is mostly the start of Node.');
  console.log('Set it to the folder of a Jekyll blog to measure more.\n');
  return join(root, 'examples/weblog');
}

/** Makes the copies writable. */
async function copyTree(from, to) {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (['.git', '.linefeed', 'node_modules'].includes(entry.name)) continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyTree(source, target);
    else if (entry.isFile()) {
      await copyFile(source, target);
      await chmod(target, 0o644);
    }
  }
}

/** The shell prints its own CPU time, then that of its children: `0m1.04s 0m0.12s`, user and system. */
function cpuOf(times) {
  const [, ...found] = /(\d+)m([\d.]+)s (\d+)m([\d.]+)s\s*$/.exec(times) ?? [];
  const [minutes = 0, seconds = 0, systemMinutes = 0, systemSeconds = 0] = found.map(Number);
  return ((minutes + systemMinutes) * 60 + seconds + systemSeconds) * 1000;
}

function run(command) {
  return new Promise((settle, reject) => {
    const started = performance.now();
    const script = '"$@"; code=$?; times >&4; exit $code';
    const child = spawn('sh', ['-c', script, 'sh', ...command], { cwd: root, stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'] });
    const text = ['', '', '', '', ''];
    for (const fd of [1, 2, 3, 4]) child.stdio[fd].setEncoding('utf8').on('data', (chunk) => (text[fd] += chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const [, stdout, stderr, peak, times] = text;
      const ms = performance.now() - started;
      settle({ ms, cpu: cpuOf(times), stdout, stderr, exit: signal ?? code, mb: Number(peak) / 1024 || undefined });
    });
  });
}

const runNode = (args) => run([process.execPath, '--import', preload, ...args]);

function parseReport(stdout) {
  for (const text of [stdout, stdout.trim().split('\n').at(-1)]) {
    try {
      return Object(JSON.parse(text));
    } catch {}
  }
}

const size = (value) => (Array.isArray(value) ? value.length : value);

async function peer() {
  const result = await runNode([tutorial, join(blog, '_posts'), join(temp, 'peer.xml')]);
  if (result.exit !== 0) fail(`bench/tutorial.mjs ended with ${result.exit}:\n${result.stderr}`);
  return { ...result, counts: [undefined, 1, 1, (await stat(join(temp, 'peer.xml'))).size] };
}

let folders = 0;
/** Not deleted before the end: ext4 is slow to create files within seconds of a deletion. */
const newFolder = () => join(temp, 'out', String(folders++));
/** Of documents and state. */
let out = '';
const forget = () => (out = newFolder());

const build = (...options) => buildOf(blog, ...options);

async function buildOf(folder, ...options) {
  const args = ['build', folder, '--out', join(out, 'public'), '--format', 'json', ...options];
  const result = await runNode([command, ...args]);
  const report = parseReport(result.stdout);
  // Exit code 1 is a complete run with rejected posts.
  if (result.exit !== 0 && !(result.exit === 1 && report)) {
    fail(`linefeed ${args.join(' ')}\nended with ${result.exit}:\n${(result.stderr || result.stdout).slice(-2000)}`);
  }
  return { ...result, counts: COUNTS.map((name) => size(report?.[name])) };
}

/** Posts with equal addresses would be refused, equal posts held as copies. */
const renamed = (text, copy) =>
  text
    .replace(/^wordpress_id:.*\n/m, '')
    .replace(/^(slug|title|permalink):(.*?)(['"]?\/?)$/gm, `$1:$2-${copy}$3`)
    .concat(`\nCopy ${copy}.\n`);

async function largeBlog() {
  const posts = join(temp, 'large/_posts');
  await copyTree(blog, join(temp, 'large'));
  for (const file of files) {
    const text = await readFile(join(blog, '_posts', file), 'utf8');
    for (let copy = 2; copy <= COPIES; copy++) await writeFile(join(posts, file.replace('.', `-${copy}.`)), renamed(text, copy));
  }
  return join(temp, 'large');
}

async function hugo(folder) {
  const result = await run(hugoCommand(folder, newFolder()));
  if (result.exit !== 0) fail(`hugo ended with ${result.exit}:\n${result.stderr || result.stdout}`);
  return { ...result, counts: COUNTS.map(() => undefined) };
}

const SCRIPT = 'script: main feed, RSS';
const HUGO_RSS = 'Hugo: all feeds, RSS, summaries';
const HUGO_ALL = 'Hugo: all feeds, three formats, full';

/** `beside`: the case to compare with, and the goal: the largest ratio of wall times. */
const CASES = [
  { name: SCRIPT, once: peer },
  { name: HUGO_RSS, isHugo: true, once: () => hugo(join(temp, 'hugo-rss')) },
  { name: HUGO_ALL, isHugo: true, once: () => hugo(join(temp, 'hugo-all')) },
  { name: 'build, cold', beside: [HUGO_ALL, 1.5], before: forget, once: () => build() },
  { name: 'build, nothing changed', beside: [HUGO_RSS, 0.35], once: () => build() },
  {
    name: 'build, one post edited',
    beside: [HUGO_RSS, 0.5],
    before: () => appendFile(recent, '\nA paragraph more.\n'),
    once: () => build(),
  },
  {
    name: 'build, cold, RSS summaries',
    beside: [HUGO_RSS, 2.5],
    before: forget,
    once: () => build('--only', 'rss', '--content', 'summary'),
  },
];

const shown = (value, digits = 0) => (Number.isFinite(value) ? value.toFixed(digits) : 'n/a');

const sorted = (numbers) => numbers.sort((a, b) => a - b);
const median = (numbers) => sorted(numbers)[numbers.length >> 1];

function summarize({ name, beside, results }) {
  const ms = sorted(results.map((result) => result.ms));
  const mb = Math.max(...results.map((result) => result.mb ?? Number.NaN));
  const cpu = median(results.map((result) => result.cpu));
  return { name, beside, median: median(ms), min: ms[0], max: ms.at(-1), cpu, mb, counts: results.at(-1).counts };
}

/** Per round, so that both ran under the same load. */
function ratios({ results }, other, value) {
  return median(results.map((result, round) => result[value] / other.results[round][value]));
}

function printTable(head, rows) {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
  const line = (cells) => cells.map((cell, i) => (i ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join('  ');
  console.log([line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n'));
}

if (!existsSync(command)) fail('dist/linefeed.js is missing: run npm run build first');
const corpus = findCorpus();
const temp = await mkdtemp(join(tmpdir(), 'linefeed-bench-'));
process.on('exit', () => rmSync(temp, { recursive: true, force: true }));
const blog = join(temp, 'blog');
await copyTree(corpus, blog);
const files = (await readdir(join(blog, '_posts'))).filter((file) => /^\d{4}-.+\.(md|markdown)$/.test(file)).sort();
const today = new Date().toISOString().slice(0, 10);
const recent = join(blog, '_posts', files.filter((file) => file < today).at(-1) ?? fail(`no dated Markdown post in ${corpus}/_posts`));

/** @returns the reason if Hugo cannot be measured */
async function prepareHugo() {
  if (!version) return 'is not installed (on Debian: apt install hugo)';
  for (const formats of [false, true]) {
    const folder = join(temp, formats ? 'hugo-all' : 'hugo-rss');
    await makeHugoSite(folder, join(blog, '_posts'), formats);
    const { exit, stdout, stderr } = await run(hugoCommand(folder, newFolder()));
    if (exit !== 0) return `refuses these posts: ${(stderr || stdout).trim()}`;
  }
}

const version = hugoVersion();
const why = await prepareHugo();
if (why) console.log(`Hugo ${why}; so nothing is measured beside it\n`);
const cases = CASES.filter(({ isHugo }) => !why || !isHugo).map((each) => ({ ...each, results: [] }));

for (let round = 0; round <= ROUNDS; round++) {
  for (const each of cases) {
    await each.before?.();
    const result = await each.once();
    if (round > 0) each.results.push(result);
  }
}

const rows = cases.map(summarize);
console.log(
  `${relative(root, corpus) || corpus}; Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}; median of ${ROUNDS}\n`,
);
printTable(
  ['', 'ms', 'min–max', 'CPU ms', '× script', 'peak MB'],
  rows.map((r) => [
    ...[r.name, shown(r.median), `${shown(r.min)}–${shown(r.max)}`, shown(r.cpu)],
    ...[shown(r.median / rows[0].median, 2), shown(r.mb)],
  ]),
);
if (!why) {
  console.log();
  const pairs = cases.flatMap((each) => (each.beside ? [[each, cases.find(({ name }) => name === each.beside[0])]] : []));
  printTable(
    [`beside Hugo ${version}`, 'wall', 'goal', 'CPU', 'beside'],
    pairs.map(([each, other]) => [
      ...[each.name, shown(ratios(each, other, 'ms'), 2), `<= ${each.beside[1]}`],
      ...[shown(ratios(each, other, 'cpu'), 2), other.name],
    ]),
  );
}
if (isLarge) {
  forget();
  const { cpu, mb, counts } = await buildOf(await largeBlog());
  const once = rows.find(({ name }) => name === 'build, cold');
  if (counts[0] !== COPIES * once.counts[0]) fail(`${counts[0]} posts of the large blog are published, not ${COPIES * once.counts[0]}`);
  console.log(
    `\n${shown(counts[0])} posts, cold: ${shown(cpu)} ms of CPU, ${shown(cpu / once.cpu, 1)} times as much, peak ${shown(mb)} MB`,
  );
}
console.log();
printTable(
  ['the same on every machine', ...COUNTS],
  rows.map((r) => [r.name, ...r.counts.map((count) => shown(count))]),
);
