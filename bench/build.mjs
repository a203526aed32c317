// npm run bench -- build: wall time of whole processes on a copy of the corpus, alternating with a baseline (tutorial.mjs).
import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { appendFile, chmod, copyFile, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROUNDS = 5; // after one warm-up
const COUNTS = ['posts', 'feeds', 'documents', 'bytes'];

const root = fileURLToPath(new URL('..', import.meta.url));
const command = join(root, 'dist/linefeed.js');
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

function run(args) {
  return new Promise((settle, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, ['--import', preload, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
    const text = ['', '', '', ''];
    for (const fd of [1, 2, 3]) child.stdio[fd].setEncoding('utf8').on('data', (chunk) => (text[fd] += chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const [, stdout, stderr, peak] = text;
      settle({ ms: performance.now() - started, stdout, stderr, exit: signal ?? code, mb: Number(peak) / 1024 || undefined });
    });
  });
}

function parseReport(stdout) {
  for (const text of [stdout, stdout.trim().split('\n').at(-1)]) {
    try {
      return Object(JSON.parse(text));
    } catch {}
  }
}

const size = (value) => (Array.isArray(value) ? value.length : value);

async function peer() {
  const result = await run([tutorial, join(blog, '_posts'), join(temp, 'peer.xml')]);
  if (result.exit !== 0) fail(`bench/tutorial.mjs ended with ${result.exit}:\n${result.stderr}`);
  return { ...result, counts: [undefined, 1, 1, (await stat(join(temp, 'peer.xml'))).size] };
}

async function build(...options) {
  const args = ['build', blog, '--out', join(temp, 'public'), '--format', 'json', ...options];
  const result = await run([command, ...args]);
  const report = parseReport(result.stdout);
  // Exit code 1 is a complete run that refused posts.
  if (result.exit !== 0 && !(result.exit === 1 && report)) {
    fail(`linefeed ${args.join(' ')}\nended with ${result.exit}:\n${(result.stderr || result.stdout).slice(-2000)}`);
  }
  return { ...result, counts: COUNTS.map((name) => size(report?.[name])) };
}

async function forget() {
  for (const path of ['public', 'state', '.linefeed', 'blog/.linefeed']) await rm(join(temp, path), { recursive: true, force: true });
}

const CASES = [
  { name: 'peer: script, main feed, RSS', results: [], once: peer },
  { name: 'build, cold', results: [], before: forget, once: () => build() },
  { name: 'build, nothing changed', results: [], once: () => build() },
  { name: 'build, one post edited', results: [], before: () => appendFile(recent, '\nA paragraph more.\n'), once: () => build() },
  { name: 'build, cold, RSS summaries', results: [], before: forget, once: () => build('--only', 'rss', '--content', 'summary') },
];

const shown = (value, digits = 0) => (Number.isFinite(value) ? value.toFixed(digits) : 'n/a');

function summarize({ name, results }) {
  const ms = results.map((result) => result.ms).sort((a, b) => a - b);
  const mb = Math.max(...results.map((result) => result.mb ?? Number.NaN));
  return { name, median: ms[ms.length >> 1], min: ms[0], max: ms.at(-1), mb, counts: results.at(-1).counts };
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

for (let round = 0; round <= ROUNDS; round++) {
  for (const each of CASES) {
    await each.before?.();
    const result = await each.once();
    if (round > 0) each.results.push(result);
  }
}

const rows = CASES.map(summarize);
console.log(
  `${relative(root, corpus) || corpus}; Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}; median of ${ROUNDS}\n`,
);
printTable(
  ['', 'ms', 'min–max', '× peer', 'peak MB'],
  rows.map((r) => [r.name, shown(r.median), `${shown(r.min)}–${shown(r.max)}`, shown(r.median / rows[0].median, 2), shown(r.mb)]),
);
console.log();
printTable(
  ['the same on every machine', ...COUNTS],
  rows.map((r) => [r.name, ...r.counts.map((count) => shown(count))]),
);
