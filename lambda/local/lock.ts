/**
 * One process at a time. The lock file holds its owner, who may have died without removing it.
 *
 * A dead owner's lock is replaced only by whoever holds the claim to that very lock, a second lock file named by a hash of the first
 * one's text. Unlinking it instead would race: a slow contender would remove the lock of a faster one.
 */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { errorCode } from '../stores/key-path.ts';

interface Owner {
  pid: number;
  host: string;
  /** When the process began, in the kernel's ticks; a later process with the same pid has another. Linux only, elsewhere null. */
  start: string | null;
  /** Makes every lock's text its own. */
  nonce: string;
}

/**
 * Takes the lock, or throws with what to do when another process holds it. The function it gives releases the lock; its work is done
 * when it returns, so that it can also be called as the process exits.
 */
export async function acquireLock(file: string): Promise<() => Promise<void>> {
  mkdirSync(dirname(file), { recursive: true });
  const text = JSON.stringify({ pid: process.pid, host: hostname(), start: startOf(process.pid), nonce: randomUUID() } satisfies Owner);
  take(file, text);
  return async () => release(file, text);
}

function take(file: string, text: string): void {
  while (!create(file, text)) {
    const found = read(file);
    if (found === undefined) continue;
    const owner = parse(found);
    if (owner !== undefined && mayLive(owner)) throw new Error(heldBy(owner, file));
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

/** A text that names no owner was not written by `take`: nobody holds it. */
function parse(text: string): Owner | undefined {
  try {
    const owner = JSON.parse(text);
    return Number.isSafeInteger(owner.pid) && owner.pid > 0 ? owner : undefined;
  } catch {
    return undefined;
  }
}

/** Of another machine's processes nothing is known, so they count as alive. */
function mayLive({ pid, host, start }: Owner): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return false;
  }
  return !existsSync('/proc/self/stat') || startOf(pid) === start;
}

/** From proc(5): fields 3 (state) and 22 (start time) follow the name, which may contain anything. A zombie holds nothing any more. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

function heldBy({ pid, host }: Owner, file: string): string {
  const since = statSync(file, { throwIfNoEntry: false })?.mtime.toISOString() ?? 'a moment ago';
  const where = host === hostname() ? '' : ` on ${host}`;
  return `Another linefeed (process ${pid}${where}, since ${since}) is working here. Stop it first; if it is not running any more, delete ${file}`;
}
