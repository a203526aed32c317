import type { CoverPlace } from '../feed-options.ts';
import { pictureType } from '../media.ts';
import { escapeAttribute } from '../text/escape.ts';
import type { SafeEntry, ShownEntry } from './safe-document.ts';

/** What a feed shows of the picture beside `media:content`. */
export function withCover({ image, html, enclosures }: SafeEntry, places: CoverPlace[]): Partial<ShownEntry> {
  if (!image || places.length === 0) return {};
  const { url, alt = '', width, height, length } = image;
  const [address, type] = [escapeAttribute(url), pictureType(new URL(url).pathname)];
  const size = width && height ? ` width="${width}" height="${height}"` : '';
  const isShown = html.includes(`"${address}"`);
  return {
    ...(places.includes('content') &&
      !isShown && { html: `<p><img src="${address}" alt="${escapeAttribute(alt)}"${size} /></p>\n${html}` }),
    ...(places.includes('enclosure') && !enclosures && length && type && { coverEnclosure: { url, length, type } }),
    ...(places.includes('thumbnail') && { thumbnail: image }),
  };
}
