import type { FencingToken } from '../model.ts';
import { between } from './xml-text.ts';

const VERSION_1 = '{\n    "version": "https://jsonfeed.org/version/1",';
const ABOUT = 'Written by Linefeed. Of two copies with the same generation, the one with the higher rev is newer.';

/** The last member. Texts escape line ends, so none contains this or ITEM. */
const ITEMS = '\n    "items": [';

const ITEM = '\n        {\n            "id": ';

/** @param objects JSON by name @returns the parts before and after the items */
export function completeJson(
  json: string,
  { generation, rev }: FencingToken,
  empty: boolean,
  objects: Readonly<Record<string, string>> = {},
): [string, string] {
  const head = between(json, VERSION_1, `${ITEMS}]\n}`);
  // Extensions start with `_` and have an `about` (JSON Feed 1.1, "Extensions").
  const own = JSON.stringify({ generation, rev, about: ABOUT });
  const more = Object.entries(objects).map(([name, value]) => `\n    ${JSON.stringify(name)}: ${value},`);
  return [
    `{\n    "version": "https://jsonfeed.org/version/1.1",\n    "_linefeed": ${own},${more.join('')}${head}${ITEMS}`,
    empty ? ']\n}' : '\n    ]\n}',
  ];
}

export function cutJsonItems(json: string, count: number): string[] {
  const parts = between(json, ITEMS + ITEM, '\n    ]\n}').split(`,${ITEM}`);
  if (parts.length !== count) throw new Error('feed writes items in another form than expected');
  return parts.map((part) => ITEM + part);
}
