/**
 * What the last build saw and left, in `.last-build` beside the catalog. A build that sees the same has nothing to do; one that sees other
 * states of few posts reads only these. docs/decisions/0045-remember-what-the-last-build-saw.md says why this hides no work.
 */
import { createHash, hash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { privateHubsIn } from '../../aws/environment.ts';
import type { Settings } from '../../core/site/settings.ts';
import { replaceFile } from '../../stores/atomic-file.ts';
import { unlessAbsent } from '../../stores/key-path.ts';
import type { Places } from '../places.ts';
import type { Summary } from '../report/summary-lines.ts';
import type { FileStates } from './file-states.ts';

export interface LastBuild {
  /** Milliseconds since 1970: the begin of the last full run, and of the last build. */
  full: number;
  made: number;
  /** When time alone changes posts, in milliseconds since 1970. */
  due?: number;
  /** Of a build with nothing to do. */
  summary: Summary;
  /** For the next run; see `build-folder.ts`. */
  next: unknown;
}

/** Milliseconds after which a full run follows: it collects garbage, and looks behind the states of files. */
const LONGEST = 24 * 3_600_000;

const fileOf = ({ state }: Places): string => join(state, '.last-build');

/** The program that all other code of a command belongs to: it names them by their digests. */
const PROGRAM = new URL('./linefeed.js', import.meta.url);

/**
 * What, beside files and time, decides on the result: program, Node, flags, folders.
 * @returns undefined if the program is unknown, as in tests
 */
export function identityOf(places: Places, overrides: Settings, program = PROGRAM): string | undefined {
  const code = unlessAbsent(() => readFileSync(program));
  const hubs = privateHubsIn(process.env);
  return code && JSON.stringify([hash('md5', code, 'hex'), process.version, places, overrides, hubs]);
}

/** Whether another process may be at work. */
export const isLocked = ({ state }: Places): boolean => existsSync(join(state, '.lock'));

/** @returns undefined if it is absent, damaged, of another program, or outdated */
export function readLastBuild(places: Places, identity: string, now: number): { last: LastBuild; states: FileStates } | undefined {
  const bytes = unlessAbsent(() => readFileSync(fileOf(places)));
  if (bytes === undefined) return undefined;
  const [digest, sizes] = [bytes.subarray(0, DIGEST), bytes.subarray(DIGEST, DIGEST + SIZES)];
  const rest = bytes.subarray(DIGEST);
  if (sizes.length < SIZES || digestOf(identity, rest) !== digest.toString()) return undefined;
  const [json, names, entries] = [sizes.readUInt32LE(0), sizes.readUInt32LE(4), sizes.readUInt32LE(8)];
  const texts = bytes.subarray(DIGEST + SIZES);
  const last: LastBuild = JSON.parse(texts.toString('utf8', 0, json));
  // A clock that went back says nothing.
  if (now < last.made || now > last.full + LONGEST || now >= (last.due ?? Number.POSITIVE_INFINITY)) return undefined;
  const listed = (from: number, to: number) => (from === to ? [] : texts.toString('utf8', from, to).split('\0'));
  const ends = [json, json + names, json + names + entries] as const;
  // A copy, since numbers of 8 bytes cannot begin anywhere.
  const numbers = new Uint8Array(texts.subarray(ends[2]));
  return {
    last,
    states: { names: listed(ends[0], ends[1]), numbers: new Float64Array(numbers.buffer), entries: listed(ends[1], ends[2]) },
  };
}

/** With the identity: another program may read the same bytes differently. */
const digestOf = (identity: string, rest: Uint8Array): string => createHash('md5').update(identity).update(rest).digest('hex');

/** Characters. */
const DIGEST = 32;
/** Bytes. */
const SIZES = 12;

/** Atomic; a part of it is refused. */
export function writeLastBuild(places: Places, identity: string, last: LastBuild, { names, numbers, entries }: FileStates): void {
  const texts = [JSON.stringify(last), names.join('\0'), entries.join('\0')].map((text) => Buffer.from(text));
  const sizes = Buffer.alloc(SIZES);
  for (const [index, { length }] of texts.entries()) sizes.writeUInt32LE(length, index * 4);
  const rest = Buffer.concat([sizes, ...texts, new Uint8Array(numbers.buffer)]);
  const file = fileOf(places);
  replaceFile(file, Buffer.concat([Buffer.from(digestOf(identity, rest)), rest]), dirname(file));
}
