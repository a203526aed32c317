/** Counts are the same on every machine. */
import { type Count, type Kind, priceOf } from '../test/support/meter.ts';
import { measurePublishes, type OnePublish } from '../test/support/one-publish.ts';

const SIZES = [100, 2_000, 20_000, 1_000_000];
const KINDS: readonly Kind[] = ['GET', 'HEAD', 'PUT', 'LIST', 'DELETE'];
/** The size that all goals compare with. */
const BASE = 2_000;

const sum = (counts: ReadonlyMap<Kind, Count>, of: (count: Count) => number): number =>
  [...counts.values()].reduce((total, count) => total + of(count), 0);

interface Figures {
  posts: number;
  feeds: number;
  run: 'cold' | 'warm';
  requests: Record<string, number>;
  failed: number;
  read: number;
  written: number;
  cpu: number;
  peak: number;
  usd: number;
}

const figuresOf = (posts: number, feeds: number, run: Figures['run'], { counts, cpu, peak }: OnePublish): Figures => ({
  ...{ posts, feeds, run },
  requests: Object.fromEntries(KINDS.map((kind) => [kind, counts.get(kind)?.requests ?? 0])),
  failed: sum(counts, ({ failed }) => failed),
  read: sum(counts, ({ bytesOut }) => bytesOut),
  written: sum(counts, ({ bytesIn }) => bytesIn),
  ...{ cpu, peak, usd: priceOf(counts) },
});

const requestsOf = ({ requests }: Figures): number => Object.values(requests).reduce((total, count) => total + count, 0);
const bytesOf = ({ read, written }: Figures): number => read + written;

/** Goals of a cold publish. */
function goals(base: Figures, largest: Figures) {
  const goal = (name: string, value: number, most: number) => ({ name, value: Number(value.toFixed(3)), most, met: value <= most });
  return [
    goal('requests, ratio', requestsOf(largest) / requestsOf(base), 1.4),
    goal('bytes, ratio', bytesOf(largest) / bytesOf(base), 1.5),
    goal('bytes, MB', bytesOf(largest) / 1e6, 2.4),
    goal('CPU, ratio', largest.cpu / base.cpu, 1.5),
    goal('peak memory, MB', largest.peak / 1e6, 200),
  ];
}

async function measure(size: number): Promise<Figures[]> {
  const closing: (() => unknown)[] = [];
  const { cold, warm, terms } = await measurePublishes({ after: (close) => void closing.push(close as () => unknown) }, size);
  for (const close of closing.reverse()) await close();
  // The main feed and one per term.
  return [figuresOf(size, terms + 1, 'cold', cold), figuresOf(size, terms + 1, 'warm', warm)];
}

const asRow = ({ requests, read, written, cpu, peak, usd, ...rest }: Figures) => ({
  ...rest,
  ...requests,
  'KB read': Math.round(read / 1e3),
  'KB written': Math.round(written / 1e3),
  'USD a publish': usd.toFixed(6),
  'CPU s': cpu.toFixed(2),
  'peak MB': Math.round(peak / 1e6),
});

const given = process.argv
  .slice(2)
  .map(Number)
  .filter((size) => size > 0);
const figures: Figures[] = [];
for (const size of given.length > 0 ? given : SIZES) figures.push(...(await measure(size)));
const cold = figures.filter(({ run }) => run === 'cold');
const base = cold.find(({ posts }) => posts === BASE);
const reached = base ? cold.filter(({ posts }) => posts > BASE).map((each) => ({ posts: each.posts, goals: goals(base, each) })) : [];

if (process.argv.includes('--json')) console.log(JSON.stringify({ figures, goals: reached }, undefined, 2));
else {
  console.log('One new post in six feeds of three formats, with pages and gzip copies. S3 requests and their price in us-east-1.\n');
  console.table(figures.map(asRow));
  for (const { posts, goals: all } of reached) {
    console.log(`\nA cold publish among ${posts.toLocaleString('en')} posts, beside one among ${BASE.toLocaleString('en')}:\n`);
    console.table(all.map(({ met, ...goal }) => ({ ...goal, goal: met ? 'met' : 'missed' })));
  }
}
