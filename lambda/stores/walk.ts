/** The files below a folder. */
import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkKey, isInside, unlessAbsent } from './key-path.ts';

export interface FoundFile {
  key: string;
  path: string;
}

/** Names that are never posts or documents. */
export const isIgnoredName = (name: string): boolean => name.startsWith('.') || name === 'node_modules';

/** Hidden files that tell by being there which generator a folder is of. */
const SIGNS: ReadonlySet<string> = new Set(['.eleventy.js', '.obsidian', '.obsidian/app.json']);

const isLeftOut = (key: string, name: string): boolean => (isIgnoredName(name) || key.startsWith('.obsidian/')) && !SIGNS.has(key);

/** Every file whose key, which is `root.prefix` and its path from `root.folder`, begins with `prefix`. A folder that cannot be read throws. */
export function* walk(root: { prefix: string; folder: string }, prefix: string, ignore: ReadonlySet<string>): Generator<FoundFile> {
  if (!root.prefix.startsWith(prefix) && !prefix.startsWith(root.prefix)) return;
  const wanted = prefix.slice(root.prefix.length);
  const start = wanted.slice(0, wanted.lastIndexOf('/') + 1);
  if (start !== '') checkKey((root.prefix + start).slice(0, -1));
  if (start.split('/').some(isIgnoredName)) return;
  const folder = resolve(root.folder, start);
  const real = unlessAbsent(() => realpathSync.native(folder));
  if (real === undefined || [...ignore].some((ignored) => isInside(folder, ignored))) return;
  const realRoot = realpathSync.native(root.folder);
  if (!isInside(real, realRoot)) return;
  for (const file of walkFolder(folder, root.prefix + start, { realRoot, ignore, above: [real] })) {
    if (file.key.startsWith(prefix)) yield file;
  }
}

interface Bounds {
  realRoot: string;
  ignore: ReadonlySet<string>;
  /** Real paths of the folders that lead here: a link back to one of them would never end. */
  above: readonly string[];
}

function* walkFolder(folder: string, keyPrefix: string, bounds: Bounds): Generator<FoundFile> {
  for (const entry of unlessAbsent(() => readdirSync(folder, { withFileTypes: true })) ?? []) {
    const path = join(folder, entry.name);
    const key = keyPrefix + entry.name;
    if (isLeftOut(key, entry.name) || bounds.ignore.has(path)) continue;
    const found = entry.isSymbolicLink()
      ? followed(path, bounds)
      : { kind: kindOf(entry), real: join(bounds.above.at(-1) ?? '', entry.name) };
    if (found?.kind === 'file') yield { key, path };
    if (found?.kind === 'folder') yield* walkFolder(path, `${key}/`, { ...bounds, above: [...bounds.above, found.real] });
  }
}

const kindOf = (entry: Pick<Dirent, 'isFile' | 'isDirectory'>) => (entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : undefined);

/** What a link leads to, unless that is outside of the root, left out, or a folder that leads back here. */
function followed(path: string, { realRoot, ignore, above }: Bounds) {
  const real = unlessAbsent(() => realpathSync.native(path));
  if (real === undefined || !isInside(real, realRoot) || above.includes(real)) return undefined;
  if (real.slice(realRoot.length).split(/[\\/]/).some(isIgnoredName) || [...ignore].some((ignored) => isInside(real, ignored)))
    return undefined;
  const stat = statSync(real, { throwIfNoEntry: false });
  return stat === undefined ? undefined : { kind: kindOf(stat), real };
}
