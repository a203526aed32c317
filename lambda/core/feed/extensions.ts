import type { Picture } from '../model.ts';
import { escapeAttribute, escapeText } from '../text/escape.ts';
import type { SafeEntry } from './safe-document.ts';
import { splitCdata } from './xml-text.ts';

/** https://www.rssboard.org/media-rss */
export const MEDIA = 'xmlns:media="http://search.yahoo.com/mrss/"';
/** http://source.scripting.com/. Declared where used: validators warn of it. */
const SOURCE = 'xmlns:source="http://source.scripting.com/"';

/** By file ending: pictures are not fetched. */
const TYPES: Readonly<Record<string, string>> = {
  ...{ jpg: 'image/jpeg', jpeg: 'image/jpeg', png: 'image/png', gif: 'image/gif' },
  ...{ webp: 'image/webp', avif: 'image/avif', svg: 'image/svg+xml' },
};

function media({ url, alt }: Picture): string {
  const type = TYPES[/\.(\w+)$/.exec(new URL(url).pathname)?.[1]?.toLowerCase() ?? ''];
  const start = `<media:content url="${escapeAttribute(url)}" medium="image"${type ? ` type="${type}"` : ''}`;
  return alt ? `${start}><media:description type="plain">${escapeText(alt)}</media:description></media:content>` : `${start}/>`;
}

/**
 * The link stays the post's page, which may be the guid.
 * @returns one element a line
 */
export const rssExtensions = ({ image, externalUrl, markdown }: SafeEntry): string[] => [
  ...(externalUrl ? [`<atom:link rel="related" href="${escapeAttribute(externalUrl)}"/>`] : []),
  ...(image ? [media(image)] : []),
  ...(markdown ? [`<source:markdown ${SOURCE}><![CDATA[${splitCdata(markdown)}]]></source:markdown>`] : []),
];

export const atomExtensions = ({ image, externalUrl }: SafeEntry): string[] => [
  ...(externalUrl ? [`<link rel="related" href="${escapeAttribute(externalUrl)}"/>`] : []),
  ...(image ? [media(image)] : []),
];
