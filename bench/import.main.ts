/**
 * `npm run bench -- import`: imports a blog with the reconcile function as it is deployed, with 512 MB, by as many runs as it takes.
 * Counts are the same on every machine, apart from the number of runs.
 */
import { RECONCILE_MESSAGE } from '../lambda/aws/messages.ts';
import { CATALOG, ENTRIES, NODES, PUBLIC } from '../lambda/keys.ts';
import { MemoryStore } from '../lambda/stores/memory.ts';
import { archived } from '../test/support/archive.ts';
import { awsFor } from '../test/support/aws.ts';
import { CONFIG } from '../test/support/blog.ts';
import { startFunction } from '../test/support/function-process.ts';

const MEMORY = 512;
const KINDS = { entries: ENTRIES, nodes: NODES, roots: CATALOG, documents: PUBLIC };

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
  const aws = await awsFor(context, undefined, '', site);
  await aws.posts.put('linefeed.yaml', Buffer.from(CONFIG));
  for (let index = 0; index < count; index += 1)
    await aws.posts.put(`posts/${String(index).padStart(7, '0')}.md`, Buffer.from(archived(index)));
  const reconcile = await startFunction(context, 'dist/functions/reconcile', aws.variables, { memory: MEMORY });
  aws.bulk.put(RECONCILE_MESSAGE);
  let runs = 0;
  for (; aws.bulk.bodies.length > 0; runs += 1) await aws.bulk.deliver(reconcile.handler, { timeout: 900_000 });
  const { entries, nodes, roots, documents } = site.puts;
  const row = {
    posts: count,
    runs,
    'runs that died': reconcile.starts - 1,
    ...site.puts,
    'PUTs a post, documents aside': Number(((entries + nodes + roots) / count).toFixed(2)),
    'CPU ms a post': Number(((1000 * reconcile.cpu) / count).toFixed(1)),
    'peak MB': Math.round(reconcile.peak / 1e6),
    documents,
  };
  for (const close of closing.reverse()) await close();
  return row;
}

const given = process.argv
  .slice(2)
  .map(Number)
  .filter((size) => size > 0);
const rows = [];
for (const size of given.length > 0 ? given : [2_000, 5_000, 20_000]) rows.push(await measure(size));
console.log(`Imports by a function with ${MEMORY} MB.\n`);
console.table(rows);
