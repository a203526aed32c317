import { foldedSlug } from '../../core/catalog/terms.ts';
import type { ImportedPost } from './post.ts';

/** Characters and bytes: file systems allow 255 bytes, and a name gets a date, a number and an ending. */
const LONGEST = { characters: 100, bytes: 200 };

/** Of Windows, with any ending. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

/** Of posts, distinct also on file systems that fold case or Unicode forms. */
export class FileNames {
  readonly #taken = new Set<string>();

  /** `2015-01-02-a-kettle.md`; a second post of that name gets a number. */
  nameOf({ date = '', slug }: Pick<ImportedPost, 'date' | 'slug'>, ending: string): string {
    const plain = shortened(slug.replace(/[^\p{L}\p{M}\p{N}_-]+/gu, '-').replace(/^-|-$/g, '')) || 'post';
    const day = /^\d{4}-\d\d-\d\d/.exec(date)?.[0];
    const base = day === undefined ? plain : `${day}-${plain}`;
    let name = base;
    for (let number = 2; DEVICES.test(name) || this.#taken.has(foldedSlug(name)); number++) name = `${base}-${number}`;
    this.#taken.add(foldedSlug(name));
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
