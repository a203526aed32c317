/** Keeps one form of KaTeX and MathJax formulas, MathML first. */
import { escapeHtml } from '../liquid/contract.ts';
import type { Edits, Open } from './edits.ts';
import type { Note } from './embedded.ts';

const hasClass = ({ attributes: { class: names = '' } }: Open, name: RegExp): boolean => name.test(names);
const KATEX = /(?:^|\s)katex(?:\s|$)/;
const KATEX_HTML = /(?:^|\s)katex-html(?:\s|$)/;
const MATHJAX_2 = /(?:^|\s)MathJax(?:_SVG|_CHTML)?(?:\s|$)/;

export class Formulas {
  readonly #source: string;
  readonly #edits: Edits;
  readonly #say: (note: Note) => void;
  #kept = 0;
  #depth = 0;
  readonly #around: { element: Open; kept: number }[] = [];
  /** After MathJax 2's last MathML. */
  #end = -1;

  constructor(source: string, edits: Edits, say: (note: Note) => void) {
    this.#source = source;
    this.#edits = edits;
    this.#say = say;
  }

  isLeftOut(element: Open): boolean {
    const { name, attributes } = element;
    if (this.#depth > 0) return name === 'annotation' || name === 'annotation-xml';
    const [inner] = this.#around.slice(-1);
    if (!inner || attributes['aria-hidden'] !== 'true') return false;
    if (hasClass(element, KATEX_HTML)) return this.#kept > inner.kept;
    return name === 'mjx-math' || (name === 'nobr' && inner.element.attributes['data-mathml'] !== undefined);
  }

  open(element: Open, shown: () => number): boolean {
    const { name, attributes } = element;
    if (name === 'math') this.#math(element, shown);
    else if (name === 'script' && /^math\/tex/i.test(attributes.type ?? ''))
      element.close = (end, start) => this.#script(element, end, start);
    else if (name === 'mjx-container' || hasClass(element, KATEX) || hasClass(element, MATHJAX_2)) this.#container(element);
    else return false;
    return true;
  }

  #math(element: Open, shown: () => number): void {
    this.#depth += 1;
    element.close = (end) => {
      this.#depth -= 1;
      if (shown() > element.shown) this.#kept += 1;
      else this.#textFor(element, end, element.attributes.alttext ?? '');
    };
  }

  #container(element: Open): void {
    const kept = this.#kept;
    this.#around.push({ element, kept });
    element.close = (end) => {
      this.#around.pop();
      const { attributes, name, from } = element;
      const mathml = attributes['data-mathml'];
      if (this.#kept === kept && mathml !== undefined) {
        this.#edits.replace(from, end, mathml);
        this.#kept += 1;
      }
      if (this.#kept > kept) this.#end = end;
      else if (name === 'mjx-container') this.#textFor(element, end, attributes['aria-label'] ?? attributes['data-latex'] ?? '');
      else if (hasClass(element, KATEX))
        this.#say({ message: 'a formula without MathML: its characters stay, in one line; let KaTeX write MathML too', quote: 'katex' });
    };
  }

  #textFor({ from, name }: Open, end: number, text: string): void {
    const instead = text === '' ? 'it is left out' : `its text "${text}" stands in its place`;
    this.#edits.replace(from, end, escapeHtml(text));
    this.#say({ message: `${name}: a formula without MathML that a feed can carry; ${instead}`, quote: `<${name}` });
  }

  #script({ from, tagEnd, attributes }: Open, end: number, start: number): void {
    const between = this.#source.slice(Math.max(0, this.#end), from);
    if (this.#end >= 0 && between.length < 200 && /^(?:\s|<\/\w+>)*$/.test(between)) return void this.#edits.replace(from, end, '');
    const tex = this.#source.slice(tagEnd, start).trim();
    const text = /mode\s*=\s*display/i.test(attributes.type ?? '') ? `\\[${tex}\\]` : `\\(${tex}\\)`;
    this.#edits.replace(from, end, escapeHtml(text));
    this.#say({ message: `a formula that a script would draw: feeds show its source ${text}`, quote: tex });
  }
}
