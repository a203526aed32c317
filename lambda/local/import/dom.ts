import { DomUtils, parseDocument } from 'htmlparser2';
import { isDeeperThan } from './depth.ts';

/** The parser moves all open elements for each. */
const DEEPEST = 25_000;

type Node = Parameters<typeof DomUtils.textContent>[0];
type Element = NonNullable<ReturnType<typeof DomUtils.findOne>>;

/** HTML whose elements are found by class. Parts are copied from the source, as they are. */
export class Html {
  readonly #source: string;
  readonly #document: ReturnType<typeof parseDocument>;

  /** @throws Error that names the file */
  constructor(source: string, file: string) {
    if (isDeeperThan(DEEPEST, source)) throw new Error(`${file}: elements nested more than ${DEEPEST} deep`);
    this.#source = source;
    this.#document = parseDocument(source, { withStartIndices: true, withEndIndices: true });
  }

  find(name: string, className: string): Element | undefined {
    // `findOne` and `textContent` call themselves for each level.
    const isIt = (node: Node): node is Element => 'attribs' in node && node.name === name && classesOf(node.attribs).includes(className);
    return DomUtils.find(isIt, this.#document.children, true, 1).find(isIt);
  }

  textOf(element: Node | undefined): string {
    const texts = element ? DomUtils.filter(({ type }) => type === 'text', element) : [];
    return texts
      .map((node) => ('data' in node ? node.data : ''))
      .join('')
      .replace(/\s+/g, ' ')
      .trim();
  }

  /** The content of an element, or of all, without the elements that are dropped. */
  without(isDropped: (element: Element, classes: string[]) => boolean, inside?: Element): string {
    const children = inside ? inside.children : this.#document.children;
    const [first, last] = [children[0], children.at(-1)];
    if (!first || !last) return '';
    const dropped = DomUtils.filter((node) => 'attribs' in node && isDropped(node, classesOf(node.attribs)), children);
    let html = '';
    let at = first.startIndex ?? 0;
    for (const { startIndex, endIndex } of dropped) {
      if ((startIndex ?? 0) < at) continue;
      html += this.#source.slice(at, startIndex ?? at);
      at = (endIndex ?? 0) + 1;
    }
    return html + this.#source.slice(at, (last.endIndex ?? 0) + 1);
  }
}

const classesOf = (attribs: Record<string, string>): string[] => (attribs.class ?? '').split(/\s+/);
