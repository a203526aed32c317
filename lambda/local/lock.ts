/**
 * One process at a time. The lock file holds its owner, who may have died without removing it.
 *
 * The owner writes a byte of it at intervals, so that the file system keeps the time of its last sign of life; a process of another machine
 * or container that has stopped doing so is dead. It may have been asleep only: an owner asks `check` before each write.
 *
 * A dead owner's lock is replaced only by whoever holds the claim to that very lock, a second lock file named by a hash of the first
 * one's text. Unlinking it instead would race: a slow contender would remove the lock of a faster one.
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
import { describeSelf, HEARTBEAT, heldBy, mayLive, parseOwner } from './lock-owner.ts';

export interface Lock {
  /** False when another process has taken the lock over. */
  isHeld(): boolean;
  /** @throws Error when another process has taken the lock over, as after this one was asleep */
  check(): void;
  /** Its work is done when it returns, so that it can also be called as the process exits. */
  release(): Promise<void>;
}

/**
 * Takes the lock, or throws with what to do when another process holds it.
 * @param heartbeat milliseconds between two signs of life
 */
export async function acquireLock(file: string, heartbeat = HEARTBEAT): Promise<Lock> {
  mkdirSync(dirname(file), { recursive: true });
  const text = JSON.stringify(describeSelf(heartbeat));
  take(file, text);
  // Ends no later than the process does.
  const timer = setInterval(() => beat(file, text), heartbeat).unref();
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

/** A write, since `utimes` would set this machine's time instead of the file system's. What is opened stays ours if it is replaced meanwhile. */
function beat(file: string, text: string): void {
  let opened: number | undefined;
  try {
    opened = openSync(file, 'r+');
    if (readFileSync(opened, 'utf8') !== text) return;
    writeSync(opened, text.slice(0, 1), 0);
    fsyncSync(opened);
  } catch {
    // A network drive that is away: the next heartbeat, or the check before a write, finds out.
  } finally {
    if (opened !== undefined) closeSync(opened);
  }
}

function take(file: string, text: string): void {
  while (!create(file, text)) {
    const found = read(file);
    if (found === undefined) continue;
    const owner = parseOwner(found);
    if (owner !== undefined && mayLive(owner, file)) throw new Error(heldBy(owner, file));
    replace(file, found, text);
    if (read(file) === text) return;
  }
}

/** Puts `text` where the dead owner's `found` still is. Whoever dies in here leaves a claim that is taken over the same way. */
function replace(file: string, found: string, text: string): void {
  const claim = `${file}.${createHash('sha256').update(found).digest('hex').slice(0, 16)}`;
  take(claim, text);
  try {
    if (read(file) === found) writeAnew(file, text, renameSync);
  } finally {
    release(claim, text);
  }
}

/** False if the file is there already. */
function create(file: string, text: string): boolean {
  if (existsSync(file)) return false;
  try {
    writeAnew(file, text, linkSync);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Whole at once, so that nobody reads a lock without its owner. */
function writeAnew(file: string, text: string, place: (from: string, to: string) => void): void {
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
