/** Elements that shows and episodes share, as `linefeed.yaml` and front matter write them. */
import { parseDate } from '../../core/text/date.ts';
import type { Element, Elements } from './podcast-elements.ts';

export const peopleOf = (elements: Elements) =>
  elements
    .all('podcast:person')
    .map(({ text, attributes: { role, group, img, href } }) => ({ name: text.trim(), role, group, image: img, url: href }));

export const filled = <T>(list: T[]): T[] | undefined => (list.length > 0 ? list : undefined);

export const keywordsOf = (elements: Elements): string[] | undefined =>
  filled((elements.text('itunes:keywords') ?? '').split(',').flatMap((word) => word.trim() || []));

const plain = (html = ''): string =>
  html
    .replace(/<[^<>]*>/g, '')
    .replace(/\s+/g, ' ')
    .trim();

/** Most hosts repeat the description. */
export function summaryOf(elements: Elements): string | undefined {
  const summary = elements.text('itunes:summary');
  return [elements.text('description'), elements.text('content:encoded')].some((text) => plain(text) === plain(summary))
    ? undefined
    : summary;
}

export function licenseOf(elements: Elements) {
  const [license] = elements.all('podcast:license');
  return license && { name: license.text.trim(), url: license.attributes.url };
}

export const txtOf = (elements: Elements) =>
  filled(elements.all('podcast:txt').map(({ text, attributes: { purpose } }) => ({ text: text.trim(), purpose })));

/** Money goes where the feed says. */
export const valuesOf = (elements: Elements) =>
  filled(
    elements.all('podcast:value').map(({ attributes: { type, method, suggested }, children }) => ({
      ...{ type, method, suggested },
      recipients: children.flatMap(({ name, element: { attributes } }) => {
        const { name: recipient, type, address, split, customKey, customValue, fee } = attributes;
        if (name !== 'podcast:valueRecipient') return [];
        return [{ name: recipient, type, address, split: Number(split), customKey, customValue, fee: fee ? fee === 'true' : undefined }];
      }),
    })),
  );

/** `podcast:images` is the older form: `a.jpg 1500w, b.jpg 600w` */
export const imagesOf = (elements: Elements) =>
  filled([
    ...elements.all('podcast:image').map(({ attributes: { href, alt, width, height, type, purpose, ...more } }) => ({
      ...{ url: href, alt, aspectRatio: more['aspect-ratio'], width: whole(width), height: whole(height), type, purpose },
    })),
    ...elements.all('podcast:images').flatMap(({ attributes: { srcset = '' } }) =>
      srcset.split(/,\s+/).flatMap((candidate) => {
        const [url, width = ''] = candidate.trim().split(/\s+/);
        return url ? [{ url, width: whole(/^(\d+)w$/.exec(width)?.[1]) }] : [];
      }),
    ),
  ]);

export const whole = (text: string | undefined): number | undefined => (text && /^[1-9]\d*$/.test(text) ? Number(text) : undefined);

export function trailerOf({ text, attributes: { url, pubdate = '', length, type, season } }: Element) {
  const date = parseDate(pubdate, 'UTC');
  return url === undefined || date === undefined
    ? []
    : [{ title: text.trim() || 'Trailer', url, date, length: whole(length), type, season: whole(season) }];
}

/** https://podlove.org/simple-chapters/ */
export const podloveChapters = (item: Elements) =>
  filled(item.all('psc:chapters/psc:chapter').map(({ attributes: { start, title, href, image } }) => ({ start, title, url: href, image })));
