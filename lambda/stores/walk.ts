/** The files below a folder. */
import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Gate, type Root } from './gate.ts';
import { checkKey, unlessAbsent } from './key-path.ts';

export interface FoundFile {
  key: string;
  path: string;
}

/** Every file whose key, which is `root.prefix` and its path from `root.folder`, begins with `prefix`. A folder that cannot be read throws. */
export function* walk(root: Root, prefix: string, ignore: ReadonlySet<string>): Generator<FoundFile> {
  if (!root.prefix.startsWith(prefix) && !prefix.startsWith(root.prefix)) return;
  const gate = new Gate(root, ignore);
  const wanted = prefix.slice(root.prefix.length);
  const start = wanted.slice(0, wanted.lastIndexOf('/') + 1);
  if (start !== '') checkKey((root.prefix + start).slice(0, -1));
  if (start !== '' && !gate.admitsKey((root.prefix + start).slice(0, -1))) return;
  const folder = resolve(root.folder, start);
  const real = unlessAbsent(() => realpathSync.native(folder));
  if (real === undefined || !gate.admitsReal(real)) return;
  for (const file of walkFolder(folder, root.prefix + start, { gate, above: [real] })) {
    if (file.key.startsWith(prefix)) yield file;
  }
}

interface Bounds {
  gate: Gate;
  /** Real paths of the folders that lead here: a link back to one of them would never end. */
  above: readonly string[];
}

function* walkFolder(folder: string, keyPrefix: string, bounds: Bounds): Generator<FoundFile> {
  for (const entry of unlessAbsent(() => readdirSync(folder, { withFileTypes: true })) ?? []) {
    const path = join(folder, entry.name);
    const key = keyPrefix + entry.name;
    if (!bounds.gate.admitsName(key)) continue;
    const found = entry.isSymbolicLink()
      ? followed(path, bounds)
      : { kind: kindOf(entry), real: join(bounds.above.at(-1) ?? '', entry.name) };
    if (found?.kind === 'file') yield { key, path };
    if (found?.kind === 'folder') yield* walkFolder(path, `${key}/`, { ...bounds, above: [...bounds.above, found.real] });
  }
}

const kindOf = (entry: Pick<Dirent, 'isFile' | 'isDirectory'>) => (entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : undefined);

/** What a link leads to, unless that is not shown, or is a folder that leads back here. */
function followed(path: string, { gate, above }: Bounds) {
  const real = unlessAbsent(() => realpathSync.native(path));
  if (real === undefined || above.includes(real) || !gate.admitsReal(real)) return undefined;
  const stat = statSync(real, { throwIfNoEntry: false });
  return stat === undefined ? undefined : { kind: kindOf(stat), real };
}
