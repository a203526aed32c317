/**
 * Objects in a bucket of S3, or of a store that speaks its language and keeps its conditions.
 *
 * Absent is S3's own NoSuchKey alone: neither a missing permission nor a proxy's 404 may look like a missing post. Without s3:ListBucket S3
 * answers 403 for a missing key. A race is lost with 412, with 409 when conditional requests meet, and with NoSuchKey where If-Match names a
 * key that is gone.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 *
 * A put whose answer is lost is made again by the SDK and can lose against itself. It says `CONFLICT` then, and whoever wrote looks again.
 */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { CLIENT_OPTIONS } from '../aws/client-options.ts';
import { checkAnswers, lastDate, WHERE } from './s3-answers.ts';
import { codeOf, headAbsence, isAbsence, isConflict, isNotModified, storeError } from './s3-errors.ts';
import { S3Retries } from './s3-retries.ts';
import {
  CONFLICT,
  type ListedObject,
  type ObjectHead,
  type PutOptions,
  type Store,
  type StoredObject,
  tooLarge,
  UNCHANGED,
  UnreadableObject,
} from './store.ts';

export interface S3StoreOptions {
  client: S3Client;
  bucket: string;
  /**
   * Put before every key: `blog/`. Keys outside of it do not exist for this store.
   * @default the whole bucket
   */
  prefix?: string;
  /** Metadata for whatever is written: where it came from. */
  origin?: () => Record<string, string>;
}

/** Times that an object is asked for whose bytes stop coming. */
const READS = 4;

const withoutQuotes = (etag: string | undefined): string => (etag ?? '').replaceAll('"', '');

/** HTTP knows seconds only, listings know more: both must say the same. */
const secondOf = (time: Date | undefined): number => Math.floor((time?.getTime() ?? 0) / 1000) * 1000;

function headOf(answer: GetObjectCommandOutput | HeadObjectCommandOutput): ObjectHead {
  return {
    etag: withoutQuotes(answer.ETag),
    size: answer.ContentLength ?? 0,
    modified: secondOf(answer.LastModified),
    metadata: answer.Metadata ?? {},
    ...(answer.ContentType ? { type: answer.ContentType } : {}),
    ...(answer.CacheControl ? { cacheControl: answer.CacheControl } : {}),
    ...(answer.ContentEncoding ? { encoding: answer.ContentEncoding } : {}),
  };
}

function nameless(bucket: string): never {
  throw new Error(`s3://${bucket}: the listing has an object without a key`);
}

/** Closes the connection instead of taking the bytes. */
const abandon = ({ Body }: GetObjectCommandOutput): void => (Body as { destroy?(): void } | undefined)?.destroy?.();

export class S3Store implements Store {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;
  readonly #origin: () => Record<string, string>;
  /** Whether S3 has named or given an object of the bucket: it exists, and S3 is what answers. */
  #proven = false;

  constructor({ client, bucket, prefix = '', origin = () => ({}) }: S3StoreOptions) {
    this.#client = client;
    this.#bucket = bucket;
    this.#prefix = prefix;
    this.#origin = origin;
  }

  async get(key: string, unless?: string, largest = Number.POSITIVE_INFINITY): Promise<StoredObject | typeof UNCHANGED | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await this.#client.send(
          new GetObjectCommand({ ...this.#at(key), ...(unless ? { IfNoneMatch: `"${unless}"` } : {}) }),
        );
        this.#proven = true;
        return await this.#read(key, answer, largest);
      } catch (error) {
        if (error instanceof UnreadableObject) throw error;
        if (isNotModified(error)) return UNCHANGED;
        if (isAbsence(error)) {
          this.#proven = true;
          return undefined;
        }
        if (codeOf(error) === 'InvalidObjectState') {
          throw new UnreadableObject('it is archived and cannot be read; restore it, or copy it to another storage class', '');
        }
        // Answers of S3 were asked for often enough by the SDK; what it does not see is an answer that ends too early.
        if (codeOf(error) !== undefined || attempt === READS) throw this.#failure('read', key, error);
      }
    }
  }

  async head(key: string): Promise<ObjectHead | undefined> {
    try {
      return headOf(await this.#client.send(new HeadObjectCommand(this.#at(key))));
    } catch (error) {
      const absence = headAbsence(error);
      if (absence === 'signed' && this.#proven) return undefined;
      if (absence === undefined) throw this.#failure('look at', key, error);
      return this.#headByGet(key);
    }
  }

  /** A HEAD's 404 can also be a missing bucket's or a proxy's; a GET's names its reason. */
  async #headByGet(key: string): Promise<ObjectHead | undefined> {
    try {
      const answer = await this.#client.send(new GetObjectCommand(this.#at(key)));
      abandon(answer);
      return headOf(answer);
    } catch (error) {
      if (!isAbsence(error)) throw this.#failure('look at', key, error);
      this.#proven = true;
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

  async list(prefix: string): Promise<ListedObject[]> {
    const listed: ListedObject[] = [];
    let token: string | undefined;
    do {
      const page = await this.#page(prefix, token);
      // Asked for, because XML cannot carry every key; some stores send them plain all the same.
      const decode = (key: string) => (page.EncodingType === 'url' ? decodeURIComponent(key.replaceAll('+', ' ')) : key);
      for (const { Key: key = nameless(this.#bucket), ETag: etag, Size: size = 0, LastModified: modified } of page.Contents ?? []) {
        listed.push({ key: decode(key).slice(this.#prefix.length), etag: withoutQuotes(etag), size, modified: secondOf(modified) });
      }
      if (page.IsTruncated && !page.NextContinuationToken) throw new Error(`s3://${this.#bucket}: the listing ends too early`);
      token = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
    // S3 orders by UTF-8.
    return listed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  }

  async #page(prefix: string, token: string | undefined) {
    try {
      return await this.#client.send(
        new ListObjectsV2Command({
          Bucket: this.#bucket,
          Prefix: this.#prefix + prefix,
          EncodingType: 'url',
          ...(token === undefined ? {} : { ContinuationToken: token }),
        }),
      );
    } catch (error) {
      throw this.#failure('list', prefix, error);
    }
  }

  #at = (key: string) => ({ Bucket: this.#bucket, Key: this.#prefix + key });

  async #read(key: string, answer: GetObjectCommandOutput, largest: number): Promise<StoredObject> {
    const head = headOf(answer);
    if (head.size > largest) {
      abandon(answer);
      throw tooLarge(head.size, largest, head.etag);
    }
    const bytes = (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
    if (bytes.length !== head.size) throw new Error(`${key}: ${bytes.length} of ${head.size} bytes came`);
    return { ...head, bytes };
  }

  #failure = (action: string, key: string, error: unknown): Error =>
    storeError(action, `s3://${this.#bucket}/${this.#prefix}${key}`, error);
}

export interface Endpoint {
  /**
   * Where the store is: `https://minio.example:9000`.
   * @default AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, else Amazon S3
   */
  endpoint?: string;
}

export function s3Client({ endpoint }: Endpoint = {}, more: S3ClientConfig = {}): S3Client {
  const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  const elsewhere = endpoint ?? AWS_ENDPOINT_URL_S3 ?? AWS_ENDPOINT_URL;
  const client = new S3Client({
    // Bucket names in host names need DNS that only Amazon's endpoint is sure to have; others rarely care for the region.
    ...(elsewhere ? { endpoint: elsewhere, forcePathStyle: true, region: AWS_REGION ?? AWS_DEFAULT_REGION ?? 'us-east-1' } : {}),
    ...CLIENT_OPTIONS,
    retryStrategy: new S3Retries({ maxAttempts: CLIENT_OPTIONS.maxAttempts }),
    // Trailing checksums are unknown to some stores; lengths are checked here, and TLS checks the rest.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...more,
  });
  client.middlewareStack.add(checkAnswers(client), WHERE);
  return client;
}
