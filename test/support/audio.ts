/** Generates small silent audio files with valid headers and the given duration. */

const u32 = (value: number) => Buffer.from([value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]);
const le32 = (value: number) => Buffer.from(u32(value)).reverse();
const le16 = (value: number) => Buffer.from([value & 255, value >> 8]);
const ascii = (text: string) => Buffer.from(text, 'latin1');

/** 16 kbit/s, 8 kHz, mono: MPEG 2.5 layer III, 72 ms and 144 bytes a frame. */
const FRAME = Buffer.concat([Buffer.from([0xff, 0xe3, 0x28, 0xc4]), Buffer.alloc(140)]);
export const MP3_FRAME_MS = 72;

/** @param picture bytes of an ID3 tag before the audio */
export function mp3(seconds: number, { picture = 0, xing = false }: { picture?: number; xing?: boolean } = {}): Buffer {
  const frames = Math.round((seconds * 1000) / MP3_FRAME_MS);
  const size = [21, 14, 7, 0].map((shift) => (picture >> shift) & 127);
  const tag = picture > 0 ? [ascii('ID3'), Buffer.from([4, 0, 0, ...size]), Buffer.alloc(picture)] : [];
  if (!xing) return Buffer.concat([...tag, ...Array<Buffer>(frames).fill(FRAME)]);
  const first = Buffer.from(FRAME);
  // After 4 bytes of header and 9 of side information.
  Buffer.concat([ascii('Xing'), u32(3), u32(frames), u32(frames * FRAME.length)]).copy(first, 13);
  return Buffer.concat([...tag, first, FRAME, FRAME, FRAME]);
}

export function wav(seconds: number): Buffer {
  const data = seconds * 8000;
  const format = Buffer.concat([le16(1), le16(1), le32(8000), le32(8000), le16(1), le16(8)]);
  return Buffer.concat([
    ascii('RIFF'),
    le32(data + 36),
    ascii('WAVEfmt '),
    le32(16),
    format,
    ascii('data'),
    le32(data),
    Buffer.alloc(data, 128),
  ]);
}

export function flac(seconds: number): Buffer {
  const info = Buffer.alloc(34);
  info.writeUInt16BE(4096, 0);
  info.writeUInt16BE(4096, 2);
  // 20 bits sample rate, 3 bits channels - 1, 5 bits sample size - 1, 36 bits samples.
  info.writeUInt32BE(((8000 << 12) | (0 << 9) | (7 << 4)) >>> 0, 10);
  info.writeUInt32BE(seconds * 8000, 14);
  return Buffer.concat([ascii('fLaC'), Buffer.from([0x80, 0, 0, 34]), info, Buffer.alloc(seconds * 10)]);
}

function page(type: number, granule: number, sequence: number, body: Buffer): Buffer {
  const segments = [...Array<number>(Math.floor(body.length / 255)).fill(255), body.length % 255];
  const position = Buffer.alloc(8);
  position.writeBigUInt64LE(BigInt(granule));
  const numbers = [le32(7), le32(sequence), le32(0)];
  return Buffer.concat([ascii('OggS'), Buffer.from([0, type]), position, ...numbers, Buffer.from([segments.length, ...segments]), body]);
}

/** @param between bytes of other pages */
export function opus(seconds: number, between = 0): Buffer {
  const head = Buffer.concat([ascii('OpusHead'), Buffer.from([1, 1]), le16(0), le32(48000), le16(0), Buffer.from([0])]);
  return ogg(head, Buffer.concat([ascii('OpusTags'), le32(4), ascii('test'), le32(0)]), seconds, between);
}

function comments(title: string): Buffer {
  const text = Buffer.from(`TITLE=${title}`);
  return Buffer.concat([le32(4), ascii('test'), ...(title ? [le32(1), le32(text.length), text] : [le32(0)])]);
}

/** @param between bytes of other pages */
export function vorbis(seconds: number, between = 0, title = ''): Buffer {
  const head = Buffer.concat([ascii('\x01vorbis'), le32(0), Buffer.from([1]), le32(48000), Buffer.alloc(12), Buffer.from([0xb8, 1])]);
  return ogg(head, Buffer.concat([ascii('\x03vorbis'), comments(title), Buffer.from([1])]), seconds, between);
}

function ogg(head: Buffer, tags: Buffer, seconds: number, between: number): Buffer {
  const sound = Array.from({ length: Math.ceil(between / 5000) }, (_, index) => page(0, index + 1, index + 2, Buffer.alloc(5000)));
  return Buffer.concat([page(2, 0, 0, head), page(0, 0, 1, tags), ...sound, page(4, seconds * 48000, sound.length + 2, Buffer.alloc(20))]);
}

const atom = (name: string, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([u32(body.length + 8), ascii(name), body]);
};

/** The index follows the audio, as recorders write it. @param samples bytes of the table of sample sizes */
export function m4a(
  seconds: number,
  {
    sound = 100,
    samples = 0,
    chapters = [],
    title,
  }: { sound?: number; samples?: number; chapters?: [number, string][]; title?: string } = {},
): Buffer {
  const mvhd = Buffer.concat([u32(0), u32(0), u32(0), u32(1000), u32(seconds * 1000), Buffer.alloc(80)]);
  const mdhd = Buffer.concat([u32(0), u32(0), u32(0), u32(1000), u32(seconds * 1000), Buffer.alloc(4)]);
  const hdlr = Buffer.concat([u32(0), ascii('mhlrsoun'), Buffer.alloc(13)]);
  const stsz = atom('stsz', u32(0), u32(0), u32(samples / 4), Buffer.alloc(samples));
  const entry = Buffer.concat([Buffer.alloc(6), le16(256), Buffer.alloc(8), le16(256), le16(4096), Buffer.alloc(4), u32(8000 << 16)]);
  const stsd = atom('stsd', u32(0), u32(1), atom('mp4a', entry));
  const tkhd = Buffer.concat([u32(0), Buffer.alloc(8), u32(1), Buffer.alloc(4), u32(seconds * 1000), Buffer.alloc(60)]);
  const trak = atom(
    'trak',
    atom('tkhd', tkhd),
    atom('mdia', atom('mdhd', mdhd), atom('hdlr', hdlr), atom('minf', atom('stbl', stsd, stsz))),
  );
  return Buffer.concat([
    atom('ftyp', ascii('M4A '), u32(0)),
    atom('mdat', Buffer.alloc(sound)),
    atom('moov', atom('mvhd', mvhd), trak, ...(chapters.length > 0 ? [nero(chapters)] : []), ...(title ? [titled(title)] : [])),
  ]);
}

/** The title as iTunes writes it. */
function titled(title: string): Buffer {
  const hdlr = atom('hdlr', Buffer.concat([u32(0), u32(0), ascii('mdirappl'), Buffer.alloc(9)]));
  const list = atom('ilst', atom('\u00a9nam', atom('data', u32(1), u32(0), Buffer.from(title))));
  return atom('udta', atom('meta', u32(0), hdlr, list));
}

const synchsafe = (value: number) => Buffer.from([21, 14, 7, 0].map((shift) => (value >> shift) & 127));

function id3Frame(id: string, body: Buffer, version: 3 | 4): Buffer {
  return Buffer.concat([ascii(id), version === 4 ? synchsafe(body.length) : u32(body.length), Buffer.alloc(2), body]);
}

/**
 * A tag as https://id3.org/id3v2-chapters-1.0 defines it. @param picture bytes of a picture before the title @param chapterPicture bytes of
 * a picture in each chapter
 */
export function id3(
  {
    title,
    chapters = [],
    picture = 0,
    chapterPicture = 0,
  }: { title?: string; chapters?: [number, string][]; picture?: number; chapterPicture?: number },
  version: 3 | 4 = 4,
): Buffer {
  const text = (id: string, value: string) =>
    id3Frame(
      id,
      version === 4 ? Buffer.from(`\u0003${value}`) : Buffer.concat([Buffer.from([1, 0xff, 0xfe]), Buffer.from(value, 'utf16le')]),
      version,
    );
  const image = (size: number) =>
    id3Frame('APIC', Buffer.concat([Buffer.from('\0image/png\0\u0003\0', 'latin1'), Buffer.alloc(size)]), version);
  const frames = [
    ...(picture > 0 ? [image(picture)] : []),
    ...(title === undefined ? [] : [text('TIT2', title)]),
    ...chapters.map(([seconds, name], index) => {
      const times = Buffer.concat([u32(seconds * 1000), u32(seconds * 1000 + 1), u32(0xffffffff), u32(0xffffffff)]);
      const link = id3Frame('WXXX', Buffer.from(`\0\0https://x.example/${index}`, 'latin1'), version);
      const inner = Buffer.concat([text('TIT2', name), link, ...(chapterPicture > 0 ? [image(chapterPicture)] : [])]);
      return id3Frame('CHAP', Buffer.concat([ascii(`c${index}\0`), times, inner]), version);
    }),
  ];
  const body = Buffer.concat(frames);
  return Buffer.concat([ascii('ID3'), Buffer.from([version, 0, 0]), synchsafe(body.length), body]);
}

/** An MP4 `udta` box with Nero chapters. */
function nero(chapters: [number, string][]): Buffer {
  const list = chapters.map(([seconds, title]) => {
    const start = Buffer.alloc(8);
    start.writeBigUInt64BE(BigInt(seconds * 1e7));
    return Buffer.concat([start, Buffer.from([Buffer.byteLength(title)]), Buffer.from(title)]);
  });
  return atom('udta', atom('chpl', Buffer.from([1, 0, 0, 0, 0, 0, 0, 0, chapters.length & 255]), ...list));
}
