/** Parts in memory. https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html */
import { createHash, randomUUID } from 'node:crypto';
import { etagOf } from '../../stores/etag.ts';
import type { PutOptions, Store, StoredObject } from '../../stores/store.ts';
import { itemsIn } from './body-xml.ts';
import { checkPart, checkWhole, PART_CHECKSUMS } from './checksums.ts';
import { type Change, optionsOf, writeObject } from './objects.ts';
import { MAX_OBJECT_BYTES, type Request } from './request.ts';
import { S3Error, type S3Response, xml } from './response.ts';

interface Upload {
  bucket: string;
  key: string;
  options: PutOptions;
  parts: Map<number, { bytes: Uint8Array; etag: string; time: number }>;
}

const MAX_PARTS = 10_000;

/** Clients that end without an abort leave uploads. */
export interface UploadLimits {
  uploads: number;
  /** Bytes of an upload's parts. */
  object: number;
  /** Bytes of all uploads. */
  memory: number;
}

const LIMITS: UploadLimits = { uploads: 1_000, object: MAX_OBJECT_BYTES, memory: 4 * MAX_OBJECT_BYTES };

const bytesOf = ({ parts }: Upload): number => [...parts.values()].reduce((sum, { bytes }) => sum + bytes.length, 0);

export class Uploads {
  readonly #uploads = new Map<string, Upload>();
  readonly #now: () => number;
  readonly #limits: UploadLimits;

  constructor(now: () => number, limits = LIMITS) {
    this.#now = now;
    this.#limits = limits;
  }

  async create(store: Store, request: Request): Promise<S3Response> {
    const { bucket, key } = request;
    // Rejects invalid keys before megabytes are sent.
    await store.put(key, new Uint8Array(), { expect: { etag: '' } });
    const id = randomUUID();
    this.#makeRoom(0);
    this.#uploads.set(id, { bucket, key, options: optionsOf(request), parts: new Map() });
    return xml('InitiateMultipartUploadResult', { Bucket: bucket, Key: key, UploadId: id });
  }

  put(request: Request, bytes: Uint8Array): S3Response {
    return { status: 200, headers: { ETag: `"${this.#add(request, bytes)}"` } };
  }

  copy(request: Request, source: StoredObject): S3Response {
    const etag = this.#add(request, partOf(source, request.headers['x-amz-copy-source-range']));
    return xml('CopyPartResult', { ETag: `"${etag}"`, LastModified: new Date(this.#now()).toISOString() });
  }

  list(request: Request): S3Response {
    const { bucket, key } = request;
    const parts = [...this.#find(request).parts].sort(([a], [b]) => a - b);
    const Part = parts.map(([PartNumber, { bytes, etag, time }]) => ({
      PartNumber,
      LastModified: new Date(time).toISOString(),
      ETag: `"${etag}"`,
      Size: bytes.length,
    }));
    return xml('ListPartsResult', { Bucket: bucket, Key: key, UploadId: request.query.get('uploadId'), IsTruncated: false, Part });
  }

  async complete(store: Store, request: Request, body: Uint8Array): Promise<[S3Response, Change]> {
    const upload = this.#find(request);
    const named = itemsIn(body, 'Part', ['PartNumber', 'ETag', ...PART_CHECKSUMS], MAX_PARTS);
    let last = 0;
    const parts = named.map(({ PartNumber, ETag = '' }) => {
      const part = upload.parts.get(Number(PartNumber));
      if (part?.etag !== ETag.replaceAll('"', ''))
        throw new S3Error('InvalidPart', `the part ${PartNumber} was not uploaded, or has another ETag`);
      if (Number(PartNumber) <= last) throw new S3Error('InvalidPartOrder', 'the parts must be in the order of their numbers');
      last = Number(PartNumber);
      return part.bytes;
    });
    for (const [index, { PartNumber: _, ETag: __, ...checksums }] of named.entries())
      await checkPart(parts[index] ?? new Uint8Array(), checksums);
    await checkWhole(parts, request.headers);
    const bytes = Buffer.concat(parts);
    const etag = await writeObject(store, request, bytes, { ...upload.options, etag: etagOfUpload(parts) });
    this.#uploads.delete(request.query.get('uploadId') ?? '');
    const result = { Location: `/${upload.bucket}/${upload.key}`, Bucket: upload.bucket, Key: upload.key, ETag: `"${etag}"` };
    return [xml('CompleteMultipartUploadResult', result), { kind: 'CompleteMultipartUpload', etag, size: bytes.length }];
  }

  abort(request: Request): S3Response {
    this.#find(request);
    this.#uploads.delete(request.query.get('uploadId') ?? '');
    return { status: 204 };
  }

  #find({ bucket, key, query }: Request): Upload {
    const upload = this.#uploads.get(query.get('uploadId') ?? '');
    if (upload === undefined || upload.bucket !== bucket || upload.key !== key) {
      throw new S3Error('NoSuchUpload', 'this upload does not exist, or is complete or aborted');
    }
    return upload;
  }

  #add(request: Request, bytes: Uint8Array): string {
    const number = Number(request.query.get('partNumber'));
    if (!Number.isInteger(number) || number < 1 || number > MAX_PARTS)
      throw new S3Error('InvalidArgument', 'parts are numbered from 1 to 10000');
    const upload = this.#find(request);
    const size = bytesOf(upload) - (upload.parts.get(number)?.bytes.length ?? 0) + bytes.length;
    if (size > this.#limits.object) throw new S3Error('EntityTooLarge', `an object may have ${this.#limits.object} bytes here`);
    const id = request.query.get('uploadId') ?? '';
    this.#uploads.delete(id);
    this.#makeRoom(size);
    this.#uploads.set(id, upload);
    const etag = etagOf(bytes);
    upload.parts.set(number, { bytes, etag, time: this.#now() });
    return etag;
  }

  /** For one more upload: ends those that received no part for the longest time. */
  #makeRoom(bytes: number): void {
    let sum = [...this.#uploads.values()].reduce((all, upload) => all + bytesOf(upload), bytes);
    for (const [id, upload] of this.#uploads) {
      if (sum <= this.#limits.memory && this.#uploads.size < this.#limits.uploads) return;
      this.#uploads.delete(id);
      sum -= bytesOf(upload);
    }
  }
}

/** MD5 of the parts' MD5s, and their number. https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html */
function etagOfUpload(parts: readonly Uint8Array[]): string {
  const made = createHash('md5');
  for (const part of parts) made.update(etagOf(part), 'hex');
  return `${made.digest('hex')}-${parts.length}`;
}

function partOf({ bytes, size }: StoredObject, range: string | undefined): Uint8Array {
  if (range === undefined) return bytes;
  const [first = Number.NaN, last = Number.NaN] = (/^bytes=(\d+)-(\d+)$/.exec(range) ?? []).slice(1).map(Number);
  if (!(first <= last && last < size)) throw new S3Error('InvalidArgument', `the range ${range} is none of the source's ${size} bytes`);
  return bytes.subarray(first, last + 1);
}
