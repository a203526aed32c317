/**
 * What the shortcodes and the Markdown of one post may cost, in steps, and how much text they may make. Counted, not timed, so that a post is
 * refused or accepted alike on every machine. Liquid has a budget of its own: see `liquid/budget.ts`.
 */
import { exceeds, limitOf } from './limits.ts';
import type { Site } from './model.ts';

/** Steps that every post has, so that a short text may be as odd as it likes. */
const FREE = 100_000;

/** A post beyond its budget is refused, with this as the reason. */
export class OverBudgetError extends Error {}

export class Budget {
  /** Steps used until now: one for each place at which a parser looks for something. */
  steps = 0;
  #allowed = FREE;
  #written = 0;
  readonly #perCharacter: number;
  readonly #longest: number;

  constructor(site: Pick<Site, 'limits'> = {}) {
    this.#perCharacter = limitOf(site, 'parsing');
    this.#longest = limitOf(site, 'body');
  }

  /** Grants the steps for a text of this length. */
  allow(characters: number): void {
    this.#allowed += characters * this.#perCharacter;
  }

  use(steps: number): void {
    this.steps += steps;
    if (this.steps > this.#allowed)
      throw new OverBudgetError(
        `the text takes more than ${Math.floor(this.#allowed)} steps to parse (${this.#perCharacter} for each character)`,
      );
  }

  /** Counts text that a short name stands for, such as an address: before it is put together. */
  write(characters: number): void {
    this.#written += characters;
    if (this.#written > this.#longest) throw new OverBudgetError(`${exceeds(this.#longest, 'characters in the body', 'more')}`);
  }
}
