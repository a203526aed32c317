/** Budget of one post's shortcodes and Markdown, see `limits.ts`. Liquid: `liquid/budget.ts`. */
import { exceeds, limitOf } from './limits.ts';
import type { Site } from './model.ts';

/** Steps of every post, so that short texts may be odd. */
const FREE = 100_000;

/** A tight list item has six. A token takes about 200 bytes during rendering. */
export const TOKENS_AN_ELEMENT = 10;

/** Refuses the post; the message is the reason. */
export class OverBudgetError extends Error {}

export class Budget {
  /** One per position that a parser examines. */
  steps = 0;
  #granted: number;
  #written = 0;
  #tokens = 0;
  #opened = 0;
  readonly #perCharacter: number;
  readonly #body: number;
  readonly #elements: number;

  /** @param characters of the body in the file */
  constructor(site: Pick<Site, 'limits'> = {}, characters = 0) {
    this.#perCharacter = limitOf(site, 'parsing');
    this.#granted = FREE + characters * this.#perCharacter;
    this.#body = limitOf(site, 'body');
    this.#elements = limitOf(site, 'elements');
  }

  /** Grants one step per character from outside the file, such as an include's. Real texts need 0.34. */
  add(characters: number): void {
    this.#granted += Math.max(0, characters);
  }

  /** The previous text's tokens are garbage. */
  startText(): void {
    this.#tokens = 0;
    this.#opened = 0;
  }

  use(steps: number): void {
    this.steps += steps;
    if (this.steps > this.#granted)
      throw new OverBudgetError(
        `the text takes more than ${Math.floor(this.#granted)} steps to parse (${this.#perCharacter} for each character)`,
      );
  }

  /** Before an expansion is built. */
  write(characters: number): void {
    this.#written += characters;
    if (this.#written > this.#body) throw new OverBudgetError(exceeds(this.#body, 'characters in the body', 'more'));
  }

  token(): void {
    this.#tokens += 1;
    const most = this.#elements * TOKENS_AN_ELEMENT;
    if (this.#tokens > most)
      throw new OverBudgetError(exceeds(most, `tokens of Markdown (${TOKENS_AN_ELEMENT} for each of ${this.#elements} elements)`, 'more'));
  }

  /** Becomes an element of HTML. */
  element(): void {
    this.#opened += 1;
    this.elements(this.#opened);
  }

  /** Before they are written. */
  elements(count: number): void {
    if (count > this.#elements) throw new OverBudgetError(exceeds(this.#elements, 'elements in the body', 'more'));
  }
}
