import type { Stats } from 'node:fs';
import { errorCode } from './key-path.ts';
import type { LeftOut, LeftOutReason } from './store.ts';

/** Not the file's fault. */
const RESOURCE_ERRORS: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN']);

const ADVICE: Record<string, string> = {
  EACCES: 'permission denied; let the user that runs Linefeed read it',
  EPERM: 'permission denied; let the user that runs Linefeed read it',
  EIO: 'the disk or the network drive fails to read it; check the drive, and restore the file',
  ELOOP: 'a link that leads back to itself; delete it, or put a file there',
  ENOENT: 'a link to something that is not there; mount or restore that, or delete the link',
};

const leftOut = (key: string, reason: LeftOutReason, message: string): LeftOut => ({ key, reason, message, etag: `left out: ${message}` });

/** @returns undefined if not the file's fault */
export function unreadable(key: string, error: unknown): LeftOut | undefined {
  const code = errorCode(error);
  if (code === undefined || RESOURCE_ERRORS.has(code)) return undefined;
  return leftOut(key, 'unreadable', `cannot be read: ${ADVICE[code] ?? 'see what the operating system says'} (${code})`);
}

export function notAFile(key: string, stat: Pick<Stats, 'isFIFO' | 'isSocket'>): LeftOut {
  const kind = stat.isFIFO() ? 'a named pipe' : stat.isSocket() ? 'a socket' : 'a device';
  return leftOut(key, 'unreadable', `is ${kind}, not a file; put a file there, or move it away`);
}

export const linkOut = (key: string): LeftOut =>
  leftOut(key, 'link out of the blog', 'is a link that leads out of the folder of the blog; put a copy there instead');

export const linkToHidden = (key: string): LeftOut =>
  leftOut(key, 'ignored folder', 'is a link to something that is ignored, such as a hidden folder; put a copy there instead');

export const linkAbove = (key: string): LeftOut =>
  leftOut(key, 'link to a folder above', 'is a link to a folder that it is in; what is there is listed already');

export const ignoredFolder = (key: string): LeftOut =>
  leftOut(key, 'ignored folder', 'hidden folders and node_modules are ignored; move the posts to another folder');

export const notUtf8 = (key: string): LeftOut =>
  leftOut(key, 'not UTF-8 name', 'its name is not UTF-8, so no key and no address can be made of it; rename it');
