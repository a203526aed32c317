/**
 * Imports in as many runs as it takes, runs once without changes, then recovers the lost catalog. Counts are the same on every
 * machine, except the number of runs.
 */
import { RECONCILE_MESSAGE } from '../lambda/aws/messages.ts';
import { CATALOG, ENTRIES, NODES, PUBLIC } from '../lambda/keys.ts';
import { MemoryStore } from '../lambda/stores/memory.ts';
import { archived } from '../test/support/archive.ts';
import { awsFor } from '../test/support/aws.ts';
import { CONFIG } from '../test/support/blog.ts';
import { startFunction } from '../test/support/function-process.ts';
import { type Count, type Kind, Meter, priceOf } from '../test/support/meter.ts';

const MEMORY = 512;
const FULL_KINDS: readonly Kind[] = ['LIST', 'GET', 'HEAD', 'PUT'];
const KINDS = { entries: ENTRIES, nodes: NODES, roots: CATALOG, documents: PUBLIC };

const bytesOf = (counts: ReadonlyMap<Kind, Count>): number => [...counts.values()].reduce((sum, { bytesOut }) => sum + bytesOut, 0);

class CountingStore extends MemoryStore {
  readonly puts: Record<keyof typeof KINDS, number> = { entries: 0, nodes: 0, roots: 0, documents: 0 };
  override put(...given: Parameters<MemoryStore['put']>) {
    for (const [kind, prefix] of Object.entries(KINDS)) if (given[0].startsWith(prefix)) this.puts[kind as keyof typeof KINDS] += 1;
    return super.put(...given);
  }
}

async function measure(count: number) {
  const closing: (() => unknown)[] = [];
  const context = { after: (close: unknown) => void closing.push(close as () => unknown) };
  const site = new CountingStore();
  const meter = new Meter();
  const aws = await awsFor(context, meter.wrap, '', site);
  await aws.posts.put('linefeed.yaml', Buffer.from(CONFIG));
  for (let index = 0; index < count; index += 1)
    await aws.posts.put(`posts/${String(index).padStart(7, '0')}.md`, Buffer.from(archived(index)));
  const reconcile = await startFunction(context, 'dist/functions/reconcile', aws.variables, { memory: MEMORY });
  aws.bulk.put(RECONCILE_MESSAGE);
  let runs = 0;
  for (; aws.bulk.bodies.length > 0; runs += 1) await aws.bulk.deliver(reconcile.handler, { timeout: 900_000 });
  const [imported, cpu] = [meter.take(), reconcile.cpu];
  const { entries, nodes, roots, documents } = { ...site.puts };
  const row = {
    posts: count,
    runs,
    'runs that died': reconcile.starts - 1,
    ...{ entries, nodes, roots },
    'PUTs a post, documents aside': Number(((entries + nodes + roots) / count).toFixed(2)),
    'CPU ms a post': Number(((1000 * cpu) / count).toFixed(1)),
    'peak MB': Math.round(reconcile.peak / 1e6),
    documents,
    USD: priceOf(imported).toFixed(2),
  };
  aws.bulk.put(RECONCILE_MESSAGE);
  await aws.bulk.deliver(reconcile.handler, { timeout: 900_000 });
  const unchanged = meter.take();
  const full = {
    posts: count,
    ...Object.fromEntries(FULL_KINDS.map((kind) => [kind, unchanged.get(kind)?.requests ?? 0])),
    'MB read': Number((bytesOf(unchanged) / 1e6).toFixed(1)),
    'CPU s': Number((reconcile.cpu - cpu).toFixed(1)),
    USD: priceOf(unchanged).toFixed(6),
  };
  await aws.site.delete(CATALOG);
  const [before, cpuBefore] = [{ ...site.puts }, reconcile.cpu];
  aws.bulk.put(RECONCILE_MESSAGE);
  let again = 0;
  for (; aws.bulk.bodies.length > 0; again += 1) await aws.bulk.deliver(reconcile.handler, { timeout: 900_000 });
  const put = (kind: keyof typeof KINDS) => site.puts[kind] - before[kind];
  const recovered = {
    posts: count,
    runs: again,
    'runs that died': reconcile.starts - 1,
    ...{ entries: put('entries'), nodes: put('nodes'), roots: put('roots'), documents: put('documents') },
    'CPU ms a post': Number(((1000 * (reconcile.cpu - cpuBefore)) / count).toFixed(1)),
    'peak MB': Math.round(reconcile.peak / 1e6),
    USD: priceOf(meter.take()).toFixed(2),
  };
  for (const close of closing.reverse()) await close();
  return { row, full, recovered };
}

const given = process.argv
  .slice(2)
  .map(Number)
  .filter((size) => size > 0);
const measured = [];
for (const size of given.length > 0 ? given : [2_000, 5_000, 20_000]) measured.push(await measure(size));
console.log(`Imports by a function with ${MEMORY} MB. USD of S3 requests.\n`);
console.table(measured.map(({ row }) => row));
console.log('\nA full run after it, which finds nothing to do.\n');
console.table(measured.map(({ full }) => full));
console.log('\nThen the catalog is lost: recovered from entries and documents, and imported again.\n');
console.table(measured.map(({ recovered }) => recovered));
