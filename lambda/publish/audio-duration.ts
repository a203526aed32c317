/** Duration of audio and video, from a bounded part of the file. */
import { parseFromTokenizer } from 'music-metadata';
import { AbstractTokenizer, EndOfStreamError, fromBuffer, type IReadChunkOptions } from 'strtok3';
import type { Chapter } from '../core/media.ts';
import { optional } from '../core/optional.ts';
import { chaptersInOrder } from '../core/text/chapters.ts';
import { webAddress } from '../core/text/fields.ts';
import { CONFLICT, type ObjectRange, type Store } from '../stores/store.ts';

/** Bytes read of one file. */
export const MOST_BYTES = 262_144;
/** Holds the headers of most files. */
export const FIRST_PART = 65_536;
/** Of larger ones, pictures and tables, the parser gets the start and zeros. */
const LARGEST_ELEMENT = 32_768;
const ELEMENT_START = 64;
/** Bytes of zeros at once: the table of a day of sound. */
const MOST_ZEROS = 16_000_000;
const NEXT_PART = 32_768;
/** Reads of a parser, which a damaged file could repeat. */
const MOST_READS = 20_000;
/** Seconds: a thousand days. */
const LONGEST = 86_400_000;

/** Tags that the file has beside its sound. */
export interface Tags {
  title?: string;
  chapters?: Chapter[];
}

class TooMuchError extends Error {}

/** Parts of one version of an object. */
export class Parts {
  readonly size: number;
  /** Of the store, not of the file. */
  failure: Error | undefined;
  readonly #read: (from: number, length: number) => ReturnType<Store['getRange']>;
  readonly #parts: { from: number; bytes: Uint8Array }[];
  #bytes: number;
  #reads = 0;

  constructor(store: Pick<Store, 'getRange'>, key: string, { etag, size, bytes }: ObjectRange) {
    this.size = size;
    this.#read = (from, length) => store.getRange(key, from, length, { etag });
    this.#parts = [{ from: 0, bytes }];
    this.#bytes = bytes.length;
  }

  /** Shorter at the end of the file. */
  async read(from: number, wanted: number): Promise<Uint8Array> {
    this.#reads += 1;
    if (this.#reads > MOST_READS) throw new TooMuchError();
    const length = Math.max(0, Math.min(wanted, this.size - from));
    const known = this.#parts.find((part) => part.from <= from && from + length <= part.from + part.bytes.length);
    if (known) return known.bytes.subarray(from - known.from, from - known.from + length);
    const room = MOST_BYTES - this.#bytes;
    if (length > room) throw new TooMuchError();
    const range = await this.#read(from, Math.min(room, Math.max(length, NEXT_PART))).catch((error: Error) => this.#fail(error));
    if (range === CONFLICT || range === undefined) return this.#fail(new Error('it was replaced while it was read'));
    this.#bytes += range.bytes.length;
    this.#parts.push({ from, bytes: range.bytes });
    return range.bytes.subarray(0, length);
  }

  #fail(error: Error): never {
    this.failure = error;
    throw error;
  }
}

/** Begins after the ID3 tag, whose pictures can be larger than all that may be read. */
class PartsTokenizer extends AbstractTokenizer {
  readonly #parts: Parts;
  readonly #start: number;
  override fileInfo: { size: number; mimeType: string };

  constructor(parts: Parts, start: number, mimeType: string) {
    super({ maxBufferSize: MOST_ZEROS });
    this.#parts = parts;
    this.#start = start;
    this.fileInfo = { size: parts.size - start, mimeType };
  }

  /** Without it, the parser reads no tags at the end. */
  override supportsRandomAccess(): boolean {
    return false;
  }

  override async peekBuffer(target: Uint8Array, options?: IReadChunkOptions): Promise<number> {
    const { position, length, mayBeLess } = this.normalizeOptions(target, options);
    if (length > LARGEST_ELEMENT && position + length <= this.fileInfo.size) {
      target.set(await this.#parts.read(this.#start + position, ELEMENT_START));
      return length;
    }
    const bytes = await this.#parts.read(this.#start + position, length);
    if (!mayBeLess && bytes.length < length) throw new EndOfStreamError();
    target.set(bytes);
    return bytes.length;
  }

  override async readBuffer(target: Uint8Array, options?: IReadChunkOptions): Promise<number> {
    const { position } = this.normalizeOptions(target, options);
    const count = await this.peekBuffer(target, options);
    this.position = position + count;
    return count;
  }
}

/** https://id3.org/id3v2.4.0-structure section 3.1 */
function afterId3(start: Uint8Array): number {
  if (start.length < 10 || Buffer.from(start.subarray(0, 3)).toString('latin1') !== 'ID3') return 0;
  const [flags = 0, ...size] = start.subarray(5, 10);
  return 10 + size.reduce((sum, byte) => sum * 128 + (byte & 127), 0) + (flags & 16 ? 10 : 0);
}

const OGG_PAGE = Buffer.from('OggS\0', 'latin1');
/** Set in the last page of a stream (RFC 3533 section 6). */
const LAST_PAGE = 4;

/** The header pages and the last page, which has the duration: the parser would read all between them. */
async function oggEnds(parts: Parts): Promise<Buffer> {
  const [head, tail] = [await parts.read(0, FIRST_PART), await parts.read(Math.max(0, parts.size - FIRST_PART), FIRST_PART)];
  if (parts.size <= FIRST_PART) return Buffer.from(head);
  const end = Buffer.from(tail);
  const pages = [Buffer.from(head).subarray(0, Buffer.from(head).lastIndexOf(OGG_PAGE)), end.subarray(end.lastIndexOf(OGG_PAGE))];
  const last = pages[1];
  if (last?.[5] !== undefined) last[5] |= LAST_PAGE;
  return Buffer.concat(pages);
}

/** Characters. */
const LONGEST_TITLE = 300;

/** Of a small file, or of a tag alone. */
export async function tagsIn(bytes: Uint8Array): Promise<Tags> {
  const { format, common } = await parseFromTokenizer(fromBuffer(bytes, { fileInfo: { mimeType: 'audio/mpeg' } }), { skipCovers: true });
  const chapters = format.chapters?.flatMap(({ start, title, url }) =>
    start === undefined ? [] : [{ start, ...optional({ title: title || undefined, url: webAddress(url?.url ?? '') }) }],
  );
  return {
    ...(common.title && { title: common.title.slice(0, LONGEST_TITLE) }),
    ...(chapters?.length && { chapters: chaptersInOrder(chapters) }),
  };
}

/** @returns whole seconds, undefined if a bounded part does not tell them; and the title, except of MP3 */
export async function durationOf(parts: Parts, type: string): Promise<{ seconds?: number; tags: Tags }> {
  let seconds: number | undefined;
  const tags: Tags = {};
  const options = {
    skipCovers: true,
    // The duration comes before long tables.
    observer: ({ tag }: { tag: { type: string; id: unknown; value: unknown } }) => {
      if (tag.type === 'format' && tag.id === 'duration') seconds = Number(tag.value);
      if (tag.type === 'common' && tag.id === 'title') tags.title = String(tag.value).slice(0, LONGEST_TITLE);
    },
  };
  try {
    const start = afterId3(await parts.read(0, 10));
    if (/\/(?:ogg|opus)$/.test(type)) {
      await parseFromTokenizer(fromBuffer(await oggEnds(parts), { fileInfo: { mimeType: 'audio/ogg' } }), { ...options, duration: true });
    } else if (start < parts.size) await parseFromTokenizer(new PartsTokenizer(parts, start, type), options);
  } catch {
    // Else the file is damaged.
    if (parts.failure) throw parts.failure;
  }
  const whole = seconds !== undefined && seconds > 0 && seconds <= LONGEST ? Math.max(1, Math.round(seconds)) : undefined;
  return { ...(whole !== undefined && { seconds: whole }), tags };
}
