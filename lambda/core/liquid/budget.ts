/** What a template may cost. Counted, not timed, so that a post is refused or accepted alike on every machine. */
import { TooSlowError } from '../too-slow.ts';
import { type Context, defaultOperators, type Emitter, type FilterImpl, type Operators } from './engine.ts';

/** Characters written, and what filters allocate, in characters and items. */
export const MEMORY = 4_000_000;
/** In milliseconds: a watchdog, should there be something that the count does not see. What it ends is not refused: another machine may be faster. */
export const TIME = 10_000;
/** Characters that are compared in the time of a step. */
const COMPARED = 1_000;

/** Characters of an expression that are evaluated in the time of a step. */
const EVALUATED = 16;
/** Characters of a tag that is one step: most are shorter. */
const SHORT = 100;
/** Filters that are called in the time of a step. */
const CALLED = 10;

const TAIL = 200;

export class BudgetError extends Error {}

/** Makes liquidjs count where it would only look at its watch. */
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

/** Operators that count what they compare: long texts, compared in a loop, take long in few steps. */
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

/** Steps of a tag, beside the one that each is. */
export const stepsOfTag = (characters: number): number => Math.ceil(Math.max(0, characters - SHORT) / EVALUATED);

type Handler = (this: FilterImpl, value: unknown, ...given: unknown[]) => unknown;

/** A filter that counts its calls, and what it is given for each item of a list: an expression, a name, a text. */
export const countedFilter = (handler: Handler): Handler =>
  function (value, ...given) {
    const items = Array.isArray(value) ? value.length : 0;
    const characters = given.reduce<number>((sum, each) => sum + (typeof each === 'string' ? each.length : 0), 0);
    this.context.renderLimit.use(1 / CALLED + (items * characters) / EVALUATED);
    return handler.call(this, value, ...given);
  };

/** Collects output. liquidjs limits what filters allocate, but not what is written, so that doubling a captured text would grow without end. */
export class LimitedOutput implements Emitter {
  buffer = '';
  /** The end of it; to slice the buffer itself would copy all of it. */
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

/** Not `String(date)`, which depends on the zone of the machine: `2026-03-01 09:30:00 +0000`. */
function rubyDate(date: Date): string {
  return Number.isNaN(date.getTime()) ? '' : `${date.toISOString().slice(0, 19).replace('T', ' ')} +0000`;
}
