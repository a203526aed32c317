import { type Enclosure, pictureType } from '../media.ts';
import type { Picture } from '../model.ts';
import { escapeAttribute, escapeText } from '../text/escape.ts';
import { podcastElements } from './podcast-loader.ts';
import type { ShownEntry } from './safe-document.ts';
import { splitCdata } from './xml-text.ts';

/** https://www.rssboard.org/media-rss */
export const MEDIA = 'xmlns:media="http://search.yahoo.com/mrss/"';
/** http://source.scripting.com/. Declared where used: validators warn of it. */
const SOURCE = 'xmlns:source="http://source.scripting.com/"';

const size = ({ width, height }: Picture): string => (width && height ? ` width="${width}" height="${height}"` : '');

function media(picture: Picture): string {
  const { url, alt, length } = picture;
  const type = pictureType(new URL(url).pathname);
  const facts = `${length ? ` fileSize="${length}"` : ''}${type ? ` type="${type}"` : ''}${size(picture)}`;
  const start = `<media:content url="${escapeAttribute(url)}" medium="image"${facts}`;
  return alt ? `${start}><media:description type="plain">${escapeText(alt)}</media:description></media:content>` : `${start}/>`;
}

const mediaThumbnail = (picture: Picture): string => `<media:thumbnail url="${escapeAttribute(picture.url)}"${size(picture)}/>`;

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
export const rssExtensions = ({ image, thumbnail, related, markdown }: ShownEntry): string[] => [
  ...(related ? [`<atom:link rel="related" href="${escapeAttribute(related)}"/>`] : []),
  ...(image ? [media(image)] : []),
  ...(thumbnail ? [mediaThumbnail(thumbnail)] : []),
  ...(markdown ? [`<source:markdown ${SOURCE}><![CDATA[${splitCdata(markdown)}]]></source:markdown>`] : []),
];

/** Some parsers of podcasts read no `&#x26;` in attributes, so these keep `&amp;`. */
export const rssAttachments = ({ enclosures, episode, coverEnclosure }: ShownEntry): string[] =>
  enclosures
    ? [...rssEnclosure(enclosures), ...podcastElements().episodeElements(episode, enclosures)]
    : rssEnclosure(coverEnclosure && [coverEnclosure]);

export const atomExtensions = ({ image, thumbnail, enclosures, coverEnclosure, related }: ShownEntry): string[] => [
  ...atomEnclosures(enclosures ?? (coverEnclosure && [coverEnclosure])),
  ...(related ? [`<link rel="related" href="${escapeAttribute(related)}"/>`] : []),
  ...(image ? [media(image)] : []),
  ...(thumbnail ? [mediaThumbnail(thumbnail)] : []),
];
