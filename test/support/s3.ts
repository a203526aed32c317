/** A local S3 for tests: the project's server over stores in memory, behind HTTP. */
import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { TestContext } from 'node:test';
import { type S3Client, type S3ClientConfig, S3ServiceException } from '@aws-sdk/client-s3';
import { listener } from '../../lambda/local/listen.ts';
import { createS3Handler, type S3Handler, type S3Options } from '../../lambda/local/s3/server.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { s3Client } from '../../lambda/stores/s3.ts';
import { S3Retries } from '../../lambda/stores/s3-retries.ts';
import type { Store } from '../../lambda/stores/store.ts';

export const CREDENTIALS = { accessKeyId: 'linefeed', secretAccessKey: 'for-tests-only' };

export interface TestS3 {
  endpoint: string;
  client: S3Client;
  close(): Promise<void>;
}

export const clientFor = (endpoint: string, more: S3ClientConfig = {}): S3Client =>
  s3Client({ endpoint }, { credentials: CREDENTIALS, region: 'us-east-1', ...more });

/** Retries up to this number of attempts, without waiting. */
export const atOnce = (maxAttempts: number): S3ClientConfig => ({
  retryStrategy: new S3Retries({ maxAttempts, backoff: { setDelayBase: () => {}, computeNextBackoffDelay: () => 1 } }),
});

/** For `assert.rejects`: the name and status of an S3 error. */
export const refusal =
  (name: string, status: number) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof S3ServiceException, String(error));
    assert.deepEqual([error.name, error.$metadata.httpStatusCode], [name, status]);
    return true;
  };

/** @param wrap a layer that counts, delays or breaks requests */
export async function startS3(
  buckets: Record<string, Store>,
  options: Partial<S3Options> = {},
  wrap: (handler: S3Handler) => RequestListener = (handler) => (request, response) => void handler(request, response),
): Promise<TestS3> {
  const { listen, close } = listener(createServer(wrap(createS3Handler({ buckets, credentials: CREDENTIALS, ...options }))));
  const endpoint = (await listen(0)).replace(/\/$/, '');
  return { endpoint, client: clientFor(endpoint), close };
}

/** Closes when the test ends. It has the buckets `posts` and `site`. */
export async function s3For(
  context: TestContext,
  options: Partial<S3Options> = {},
): Promise<TestS3 & { posts: MemoryStore; site: MemoryStore }> {
  const [posts, site] = [new MemoryStore(), new MemoryStore()];
  const s3 = await startS3({ posts, site }, options);
  context.after(() => s3.close());
  return { ...s3, posts, site };
}
