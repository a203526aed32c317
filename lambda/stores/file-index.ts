/**
 * What is known about files that were read before, so that listing a folder costs one stat a file and not its bytes.
 *
 * A row is believed as git believes its index: size and times are those of the file, and the file was already old when the row was
 * made. A file changed while the row was made could be changed again within one tick of the file system's clock and look the same.
 */
import { readFileSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { replaceFile } from './atomic-file.ts';
import { unlessAbsent } from './key-path.ts';

/** FAT counts in two seconds, the coarsest clock of any file system in use. Price: a file this young is hashed again when it is asked for. */
const RACY_MILLISECONDS = 2000;

/** 2: ETags are MD5, beside the digest of the bytes they were made for. */
const VERSION = 2;

export interface Known {
  etag: string;
  metadata: Readonly<Record<string, string>>;
}

interface Row extends Known {
  /** MD5 of the bytes: a file that still has it keeps ETag and metadata. */
  digest: string;
  size: number;
  mtimeMs: number;
  /** Unlike mtime it cannot be set, so a restored backup with the old time and size is noticed. */
  ctimeMs: number;
  /** When the file was looked at, before its bytes were read; milliseconds since 1970. */
  seen: number;
}

export class FileIndex {
  readonly #file: string | undefined;
  /** Rows about other folders say nothing. */
  readonly #scope: string;
  readonly #rows: Map<string, Row>;
  #saved = true;

  constructor(file: string | undefined, scope: string) {
    this.#file = file;
    this.#scope = scope;
    this.#rows = file === undefined ? new Map() : load(file, scope);
  }

  /** What the file's row says, if the file cannot have changed since. */
  trusted(key: string, stat: Stats): Known | undefined {
    const row = this.#rows.get(key);
    if (row === undefined || row.size !== stat.size || row.mtimeMs !== stat.mtimeMs || row.ctimeMs !== stat.ctimeMs) return undefined;
    return Math.max(row.mtimeMs, row.ctimeMs) < row.seen - RACY_MILLISECONDS ? row : undefined;
  }

  /** @param given by the one who wrote the file; without it, what was known is kept if the bytes are still the same */
  record(key: string, stat: Stats, seen: number, digest: string, given?: Known): Known {
    const before = this.#rows.get(key);
    const { etag, metadata } = given ?? (before?.digest === digest ? before : { etag: digest, metadata: {} });
    const row = { etag, digest, metadata, size: stat.size, mtimeMs: stat.mtimeMs, ctimeMs: stat.ctimeMs, seen };
    this.#rows.set(key, row);
    this.#saved = false;
    return row;
  }

  forget(key: string): void {
    if (this.#rows.delete(key)) this.#saved = false;
  }

  /** After a whole listing: what it did not show is gone. */
  keepOnly(prefix: string, keys: ReadonlySet<string>): void {
    for (const key of this.#rows.keys()) {
      if (key.startsWith(prefix) && !keys.has(key)) this.forget(key);
    }
  }

  save(): void {
    if (this.#file === undefined || this.#saved) return;
    const rows = [...this.#rows].map(([key, row]) => [
      key,
      row.etag,
      row.digest,
      row.size,
      row.mtimeMs,
      row.ctimeMs,
      row.seen,
      row.metadata,
    ]);
    const text = JSON.stringify({ version: VERSION, scope: this.#scope, rows });
    replaceFile(this.#file, Buffer.from(text), dirname(this.#file));
    this.#saved = true;
  }
}

/** An index that cannot be read is an empty one: the price is hashing every file once more. */
function load(file: string, scope: string): Map<string, Row> {
  const text = unlessAbsent(() => readFileSync(file, 'utf8'));
  try {
    const saved = JSON.parse(text ?? '{}');
    if (saved.version !== VERSION || saved.scope !== scope) return new Map();
    return new Map(saved.rows.map(toRow));
  } catch {
    return new Map();
  }
}

function toRow(saved: unknown): [string, Row] {
  if (!Array.isArray(saved)) throw new TypeError('not a row');
  const [key, etag, digest, size, mtimeMs, ctimeMs, seen, metadata] = saved;
  const texts = [key, etag, digest, ...Object.values(metadata)];
  const numbers = [size, mtimeMs, ctimeMs, seen];
  if (!texts.every((value) => typeof value === 'string') || !numbers.every(Number.isFinite)) throw new TypeError('not a row');
  return [key, { etag, digest, size, mtimeMs, ctimeMs, seen, metadata }];
}
