/** One post that comes to a blog, published by the function as it is deployed, cold: what that asks of S3. */
import assert from 'node:assert/strict';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { archived, publishArchive } from './archive.ts';
import { awsFor } from './aws.ts';
import { FunctionProcess } from './function-process.ts';
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
  const publish = await FunctionProcess.start('dist/functions/publish/index.mjs', aws.variables);
  context.after(() => publish.stop());
  await aws.client.send(new PutObjectCommand({ Bucket: 'posts', Key: '_posts/day-0.md', Body: archived(0) }));
  meter.take();
  await aws.fresh.deliver(publish.handler);
  assert.deepEqual([aws.fresh.bodies, aws.bulk.bodies], [[], []], 'one run is all that it takes');
  const counts = meter.take();
  const told = publish.lines.map((line) => JSON.parse(line)).find(({ event }) => event === 'published');
  return { counts, feeds: told.feeds, peak: publish.peak };
}
