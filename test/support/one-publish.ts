/** Publishes posts with the deployed function, and measures S3 requests, CPU time and memory. */
import assert from 'node:assert/strict';
import { awsFor, upload } from './aws.ts';
import { startFunction } from './function-process.ts';
import { type Count, type Kind, Meter } from './meter.ts';
import { PackedStore } from './packed-store.ts';
import { publishLargeBlog } from './published-large-blog.ts';

export interface OnePublish {
  counts: Map<Kind, Count>;
  feeds: number;
  /** CPU seconds of the function's process; the first publish includes its start. */
  cpu: number;
  /** Bytes, of the function's process so far. */
  peak: number;
  sockets: number;
}

export interface Publishes {
  cold: OnePublish;
  warm: OnePublish;
  terms: number;
}

export async function measurePublishes(context: Parameters<typeof awsFor>[0], size: number): Promise<Publishes> {
  const meter = new Meter();
  const site = new PackedStore();
  context.after(() => site.close());
  const aws = await awsFor(context, meter.wrap, '', site);
  const blog = await publishLargeBlog({ posts: aws.posts, site }, size);
  const publish = await startFunction(context, 'dist/functions/publish', aws.variables);
  const one = async (index: number): Promise<OnePublish> => {
    const [lines, cpu] = [publish.log.length, publish.cpu];
    await upload(aws, { [blog.key(index)]: blog.text(index) });
    meter.take();
    meter.sockets.clear();
    await aws.fresh.deliver(publish.handler);
    assert.deepEqual([aws.fresh.bodies, aws.bulk.bodies], [[], []], 'one run is enough');
    const report = publish.log
      .slice(lines)
      .map((line) => JSON.parse(line))
      .find(({ event }) => event === 'published');
    return { counts: meter.take(), feeds: report.feeds, cpu: publish.cpu - cpu, peak: publish.peak, sockets: meter.sockets.size };
  };
  return { cold: await one(0), warm: await one(-1), terms: blog.terms };
}
