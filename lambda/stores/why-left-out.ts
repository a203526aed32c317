/** As listings explain it; undefined if readable or absent. */
import { closeSync, constants, lstatSync, openSync } from 'node:fs';
import type { Gate } from './gate.ts';
import { isAbsent } from './key-path.ts';
import { notAFile, unreadable } from './left-out.ts';
import type { LeftOut } from './store.ts';

export function whyLeftOut(gate: Gate, key: string, path: string): LeftOut | undefined {
  if (!gate.admitsKey(key)) return undefined;
  try {
    const stat = lstatSync(path);
    if (stat.isDirectory()) return undefined;
    if (!stat.isFile() && !stat.isSymbolicLink()) return notAFile(key, stat);
    // Maybe in a linked folder.
    const found = gate.followLink(key);
    if ('reason' in found) return found;
    if (found.kind === 'other') return notAFile(key, found.stat);
    if (found.kind === 'file') closeSync(openSync(found.real, constants.O_RDONLY | constants.O_NONBLOCK));
    return undefined;
  } catch (error) {
    return isAbsent(error) ? undefined : unreadable(key, error);
  }
}
