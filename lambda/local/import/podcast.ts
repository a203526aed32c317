/** The RSS feed of a podcast, of any host: an episode becomes a post. https://podcasters.apple.com/support/823-podcast-requirements */
import { APPLE_CATEGORIES } from '../../core/site/apple-categories.ts';
import { parseDate } from '../../core/text/date.ts';
import { parseDuration } from '../../core/text/duration.ts';
import {
  filled,
  imagesOf,
  keywordsOf,
  licenseOf,
  peopleOf,
  podloveChapters,
  summaryOf,
  trailerOf,
  txtOf,
  valuesOf,
  whole,
} from './podcast-details.ts';
import { type Element, type Elements, readElements } from './podcast-elements.ts';
import { counted, type ImportedBlog, type ImportedPost } from './post.ts';
import { yamlOf } from './yaml.ts';

/** @returns undefined unless RSS with enclosures */
export function readPodcast(text: string, given: string | undefined): ImportedBlog | undefined {
  if (!/<rss[\s>]/i.test(text.slice(0, 5_000)) || !/<enclosure\s/.test(text)) return undefined;
  const { channel, items, categories: named } = readElements(text);
  const categories = [...new Set(named)];
  const episodes = items.filter((item) => item.attribute('enclosure', 'url') !== undefined);
  const link = given ?? channel.text('link');
  const known = categories.filter((category) => isKnown(category) && !categories.some((other) => other.startsWith(`${category} > `)));
  const newer = channel.text('itunes:new-feed-url');
  return {
    title: channel.text('title') ?? '',
    link,
    posts: episodes.map((item) => postOf(item, link)),
    media: [channel, ...episodes].flatMap(filesOf),
    left: [
      ...counted(items.length - episodes.length, 'item', ' without an enclosure'),
      ...counted(
        items.flatMap((item) => item.all('podcast:value')).flatMap(({ children }) => children.filter(isTimeSplit)).length,
        'time split',
        ' of values',
      ),
      ...categories.filter((category) => !isKnown(category)).map((category) => `category ${category}, which is not Apple's`),
    ],
    settings: settingsOf(channel, known.slice(0, MOST_CATEGORIES)),
    ...(newer && { notes: [`the feed says that it moved to ${newer}: import that one, if it has more`] }),
  };
}

const MOST_CATEGORIES = 3;

const isTimeSplit = ({ name }: Element['children'][number]): boolean => name === 'podcast:valueTimeSplit';

/** To move with the show. */
const filesOf = (elements: Elements): string[] =>
  [
    elements.attribute('itunes:image', 'href'),
    elements.attribute('enclosure', 'url'),
    elements.attribute('podcast:chapters', 'url'),
    ...elements.all('podcast:transcript').map(({ attributes }) => attributes.url),
  ].flatMap((url) => url ?? []);

function isKnown(category: string): boolean {
  const [name = '', sub] = category.split(' > ');
  const subs = Object.hasOwn(APPLE_CATEGORIES, name) ? APPLE_CATEGORIES[name] : undefined;
  return subs !== undefined && (sub === undefined || subs.includes(sub));
}

const explicitOf = (elements: Elements): boolean | undefined => {
  const text = elements.text('itunes:explicit')?.toLowerCase();
  return text === undefined ? undefined : ['yes', 'true', 'explicit'].includes(text);
};

const yes = (elements: Elements, name: string): true | undefined => /^yes$/i.test(elements.text(name) ?? '') || undefined;

const line = (name: string, value: unknown): string[] => (value === undefined ? [] : [`${name}: ${yamlOf(value)}`]);

function settingsOf(channel: Elements, categories: string[]): string[] {
  const locked = channel.text('podcast:locked');
  const email = channel.text('itunes:owner/itunes:email');
  const [frequency] = channel.all('podcast:updateFrequency');
  const show = {
    guid: channel.text('podcast:guid'),
    summary: summaryOf(channel),
    keywords: keywordsOf(channel),
    author: channel.text('itunes:author'),
    owner: email === undefined ? undefined : { name: channel.text('itunes:owner/itunes:name'), email },
    image: channel.attribute('itunes:image', 'href') ?? channel.text('image/url'),
    category: filled(categories),
    explicit: explicitOf(channel),
    type: channel.text('itunes:type')?.toLowerCase(),
    block: yes(channel, 'itunes:block'),
    complete: yes(channel, 'itunes:complete'),
    locked: locked === undefined ? undefined : /^yes$/i.test(locked),
    funding: filled(channel.all('podcast:funding').map(({ text, attributes: { url } }) => ({ url, text: text.trim() }))),
    person: filled(peopleOf(channel)),
    medium: channel.text('podcast:medium'),
    license: licenseOf(channel),
    txt: txtOf(channel),
    value: valuesOf(channel),
    images: imagesOf(channel),
    trailer: filled(channel.all('podcast:trailer').flatMap(trailerOf)),
    updateFrequency: frequency && { text: frequency.text.trim(), rrule: frequency.attributes.rrule },
    podroll: filled(channel.all('podcast:podroll/podcast:remoteItem').flatMap(({ attributes: { feedGuid } }) => feedGuid ?? [])),
  };
  return [
    'liquid: false',
    ...line(
      'description',
      channel
        .text('description', 'itunes:summary', 'itunes:subtitle')
        ?.replace(/<[^<>]*>/g, '')
        .trim(),
    ),
    ...line('language', channel.text('language')),
    ...line('author', channel.text('itunes:author', 'managingEditor')),
    ...line('copyright', channel.text('copyright')),
    ...line('podcast', show),
  ];
}

function postOf(item: Elements, site: string | undefined): ImportedPost {
  const title = item.text('title', 'itunes:title') ?? '';
  const link = item.text('link');
  const published = item.text('pubDate', 'dc:date');
  const date = published === undefined ? undefined : parseDate(published, 'UTC');
  const duration = parseDuration(item.text('itunes:duration'));
  const path = pathBelow(link, site);
  return {
    title,
    slug: title.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, ''),
    date,
    draft: false,
    ...(path !== undefined && { path }),
    id: item.text('guid') ?? link,
    categories: [],
    tags: [],
    authors: [],
    fields: {
      ...enclosuresOf(item, duration),
      episode: wholeIn(item, 'itunes:episode', 'podcast:episode'),
      episode_display: item.attribute('podcast:episode', 'display'),
      season: wholeIn(item, 'itunes:season', 'podcast:season'),
      season_name: item.attribute('podcast:season', 'name'),
      itunes_summary: summaryOf(item),
      itunes_keywords: keywordsOf(item),
      episode_type: item.text('itunes:episodeType')?.toLowerCase(),
      itunes_title: item.text('itunes:title') === title ? undefined : item.text('itunes:title'),
      episode_image: item.attribute('itunes:image', 'href'),
      explicit: explicitOf(item),
      itunes_block: yes(item, 'itunes:block'),
      chapters: item.attribute('podcast:chapters', 'url') ?? podloveChapters(item),
      transcript: filled(
        item.all('podcast:transcript').map(({ attributes: { url, type, language, rel } }) => ({ url, type, language, rel })),
      ),
      license: licenseOf(item),
      txt: txtOf(item),
      value: valuesOf(item),
      episode_images: imagesOf(item),
      person: filled(peopleOf(item)),
      soundbite: filled(
        item
          .all('podcast:soundbite')
          .map(({ text, attributes: { startTime, duration } }) => ({ start: startTime, duration, title: text.trim() || undefined })),
      ),
    },
    html: item.text('content:encoded', 'description', 'itunes:summary') ?? '',
  };
}

/** The first is of RSS; others are `podcast:alternateEnclosure`. */
function enclosuresOf(item: Elements, duration: number | undefined) {
  const file = (url: string | undefined, { length, type }: Record<string, string | undefined>) => ({ url, length: whole(length), type });
  const first = { ...file(item.attribute('enclosure', 'url'), item.all('enclosure')[0]?.attributes ?? {}), duration };
  const others = item.all('podcast:alternateEnclosure').flatMap(({ attributes, children }) => {
    const source = children.find(({ name }) => name === 'podcast:source')?.element.attributes.uri;
    return source && /^https?:/.test(source) && source !== first.url ? [file(source, attributes)] : [];
  });
  return others.length > 0 ? { enclosures: [first, ...others] } : { enclosure: first };
}

/** `/the-goat` of an address below the site's. */
function pathBelow(link: string | undefined, site: string | undefined): string | undefined {
  if (link === undefined || site === undefined || !URL.canParse(link)) return undefined;
  const [{ host, pathname, search }, base] = [new URL(link), new URL(site.endsWith('/') ? site : `${site}/`)];
  const isBelow = host === base.host && search === '' && pathname.startsWith(base.pathname) && pathname.length > base.pathname.length;
  return isBelow ? `/${pathname.slice(base.pathname.length)}` : undefined;
}

const wholeIn = (item: Elements, ...names: string[]): number | undefined => {
  const text = item.text(...names);
  return text !== undefined && /^[1-9]\d*$/.test(text) ? Number(text) : undefined;
};
