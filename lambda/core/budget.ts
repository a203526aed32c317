/**
 * What the shortcodes and the Markdown of one post may cost: steps, tokens, and characters written. Counted, not timed, so that a post is
 * refused or accepted alike on every machine. Liquid has a budget of its own: see `liquid/budget.ts`.
 */
import { exceeds, limitOf } from './limits.ts';
import type { Site } from './model.ts';

/** Steps that every post has, so that a short text may be as odd as it likes. */
const FREE = 100_000;

/** Tokens of Markdown for each element of HTML: an item of a tight list has six. Each takes some 200 bytes while the post is rendered. */
export const TOKENS_AN_ELEMENT = 10;

/** A post beyond its budget is refused, with this as the reason. */
export class OverBudgetError extends Error {}

export class Budget {
  /** Steps used until now: one for each place at which a parser looks for something. */
  steps = 0;
  #granted: number;
  #written = 0;
  #tokens = 0;
  readonly #perCharacter: number;
  readonly #body: number;
  readonly #elements: number;

  /** @param characters of the post's body, as its file has it */
  constructor(site: Pick<Site, 'limits'> = {}, characters = 0) {
    this.#perCharacter = limitOf(site, 'parsing');
    this.#granted = FREE + characters * this.#perCharacter;
    this.#body = limitOf(site, 'body');
    this.#elements = limitOf(site, 'elements');
  }

  /** Adds one step for each character that is not in the post's file, such as the text of an include. Real texts take 0.34. */
  add(characters: number): void {
    this.#granted += Math.max(0, characters);
  }

  /** Counts tokens from zero: those of the previous text are no longer in memory. */
  startText(): void {
    this.#tokens = 0;
  }

  /** @throws OverBudgetError */
  use(steps: number): void {
    this.steps += steps;
    if (this.steps > this.#granted)
      throw new OverBudgetError(
        `the text takes more than ${Math.floor(this.#granted)} steps to parse (${this.#perCharacter} for each character)`,
      );
  }

  /** Counts text that a short name stands for, such as an address: before it is put together. */
  write(characters: number): void {
    this.#written += characters;
    if (this.#written > this.#body) throw new OverBudgetError(exceeds(this.#body, 'characters in the body', 'more'));
  }

  /** Counts a token of Markdown when it is made, so that a text with too many is refused before they fill the memory. */
  token(): void {
    this.#tokens += 1;
    const most = this.#elements * TOKENS_AN_ELEMENT;
    if (this.#tokens > most)
      throw new OverBudgetError(exceeds(most, `tokens of Markdown (${TOKENS_AN_ELEMENT} for each of ${this.#elements} elements)`, 'more'));
  }

  /** Refuses elements that are sure to be written, before they are. */
  elements(count: number): void {
    if (count > this.#elements) throw new OverBudgetError(exceeds(this.#elements, 'elements in the body', 'more'));
  }
}
