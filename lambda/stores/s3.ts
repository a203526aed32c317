/**
 * Only NoSuchKey means absent: a 403 (no s3:ListBucket) or a proxy's 404 does not mean a deleted post.
 * Conflicts are 412, 409 for overlapping conditional writes, and NoSuchKey for If-Match on a deleted key.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 *
 * A put whose response was lost may conflict with its retry: on `CONFLICT`, read again.
 */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { CLIENT_OPTIONS } from '../aws/client-options.ts';
import { checkResponses, lastDate, MIDDLEWARE_POSITION } from './s3-answers.ts';
import { codeOf, headAbsence, isAbsence, isConflict, isNotModified, storeError } from './s3-errors.ts';
import { readPages, withoutQuotes } from './s3-listing.ts';
import { bytesIn, discardBody, headOf, type ObjectResponse, rangeIn } from './s3-objects.ts';
import { S3Retries } from './s3-retries.ts';
import {
  CONFLICT,
  type ListedObject,
  type ListOptions,
  type ObjectHead,
  type ObjectRange,
  type PutOptions,
  type Store,
  type StoredObject,
  tooLarge,
  UNCHANGED,
  UnreadableObjectError,
} from './store.ts';

export interface S3StoreOptions {
  client: S3Client;
  bucket: string;
  /** `blog/` @default the whole bucket */
  prefix?: string;
  origin?: () => Record<string, string>;
}

/** `cacheMiddleware` shares one context, with the bucket's endpoint, between concurrent requests. */
const cachedBuckets = new WeakMap<S3Client, string>();

function checkBucket(client: S3Client, bucket: string): void {
  if (client.config.cacheMiddleware !== true) return;
  const first = cachedBuckets.get(client) ?? bucket;
  if (first !== bucket) throw new Error(`a client with cacheMiddleware serves one bucket: ${first}, not ${bucket}`);
  cachedBuckets.set(client, bucket);
}

/** For cut bodies. */
const READ_ATTEMPTS = 4;

export class S3Store implements Store {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;
  readonly #origin: () => Record<string, string>;
  /** The bucket exists: S3 confirmed an object or its absence. */
  #confirmed = false;

  constructor({ client, bucket, prefix = '', origin = () => ({}) }: S3StoreOptions) {
    checkBucket(client, bucket);
    this.#client = client;
    this.#bucket = bucket;
    this.#prefix = prefix;
    this.#origin = origin;
  }

  async get(key: string, unless?: string, largest = Number.POSITIVE_INFINITY): Promise<StoredObject | typeof UNCHANGED | undefined> {
    return this.#attempt(key, async () => {
      const given = { ...this.#at(key), ...(unless ? { IfNoneMatch: `"${unless}"` } : {}) };
      const answer = await this.#client.send(new GetObjectCommand(given)).catch((error: unknown): typeof UNCHANGED => {
        if (isNotModified(error)) return UNCHANGED;
        throw error;
      });
      this.#confirmed = true;
      return answer === UNCHANGED ? UNCHANGED : this.#read(key, answer, largest);
    });
  }

  async getRange(key: string, from: number, length: number, expect?: { etag: string }): Promise<ObjectRange | typeof CONFLICT | undefined> {
    const given = { ...this.#at(key), Range: `bytes=${from}-${from + length - 1}`, ...(expect ? { IfMatch: `"${expect.etag}"` } : {}) };
    return this.#attempt(key, async () => {
      const answer = await this.#client
        .send(new GetObjectCommand(given))
        .catch(async (error: unknown): Promise<ObjectHead | typeof CONFLICT | undefined> => {
          if (codeOf(error) === 'InvalidRange') return this.head(key);
          if (expect !== undefined && isConflict(error) && !isAbsence(error)) return CONFLICT;
          throw error;
        });
      if (answer === CONFLICT || answer === undefined) return answer;
      const range = 'etag' in answer ? { ...answer, bytes: new Uint8Array() } : await rangeIn(key, answer, length);
      return expect === undefined || range.etag === expect.etag ? range : CONFLICT;
    });
  }

  /** Again after a cut body, which the SDK does not detect. */
  async #attempt<T>(key: string, read: () => Promise<T>): Promise<T | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await read();
      } catch (error) {
        if (error instanceof UnreadableObjectError) throw error;
        if (isAbsence(error)) {
          this.#confirmed = true;
          return undefined;
        }
        if (codeOf(error) === 'InvalidObjectState') {
          throw new UnreadableObjectError('it is archived and cannot be read; restore it, or copy it to another storage class', '');
        }
        if (codeOf(error) !== undefined || attempt === READ_ATTEMPTS) throw this.#failure('read', key, error);
      }
    }
  }

  async head(key: string): Promise<ObjectHead | undefined> {
    try {
      return headOf(await this.#client.send(new HeadObjectCommand(this.#at(key))));
    } catch (error) {
      const absence = headAbsence(error);
      if (absence === 'signed' && this.#confirmed) return undefined;
      if (absence === undefined) throw this.#failure('look at', key, error);
      return this.#headByGet(key);
    }
  }

  /** Unlike a HEAD's 404, a GET's has a reason. */
  async #headByGet(key: string): Promise<ObjectHead | undefined> {
    try {
      const answer = await this.#client.send(new GetObjectCommand(this.#at(key)));
      discardBody(answer);
      return headOf(answer);
    } catch (error) {
      if (!isAbsence(error)) throw this.#failure('look at', key, error);
      this.#confirmed = true;
      return undefined;
    }
  }

  async put(
    key: string,
    bytes: Uint8Array,
    { expect, metadata = {}, type, cacheControl, encoding }: PutOptions = {},
  ): Promise<{ etag: string } | typeof CONFLICT> {
    try {
      const answer = await this.#client.send(
        new PutObjectCommand({
          ...this.#at(key),
          Body: bytes,
          ContentLength: bytes.length,
          Metadata: { ...this.#origin(), ...metadata },
          ...(type ? { ContentType: type } : {}),
          ...(cacheControl ? { CacheControl: cacheControl } : {}),
          ...(encoding ? { ContentEncoding: encoding } : {}),
          ...(expect === undefined ? {} : expect === 'absent' ? { IfNoneMatch: '*' } : { IfMatch: `"${expect.etag}"` }),
        }),
      );
      return { etag: withoutQuotes(answer.ETag) };
    } catch (error) {
      if (expect !== undefined && isConflict(error)) return CONFLICT;
      throw this.#failure('write', key, error);
    }
  }

  async delete(key: string, expect?: { etag: string }): Promise<undefined | typeof CONFLICT> {
    try {
      await this.#client.send(new DeleteObjectCommand({ ...this.#at(key), ...(expect ? { IfMatch: `"${expect.etag}"` } : {}) }));
      return undefined;
    } catch (error) {
      if (expect !== undefined && isConflict(error)) return CONFLICT;
      if (isAbsence(error)) return undefined;
      throw this.#failure('delete', key, error);
    }
  }

  now = async (): Promise<number | undefined> => lastDate(this.#client);

  list(prefix: string, { after }: ListOptions = {}): AsyncGenerator<ListedObject> {
    return readPages({ bucket: this.#bucket, prefix: this.#prefix, after }, (token) => this.#page(prefix, token, after));
  }

  async #page(prefix: string, token: string | undefined, after: string | undefined) {
    try {
      return await this.#client.send(
        new ListObjectsV2Command({
          Bucket: this.#bucket,
          Prefix: this.#prefix + prefix,
          EncodingType: 'url',
          ...(after === undefined ? {} : { StartAfter: this.#prefix + after }),
          ...(token === undefined ? {} : { ContinuationToken: token }),
        }),
      );
    } catch (error) {
      throw this.#failure('list', prefix, error);
    }
  }

  #at = (key: string) => ({ Bucket: this.#bucket, Key: this.#prefix + key });

  async #read(key: string, answer: ObjectResponse, largest: number): Promise<StoredObject> {
    const head = headOf(answer);
    if (head.size > largest) {
      discardBody(answer);
      throw tooLarge(head.size, largest, head.etag);
    }
    return { ...head, bytes: await bytesIn(key, answer, head) };
  }

  #failure = (action: string, key: string, error: unknown): Error =>
    storeError(action, `s3://${this.#bucket}/${this.#prefix}${key}`, error);
}

export interface Endpoint {
  /** @default AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, else Amazon S3 */
  endpoint?: string;
}

export function s3Client({ endpoint }: Endpoint = {}, more: S3ClientConfig = {}): S3Client {
  const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  const customEndpoint = endpoint ?? AWS_ENDPOINT_URL_S3 ?? AWS_ENDPOINT_URL;
  const client = new S3Client({
    // Bucket host names need DNS; others rarely check the region.
    ...(customEndpoint ? { endpoint: customEndpoint, forcePathStyle: true, region: AWS_REGION ?? AWS_DEFAULT_REGION ?? 'us-east-1' } : {}),
    ...CLIENT_OPTIONS,
    retryStrategy: new S3Retries({ maxAttempts: CLIENT_OPTIONS.maxAttempts }),
    // Some stores reject trailing checksums. Lengths are checked here; TLS protects the rest.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...more,
  });
  client.middlewareStack.add(checkResponses(client), MIDDLEWARE_POSITION);
  return client;
}
