/** An output -> the bytes of its documents, each with a gzip copy; each parsed by an independent parser before anyone writes it. */
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import type { FeedDocument } from './feed/feed-document.ts';
import { renderDocument } from './feed/render.ts';
import { verifyDocument } from './feed/verify.ts';
import type { DocumentFormat, FencingToken } from './model.ts';
import { renderOpml } from './page/opml.ts';
import { renderPage } from './page/page.ts';
import type { PageDocument } from './page/page-document.ts';
import { verifyOpml } from './page/verify-opml.ts';
import { verifyPage } from './page/verify-page.ts';

/** All that documents depend on, as plain data: it may be sent to another thread. */
export interface DocumentsJob {
  document: FeedDocument | PageDocument;
  /** Those of feeds, or `html` or `opml` of a page. */
  formats: DocumentFormat[];
  stamp: FencingToken;
}

export type MadeDocument = { format: DocumentFormat; bytes: Uint8Array; gzip: Uint8Array } | { format: DocumentFormat; problem: string };

/** A sixth less time than the default for a hundredth more bytes. */
const LEVEL = 5;
const OS_BYTE = 9;
const OS_UNKNOWN = 255;

/** RFC 1952 section 2.3: no time, no name, and no operating system, so that equal bytes give equal copies everywhere. */
export function gzip(bytes: Uint8Array): Uint8Array {
  const packed = gzipSync(bytes, { level: LEVEL });
  packed[OS_BYTE] = OS_UNKNOWN;
  return packed;
}

/** What gzip makes of JSON and feeds is a third to a thirtieth of their size; of a text of one letter, a thousandth. */
const MOST_TIMES = 100;
/** Bytes that are unpacked in any case. */
const ALWAYS = 64_000_000;

/**
 * Of what we packed. Whoever can write beside our objects could let a small one become larger than the memory.
 * @throws RangeError
 */
export const gunzip = (bytes: Uint8Array): Buffer => gunzipSync(bytes, { maxOutputLength: Math.max(ALWAYS, MOST_TIMES * bytes.length) });

/** Compressed bytes from which the start of a document is unpacked. */
const START = 2048;
/** No document's start is in fewer. */
const LEAST = 32;

/** The first bytes of what gzip packs (RFC 1952 section 2.3.1). */
const GZIP_ID = [0x1f, 0x8b, 8];

/**
 * The start of what was packed, also where the rest is cut off or spoilt. Empty where nothing can be unpacked.
 * @returns undefined for what was not packed by gzip
 */
export function gunzipStart(bytes: Uint8Array): Buffer | undefined {
  if (bytes.subarray(0, GZIP_ID.length).some((byte, index) => byte !== GZIP_ID[index])) return undefined;
  for (let length = Math.min(bytes.length, START); length >= LEAST; length = Math.floor(length / 2)) {
    try {
      return gunzipSync(bytes.subarray(0, length), { finishFlush: constants.Z_SYNC_FLUSH });
    } catch {
      // A shorter start may end before the spoilt part.
    }
  }
  return Buffer.alloc(0);
}

export function makeDocuments({ document, formats, stamp }: DocumentsJob): MadeDocument[] {
  return formats.map((format) => {
    try {
      const { text, problem } = write(document, format, stamp);
      if (problem !== undefined) return { format, problem };
      const bytes = new TextEncoder().encode(text);
      return { format, bytes, gzip: gzip(bytes) };
    } catch (error) {
      return { format, problem: error instanceof Error ? error.message : String(error) };
    }
  });
}

function write(
  document: FeedDocument | PageDocument,
  format: DocumentFormat,
  stamp: FencingToken,
): { text: string; problem: string | undefined } {
  if ('home' in document) {
    const [render, verify] = format === 'opml' ? [renderOpml, verifyOpml] : [renderPage, verifyPage];
    const text = render(document, stamp);
    return { text, problem: verify(text, document) };
  }
  if (format === 'html' || format === 'opml') throw new Error(`a feed has no ${format}`);
  const text = renderDocument(document, format, stamp);
  const ids = document.entries.map(({ id }) => id);
  return { text, problem: verifyDocument(text, format, ids) };
}
