import { DomUtils, parseDocument } from 'htmlparser2';

type Node = Parameters<typeof DomUtils.textContent>[0];
type Element = NonNullable<ReturnType<typeof DomUtils.findOne>>;

/** HTML whose elements are found by class. Parts are copied from the source, as they are. */
export class Html {
  readonly #source: string;
  readonly #document: ReturnType<typeof parseDocument>;

  constructor(source: string) {
    this.#source = source;
    this.#document = parseDocument(source, { withStartIndices: true, withEndIndices: true });
  }

  find(name: string, className: string): Element | undefined {
    const hasClass = ({ name: own, attribs }: Element) => own === name && classesOf(attribs).includes(className);
    return DomUtils.findOne(hasClass, this.#document.children) ?? undefined;
  }

  textOf(element: Node | undefined): string {
    return element ? DomUtils.textContent(element).replace(/\s+/g, ' ').trim() : '';
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
