/** Keys as paths below a folder, and the promise that no key leads out of it. */
import { realpathSync } from 'node:fs';
import { dirname, sep } from 'node:path';
import { InvalidKeyError } from './store.ts';

/** What the operating system answers for a path at which no file can be. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG', 'ELOOP']);

export const isAbsent = (error: unknown): boolean => ABSENT.has(errorCode(error) ?? '');

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** The value, or undefined where no file is; every other failure is one. */
export function unlessAbsent<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** Throws unless every part of the key is the name of a file or a folder, which also rules out absolute keys. */
export function checkKey(key: string): void {
  if (key.split('/').some((part) => part === '' || part === '.' || part === '..') || /[\\\0]/.test(key)) {
    throw new InvalidKeyError(
      `${JSON.stringify(key)} cannot be a key: it must be names joined by "/", without empty names, ".", "..", backslash or NUL; rename it`,
    );
  }
}

export const isInside = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

/** The real path of the folder or of its nearest ancestor that exists. */
export function realFolder(folder: string): string {
  return unlessAbsent(() => realpathSync.native(folder)) ?? realFolder(dirname(folder));
}
