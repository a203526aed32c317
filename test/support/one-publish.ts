/** One post that comes to a blog, published by the function as it is deployed, cold: what that asks of S3. */
import assert from 'node:assert/strict';
import { archived, publishArchive } from './archive.ts';
import { awsFor, upload } from './aws.ts';
import { startFunction } from './function-process.ts';
import { type Count, type Kind, Meter } from './meter.ts';

export interface OnePublish {
  counts: Map<Kind, Count>;
  /** Feeds that were written. */
  feeds: number;
  /** Of the function's process, in bytes. */
  peak: number;
}

/** @param size posts that are there already */
export async function measureOnePublish(context: Parameters<typeof awsFor>[0], size: number): Promise<OnePublish> {
  const meter = new Meter();
  const aws = await awsFor(context, meter.wrap);
  await publishArchive(aws, size);
  const publish = await startFunction(context, 'dist/functions/publish', aws.variables);
  await upload(aws, { '_posts/day-0.md': archived(0) });
  meter.take();
  await aws.fresh.deliver(publish.handler);
  assert.deepEqual([aws.fresh.bodies, aws.bulk.bodies], [[], []], 'one run is all that it takes');
  const counts = meter.take();
  const told = publish.log.map((line) => JSON.parse(line)).find(({ event }) => event === 'published');
  return { counts, feeds: told.feeds, peak: publish.peak };
}
