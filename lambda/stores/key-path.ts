/** No key leads out of its folder. */
import { realpathSync } from 'node:fs';
import { dirname, sep } from 'node:path';
import { InvalidKeyError } from './store.ts';

const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG', 'ELOOP']);

export const isAbsent = (error: unknown): boolean => ABSENT.has(errorCode(error) ?? '');

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

export function unlessAbsent<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** @throws unless every part is a file name */
export function checkKey(key: string): void {
  if (key.split('/').some((part) => part === '' || part === '.' || part === '..') || /[\\\0]/.test(key)) {
    throw new InvalidKeyError(
      `${JSON.stringify(key)} cannot be a key: it must be names joined by "/", without empty names, ".", "..", backslash or NUL; rename it`,
    );
  }
}

export const isInside = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

export function realFolder(folder: string): string {
  return unlessAbsent(() => realpathSync.native(folder)) ?? realFolder(dirname(folder));
}
