/** Parses XML into trees with two independent parsers. Text is not trimmed. */
import { Parser } from 'htmlparser2';
import { SaxesParser } from 'saxes';

export interface Tree {
  name: string;
  attributes: Record<string, string>;
  /** Without the text of children. */
  text: string;
  children: Tree[];
}

class Builder {
  readonly root: Tree = { name: '', attributes: {}, text: '', children: [] };
  readonly #open = [this.root];

  open(name: string, attributes: Record<string, string>): void {
    const node = { name, attributes, text: '', children: [] };
    this.#open.at(-1)?.children.push(node);
    this.#open.push(node);
  }

  text(part: string): void {
    const current = this.#open.at(-1);
    if (current) current.text += part;
  }

  close(): void {
    this.#open.pop();
  }
}

/** Strict: throws if the text is not well-formed. */
export function treeBySaxes(xml: string): Tree {
  const builder = new Builder();
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => builder.open(name, { ...attributes }));
  parser.on('text', (part) => builder.text(part));
  parser.on('cdata', (part) => builder.text(part));
  parser.on('closetag', () => builder.close());
  parser.write(xml).close();
  return builder.root;
}

export function treeByHtmlparser2(xml: string): Tree {
  const builder = new Builder();
  const handler = {
    onopentag: (name: string, attributes: Record<string, string>) => builder.open(name, attributes),
    ontext: (part: string) => builder.text(part),
    onclosetag: () => builder.close(),
  };
  new Parser(handler, { xmlMode: true }).end(xml);
  return builder.root;
}

export const childrenOf = (tree: Tree | undefined, name: string): Tree[] => tree?.children.filter((child) => child.name === name) ?? [];
export const textsOf = (tree: Tree | undefined, name: string): string[] => childrenOf(tree, name).map(({ text }) => text);
