/** Title and chapters of audio, from a bounded part of the file. */
import type { Chapter } from '../core/media.ts';
import { chaptersInOrder, MOST_CHAPTERS } from '../core/text/chapters.ts';
import { type Parts, type Tags, tagsIn } from './audio-duration.ts';

/** Bytes of a frame that is read; larger ones are pictures. */
const LARGEST_FRAME = 16_384;
const MOST_FRAMES = 5_000;
const HEADER = 10;

/** What the bytes that may be read hold; a damaged tag has what is before the damage. */
export async function audioTags(parts: Parts, type: string): Promise<Tags> {
  const found: Tags = {};
  try {
    if (/\/(?:mpeg|mp3)$/.test(type)) Object.assign(found, await id3Tags(parts));
    else if (/mp4|m4[abv]|quicktime/.test(type)) Object.assign(found, await neroChapters(parts));
  } catch {
    if (parts.failure) throw parts.failure;
  }
  return found;
}

/** Seven bits a byte. */
const synchsafe = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum * 128 + (byte & 127), 0);
const unsigned = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum * 256 + byte, 0);

interface Frame {
  id: string;
  size: number;
}

function frameAt(header: Uint8Array, version: number): Frame | undefined {
  const id = Buffer.from(header.subarray(0, 4)).toString('latin1');
  if (header.length < HEADER || !/^[A-Z\d]{4}$/.test(id)) return undefined;
  return { id, size: (version === 4 ? synchsafe : unsigned)(header.subarray(4, 8)) };
}

/**
 * A copy of the tag without pictures, for the parser. https://id3.org/id3v2.4.0-structure, https://id3.org/id3v2-chapters-1.0;
 * not for the rare tags of version 2.2, or that are unsynchronized as a whole
 */
async function id3Tags(parts: Parts): Promise<Tags> {
  const header = Buffer.from(await parts.read(0, HEADER));
  const [version = 0, flags = 0] = [header[3], header[5]];
  if (header.toString('latin1', 0, 3) !== 'ID3' || (version !== 3 && version !== 4) || flags & 0xc0) return {};
  const end = HEADER + synchsafe(header.subarray(6, 10));
  const frames: Buffer[] = [];
  try {
    for (let at = HEADER, count = 0; at + HEADER <= end && count < MOST_FRAMES && frames.length <= MOST_CHAPTERS; count += 1) {
      const start = await parts.read(at, HEADER);
      const frame = frameAt(start, version);
      if (!frame) break;
      if (frame.id === 'TIT2' || frame.id === 'CHAP') {
        const body = await parts.read(at + HEADER, Math.min(frame.size, LARGEST_FRAME));
        frames.push(withSize(start, frame.id === 'CHAP' ? withoutPictures(Buffer.from(body), version) : Buffer.from(body), version));
      }
      at += HEADER + frame.size;
    }
  } catch {
    if (parts.failure) throw parts.failure;
  }
  if (frames.length === 0) return {};
  const tag = Buffer.concat(frames);
  return tagsIn(Buffer.concat([withSize(header, tag, 4, 6), Buffer.alloc(HEADER)]));
}

/** A header with the size of this body, and the body. */
function withSize(header: Uint8Array, body: Buffer, version: number, at = 4): Buffer {
  const made = Buffer.concat([header.subarray(0, HEADER), body]);
  const bits = version === 4 ? 7 : 8;
  for (let index = 0; index < 4; index += 1) made[at + index] = (body.length >>> (bits * (3 - index))) & (2 ** bits - 1);
  return made;
}

function withoutPictures(body: Buffer, version: number): Buffer {
  const info = body.indexOf(0) + 1 + 16;
  const kept: Buffer[] = [body.subarray(0, info)];
  for (let at = info; at < body.length; ) {
    const frame = frameAt(body.subarray(at, at + HEADER), version);
    if (!frame || at + HEADER + frame.size > body.length) break;
    if (frame.id === 'TIT2' || frame.id === 'WXXX') kept.push(body.subarray(at, at + HEADER + frame.size));
    at += HEADER + frame.size;
  }
  return Buffer.concat(kept);
}

/** `moov.udta.chpl`, which the parser does not read: units of 100 ns, UTF-8. */
async function neroChapters(parts: Parts): Promise<Tags> {
  let [from, to] = [0, parts.size];
  for (const name of ['moov', 'udta', 'chpl']) {
    const found = await atomIn(parts, name, from, to);
    if (!found) return {};
    [from, to] = found;
  }
  const atom = Buffer.from(await parts.read(from, Math.min(to - from, LARGEST_FRAME * 4)));
  const chapters: Chapter[] = [];
  // Version and flags, and in version 1 four reserved bytes; then the number of chapters.
  let at = atom[0] === 0 ? 5 : 9;
  for (; at + 9 <= atom.length && chapters.length < MOST_CHAPTERS; ) {
    const length = atom[at + 8] ?? 0;
    const title = atom.toString('utf8', at + 9, at + 9 + length);
    chapters.push({ start: Number(atom.readBigUInt64BE(at)) / 1e7, ...(title && { title }) });
    at += 9 + length;
  }
  return chapters.length > 0 ? { chapters: chaptersInOrder(chapters) } : {};
}

/** Contents of the first child of that name. */
async function atomIn(parts: Parts, name: string, from: number, to: number): Promise<[number, number] | undefined> {
  for (let at = from, count = 0; at + 8 <= to && count < MOST_FRAMES; count += 1) {
    const header = Buffer.from(await parts.read(at, 16));
    if (header.length < 8) return undefined;
    const short = header.readUInt32BE(0);
    const isLong = short === 1 && header.length === 16;
    const size = short === 0 ? to - at : isLong ? Number(header.readBigUInt64BE(8)) : short;
    const start = isLong ? 16 : 8;
    if (size < start) return undefined;
    if (header.toString('latin1', 4, 8) === name) return [at + start, Math.min(to, at + size)];
    at += size;
  }
  return undefined;
}
