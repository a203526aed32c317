/**
 * Elements of podcasts in RSS. https://help.apple.com/itc/podcasts_connect/#/itcb54353390,
 * https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md
 */
import type { Chapter, Credit, Enclosure, Episode, PodcastImage, Show, Trailer, Txt, Value } from '../media.ts';
import { escapeAttribute, escapeText } from '../text/escape.ts';
import { hexadecimal, legal, legalLine } from './xml-text.ts';

export const NAMESPACES =
  'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0"';

type Attributes = Record<string, string | number | undefined>;

/** Nothing for an undefined text; an element without content for an empty one. */
function element(name: string, text: string | number | undefined, attributes: Attributes = {}): string[] {
  if (text === undefined) return [];
  const list = Object.entries(attributes).flatMap(([each, value]) =>
    value === undefined ? [] : [` ${each}="${escapeAttribute(legalLine(String(value)))}"`],
  );
  const content = hexadecimal(escapeText(legal(String(text))));
  return [`<${name}${list.join('')}${content === '' ? '/>' : `>${content}</${name}>`}`];
}

const image = (url: string | undefined): string[] => (url === undefined ? [] : element('itunes:image', '', { href: url }));

const flag = (name: string, value: boolean | undefined): string[] => element(name, value === undefined ? undefined : String(value));

const yes = (name: string, value: true | undefined): string[] => element(name, value && 'Yes');

const person = ({ name, role, group, image: img, url: href }: Credit): string[] =>
  element('podcast:person', name, { role, group, img, href });

const txt = ({ text, purpose }: Txt): string[] => element('podcast:txt', text, { purpose });

function value({ type, method, suggested, recipients }: Value): string {
  const [start = ''] = element('podcast:value', '', { type, method, suggested });
  const within = recipients.flatMap(({ fee, ...each }) =>
    element('podcast:valueRecipient', '', { ...each, fee: fee === undefined ? fee : String(fee) }),
  );
  return `${start.slice(0, -2)}>${within.join('')}</podcast:value>`;
}

const picture = ({ url: href, aspectRatio, ...more }: PodcastImage): string[] =>
  element('podcast:image', '', { href, 'aspect-ratio': aspectRatio, ...more });

const trailer = ({ title, published, ...more }: Trailer): string[] =>
  element('podcast:trailer', title, { pubdate: new Date(published).toUTCString(), ...more });

function category({ name, sub }: NonNullable<Show['categories']>[number]): string {
  const [start] = element('itunes:category', '', { text: name });
  if (sub === undefined || start === undefined) return start ?? '';
  return `${start.slice(0, -2)}>${element('itunes:category', '', { text: sub })}</itunes:category>`;
}

/** @returns one element a line */
export function showElements(show: Show): string[] {
  const { owner, license, updateFrequency, podroll = [] } = show;
  const ownerElements = owner ? [...element('itunes:name', owner.name), ...element('itunes:email', owner.email)].join('') : undefined;
  return [
    ...element('itunes:author', show.author),
    ...element('itunes:summary', show.summary),
    ...element('itunes:keywords', show.keywords?.join(',')),
    ...(ownerElements === undefined ? [] : [`<itunes:owner>${ownerElements}</itunes:owner>`]),
    ...image(show.image),
    ...(show.categories ?? []).map(category),
    ...flag('itunes:explicit', show.explicit),
    ...element('itunes:type', show.type),
    ...yes('itunes:block', show.block),
    ...yes('itunes:complete', show.complete),
    ...element('itunes:new-feed-url', show.newFeedUrl),
    ...element('podcast:guid', show.guid),
    ...element('podcast:locked', show.locked === undefined ? undefined : show.locked ? 'yes' : 'no', { owner: owner?.email }),
    ...(show.funding ?? []).flatMap(({ url, text }) => element('podcast:funding', text, { url })),
    ...(show.people ?? []).flatMap(person),
    ...element('podcast:medium', show.medium),
    ...element('podcast:license', license?.name, { url: license?.url }),
    ...(show.txt ?? []).flatMap(txt),
    ...(show.values ?? []).map(value),
    ...(show.images ?? []).flatMap(picture),
    ...(show.trailers ?? []).flatMap(trailer),
    ...element('podcast:updateFrequency', updateFrequency?.text, { rrule: updateFrequency?.rrule }),
    ...(podroll.length > 0
      ? [`<podcast:podroll>${podroll.flatMap((feedGuid) => element('podcast:remoteItem', '', { feedGuid })).join('')}</podcast:podroll>`]
      : []),
  ];
}

/** Each is in every feed with the episode; apps read the others from `podcast:chapters`. */
const MOST_INLINE = 100;

/** `01:02:03.500` */
function clock(seconds: number): string {
  const milliseconds = Math.round(seconds * 1_000);
  const parts = [3_600_000, 60_000, 1_000].map((unit, index) =>
    String(Math.floor(milliseconds / unit) % (index === 0 ? 1_000 : 60)).padStart(2, '0'),
  );
  return `${parts.join(':')}.${String(milliseconds % 1_000).padStart(3, '0')}`;
}

/** https://podlove.org/simple-chapters/, for apps that read no JSON. */
function simpleChapters(list: readonly Chapter[]): string[] {
  if (list.length === 0 || list.length > MOST_INLINE) return [];
  const chapters = list.flatMap(({ start, title = '', url: href, image }) =>
    element('psc:chapter', '', { start: clock(start), title: title || clock(start), href, image }),
  );
  return [`<psc:chapters xmlns:psc="http://podlove.org/simple-chapters" version="1.2">${chapters.join('')}</psc:chapters>`];
}

/** The first file is the enclosure; others are alternatives. */
export function episodeElements(episode: Episode = {}, enclosures: readonly Enclosure[] = []): string[] {
  const [first, ...others] = enclosures;
  return [
    ...element('itunes:title', episode.title),
    ...element('itunes:summary', episode.summary),
    ...element('itunes:keywords', episode.keywords?.join(',')),
    ...element('itunes:episode', episode.number),
    ...element('itunes:season', episode.season),
    ...element('itunes:episodeType', episode.type),
    ...element('itunes:duration', first?.duration),
    ...flag('itunes:explicit', episode.explicit),
    ...image(episode.image),
    ...yes('itunes:block', episode.block),
    ...element('podcast:episode', episode.number, { display: episode.display }),
    ...element('podcast:season', episode.season, { name: episode.seasonName }),
    ...(episode.chapters === undefined
      ? []
      : element('podcast:chapters', '', { url: episode.chapters, type: 'application/json+chapters' })),
    ...simpleChapters(episode.chapterList ?? []),
    ...(episode.transcripts ?? []).flatMap((each) => element('podcast:transcript', '', { ...each })),
    ...(episode.people ?? []).flatMap(person),
    ...(episode.soundbites ?? []).flatMap(({ start: startTime, duration, title }) =>
      element('podcast:soundbite', title ?? '', { startTime, duration }),
    ),
    ...element('podcast:license', episode.license?.name, { url: episode.license?.url }),
    ...(episode.txt ?? []).flatMap(txt),
    ...(episode.values ?? []).map(value),
    ...(episode.images ?? []).flatMap(picture),
    ...others.map(({ url, type, length }) => {
      const [start = ''] = element('podcast:alternateEnclosure', '', { type, length });
      return `${start.slice(0, -2)}>${element('podcast:source', '', { uri: url })}</podcast:alternateEnclosure>`;
    }),
  ];
}
