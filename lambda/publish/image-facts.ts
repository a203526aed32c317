export interface ImageFacts {
  format: 'JPEG' | 'PNG';
  width: number;
  height: number;
  isRgb: boolean;
}

const PNG = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** @param start of the file; @returns undefined for another format, and for a header that is not in it */
export function imageFacts(start: Buffer): ImageFacts | undefined {
  if (start.subarray(0, 8).equals(PNG) && start.length >= 26) {
    // IHDR: https://www.w3.org/TR/png-3/#11IHDR
    return { format: 'PNG', width: start.readUInt32BE(16), height: start.readUInt32BE(20), isRgb: [2, 3, 6].includes(start[25] ?? 0) };
  }
  return start.length > 2 && start.readUInt16BE(0) === 0xffd8 ? jpegFacts(start) : undefined;
}

/** Finds the frame header (ITU T.81 section B.2.2). */
function jpegFacts(start: Buffer): ImageFacts | undefined {
  for (let at = 2; at + 10 <= start.length && start[at] === 0xff; ) {
    const marker = start[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame)
      return { format: 'JPEG', height: start.readUInt16BE(at + 5), width: start.readUInt16BE(at + 7), isRgb: start[at + 9] === 3 };
    at += 2 + start.readUInt16BE(at + 2);
  }
  return undefined;
}

/** Pixels, of JPEG, PNG, GIF and WebP. */
export function pictureSize(start: Buffer): { width: number; height: number } | undefined {
  const { width, height } = imageFacts(start) ?? gifSize(start) ?? webpSize(start) ?? {};
  return width && height ? { width, height } : undefined;
}

const gifSize = (start: Buffer) =>
  start.length >= 10 && /^GIF8[79]a$/.test(start.toString('latin1', 0, 6))
    ? { width: start.readUInt16LE(6), height: start.readUInt16LE(8) }
    : undefined;

/** https://developers.google.com/speed/webp/docs/riff_container, RFC 6386 section 9.1 */
function webpSize(start: Buffer): { width: number; height: number } | undefined {
  if (start.length < 30 || start.toString('latin1', 0, 4) !== 'RIFF' || start.toString('latin1', 8, 12) !== 'WEBP') return undefined;
  const form = start.toString('latin1', 12, 16);
  if (form === 'VP8X') return { width: start.readUIntLE(24, 3) + 1, height: start.readUIntLE(27, 3) + 1 };
  if (form === 'VP8 ') return { width: start.readUInt16LE(26) & 0x3fff, height: start.readUInt16LE(28) & 0x3fff };
  if (form !== 'VP8L') return undefined;
  const bits = start.readUInt32LE(21);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}
