/**
 * The port to whatever keeps objects: S3, a folder, memory. Its contract is `test/store-contract.ts`, which every store passes.
 *
 * Absent is `undefined`, a lost race is the value `CONFLICT`; everything else that goes wrong throws.
 */

/** What readers are told about an object. A store may lose it, so nothing may depend on it alone. */
export interface Headers {
  /** `application/rss+xml; charset=utf-8` */
  type?: string;
  /** `public, max-age=60` */
  cacheControl?: string;
  /** `gzip` */
  encoding?: string;
}

export interface ObjectHead extends Headers {
  /** The MD5 of the bytes, as in S3, unless the object was uploaded in parts or is encrypted with a key of KMS. Without quotes. */
  etag: string;
  /** Bytes. */
  size: number;
  /** Last write, in milliseconds since 1970. */
  modified: number;
  /** What was given to `put`; a store may lose it, so nothing may depend on it alone. */
  metadata: Readonly<Record<string, string>>;
}

export interface StoredObject extends ObjectHead {
  bytes: Uint8Array;
}

export interface ListedObject {
  key: string;
  etag: string;
  size: number;
  /** As in `ObjectHead`. */
  modified: number;
}

export const CONFLICT = 'conflict';
export const UNCHANGED = 'unchanged';

/** The state that a conditional request expects: the object with this ETag, or no object. */
export type Expected = { etag: string } | 'absent';

export interface PutOptions extends Headers {
  /** Without it the object is replaced whatever is there. */
  expect?: Expected;
  /** ETag of the object, where it is not the hash of its bytes: an object uploaded in parts. A store with ETags of its own ignores it. */
  etag?: string;
  metadata?: Record<string, string>;
  /** Whether it must outlast a power cut from when this is answered. Services always do so; folders only if asked, for it takes time. */
  durable?: boolean;
}

/** A key that a store cannot have: no file could have that name. */
export class InvalidKeyError extends Error {}

/** A key of a file that the store does not show: for reads and deletes it is absent, and it cannot be written. */
export class HiddenKeyError extends InvalidKeyError {}

/** An object that is there and cannot be read, now or later: it is archived, or larger than was asked for. */
export class UnreadableObject extends Error {
  /** Empty where it is not known. */
  readonly etag: string;

  constructor(message: string, etag: string) {
    super(message);
    this.etag = etag;
  }
}

export const tooLarge = (size: number, largest: number, etag: string): UnreadableObject =>
  new UnreadableObject(`the file has ${size} bytes, expected at most ${largest}; make it shorter, or delete it if it is no post`, etag);

/** Why a listing leaves out something that has a name in the store. */
export type LeftOutReason = 'unreadable' | 'link out of the blog' | 'link to a folder above' | 'ignored folder' | 'not UTF-8 name';

export interface LeftOut {
  /** A folder's ends with `/`. What a link that leads nowhere was, is not known. */
  key: string;
  reason: LeftOutReason;
  /** What is wrong, and what to do. */
  message: string;
  /** Of a file: stays the same as long as the reason does. */
  etag: string;
}

export interface ListOptions {
  /**
   * Told what the listing leaves out.
   * @default a file or a folder that cannot be read fails the listing
   */
  onLeftOut?(leftOut: LeftOut): void;
  /** Whether the ETag of an object must be the one that `head` answers. If not, a store may save reading the object. @default it must */
  needsEtag?(key: string, size: number): boolean;
}

export interface Store {
  /**
   * The object; `UNCHANGED` when it still has the ETag `unless`.
   * @param largest in bytes: a larger object is not taken into memory, but is an UnreadableObject
   */
  get(key: string, unless?: string, largest?: number): Promise<StoredObject | typeof UNCHANGED | undefined>;
  head(key: string): Promise<ObjectHead | undefined>;
  /** Atomic: a reader sees the old object or the new one, whole. */
  put(key: string, bytes: Uint8Array, options?: PutOptions): Promise<{ etag: string } | typeof CONFLICT>;
  /** Deleting what is absent is fine, unless an ETag was expected. */
  delete(key: string, expect?: { etag: string }): Promise<undefined | typeof CONFLICT>;
  /**
   * The store's own time, in milliseconds since 1970: for a service that of its last answer, so that it is none too early for what was read
   * before. Undefined where it does not tell.
   */
  now(): Promise<number | undefined>;
  /** Every object whose key begins with `prefix`, by key in code-unit order. The whole listing or an error, never a part. */
  list(prefix: string, options?: ListOptions): Promise<ListedObject[]>;
  /** Why `get` finds no object, or fails, although the key's name is taken. Stores other than folders have no such keys. */
  whyLeftOut?(key: string): Promise<LeftOut | undefined>;
}
