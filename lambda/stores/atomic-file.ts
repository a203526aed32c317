import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode, isInside, realFolder, unlessAbsent } from './key-path.ts';
import { InvalidKeyError } from './store.ts';

const SESSION = randomBytes(4).toString('hex');
const TEMPORARY = /^\.linefeed-(\d+)-([0-9a-f]{8})-\d+\.tmp$/;

const cleanedFolders = new Set<string>();
let written = 0;

const temporaryIn = (folder: string): string => join(folder, `.linefeed-${process.pid}-${SESSION}-${written++}.tmp`);

/**
 * Atomic. Creates folders inside `root` only.
 * @param durable fsync bytes and name
 */
export function replaceFile(path: string, bytes: Uint8Array, root: string, durable = false): Stats {
  refuseOutside(dirname(path), root);
  return replaceAt(path, bytes, durable);
}

function replaceAt(path: string, bytes: Uint8Array, durable: boolean): Stats {
  const folder = dirname(path);
  const temporary = temporaryIn(folder);
  try {
    writeTemporary(temporary, bytes, durable);
    renameSync(temporary, path);
    if (durable) syncFolder(folder);
  } catch (error) {
    unlessAbsent(() => rmSync(temporary, { force: true }));
    throw error;
  }
  // Renaming changes ctime.
  return statSync(path);
}

export function removeFile(path: string, root: string): void {
  refuseOutside(dirname(path), root);
  unlessAbsent(() => unlinkSync(path));
}

/** Epoch milliseconds, by a network folder's server. */
export function fileSystemTime(folder: string): number {
  const temporary = temporaryIn(folder);
  try {
    writeTemporary(temporary, Buffer.from('time'), false);
    return statSync(temporary).mtimeMs;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Windows cannot open folders. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const opened = openSync(folder, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

function writeWhole(path: string, bytes: Uint8Array, durable: boolean): void {
  const file = openSync(path, 'wx');
  try {
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    if (durable) fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Prepares a folder at its first file, and again when it is gone. */
function writeTemporary(path: string, bytes: Uint8Array, durable: boolean): void {
  const folder = dirname(path);
  if (!cleanedFolders.has(folder)) prepare(folder);
  try {
    writeWhole(path, bytes, durable);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    prepare(folder);
    writeWhole(path, bytes, durable);
  }
}

function prepare(folder: string): void {
  mkdirSync(folder, { recursive: true });
  cleanedFolders.add(folder);
  for (const name of readdirSync(folder)) {
    if (isLeftover(name)) rmSync(join(folder, name), { force: true });
  }
}

function refuseOutside(folder: string, root: string): void {
  const real = realFolder(folder);
  if (isInside(real, root)) return;
  const realRoot = realFolder(root);
  // Both are the nearest existing ancestor of an absent root.
  if (!isInside(real, realRoot)) throw new InvalidKeyError(`${folder} leads out of ${root}, to ${real}; nothing was written there`);
}

function isLeftover(name: string): boolean {
  const [, pid, session] = TEMPORARY.exec(name) ?? [];
  if (pid === undefined || session === SESSION) return false;
  return Number(pid) === process.pid || !isRunning(Number(pid));
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}

/** Too long, or a folder and a file collide. */
const IMPOSSIBLE_NAME: ReadonlySet<string> = new Set(['ENAMETOOLONG', 'ENOTDIR', 'EISDIR', 'EEXIST', 'ENOTEMPTY', 'EILSEQ', 'EINVAL']);

/**
 * The caller has checked that the folder of `path` is inside its root, just before.
 * @throws InvalidKeyError for a name that the file system cannot have
 */
export function replaceObject(key: string, path: string, bytes: Uint8Array, durable = false): Stats {
  try {
    return replaceAt(path, bytes, durable);
  } catch (error) {
    const code = errorCode(error) ?? '';
    if (!IMPOSSIBLE_NAME.has(code)) throw error;
    const why = code === 'ENAMETOOLONG' ? 'a name is too long' : 'there is a folder with this name, or a file where a folder must be';
    throw new InvalidKeyError(`${JSON.stringify(key)} cannot be a key: ${why} (${code})`);
  }
}

/** Empty past the end. */
export function readPart(file: number, from: number, length: number): Uint8Array {
  const bytes = Buffer.alloc(length);
  let end = 0;
  for (let count = -1; count !== 0 && end < length; end += count) count = readSync(file, bytes, end, length - end, from + end);
  return bytes.subarray(0, end);
}
