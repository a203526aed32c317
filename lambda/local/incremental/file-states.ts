/** The states of all files that a build reads or writes, in columns: it compares them to find those that changed. */
import { readdirSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { ENTRIES, PUBLIC, STATE } from '../../keys.ts';
import { isInside } from '../../stores/key-path.ts';
import { walk } from '../../stores/walk.ts';
import type { Places } from '../places.ts';

export interface FileStates {
  /** `posts/`, `public/` or `state/`, and the path. */
  names: readonly string[];
  /** Of each file: size, times and inode. A time that is not a number equals none: such a file is unknown. */
  numbers: Float64Array;
  /** Names in the folder of entries: each is a digest, so these files have no other state. */
  entries: readonly string[];
}

export const POSTS = 'posts/';

const COLUMNS = 4;
const MTIME = 1;
/** Column of the change time, which programs cannot set. */
const CTIME = 2;

/** Milliseconds: the longest tick of a clock whose times have fractions of a second (Windows: 15.6). */
const TICK = 20;
/** The tick of FAT. */
const COARSE_TICK = 2000;

/** Of what listings leave out. */
const NAME_ONLY: Readonly<Pick<Stats, 'size' | 'mtimeMs' | 'ctimeMs' | 'ino'>> = { size: 0, mtimeMs: 0, ctimeMs: 0, ino: 0 };

type State = typeof NAME_ONLY;

const columnsOf = ({ size, mtimeMs, ctimeMs, ino }: State): number[] => [size, mtimeMs, ctimeMs, ino];

/** Also names what listings leave out, with the reason. */
export function takeStates({ dir, out, state }: Places): FileStates {
  const names: string[] = [];
  const numbers: number[] = [];
  const add = (name: string, of: State) => {
    names.push(name);
    numbers.push(of.size, of.mtimeMs, of.ctimeMs, of.ino);
  };
  const entries = join(state, ENTRIES.slice(STATE.length));
  for (const [above, prefix, folder, ignore] of [
    [POSTS, '', dir, [out, state]],
    ['', PUBLIC, out, []],
    ['', STATE, state, [entries]],
  ] as const) {
    const onLeftOut = ({ key, etag }: { key: string; etag: string }) => {
      // The folder around the state appears with the first build.
      if (!isInside(state, join(folder, key))) add(`${above}${key}\u0001${etag}`, NAME_ONLY);
    };
    for (const { key, path } of walk({ prefix, folder }, prefix, { ignore: new Set(ignore), onLeftOut })) add(above + key, stateOf(path));
  }
  return { names, numbers: Float64Array.from(numbers), entries: namesIn(entries) };
}

/** None if the folder cannot be read: a build that needs it says why. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Unknown if it cannot be examined. */
function stateOf(path: string): State {
  try {
    return statSync(path);
  } catch {
    return { ...NAME_ONLY, ctimeMs: Number.NaN };
  }
}

/**
 * What is certain of them: a file that changed within a tick before its state was taken may change again without another state.
 * @param taken milliseconds since 1970
 */
export function certain({ numbers, ...rest }: FileStates, taken: number): FileStates {
  const result = Float64Array.from(numbers);
  for (let at = 0; at < result.length; at += COLUMNS) {
    const [mtime, ctime] = [numbers[at + MTIME] ?? 0, numbers[at + CTIME] ?? 0];
    const tick = mtime % 1000 === 0 || ctime % 1000 === 0 ? COARSE_TICK : TICK;
    if (Math.max(mtime, ctime) >= taken - tick) result[at + CTIME] = Number.NaN;
  }
  return { ...rest, numbers: result };
}

/** @param writes the states of written files; undefined: deleted */
export function withWrites({ names, numbers, entries }: FileStates, writes: ReadonlyMap<string, State | undefined>): FileStates {
  const kept = names.filter((name) => !writes.has(name));
  const written = [...writes].filter((write): write is [string, State] => write[1] !== undefined && !write[0].startsWith(ENTRIES));
  const result = new Float64Array((kept.length + written.length) * COLUMNS);
  let at = 0;
  for (let index = 0; index < names.length; index += 1) {
    if (writes.has(names[index] ?? '')) continue;
    for (let column = 0; column < COLUMNS; column += 1) result[at++] = numbers[index * COLUMNS + column] ?? 0;
  }
  result.set(
    written.flatMap(([, state]) => columnsOf(state)),
    at,
  );
  return { names: [...kept, ...written.map(([name]) => name)], numbers: result, entries: entriesAfter(entries, writes) };
}

function entriesAfter(entries: readonly string[], writes: ReadonlyMap<string, State | undefined>): string[] {
  const names = new Set(entries);
  for (const [key, state] of writes) {
    if (!key.startsWith(ENTRIES)) continue;
    const name = key.slice(ENTRIES.length);
    if (state) names.add(name);
    else names.delete(name);
  }
  return [...names];
}

/** @returns the names of changed files; undefined if files were added or removed */
export function changedFiles(before: FileStates, now: FileStates): string[] | undefined {
  if (before.names.length !== now.names.length || !haveSameNames(before.entries, now.entries)) return undefined;
  let places: Map<string, number> | undefined;
  const changed: string[] = [];
  let at = 0;
  for (let index = 0; index < now.names.length; index += 1, at += 1) {
    const name = now.names[index] ?? '';
    // Folders list their files in any order.
    if (before.names[at] !== name) {
      places ??= new Map(before.names.map((each, place) => [each, place]));
      const place = places.get(name);
      if (place === undefined) return undefined;
      at = place;
    }
    for (let column = 0; column < COLUMNS; column += 1) {
      if (before.numbers[at * COLUMNS + column] === now.numbers[index * COLUMNS + column]) continue;
      changed.push(name);
      break;
    }
  }
  return changed;
}

/** In any order. */
function haveSameNames(before: readonly string[], now: readonly string[]): boolean {
  if (before.length !== now.length) return false;
  if (now.every((name, index) => name === before[index])) return true;
  const names = new Set(before);
  return now.every((name) => names.has(name));
}
