import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { BYTE_LIMITS, largestFitting } from './feed/byte-limit.ts';
import { type ByteLimits, type FeedDocument, isFeedFormat } from './feed/feed-document.ts';
import { isPodcast, loadPodcast } from './feed/podcast-loader.ts';
import { renderDocument } from './feed/render.ts';
import type { DocumentFormat, Entry, FencingToken } from './model.ts';
import type { PageDocument } from './page/page-document.ts';

export type DocumentsJob = DocumentsOf & {
  formats: DocumentFormat[];
  stamp: FencingToken;
  /** With a gzip copy of each. */
  copies: boolean;
};

export type DocumentsOf =
  | { kind: 'feed'; document: FeedDocument }
  | { kind: 'page'; document: PageDocument }
  | { kind: 'chapters'; document: { entries: Entry[] } };

/** See `byte-limit.ts`. */
export interface Shortened {
  whole: number;
  entries: number;
  /** Summaries alone may exceed the limits. */
  isBelow: boolean;
  limits: ByteLimits;
}

export type MadeDocument =
  | { kind: 'made'; format: DocumentFormat; bytes: Uint8Array; gzip?: Uint8Array; shortened?: Shortened }
  | { kind: 'failed'; format: DocumentFormat; problem: string };

/** A sixth faster than the default, for 1 % more bytes. */
const GZIP_LEVEL = 5;
const OS_BYTE = 9;
const OS_UNKNOWN = 255;

/** RFC 1952 section 2.3: no time, name or operating system, so equal bytes give equal copies. */
export function gzip(bytes: Uint8Array): Uint8Array {
  const packed = gzipSync(bytes, { level: GZIP_LEVEL });
  packed[OS_BYTE] = OS_UNKNOWN;
  return packed;
}

/** Feeds compress at most thirtyfold. */
const MAX_RATIO = 100;
/** Always allowed, in bytes. */
const ALWAYS_ALLOWED = 64_000_000;

/**
 * Bounds memory, because others may write to the bucket.
 * @throws RangeError
 */
export const gunzip = (bytes: Uint8Array): Buffer =>
  gunzipSync(bytes, { maxOutputLength: Math.max(ALWAYS_ALLOWED, MAX_RATIO * bytes.length) });

const START_BYTES = 2048;
const MIN_START_BYTES = 32;

/** Magic bytes (RFC 1952 section 2.3.1). */
const GZIP_ID = [0x1f, 0x8b, 8];

/**
 * Decompresses the start, also of damaged bytes; empty on failure.
 * @returns undefined unless gzip
 */
export function gunzipStart(bytes: Uint8Array): Buffer | undefined {
  if (bytes.subarray(0, GZIP_ID.length).some((byte, index) => byte !== GZIP_ID[index])) return undefined;
  for (let length = Math.min(bytes.length, START_BYTES); length >= MIN_START_BYTES; length = Math.floor(length / 2)) {
    try {
      return gunzipSync(bytes.subarray(0, length), { finishFlush: constants.Z_SYNC_FLUSH });
    } catch {
      // A shorter start may end before the damage.
    }
  }
  return Buffer.alloc(0);
}

/** Pages and podcasts load on demand. */
export async function makeDocuments(job: DocumentsJob): Promise<MadeDocument[]> {
  if (job.kind === 'feed') return makeFeed(job.document, job);
  const write =
    job.kind === 'page'
      ? await (await import('./page/write-page.ts')).pageWriter(job.document)
      : (await import('./feed/chapters.ts')).chaptersWriter(job.document.entries[0]);
  return job.formats.map((format) =>
    attempt(format, () => {
      const { text, problem } = write(format, job.stamp);
      return problem === undefined ? made(format, new TextEncoder().encode(text), job.copies) : { kind: 'failed', format, problem };
    }),
  );
}

const made = (format: DocumentFormat, bytes: Uint8Array, copy: boolean): MadeDocument => ({
  kind: 'made',
  format,
  bytes,
  ...(copy && { gzip: gzip(bytes) }),
});

function attempt(format: DocumentFormat, make: () => MadeDocument): MadeDocument {
  try {
    return make();
  } catch (error) {
    return { kind: 'failed', format, problem: error instanceof Error ? error.message : String(error) };
  }
}

type Making = Pick<DocumentsJob, 'formats' | 'stamp' | 'copies'>;

async function makeFeed(document: FeedDocument, { formats, stamp, copies }: Making): Promise<MadeDocument[]> {
  if (isPodcast(document)) await loadPodcast();
  const limits = { ...BYTE_LIMITS, ...document.limits };
  const write = (part: FeedDocument): MadeDocument[] =>
    formats.map((format) =>
      attempt(format, () => {
        if (!isFeedFormat(format)) throw new Error(`a feed has no ${format}`);
        const bytes = renderDocument(part, format, stamp);
        return made(format, bytes, bytes.length <= limits.bytes && (copies || mostPacked(bytes.length) > limits.gzip));
      }),
    );
  const isBelow = (each: MadeDocument) =>
    each.kind === 'failed' || (each.bytes.length <= limits.bytes && (each.gzip?.length ?? 0) <= limits.gzip);
  const { made: documents, whole } = largestFitting(document, limits.bytes, write, (all) => all.every(isBelow));
  const count = document.entries.length;
  const shortened = whole < count && { shortened: { whole, entries: count, isBelow: documents.every(isBelow), limits } };
  return documents.map((each) =>
    each.kind === 'failed' ? each : { ...each, ...(copies && !each.gzip && { gzip: gzip(each.bytes) }), ...shortened },
  );
}

/** Bytes of a gzip copy, at most (`deflateBound` of zlib). */
const mostPacked = (bytes: number): number => bytes + (bytes >> 11) + 64;
