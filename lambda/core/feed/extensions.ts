import type { Enclosure } from '../media.ts';
import type { Picture } from '../model.ts';
import { escapeAttribute, escapeText } from '../text/escape.ts';
import { podcastElements } from './podcast-loader.ts';
import type { ShownEntry } from './safe-document.ts';
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

const attributes = ({ length, type }: Enclosure): string => `length="${length}" type="${escapeAttribute(type)}"`;

/** At most one (RSS profile, "item enclosure"). */
const rssEnclosure = (enclosures: Enclosure[] = []): string[] =>
  enclosures.slice(0, 1).map((each) => `<enclosure url="${escapeAttribute(each.url)}" ${attributes(each)}/>`);

const atomEnclosures = (enclosures: Enclosure[] = []): string[] =>
  enclosures.map((each) => `<link rel="enclosure" href="${escapeAttribute(each.url)}" ${attributes(each)}/>`);

/** JSON Feed 1.1, "Attachments". */
export const jsonAttachments = (enclosures: Enclosure[]) =>
  enclosures.map(({ url, length, type, duration }) => ({
    ...{ url, mime_type: type, size_in_bytes: length },
    ...(duration && { duration_in_seconds: duration }),
  }));

/** @returns one element a line */
export const rssExtensions = ({ image, related, markdown }: ShownEntry): string[] => [
  ...(related ? [`<atom:link rel="related" href="${escapeAttribute(related)}"/>`] : []),
  ...(image ? [media(image)] : []),
  ...(markdown ? [`<source:markdown ${SOURCE}><![CDATA[${splitCdata(markdown)}]]></source:markdown>`] : []),
];

/** Some parsers of podcasts read no `&#x26;` in attributes, so these keep `&amp;`. */
export const rssAttachments = ({ enclosures, episode }: ShownEntry): string[] =>
  enclosures ? [...rssEnclosure(enclosures), ...podcastElements().episodeElements(episode, enclosures)] : [];

export const atomExtensions = ({ image, enclosures, related }: ShownEntry): string[] => [
  ...atomEnclosures(enclosures),
  ...(related ? [`<link rel="related" href="${escapeAttribute(related)}"/>`] : []),
  ...(image ? [media(image)] : []),
];
