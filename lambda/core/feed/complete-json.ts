/** What `feed` cannot be told to write into JSON Feed: version 1.1, and the stamp where the first bytes of the document tell it. */
import type { Stamp } from '../model.ts';

const VERSION_1 = '{\n    "version": "https://jsonfeed.org/version/1",';
const ABOUT = 'Written by Linefeed. Of two copies with the same generation, the one with the higher rev is newer.';

/** Members with `_` are a publisher's own, `about` explains them (JSON Feed 1.1, "Extensions"). */
export function completeJson(json: string, { generation, rev }: Stamp): string {
  if (!json.startsWith(VERSION_1)) throw new Error('feed writes another version of JSON Feed than expected');
  const own = JSON.stringify({ generation, rev, about: ABOUT });
  return `{\n    "version": "https://jsonfeed.org/version/1.1",\n    "_linefeed": ${own},${json.slice(VERSION_1.length)}`;
}
