/** Finds the end of an MDX module: JavaScript with JSX, read by its tokens only. https://mdxjs.com/docs/what-is-mdx/#esm */
import type { Budget } from '../budget.ts';

/** Characters per step. */
export const SCANNED = 4;

const SPACE = /[ \t]*\n?/y;
const BLANK_LINE = /\n(?=[ \t]*(?:\n|$))/y;
const WORD = /[\w$]+/y;
/** A module that ends in one of these is not complete. */
const OPERATOR = /[=,.?:&|+\-*%^~!<>]/;
const OPEN_WORDS = new Set(
  'import export default from const let var function class extends return typeof new await in of async'.split(' '),
);

type Frame = 'bracket' | 'template' | 'hole' | 'tag' | 'closing tag' | 'element';

class Module {
  readonly #text: string;
  #at: number;
  readonly #frames: Frame[] = [];
  /** The last token: `=`, `return`, or `)` after a value. */
  #last = '';

  constructor(text: string, from: number) {
    this.#text = text;
    this.#at = from;
  }

  /** @returns undefined without an end */
  end(budget: Budget): number | undefined {
    while (this.#at < this.#text.length) {
      const from = this.#at;
      if (this.#text[from] === '\n' && this.#isComplete() && this.#match(BLANK_LINE)) return from + 1;
      this.#step();
      budget.use((this.#at - from) / SCANNED);
    }
    return this.#isComplete() ? this.#at : undefined;
  }

  #isComplete = (): boolean => this.#frames.length === 0 && !OPERATOR.test(this.#last) && !OPEN_WORDS.has(this.#last);

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text)?.[0];
  }

  #step(): void {
    const frame = this.#frames.at(-1);
    if (frame === 'template') this.#template();
    else if (frame === 'element') this.#element();
    else if (frame === 'tag' || frame === 'closing tag') this.#tag(frame);
    else this.#code();
  }

  #open(frame: Frame, length: number): void {
    this.#frames.push(frame);
    this.#last = '(';
    this.#at += length;
  }

  #close(length: number): void {
    this.#frames.pop();
    this.#last = ')';
    this.#at += length;
  }

  #code(): void {
    const character = this.#text[this.#at] ?? '';
    const next = this.#text[this.#at + 1] ?? '';
    if (/\s/.test(character)) this.#at += this.#match(SPACE)?.length || 1;
    else if (character === '/' && (next === '/' || next === '*')) this.#skipTo(next === '/' ? '\n' : '*/');
    else if (character === '"' || character === "'") this.#quoted(character);
    else if (character === '`') this.#open('template', 1);
    else if (character === '/' && this.#expectsValue()) this.#expression();
    else if (character === '<' && /[\w$>]/.test(next) && this.#expectsValue()) this.#open('tag', 1);
    else if ('([{'.includes(character)) this.#open('bracket', 1);
    else if (')]}'.includes(character)) this.#close(1);
    else {
      this.#last = this.#match(WORD) ?? character;
      this.#at += this.#last.length;
    }
  }

  /** Otherwise `/` divides and `<` compares. */
  #expectsValue = (): boolean => this.#last === '' || /[(;]/.test(this.#last) || OPERATOR.test(this.#last) || OPEN_WORDS.has(this.#last);

  #skipTo(mark: string): void {
    const end = this.#text.indexOf(mark, this.#at + 2);
    this.#at = end < 0 ? this.#text.length : mark === '\n' ? end : end + mark.length;
  }

  /** Ends on its line. */
  #quoted(quote: string): void {
    this.#at += 1;
    this.#last = ')';
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at];
      if (character === '\n') return;
      this.#at += character === '\\' ? 2 : 1;
      if (character === quote) return;
    }
  }

  #expression(): void {
    let isClass = false;
    this.#last = ')';
    for (this.#at += 1; this.#at < this.#text.length; this.#at += 1) {
      const character = this.#text[this.#at];
      if (character === '\n') return;
      if (character === '\\') this.#at += 1;
      else if (character === '[') isClass = true;
      else if (character === ']') isClass = false;
      else if (character === '/' && !isClass) break;
    }
    this.#at += 1;
  }

  #template(): void {
    if (this.#text[this.#at] === '`') this.#close(1);
    else if (this.#text.startsWith('${', this.#at)) this.#open('hole', 2);
    else this.#at += this.#text[this.#at] === '\\' ? 2 : 1;
  }

  /** Text inside of an element, where quotes mean nothing. */
  #element(): void {
    if (this.#text.startsWith('</', this.#at)) this.#open('closing tag', 2);
    else if (this.#text[this.#at] === '<') this.#open('tag', 1);
    else if (this.#text[this.#at] === '{') this.#open('bracket', 1);
    else this.#at += 1;
  }

  #tag(frame: Frame): void {
    const character = this.#text[this.#at] ?? '';
    if (character === '"' || character === "'") {
      const end = this.#text.indexOf(character, this.#at + 1);
      this.#at = end < 0 ? this.#text.length : end + 1;
    } else if (character === '{') this.#open('bracket', 1);
    else if (this.#text.startsWith('/>', this.#at)) this.#close(2);
    else if (character !== '>') this.#at += 1;
    else {
      this.#close(1);
      if (frame === 'tag') this.#frames.push('element');
      else this.#close(0);
    }
  }
}

/**
 * @param from where `import` or `export` begins
 * @returns the end, at the start of a blank line; undefined if brackets stay open
 * @throws OverBudgetError
 */
export const endOfModule = (body: string, from: number, budget: Budget): number | undefined => new Module(body, from).end(budget);
