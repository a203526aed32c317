import { foldedSlug } from '../../core/catalog/terms.ts';
import type { ImportedPost } from './post.ts';

/** Characters and bytes: file systems allow 255 bytes, and a name gets a date, a number and an ending. */
const LONGEST = { characters: 100, bytes: 200 };

/** Of Windows, with any ending. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

/** Of posts, distinct also on file systems that fold case or Unicode forms. */
export class FileNames {
  /** With the next number. */
  readonly #taken = new Map<string, number>();

  /** `2015-01-02-a-kettle.md`; a second post of that name gets a number. */
  nameOf({ date = '', slug }: Pick<ImportedPost, 'date' | 'slug'>, ending: string): string {
    const plain = shortened(slug.replace(/[^\p{L}\p{M}\p{N}_-]+/gu, '-').replace(/^-|-$/g, '')) || 'post';
    const day = /^\d{4}-\d\d-\d\d/.exec(date)?.[0];
    const base = day === undefined ? plain : `${day}-${plain}`;
    let name = base;
    let number = this.#taken.get(foldedSlug(base)) ?? 2;
    for (; DEVICES.test(name) || this.#taken.has(foldedSlug(name)); number++) name = `${base}-${number}`;
    this.#taken.set(foldedSlug(name), 2).set(foldedSlug(base), number);
    return `posts/${name}${ending}`;
  }
}

function shortened(text: string): string {
  let [short, bytes] = ['', 0];
  for (const character of [...text].slice(0, LONGEST.characters)) {
    bytes += Buffer.byteLength(character);
    if (bytes > LONGEST.bytes) break;
    short += character;
  }
  return short;
}
