/** A shape -> what it costs at several sizes. Time of the processor, the least of several tries: a busy machine makes single ones larger. */
import { type Shape, shapeOf } from './shapes.ts';
import { SUBJECTS } from './subjects.ts';

const KILOBYTE = 1_024;
/** Each is four times the one before. */
const SIZES = [4, 16, 64, 256].map((size) => size * KILOBYTE);
/** Characters: about the body of the largest post that is allowed. */
const LARGEST = 1_900_000;
/** Seconds of the processor at 256 KB, and at the largest size. */
const MOST = 0.5;
const MOST_AT_ALL = 4;
/** Of a cost that grows with the size to this power. */
const EXPONENT = 1.2;
/** Seconds; what takes less tells nothing of its growth. */
const TELLING = 0.03;

interface Timed {
  /** Of the processor. */
  seconds: number;
  /** Refused by a count, so the time tells nothing of texts that are not. */
  isRefused: boolean;
}

/** @param onTry called before each try, so that whoever watches sees that the process lives */
async function timed(shape: Shape, size: number, tries: number, onTry: () => void): Promise<Timed> {
  const text = shape.text(size);
  let [seconds, isRefused] = [Number.POSITIVE_INFINITY, false];
  for (let index = 0; index < tries; index++) {
    onTry();
    const before = process.cpuUsage();
    const result = await SUBJECTS[shape.subject]?.run(text);
    isRefused = result !== 'published' && result !== 'read';
    const { user, system } = process.cpuUsage(before);
    seconds = Math.min(seconds, (user + system) / 1e6);
  }
  return { seconds, isRefused };
}

async function fault(shape: Shape, tries: number, onTry: () => void): Promise<string | undefined> {
  let before: Timed = { seconds: 0, isRefused: false };
  for (const size of SIZES) {
    const now = await timed(shape, size, tries, onTry);
    const exponent = Math.log(now.seconds / before.seconds) / Math.log(4);
    if (now.seconds > MOST) return `${now.seconds.toFixed(2)} s at ${size / KILOBYTE} KB, exponent ${exponent.toFixed(2)}`;
    const isComparable = now.seconds > TELLING && now.isRefused === before.isRefused;
    if (size === SIZES.at(-1) && isComparable && exponent > EXPONENT)
      return `exponent ${exponent.toFixed(2)}: ${before.seconds.toFixed(3)} s at 64 KB, ${now.seconds.toFixed(3)} s at 256 KB`;
    before = now;
  }
  return undefined;
}

/** @returns what is wrong, seen three times; undefined if it is not */
export async function examineCost(seed: number, run: number, onTry: () => void): Promise<string | undefined> {
  const shape = shapeOf(seed, run);
  let found: string | undefined;
  for (const tries of [1, 3, 5]) {
    found = await fault(shape, tries, onTry);
    if (found === undefined) return undefined;
  }
  return `${shape.subject}, ${shape.pieces}: ${found}`;
}

/** In a process with little memory, which ends if that is not enough. */
export async function examineLargest(seed: number, run: number, onTry: () => void): Promise<string | undefined> {
  const shape = shapeOf(seed, run);
  for (const tries of [1, 2]) if ((await timed(shape, LARGEST, tries, onTry)).seconds <= MOST_AT_ALL) return undefined;
  return `${shape.subject}, ${shape.pieces}: ${(await timed(shape, LARGEST, 2, onTry)).seconds.toFixed(2)} s at the largest size`;
}
