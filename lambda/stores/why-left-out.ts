/** Why a file of a folder is no object, asked by its key. Listings tell the same. */
import { closeSync, constants, lstatSync, openSync } from 'node:fs';
import type { Gate } from './gate.ts';
import { isAbsent } from './key-path.ts';
import { noFile, unreadable } from './left-out.ts';
import type { LeftOut } from './store.ts';

/** @returns undefined for an object that can be opened, and where nothing is */
export function whyLeftOut(gate: Gate, key: string, path: string): LeftOut | undefined {
  if (!gate.admitsKey(key)) return undefined;
  try {
    const stat = lstatSync(path);
    if (stat.isDirectory()) return undefined;
    if (!stat.isFile() && !stat.isSymbolicLink()) return noFile(key, stat);
    // Also for a file in a folder that is such a link.
    const found = gate.followLink(key);
    if ('reason' in found) return found;
    if (found.kind === 'other') return noFile(key, found.stat);
    if (found.kind === 'file') closeSync(openSync(found.real, constants.O_RDONLY | constants.O_NONBLOCK));
    return undefined;
  } catch (error) {
    return isAbsent(error) ? undefined : unreadable(key, error);
  }
}
