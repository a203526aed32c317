/** Budget of one template: counted, see `limits.ts`. */
import { TooSlowError } from '../too-slow.ts';
import { type Context, defaultOperators, type Emitter, type FilterImpl, type Operators } from './engine.ts';

/** Characters written, and characters and items that filters allocate. */
export const MEMORY = 4_000_000;
/** Milliseconds. Stops uncounted work. */
export const TIME = 10_000;
/** Compared characters per step. */
const COMPARED = 1_000;

/** Expression characters per step. */
const EVALUATED = 16;
/** Tag characters that are one step. */
const SHORT = 100;
/** Filter calls per step. */
const CALLED = 10;

const TAIL = 200;

export class BudgetError extends Error {}

/** Replaces liquidjs' clock by a counter. */
export function limitSteps(context: Context, most: number): void {
  const limit = context.renderLimit;
  const watch = limit.check.bind(limit);
  let steps = 0;
  limit.use = (more) => {
    steps += more;
    if (steps > most) throw new BudgetError(`the template takes more than ${most} steps; make its loops shorter`);
  };
  limit.check = (now) => {
    limit.use(1);
    try {
      watch(now);
    } catch {
      throw new TooSlowError(`the template takes more than ${TIME / 1000} s`);
    }
  };
}

const sizeOf = (value: unknown): number => (typeof value === 'string' || Array.isArray(value) ? value.length : 0);

/** Long texts make a comparison slow. */
export const countedOperators: Operators = Object.fromEntries(
  Object.entries(defaultOperators as Record<string, (...given: unknown[]) => unknown>).map(([name, operator]) => [
    name,
    (...given: unknown[]) => {
      const context = given.at(-1) as Context;
      context.renderLimit.use(Math.floor(given.slice(0, -1).reduce<number>((sum, value) => sum + sizeOf(value), 0) / COMPARED));
      return operator(...given);
    },
  ]),
) as Operators;

export const stepsOfTag = (characters: number): number => Math.ceil(Math.max(0, characters - SHORT) / EVALUATED);

type Handler = (this: FilterImpl, value: unknown, ...given: unknown[]) => unknown;

/** Counts calls, and arguments times list items. */
export const countedFilter = (handler: Handler): Handler =>
  function (value, ...given) {
    const items = Array.isArray(value) ? value.length : 0;
    const characters = given.reduce<number>((sum, each) => sum + (typeof each === 'string' ? each.length : 0), 0);
    this.context.renderLimit.use(1 / CALLED + (items * characters) / EVALUATED);
    return handler.call(this, value, ...given);
  };

/** liquidjs limits what filters allocate, not output: a captured text could double forever. */
export class LimitedOutput implements Emitter {
  buffer = '';
  /** Its end: slicing `buffer` copies it. */
  tail = '';
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  write(value: unknown): void {
    if (Array.isArray(value)) {
      for (const item of value) this.write(item);
    } else if (value !== null && value !== undefined) {
      const text = value instanceof Date ? rubyDate(value) : String(value);
      this.#context.memoryLimit.use(text.length);
      this.buffer += text;
      this.tail = (text.length < TAIL ? this.tail + text : text).slice(-TAIL);
    }
  }
}

/** Unlike `String(date)`, independent of the machine's zone. */
function rubyDate(date: Date): string {
  return Number.isNaN(date.getTime()) ? '' : `${date.toISOString().slice(0, 19).replace('T', ' ')} +0000`;
}
