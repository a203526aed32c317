/** Who holds a lock, and whether that process can still be alive. */

import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { errorCode } from '../stores/key-path.ts';

/** Milliseconds between two signs of life. Short beside what anyone waits for, long beside the price: one write of one byte. */
export const HEARTBEAT = 10_000;

/**
 * Heartbeats that may be missed: a minute. Reading a large file or a slow network drive can hold up a process for some of them; nobody should
 * wait longer for a container that was killed.
 */
export const MOST_MISSED = 6;

export interface Owner {
  pid: number;
  host: string;
  /** When the process began, in the kernel's ticks; a later process with the same pid has another. Linux only, elsewhere null. */
  start: string | null;
  /** Boot and pid namespace: containers of one host name are different machines. Locks of earlier versions have none. */
  machine?: string;
  /** Milliseconds between two heartbeats. Locks of earlier versions have none. */
  heartbeat?: number;
  /** Makes every lock's text its own. */
  nonce: string;
}

export const describeSelf = (heartbeat: number): Owner => ({
  pid: process.pid,
  host: hostname(),
  start: startOf(process.pid),
  machine: machineOf(),
  heartbeat,
  nonce: randomUUID(),
});

/** Linux only, elsewhere empty: there host names tell machines apart. */
function machineOf(): string {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return '';
  }
}

/** A text that names no owner was not written by us: nobody holds it. */
export function parseOwner(text: string): Owner | undefined {
  try {
    const owner = JSON.parse(text);
    return Number.isSafeInteger(owner.pid) && owner.pid > 0 ? owner : undefined;
  } catch {
    return undefined;
  }
}

const isHere = ({ host, machine }: Owner): boolean => host === hostname() && (machine === undefined || machine === machineOf());

/** Processes of this machine are looked up; those of others have to show signs of life. */
export const mayLive = (owner: Owner, file: string): boolean => (isHere(owner) ? isRunning(owner) : silence(owner, file) <= 0);

function isRunning({ pid, start }: Owner): boolean {
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

/**
 * Milliseconds since the owner should have been declared dead; negative while it may live. An owner without heartbeats counts as alive.
 * A heartbeat that is as far in the future is dead too: a live owner would have replaced it when the clock was set back.
 */
function silence({ heartbeat }: Owner, file: string): number {
  const last = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  if (last === undefined || heartbeat === undefined) return Number.NEGATIVE_INFINITY;
  return Math.abs(timeAt(file) - last) - MOST_MISSED * heartbeat;
}

/** The file system's time, which is not this machine's on a network drive. */
function timeAt(file: string): number {
  const probe = `${file}.${randomUUID()}.tmp`;
  try {
    writeFileSync(probe, '', { flag: 'wx' });
    return statSync(probe).mtimeMs;
  } finally {
    rmSync(probe, { force: true });
  }
}

/** Names the process and what to do. */
export function heldBy(owner: Owner, file: string): string {
  const { pid, host, heartbeat } = owner;
  const seen = statSync(file, { throwIfNoEntry: false })?.mtime.toISOString() ?? 'a moment ago';
  if (isHere(owner) || heartbeat === undefined) {
    const where = host === hostname() ? '' : ` on ${host}`;
    return `Another linefeed (process ${pid}${where}) is working here. Stop it first; if it is not running any more, delete ${file}`;
  }
  const seconds = Math.max(1, Math.ceil(-silence(owner, file) / 1000));
  return (
    `Another linefeed (process ${pid} on ${host}, last sign of life ${seen}) is working here. ` +
    `Stop it first; if it is not running any more, try again in ${seconds} s, or delete ${file}`
  );
}
