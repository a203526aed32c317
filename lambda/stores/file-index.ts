/**
 * ETags of files; listing costs one stat each. As in git, a row is valid if size and times match and the file
 * was older than a clock tick when hashed.
 */
import { readFileSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { replaceFile } from './atomic-file.ts';
import { unlessAbsent } from './key-path.ts';

/** FAT's clock tick. Price: younger files are hashed again. */
const RACY_MILLISECONDS = 2000;

/** 2: MD5 ETags. */
const VERSION = 2;

export interface KnownFile {
  etag: string;
  metadata: Readonly<Record<string, string>>;
}

interface Row extends KnownFile {
  /** MD5; while it matches, ETag and metadata stay. */
  digest: string;
  size: number;
  mtimeMs: number;
  /** Unlike mtime, cannot be set: detects restored backups. */
  ctimeMs: number;
  /** Epoch milliseconds, before reading. */
  seen: number;
}

export class FileIndex {
  readonly #file: string | undefined;
  readonly #scope: string;
  readonly #rows: Map<string, Row>;
  #saved = true;

  constructor(file: string | undefined, scope: string) {
    this.#file = file;
    this.#scope = scope;
    this.#rows = file === undefined ? new Map() : load(file, scope);
  }

  trusted(key: string, stat: Stats): KnownFile | undefined {
    const row = this.#rows.get(key);
    if (row === undefined || row.size !== stat.size || row.mtimeMs !== stat.mtimeMs || row.ctimeMs !== stat.ctimeMs) return undefined;
    return Math.max(row.mtimeMs, row.ctimeMs) < row.seen - RACY_MILLISECONDS ? row : undefined;
  }

  /** @param written by the writer @default the old row's, if `digest` matches */
  record(key: string, stat: Stats, readAt: number, digest: string, written?: KnownFile): KnownFile {
    const before = this.#rows.get(key);
    const { etag, metadata } = written ?? (before?.digest === digest ? before : { etag: digest, metadata: {} });
    const row = { etag, digest, metadata, size: stat.size, mtimeMs: stat.mtimeMs, ctimeMs: stat.ctimeMs, seen: readAt };
    this.#rows.set(key, row);
    this.#saved = false;
    return row;
  }

  forget(key: string): void {
    if (this.#rows.delete(key)) this.#saved = false;
  }

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
