/**
 * ETags of files; listing costs one stat each. As in git, a row is valid if size and times match and the file
 * was older than a clock tick when hashed.
 *
 * The file is JSON, and below it a line for each row that changed since.
 */
import { closeSync, constants, openSync, readFileSync, type Stats, writeSync } from 'node:fs';
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

const isOf = (row: Row, { size, mtimeMs, ctimeMs }: Stats): boolean =>
  row.size === size && row.mtimeMs === mtimeMs && row.ctimeMs === ctimeMs;

export class FileIndex {
  readonly #file: string | undefined;
  readonly #scope: string;
  readonly #isPartial: boolean;
  readonly #rows: Map<string, Row>;
  readonly #changed = new Set<string>();

  /** @param isPartial loads no rows, and adds those of written files: other files are read */
  constructor(file: string | undefined, scope: string, isPartial = false) {
    this.#file = file;
    this.#scope = scope;
    this.#isPartial = isPartial;
    this.#rows = file === undefined || isPartial ? new Map() : load(file, scope);
  }

  trusted(key: string, stat: Stats): KnownFile | undefined {
    const row = this.#rows.get(key);
    if (row === undefined || !isOf(row, stat)) return undefined;
    return Math.max(row.mtimeMs, row.ctimeMs) < row.seen - RACY_MILLISECONDS ? row : undefined;
  }

  /** @param written by the writer @default the old row's, if `digest` matches */
  record(key: string, stat: Stats, readAt: number, digest: string, written?: KnownFile): KnownFile {
    const before = this.#rows.get(key);
    const same = before?.digest === digest ? before : undefined;
    const { etag, metadata } = written ?? same ?? { etag: digest, metadata: {} };
    // A read of what this process wrote does not make it less certain.
    const seen = same && isOf(same, stat) ? Math.max(same.seen, readAt) : readAt;
    const row = { etag, digest, metadata, size: stat.size, mtimeMs: stat.mtimeMs, ctimeMs: stat.ctimeMs, seen };
    this.#rows.set(key, row);
    // A read would replace metadata that a partial index does not know.
    if (written || !this.#isPartial) this.#changed.add(key);
    return row;
  }

  forget(key: string): void {
    if (this.#rows.delete(key)) this.#changed.add(key);
  }

  keepOnly(prefix: string, keys: ReadonlySet<string>): void {
    for (const key of this.#rows.keys()) {
      if (key.startsWith(prefix) && !keys.has(key)) this.forget(key);
    }
  }

  save(): void {
    if (this.#file === undefined || this.#changed.size === 0) return;
    if (this.#isPartial) {
      // Rows of deleted files match no file.
      const rows = [...this.#rows].filter(([key]) => this.#changed.has(key)).map(([key, row]) => fromRow(key, row));
      append(this.#file, rows.map((row) => `\n${JSON.stringify(row)}`).join(''));
    } else {
      const rows = [...this.#rows].map(([key, row]) => fromRow(key, row));
      const text = JSON.stringify({ version: VERSION, scope: this.#scope, rows });
      replaceFile(this.#file, Buffer.from(text), dirname(this.#file));
    }
    this.#changed.clear();
  }
}

function load(file: string, scope: string): Map<string, Row> {
  const text = unlessAbsent(() => readFileSync(file, 'utf8'));
  try {
    const [first = '{}', ...lines] = (text ?? '{}').split('\n');
    const saved = JSON.parse(first);
    if (saved.version !== VERSION || saved.scope !== scope) return new Map();
    const rows = new Map<string, Row>(saved.rows.map(toRow));
    for (const line of lines) {
      const [key, row] = toRow(JSON.parse(line));
      rows.set(key, row);
    }
    return rows;
  } catch {
    return new Map();
  }
}

/** Not to a file that is gone: the rows before would be missing. */
function append(path: string, text: string): void {
  const file = unlessAbsent(() => openSync(path, constants.O_WRONLY | constants.O_APPEND));
  if (file === undefined) return;
  try {
    writeSync(file, text);
  } finally {
    closeSync(file);
  }
}

const fromRow = (key: string, { etag, digest, size, mtimeMs, ctimeMs, seen, metadata }: Row): unknown[] => [
  key,
  etag,
  digest,
  size,
  mtimeMs,
  ctimeMs,
  seen,
  metadata,
];

function toRow(saved: unknown): [string, Row] {
  if (!Array.isArray(saved)) throw new TypeError('not a row');
  const [key, etag, digest, size, mtimeMs, ctimeMs, seen, metadata] = saved;
  const texts = [key, etag, digest, ...Object.values(metadata)];
  const numbers = [size, mtimeMs, ctimeMs, seen];
  if (!texts.every((value) => typeof value === 'string') || !numbers.every(Number.isFinite)) throw new TypeError('not a row');
  return [key, { etag, digest, size, mtimeMs, ctimeMs, seen, metadata }];
}
