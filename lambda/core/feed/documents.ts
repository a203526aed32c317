/** A feed -> the bytes of its documents, each with a gzip copy; each parsed by an independent parser before anyone writes it. */
import { gzipSync } from 'node:zlib';
import type { FeedDocument, Format, Stamp } from '../model.ts';
import { renderDocument } from './render.ts';
import { verifyDocument } from './verify.ts';

/** All that documents depend on, as plain data: it may be sent to another thread. */
export interface DocumentsJob {
  document: FeedDocument;
  formats: Format[];
  stamp: Stamp;
}

export type MadeDocument = { format: Format; bytes: Uint8Array; gzip: Uint8Array } | { format: Format; problem: string };

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

export function makeDocuments({ document, formats, stamp }: DocumentsJob): MadeDocument[] {
  const ids = document.entries.map(({ id }) => id);
  return formats.map((format) => {
    try {
      const text = renderDocument(document, format, stamp);
      const problem = verifyDocument(text, format, ids);
      if (problem !== undefined) return { format, problem };
      const bytes = new TextEncoder().encode(text);
      return { format, bytes, gzip: gzip(bytes) };
    } catch (error) {
      return { format, problem: error instanceof Error ? error.message : String(error) };
    }
  });
}
