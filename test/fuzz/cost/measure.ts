/** Measures what a shape costs at several sizes. CPU time, the least of several tries: other processes on the machine only ever add to it. */
import { type Shape, shapeOf } from './shapes.ts';
import { SUBJECTS } from './subjects.ts';

const KILOBYTE = 1_024;
/** Each is four times the previous one. */
const SIZES = [4, 16, 64, 256].map((size) => size * KILOBYTE);
/** Characters: about the body of the largest allowed post. */
const LARGEST = 1_900_000;
/** CPU seconds at 256 KB, and at the largest size. */
const LIMIT = 0.5;
const LIMIT_AT_LARGEST = 4;
/** The cost may grow with this power of the size. */
const EXPONENT = 1.2;
/** CPU seconds below which a time says nothing about growth. */
const SIGNIFICANT = 0.03;
/** Tries of each round. A shape is reported only if it fails all rounds. */
const ROUNDS = [1, 3, 5];

interface Cost {
  /** CPU seconds. */
  seconds: number;
  /** Whether a budget refused the text: then the time says nothing about texts that are published. */
  isRefused: boolean;
}

/** @param onTry called before each try, so that the watching process sees that this one lives */
async function measure(shape: Shape, size: number, tries: number, onTry: () => void): Promise<Cost> {
  const text = shape.text(size);
  let [seconds, isRefused] = [Number.POSITIVE_INFINITY, false];
  for (let index = 0; index < tries; index++) {
    onTry();
    const before = process.cpuUsage();
    const result = await SUBJECTS[shape.subject]?.run(text);
    const { user, system } = process.cpuUsage(before);
    isRefused = result !== 'published' && result !== 'read';
    seconds = Math.min(seconds, (user + system) / 1e6);
  }
  return { seconds, isRefused };
}

/** @param costs at each of SIZES, from the smallest */
function findingIn(costs: readonly Cost[]): string | undefined {
  for (const [index, { seconds, isRefused }] of costs.entries()) {
    const before = costs[index - 1] ?? { seconds: 0, isRefused: false };
    const exponent = Math.log(seconds / before.seconds) / Math.log(4);
    if (seconds > LIMIT) return `${seconds.toFixed(2)} s at ${(SIZES[index] ?? 0) / KILOBYTE} KB, exponent ${exponent.toFixed(2)}`;
    const isComparable = seconds > SIGNIFICANT && isRefused === before.isRefused;
    if (index === SIZES.length - 1 && isComparable && exponent > EXPONENT)
      return `exponent ${exponent.toFixed(2)}: ${before.seconds.toFixed(3)} s at 64 KB, ${seconds.toFixed(3)} s at 256 KB`;
  }
  return undefined;
}

/** @returns what is wrong with the least times of all rounds, undefined if nothing is */
export async function examineCost(seed: number, run: number, onTry: () => void): Promise<string | undefined> {
  const shape = shapeOf(seed, run);
  const best: Cost[] = [];
  let finding: string | undefined;
  for (const tries of ROUNDS) {
    for (const [index, size] of SIZES.entries()) {
      const { seconds, isRefused } = await measure(shape, size, tries, onTry);
      const least = Math.min(seconds, best[index]?.seconds ?? seconds);
      best[index] = { seconds: least, isRefused };
      // A larger size only takes longer.
      if (least > LIMIT) break;
    }
    finding = findingIn(best);
    if (finding === undefined) return undefined;
  }
  return `${shape.subject}, ${shape.pieces}: ${finding}`;
}

/** To be called in a process with little memory: it crashes if that is not enough. */
export async function examineLargest(seed: number, run: number, onTry: () => void): Promise<string | undefined> {
  const shape = shapeOf(seed, run);
  let best = Number.POSITIVE_INFINITY;
  for (const tries of ROUNDS) {
    best = Math.min(best, (await measure(shape, LARGEST, tries, onTry)).seconds);
    if (best <= LIMIT_AT_LARGEST) return undefined;
  }
  return `${shape.subject}, ${shape.pieces}: ${best.toFixed(2)} s at the largest size`;
}
