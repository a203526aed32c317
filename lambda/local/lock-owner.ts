import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { errorCode } from '../stores/key-path.ts';

/** Milliseconds; each writes one byte. */
export const HEARTBEAT = 10_000;

/** A minute: slow drives delay heartbeats, but nobody should wait longer for a killed container. */
export const MAX_MISSED_HEARTBEATS = 6;

export interface Owner {
  pid: number;
  host: string;
  /** Kernel ticks, against reused pids. Linux only. */
  start: string | null;
  /** Boot id and pid namespace, since containers may share a host name. Absent in older locks. */
  machine?: string;
  /** Milliseconds. Absent in older locks. */
  heartbeat?: number;
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

/** Linux only: elsewhere host names identify machines. */
function machineOf(): string {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return '';
  }
}

/** Undefined for other text: the lock is free. */
export function parseOwner(text: string): Owner | undefined {
  try {
    const owner = JSON.parse(text);
    return Number.isSafeInteger(owner.pid) && owner.pid > 0 ? owner : undefined;
  } catch {
    return undefined;
  }
}

const isHere = ({ host, machine }: Owner): boolean => host === hostname() && (machine === undefined || machine === machineOf());

/** Other machines' processes need heartbeats. */
export const mayBeAlive = (owner: Owner, file: string): boolean => (isHere(owner) ? isRunning(owner) : overdue(owner, file) <= 0);

function isRunning({ pid, start }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return false;
  }
  return !existsSync('/proc/self/stat') || startOf(pid) === start;
}

/** proc(5): fields 3 (state) and 22 (start time), after the name, which may contain anything. Zombies hold no lock. */
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
 * Milliseconds since the owner counts as dead, negative before. A heartbeat equally far in the future is dead too: live owners rewrite it.
 */
function overdue({ heartbeat }: Owner, file: string): number {
  const last = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  if (last === undefined || heartbeat === undefined) return Number.NEGATIVE_INFINITY;
  return Math.abs(clockOf(file) - last) - MAX_MISSED_HEARTBEATS * heartbeat;
}

/** Network drives have their own clock. */
function clockOf(file: string): number {
  const probe = `${file}.${randomUUID()}.tmp`;
  try {
    writeFileSync(probe, '', { flag: 'wx' });
    return statSync(probe).mtimeMs;
  } finally {
    rmSync(probe, { force: true });
  }
}

export function lockedMessage(owner: Owner, file: string): string {
  const { pid, host, heartbeat } = owner;
  const seen = statSync(file, { throwIfNoEntry: false })?.mtime.toISOString() ?? 'a moment ago';
  if (isHere(owner) || heartbeat === undefined) {
    const where = host === hostname() ? '' : ` on ${host}`;
    return `Another linefeed (process ${pid}${where}) is working here. Stop it first; if it is not running any more, delete ${file}`;
  }
  const seconds = Math.max(1, Math.ceil(-overdue(owner, file) / 1000));
  return (
    `Another linefeed (process ${pid} on ${host}, last sign of life ${seen}) is working here. ` +
    `Stop it first; if it is not running any more, try again in ${seconds} s, or delete ${file}`
  );
}
