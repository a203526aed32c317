/**
 * Bootstrap, deploy, upload, read and destroy against a complete AWS endpoint. `LINEFEED_TEST_AWS_ENDPOINT` names it; credentials, account
 * and region come from the environment. For a real AWS account, set it to `https://amazonaws.com`: then no endpoint is used.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { parseJsonFeed } from 'feedsmith';
import { s3Client } from '../../lambda/stores/s3.ts';
import { CONFIG, post } from '../support/blog.ts';

const { LINEFEED_TEST_AWS_ENDPOINT: endpoint } = process.env;
const skip =
  endpoint === undefined &&
  'LINEFEED_TEST_AWS_ENDPOINT names no endpoint that has S3, SQS, Lambda, CloudFront, EventBridge and CloudFormation';
const elsewhere = endpoint === undefined || endpoint === 'https://amazonaws.com' ? {} : { endpoint };

const env = { ...process.env, ...('endpoint' in elsewhere ? { AWS_ENDPOINT_URL: elsewhere.endpoint } : {}) };
const cdk = (...args: string[]) => promisify(execFile)('npx', ['cdk', ...args], { env, maxBuffer: 1e8 });

it('deploys, publishes an upload, and leaves nothing', { skip, timeout: 3_600_000 }, async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'linefeed-deploy-'));
  const outputs = join(folder, 'outputs.json');
  context.after(async () => {
    await cdk('destroy', '--force', '-c', 'keepData=false');
    await rm(folder, { recursive: true });
  });
  await cdk('bootstrap');
  await cdk('deploy', '--require-approval', 'never', '-c', 'keepData=false', '--outputs-file', outputs);
  const { PostsBucket, SiteBucket } = JSON.parse(await readFile(outputs, 'utf8')).Linefeed;

  const client = s3Client(elsewhere);
  const files = { 'linefeed.yaml': CONFIG, '_posts/2026-01-01-one.md': post('One') };
  for (const [Key, Body] of Object.entries(files)) await client.send(new PutObjectCommand({ Bucket: PostsBucket, Key, Body }));
  const read = async () => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: SiteBucket, Key: 'public/feed.json' }));
    return parseJsonFeed(JSON.parse((await Body?.transformToString()) ?? '')).items?.map(({ title }) => title);
  };
  // Nothing signals completion there, so poll.
  let titles: Awaited<ReturnType<typeof read>>;
  for (const end = Date.now() + 300_000; titles === undefined && Date.now() < end; await setTimeout(2_000))
    titles = await read().catch(() => undefined);
  assert.deepEqual(titles, ['One']);
});
