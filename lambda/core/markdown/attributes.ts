/** kramdown attributes: `.x #y key="v" reference` */
import { Positions } from '../text/finder.ts';

/** A quoted value ends at a quote before white space. */
const ATTRIBUTE = /(?:^|\s)(?:([\w-]+)=(["'])|(?:((?:[#.][\w:-]+)+)|(\w[\w-]*))(?=\s|$))/g;

export interface Attributes {
  pairs: [name: string, value: string][];
  references: string[];
}

export function parseAttributes(text: string): Attributes {
  const list: Attributes = { pairs: [], references: [] };
  const ends: Record<string, Positions> = { '"': new Positions(text, /"(?=\s|$)/g), "'": new Positions(text, /'(?=\s|$)/g) };
  const lineEnds = new Positions(text, /\n/g);
  const attribute = new RegExp(ATTRIBUTE);
  for (let found = attribute.exec(text); found; found = attribute.exec(text)) {
    const [, name, quote, marks, reference] = found;
    if (name && quote) {
      const end = ends[quote]?.next(attribute.lastIndex) ?? text.length;
      if (end >= lineEnds.next(attribute.lastIndex)) continue;
      list.pairs.push([name, text.slice(attribute.lastIndex, end)]);
      attribute.lastIndex = end + 1;
    } else if (reference) list.references.push(reference);
    else
      for (const mark of marks?.match(/[#.][\w:-]+?(?=[#.]|$)/g) ?? [])
        list.pairs.push([mark.startsWith('#') ? 'id' : 'class', mark.slice(1)]);
  }
  return list;
}
