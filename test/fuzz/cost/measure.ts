/** Measures the cost of a shape at several sizes: the least CPU time of several tries, since other processes can only add to it. */
import { type Shape, shapeOf } from './shapes.ts';
import { SUBJECTS } from './subjects.ts';

const KILOBYTE = 1_024;
/** Each is four times the previous one. */
const SIZES = [4, 16, 64, 256].map((size) => size * KILOBYTE);
/** Growth must show in each doubling: a cache overflow or a limit shows in only one. */
const DOUBLINGS = [128, 256, 512, 1_024].map((size) => size * KILOBYTE);
/** Characters: about the body of the largest allowed post. */
const LARGEST = 1_900_000;
/** CPU seconds at 256 KB, and at the largest size. */
const LIMIT = 0.5;
const LIMIT_AT_LARGEST = 4;
/** The cost may grow with this power of the size. */
const EXPONENT = 1.2;
/** Above this, growth counts even if times are small. Memory and garbage collection reach 1.3. */
const STEEP = 1.5;
/** CPU seconds below which a time is too short to show growth. */
const SIGNIFICANT = 0.03;
/** Tries of each round. A shape is reported only if it fails all rounds: of the search, and in a separate process. */
const SEARCH = [1, 3];
const CONFIRMATION = [5, 30];
const TRIES_OF_GROWTH = 5;

export interface Cost {
  seconds: number;
  /** Whether a limit refused the text: its time is not comparable to that of published texts. */
  isRefused: boolean;
}

/**
 * @param enough seconds that need no further try
 * @param onTry called before each try, as a sign of life for the watching process
 */
async function measure(shape: Shape, size: number, tries: number, enough: number, onTry: () => void): Promise<Cost> {
  const text = shape.text(size);
  let [seconds, isRefused] = [Number.POSITIVE_INFINITY, false];
  for (let index = 0; index < tries && seconds > enough; index++) {
    onTry();
    const before = process.cpuUsage();
    const result = await SUBJECTS[shape.subject]?.run(text);
    const { user, system } = process.cpuUsage(before);
    isRefused = result !== 'published' && result !== 'read';
    seconds = Math.min(seconds, (user + system) / 1e6);
  }
  return { seconds, isRefused };
}

const exponentOf = (smaller: Cost, larger: Cost, ratio: number): number => Math.log(larger.seconds / smaller.seconds) / Math.log(ratio);
const grows = (smaller: Cost, larger: Cost, ratio: number): boolean =>
  larger.seconds > SIGNIFICANT && larger.isRefused === smaller.isRefused && exponentOf(smaller, larger, ratio) > EXPONENT;

/** By size. */
class Costs {
  readonly #costs = new Map<number, Cost>();
  readonly #shape: Shape;
  readonly #onTry: () => void;

  constructor(shape: Shape, onTry: () => void) {
    this.#shape = shape;
    this.#onTry = onTry;
  }

  /** @param enough see `measure` */
  async measure(size: number, tries: number, enough = 0): Promise<Cost> {
    const { seconds, isRefused } = await measure(this.#shape, size, tries, enough, this.#onTry);
    const cost = { seconds: Math.min(seconds, this.#costs.get(size)?.seconds ?? seconds), isRefused };
    this.#costs.set(size, cost);
    return cost;
  }
}

async function findingOf(costs: Costs, tries: number): Promise<string | undefined> {
  let [before, last]: Cost[] = [];
  for (const size of SIZES) {
    [before, last] = [last, await costs.measure(size, tries, LIMIT)];
    // A larger size only takes longer.
    if (last.seconds > LIMIT) return `${last.seconds.toFixed(2)} s at ${size / KILOBYTE} KB`;
  }
  return before && last && grows(before, last, 4) ? growthOf(costs, tries) : undefined;
}

/** @param costs at sizes of which each is twice the previous one */
export const growsInEach = (costs: readonly Cost[]): boolean =>
  costs.every((cost, index) => {
    const before = costs[index - 1];
    return !before || grows(before, cost, 2);
  });

const isReported = (least: Cost, most: Cost): boolean =>
  most.seconds > LIMIT || exponentOf(least, most, 2 ** (DOUBLINGS.length - 1)) > STEEP;

async function growthOf(costs: Costs, tries: number): Promise<string | undefined> {
  const found: Cost[] = [];
  for (const size of DOUBLINGS) {
    found.push(await costs.measure(size, Math.min(tries, TRIES_OF_GROWTH)));
    if (!growsInEach(found)) return undefined;
  }
  const [least, most] = [found[0], found.at(-1)];
  if (!least || !most || !isReported(least, most)) return undefined;
  const seconds = found.map((cost) => `${cost.seconds.toFixed(3)} s`).join(', ');
  return `grows faster than its size: ${seconds} at 128 KB and each doubling to 1,024 KB`;
}

/** @returns the finding, or undefined */
export async function examineCost(seed: number, run: number, isConfirming: boolean, onTry: () => void): Promise<string | undefined> {
  const shape = shapeOf(seed, run);
  const costs = new Costs(shape, onTry);
  let finding: string | undefined;
  for (const tries of isConfirming ? CONFIRMATION : SEARCH) {
    finding = await findingOf(costs, tries);
    if (finding === undefined) return undefined;
  }
  return `${shape.subject}, ${shape.pieces}: ${finding}`;
}

/** Must run in a process with little memory, which crashes if that is not enough. */
export async function examineLargest(seed: number, run: number, isConfirming: boolean, onTry: () => void): Promise<string | undefined> {
  const shape = shapeOf(seed, run);
  let best = Number.POSITIVE_INFINITY;
  for (const tries of isConfirming ? CONFIRMATION : SEARCH) {
    best = Math.min(best, (await measure(shape, LARGEST, tries, LIMIT_AT_LARGEST, onTry)).seconds);
    if (best <= LIMIT_AT_LARGEST) return undefined;
  }
  return `${shape.subject}, ${shape.pieces}: ${best.toFixed(2)} s at the largest size`;
}
