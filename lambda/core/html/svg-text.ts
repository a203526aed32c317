/** An SVG's label, title and description, else drawn text. */
import type { Note } from './embedded.ts';
import type { Attributes } from './lazy-images.ts';

/** HTML elements that end SVG. https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inforeign */
export const BREAKOUT: ReadonlySet<string> = new Set(
  (
    'b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr ol p pre ruby s small span ' +
    'strong strike sub sup table tt u ul var'
  ).split(' '),
);

const HTML_INSIDE = new Set(['foreignobject', 'desc', 'title']);
const MOST = 1_000;

export class SvgText {
  readonly #label: string;
  #title = '';
  #description = '';
  #drawn = '';
  #html = 0;

  constructor(attributes: Attributes) {
    this.#label = attributes['aria-label'] ?? '';
  }

  isHtml = (): boolean => this.#html > 0;

  open(name: string): void {
    if (HTML_INSIDE.has(name.toLowerCase())) this.#html += 1;
  }

  close(name: string): void {
    if (HTML_INSIDE.has(name.toLowerCase())) this.#html -= 1;
  }

  text(text: string, name: string): void {
    if (name === 'style' || name === 'script') return;
    if (name === 'title') this.#title ||= text;
    else if (name === 'desc') this.#description ||= text;
    else if (this.#drawn.length < MOST) this.#drawn += ` ${text}`;
  }

  alternative(): { text: string; note: Note } {
    const named = [this.#label || this.#title, this.#description].map(label).filter((part) => part !== '');
    const text = named.length > 0 ? named.join(': ') : label(this.#drawn);
    const instead = text === '' ? 'it is left out' : `its text "${text}" stands in its place`;
    return {
      text,
      note: { message: `svg: feeds cannot show a drawing inside of the page; ${instead}; save it as a file and show that`, quote: '<svg' },
    };
  }
}

const label = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, MOST);
