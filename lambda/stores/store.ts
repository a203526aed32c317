/** Object storage; contract: `test/stores/contract.ts`. Absent is `undefined`, a lost race `CONFLICT`; other failures throw. */

/** A store may lose them and metadata. */
export interface Headers {
  type?: string;
  cacheControl?: string;
  encoding?: string;
}

export interface ObjectHead extends Headers {
  /** MD5 without quotes, unless uploaded in parts or encrypted by KMS. */
  etag: string;
  /** Bytes. */
  size: number;
  /** Epoch milliseconds. */
  modified: number;
  metadata: Readonly<Record<string, string>>;
}

export interface StoredObject extends ObjectHead {
  bytes: Uint8Array;
}

export interface ObjectRange extends Headers {
  /** May differ from `head`'s, which reads a file. */
  etag: string;
  /** Of the whole object. */
  size: number;
  /** Epoch milliseconds. */
  modified: number;
  bytes: Uint8Array;
}

export interface ListedObject {
  key: string;
  etag: string;
  size: number;
  modified: number;
}

/** Per caller: half of the client's `MAX_SOCKETS`. */
export const REQUESTS_AT_ONCE = 32;
/** With several callers at once, as outputs. */
export const FEW_REQUESTS_AT_ONCE = 8;

export const CONFLICT = 'conflict';
export const UNCHANGED = 'unchanged';

export type Expected = { etag: string } | 'absent';

export interface PutOptions extends Headers {
  /** @default unconditional */
  expect?: Expected;
  /** For objects uploaded in parts, if the store computes no ETags. */
  etag?: string;
  metadata?: Record<string, string>;
  /** Survives a power cut, for an fsync in a folder. */
  durable?: boolean;
}

export class InvalidKeyError extends Error {}

/** Absent for reads and deletes, refused for writes. */
export class HiddenKeyError extends InvalidKeyError {}

/** Archived, or larger than allowed. */
export class UnreadableObjectError extends Error {
  /** Empty if unknown. */
  readonly etag: string;

  constructor(message: string, etag: string) {
    super(message);
    this.etag = etag;
  }
}

export const tooLarge = (size: number, largest: number, etag: string): UnreadableObjectError =>
  new UnreadableObjectError(
    `the file has ${size} bytes, expected at most ${largest}; make it shorter, or delete it if it is no post`,
    etag,
  );

export type LeftOutReason = 'unreadable' | 'link out of the blog' | 'link to a folder above' | 'ignored folder' | 'not UTF-8 name';

export interface LeftOut {
  /** Ends in `/` for a folder. */
  key: string;
  reason: LeftOutReason;
  /** With advice. */
  message: string;
  /** Changes with the reason only. */
  etag: string;
}

export interface ListOptions {
  /** @default throws */
  onLeftOut?(leftOut: LeftOut): void;
  /** False if the ETag may differ from `head`'s, to save a read. @default true */
  needsEtag?(key: string, size: number): boolean;
  /** Only greater keys. @default all */
  after?: string;
}

export interface Store {
  /**
   * @param unless ETag; `UNCHANGED` if it matches
   * @param largest bytes
   * @throws UnreadableObject if larger
   */
  get(key: string, unless?: string, largest?: number): Promise<StoredObject | typeof UNCHANGED | undefined>;
  head(key: string): Promise<ObjectHead | undefined>;
  /**
   * Part of a large object; empty past its end.
   * @param expect ETag of another part
   */
  getRange(key: string, from: number, length: number, expect?: { etag: string }): Promise<ObjectRange | typeof CONFLICT | undefined>;
  /** Atomic. */
  put(key: string, bytes: Uint8Array, options?: PutOptions): Promise<{ etag: string } | typeof CONFLICT>;
  /** Absent is no error, unless an ETag was expected. */
  delete(key: string, expect?: { etag: string }): Promise<undefined | typeof CONFLICT>;
  /** Epoch milliseconds of a service's last response, so not before anything read. Undefined if unknown. */
  now(): Promise<number | undefined>;
  /** By key in UTF-8 order. Complete, or throws; may miss objects written or deleted meanwhile. */
  list(prefix: string, options?: ListOptions): AsyncIterable<ListedObject>;
  /** Why `get` fails for a taken name; folders only. */
  whyLeftOut?(key: string): Promise<LeftOut | undefined>;
}

/** Memory: about 200 bytes an object. */
export async function listAll(store: Pick<Store, 'list'>, prefix: string, options?: ListOptions): Promise<ListedObject[]> {
  const listed: ListedObject[] = [];
  for await (const object of store.list(prefix, options)) listed.push(object);
  return listed;
}
