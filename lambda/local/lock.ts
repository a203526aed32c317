/**
 * A lock file that survives its owner's death. The modification time is the owner's heartbeat. Without heartbeats, an owner elsewhere
 * counts as dead; it may have slept, so owners call `check` before each write.
 *
 * Replacing a dead owner's lock needs a second lock, named by its hash: by unlinking, a slow contender could remove a
 * faster one's lock.
 */
import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from '../stores/key-path.ts';
import { describeSelf, HEARTBEAT, lockedMessage, mayBeAlive, parseOwner } from './lock-owner.ts';

export interface Lock {
  /** False after a takeover. */
  isHeld(): boolean;
  /** @throws Error after a takeover */
  check(): void;
  /** Synchronous, for exit handlers. */
  release(): Promise<void>;
}

/**
 * @param heartbeat milliseconds
 * @throws Error with a remedy if another process holds the lock
 */
export async function acquireLock(file: string, heartbeat = HEARTBEAT): Promise<Lock> {
  mkdirSync(dirname(file), { recursive: true });
  const text = JSON.stringify(describeSelf(heartbeat));
  acquire(file, text);
  const timer = setInterval(() => writeHeartbeat(file, text), heartbeat).unref();
  const isHeld = () => read(file) === text;
  return {
    isHeld,
    check: () => {
      if (!isHeld()) throw new Error(`Another linefeed has taken over ${file} while this one was asleep; run it again`);
    },
    release: async () => {
      clearInterval(timer);
      release(file, text);
    },
  };
}

/** `utimes` would use this machine's clock. The open file is the old one, so a new lock is safe. */
function writeHeartbeat(file: string, text: string): void {
  let opened: number | undefined;
  try {
    opened = openSync(file, 'r+');
    if (readFileSync(opened, 'utf8') !== text) return;
    writeSync(opened, text.slice(0, 1), 0);
    fsyncSync(opened);
  } catch {
    // On network failure, the next heartbeat or `check` notices.
  } finally {
    if (opened !== undefined) closeSync(opened);
  }
}

function acquire(file: string, text: string): void {
  while (!create(file, text)) {
    const found = read(file);
    if (found === undefined) continue;
    const owner = parseOwner(found);
    if (owner !== undefined && mayBeAlive(owner, file)) throw new Error(lockedMessage(owner, file));
    replace(file, found, text);
    if (read(file) === text) return;
  }
}

/** A process that dies here leaves a claim, replaced the same way. */
function replace(file: string, found: string, text: string): void {
  const claim = `${file}.${createHash('sha256').update(found).digest('hex').slice(0, 16)}`;
  acquire(claim, text);
  try {
    if (read(file) === found) placeComplete(file, text, renameSync);
  } finally {
    release(claim, text);
  }
}

function create(file: string, text: string): boolean {
  if (existsSync(file)) return false;
  try {
    placeComplete(file, text, linkSync);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Atomic: no process reads a lock without owner. */
function placeComplete(file: string, text: string, place: (from: string, to: string) => void): void {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    writeFileSync(temporary, text, { flag: 'wx' });
    place(temporary, file);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function release(file: string, text: string): void {
  if (read(file) === text) rmSync(file, { force: true });
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw new Error(`The lock file ${file} cannot be read; delete it if no other linefeed is running`, { cause: error });
  }
}
