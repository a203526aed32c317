/** What `feed` cannot be told to write into JSON Feed: version 1.1, and the stamp where the first bytes of the document tell it. */
import type { FencingToken } from '../model.ts';
import { between } from './xml-text.ts';

const VERSION_1 = '{\n    "version": "https://jsonfeed.org/version/1",';
const ABOUT = 'Written by Linefeed. Of two copies with the same generation, the one with the higher rev is newer.';

/** The last member. No line begins so inside a text, whose line ends are escaped; the same goes for ITEM. */
const ITEMS = '\n    "items": [';

const ITEM = '\n        {\n            "id": ';

/** @param json a feed without items @returns what comes before the items and after them */
export function completeJson(json: string, { generation, rev }: FencingToken, empty: boolean): [string, string] {
  const head = between(json, VERSION_1, `${ITEMS}]\n}`);
  // Members with `_` are a publisher's own, `about` explains them (JSON Feed 1.1, "Extensions").
  const own = JSON.stringify({ generation, rev, about: ABOUT });
  return [`{\n    "version": "https://jsonfeed.org/version/1.1",\n    "_linefeed": ${own},${head}${ITEMS}`, empty ? ']\n}' : '\n    ]\n}'];
}

/** @param json a feed with `count` items */
export function cutJsonItems(json: string, count: number): string[] {
  const parts = between(json, ITEMS + ITEM, '\n    ]\n}').split(`,${ITEM}`);
  if (parts.length !== count) throw new Error('feed writes items in another form than expected');
  return parts.map((part) => ITEM + part);
}
