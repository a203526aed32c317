/**
 * `npm run bench -- requests`: counts the S3 requests of one publish by the deployed bundle, cold, for three sizes of blogs. The same on
 * every machine.
 */
import { type Count, type Kind, priceOf } from '../test/support/meter.ts';
import { measureOnePublish } from '../test/support/one-publish.ts';

const SIZES = [100, 2_000, 20_000];
const KINDS: readonly Kind[] = ['GET', 'HEAD', 'PUT', 'LIST', 'DELETE'];

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(0)} KB`;
const sum = (counts: ReadonlyMap<Kind, Count>, of: (count: Count) => number): number =>
  [...counts.values()].reduce((total, count) => total + of(count), 0);

const rows: Record<string, string | number>[] = [];
for (const size of SIZES) {
  const closing: (() => unknown)[] = [];
  const { counts, feeds, peak } = await measureOnePublish({ after: (close) => void closing.push(close as () => unknown) }, size);
  for (const close of closing) await close();
  rows.push({
    posts: size,
    feeds,
    ...Object.fromEntries(KINDS.map((kind) => [kind, counts.get(kind)?.requests ?? 0])),
    failed: sum(counts, ({ failed }) => failed),
    read: kilobytes(sum(counts, ({ bytesOut }) => bytesOut)),
    written: kilobytes(sum(counts, ({ bytesIn }) => bytesIn)),
    'USD a publish': priceOf(counts).toFixed(6),
    'peak MB': Math.round(peak / 1e6),
  });
}
console.log(
  'One new post in six feeds of three formats, with gzip copies, by a cold function. S3 requests and their price in us-east-1.\n',
);
console.table(rows);
