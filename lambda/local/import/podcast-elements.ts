/** RSS as elements by name, for the import of a podcast. */
import { parseXml, type XmlTag } from '../../core/feed/parse-xml.ts';

export interface Element {
  text: string;
  attributes: Record<string, string>;
  children: { name: string; element: Element }[];
}

/** Elements by name, in order. */
export class Elements {
  readonly #all = new Map<string, Element[]>();

  add(name: string, element: Element): void {
    const known = this.#all.get(name);
    if (known) known.push(element);
    else this.#all.set(name, [element]);
  }

  all(name: string): readonly Element[] {
    return this.#all.get(name) ?? [];
  }

  /** Of the first with one. */
  text(...names: string[]): string | undefined {
    return names.flatMap((name) => this.all(name).map(({ text }) => text.trim())).find((text) => text !== '');
  }

  attribute(name: string, attribute: string): string | undefined {
    return this.all(name)[0]?.attributes[attribute]?.trim() || undefined;
  }
}

/** Other prefixes stay as they are. */
const PREFIXES: Record<string, string> = {
  'http://www.itunes.com/dtds/podcast-1.0.dtd': 'itunes:',
  'https://podcastindex.org/namespace/1.0': 'podcast:',
  'https://github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md': 'podcast:',
  'http://purl.org/rss/1.0/modules/content/': 'content:',
  'http://purl.org/dc/elements/1.1/': 'dc:',
};

const nameOf = ({ name, local, uri }: XmlTag): string => {
  const prefix = PREFIXES[uri.toLowerCase()];
  return prefix === undefined ? name : prefix + local;
};

const attributesOf = ({ attributes }: XmlTag): Record<string, string> =>
  Object.fromEntries(Object.values(attributes).map(({ name, value }) => [name, value]));

/** @throws Error with line and column if the XML is not well-formed */
export function readElements(text: string): { channel: Elements; items: Elements[]; categories: string[] } {
  const [channel, items, categories] = [new Elements(), [] as Elements[], [] as string[]];
  const open: { name: string; element: Element }[] = [];
  parseXml(
    text,
    {
      opentag(tag) {
        const name = nameOf(tag);
        const element: Element = { text: '', attributes: attributesOf(tag), children: [] };
        open.at(-1)?.element.children.push({ name, element });
        if (name === 'item') items.push(new Elements());
        const outer = open.at(-1);
        if (name === 'itunes:category' && outer?.name !== 'item') {
          const parent = outer?.name === name ? `${outer.element.attributes.text} > ` : '';
          categories.push(parent + (element.attributes.text ?? ''));
        }
        open.push({ name, element });
      },
      text(part) {
        const last = open.at(-1);
        if (last) last.element.text += part;
      },
      closetag() {
        const { name, element } = open.pop() ?? { name: '', element: { text: '', attributes: {}, children: [] } };
        const outer = open.at(-1)?.name;
        const item = open.some((each) => each.name === 'item') ? items.at(-1) : undefined;
        // `image/url` of RSS and `itunes:owner/itunes:email` are distinguished by their parents.
        (item ?? channel).add(outer === 'item' || outer === 'channel' ? name : `${outer}/${name}`, element);
      },
    },
    true,
  );
  return { channel, items, categories };
}
