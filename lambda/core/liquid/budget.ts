/** What a template may cost. Counted, not timed, so that a post is refused or accepted alike on every machine. */
import type { Context, Emitter } from './engine.ts';

/** Tags, outputs and pieces of text rendered: some 100 ms. */
const STEPS = 100_000;
/** Characters written, and what filters allocate, in characters and items. */
export const MEMORY = 4_000_000;
/** The last resort, in milliseconds, for what the count does not see, such as comparing long texts very often. */
export const TIME = 2_000;

const TAIL = 200;

export class BudgetError extends Error {}

/** Makes liquidjs count where it would only look at its watch. */
export function limitSteps(context: Context): void {
  const limit = context.renderLimit;
  const time = limit.check.bind(limit);
  let steps = 0;
  limit.check = (now) => {
    steps++;
    if (steps > STEPS) throw new BudgetError(`the template takes more than ${STEPS} steps; make its loops shorter`);
    time(now);
  };
}

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
