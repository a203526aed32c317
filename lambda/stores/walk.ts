import { type Dirent, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { Gate, isIgnoredName, type Root } from './gate.ts';
import { checkKey, isAbsent, unlessAbsent } from './key-path.ts';
import { ignoredFolder, notAFile, notUtf8, unreadable } from './left-out.ts';
import type { LeftOut } from './store.ts';

export interface FoundFile {
  key: string;
  path: string;
}

export interface WalkOptions {
  ignore: ReadonlySet<string>;
  /** Of keys. */
  ignoredNames?: RegExp | undefined;
  /** @default throws */
  onLeftOut?: ((leftOut: LeftOut) => void) | undefined;
}

/** Keys are `root.prefix` and the path below `root.folder`. */
export function* walk(root: Root, prefix: string, { ignore, ignoredNames, onLeftOut }: WalkOptions): Generator<FoundFile> {
  if (!root.prefix.startsWith(prefix) && !prefix.startsWith(root.prefix)) return;
  const gate = new Gate(root, ignore, ignoredNames);
  const wanted = prefix.slice(root.prefix.length);
  const start = wanted.slice(0, wanted.lastIndexOf('/') + 1);
  if (start !== '') checkKey((root.prefix + start).slice(0, -1));
  if (start !== '' && !gate.admitsKey((root.prefix + start).slice(0, -1))) return;
  const folder = resolve(root.folder, start);
  const real = unlessAbsent(() => realpathSync.native(folder));
  if (real === undefined || !gate.admitsReal(real)) return;
  for (const file of walkFolder(folder, root.prefix + start, gate, onLeftOut)) {
    if (file.key.startsWith(prefix)) yield file;
  }
}

/** Cheaper than `join`, for an absolute folder. */
const below = (folder: string, name: string): string => (folder.endsWith(sep) ? folder + name : folder + sep + name);

function* walkFolder(folder: string, keyPrefix: string, gate: Gate, onLeftOut: WalkOptions['onLeftOut']): Generator<FoundFile> {
  for (const entry of entriesOf(folder, keyPrefix, onLeftOut)) {
    const path = below(folder, entry.name);
    const key = keyPrefix + entry.name;
    if (!gate.admitsName(key)) {
      if (entry.isDirectory() && isIgnoredName(entry.name)) onLeftOut?.(ignoredFolder(`${key}/`));
    } else if (isMangled(entry, path)) onLeftOut?.(notUtf8(entry.isDirectory() ? `${key}/` : key));
    else {
      const found = entry.isSymbolicLink() ? gate.followLink(key) : { kind: kindOf(entry), stat: entry };
      if ('reason' in found) onLeftOut?.(found);
      else if (found.kind === 'file') yield { key, path };
      else if (found.kind === 'folder') yield* walkFolder(path, `${key}/`, gate, onLeftOut);
      else onLeftOut?.(notAFile(key, found.stat));
    }
  }
}

function entriesOf(folder: string, key: string, onLeftOut: WalkOptions['onLeftOut']): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (isAbsent(error)) return [];
    const why = onLeftOut && unreadable(key, error);
    if (!why) throw error;
    onLeftOut?.(why);
    return [];
  }
}

/** Node.js replaces bytes that are not UTF-8. */
const isMangled = (entry: Dirent, path: string): boolean =>
  entry.name.includes('\ufffd') && lstatSync(path, { throwIfNoEntry: false }) === undefined;

const kindOf = (entry: Dirent) => (entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : 'other');
