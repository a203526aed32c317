/** The RSS feed of a podcast, of any host: an episode becomes a post. https://podcasters.apple.com/support/823-podcast-requirements */
import { parseXml, type XmlTag } from '../../core/feed/parse-xml.ts';
import { APPLE_CATEGORIES } from '../../core/site/apple-categories.ts';
import { parseDate } from '../../core/text/date.ts';
import { parseDuration } from '../../core/text/duration.ts';
import { counted, type ImportedBlog, type ImportedPost } from './post.ts';

interface Element {
  text: string;
  attributes: Record<string, string>;
}

/** Elements by name, in order. */
class Elements {
  readonly #all = new Map<string, Element[]>();

  add(name: string, element: Element): void {
    this.#all.set(name, [...this.all(name), element]);
  }

  all(name: string): Element[] {
    return this.#all.get(name) ?? [];
  }

  /** Of the first with one. */
  text(...names: string[]): string | undefined {
    return names.flatMap((name) => this.all(name).map(({ text }) => text.trim())).find((text) => text !== '');
  }

  attribute(name: string, attribute: string): string | undefined {
    return this.all(name)[0]?.attributes[attribute]?.trim() || undefined;
  }
}

/** Other prefixes stay as they are. */
const PREFIXES: Record<string, string> = {
  'http://www.itunes.com/dtds/podcast-1.0.dtd': 'itunes:',
  'https://podcastindex.org/namespace/1.0': 'podcast:',
  'https://github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md': 'podcast:',
  'http://purl.org/rss/1.0/modules/content/': 'content:',
  'http://purl.org/dc/elements/1.1/': 'dc:',
};

const nameOf = ({ name, local, uri }: XmlTag): string => {
  const prefix = PREFIXES[uri.toLowerCase()];
  return prefix === undefined ? name : prefix + local;
};

const attributesOf = ({ attributes }: XmlTag): Record<string, string> =>
  Object.fromEntries(Object.values(attributes).map(({ name, value }) => [name, value]));

/** @throws Error with line and column if the XML is not well-formed */
function read(text: string): { channel: Elements; items: Elements[]; categories: string[] } {
  const [channel, items, categories] = [new Elements(), [] as Elements[], [] as string[]];
  const open: { name: string; element: Element }[] = [];
  parseXml(
    text,
    {
      opentag(tag) {
        const name = nameOf(tag);
        const element = { text: '', attributes: attributesOf(tag) };
        if (name === 'item') items.push(new Elements());
        const outer = open.at(-1);
        if (name === 'itunes:category' && outer?.name !== 'item') {
          const parent = outer?.name === name ? `${outer.element.attributes.text} > ` : '';
          categories.push(parent + (element.attributes.text ?? ''));
        }
        open.push({ name, element });
      },
      text(part) {
        const last = open.at(-1);
        if (last) last.element.text += part;
      },
      closetag() {
        const { name, element } = open.pop() ?? { name: '', element: { text: '', attributes: {} } };
        const outer = open.at(-1)?.name;
        const item = open.some((each) => each.name === 'item') ? items.at(-1) : undefined;
        // `image/url` of RSS and `itunes:owner/itunes:email` are distinguished by their parents.
        (item ?? channel).add(outer === 'item' || outer === 'channel' ? name : `${outer}/${name}`, element);
      },
    },
    true,
  );
  return { channel, items, categories };
}

/** @returns undefined unless RSS with enclosures */
export function readPodcast(text: string, given: string | undefined): ImportedBlog | undefined {
  if (!/<rss[\s>]/i.test(text.slice(0, 5_000)) || !/<enclosure\s/.test(text)) return undefined;
  const { channel, items, categories } = read(text);
  const episodes = items.filter((item) => item.attribute('enclosure', 'url') !== undefined);
  const link = given ?? channel.text('link');
  const known = categories.filter((category) => isKnown(category) && !categories.some((other) => other.startsWith(`${category} > `)));
  const newer = channel.text('itunes:new-feed-url');
  return {
    title: channel.text('title') ?? '',
    link,
    posts: episodes.map((item) => postOf(item, link)),
    media: [channel.attribute('itunes:image', 'href'), ...episodes.map((item) => item.attribute('enclosure', 'url'))].flatMap(
      (url) => url ?? [],
    ),
    left: [
      ...counted(items.length - episodes.length, 'item', ' without an enclosure'),
      ...categories.filter((category) => !isKnown(category)).map((category) => `category ${category}, which is not Apple's`),
    ],
    settings: settingsOf(channel, known.slice(0, MOST_CATEGORIES)),
    ...(newer && { notes: [`the feed says that it moved to ${newer}: import that one, if it has more`] }),
  };
}

const MOST_CATEGORIES = 3;

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

const peopleOf = (elements: Elements) =>
  elements
    .all('podcast:person')
    .map(({ text, attributes: { role, group, img, href } }) => ({ name: text.trim(), role, group, image: img, url: href }));

const filled = <T>(list: T[]): T[] | undefined => (list.length > 0 ? list : undefined);

/** JSON is YAML; without undefined members. */
const line = (name: string, value: unknown): string[] => (value === undefined ? [] : [`${name}: ${JSON.stringify(value)}`]);

function settingsOf(channel: Elements, categories: string[]): string[] {
  const locked = channel.text('podcast:locked');
  const license = channel.all('podcast:license')[0];
  const email = channel.text('itunes:owner/itunes:email');
  const [frequency] = channel.all('podcast:updateFrequency');
  const show = {
    guid: channel.text('podcast:guid'),
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
    license: license && { name: license.text.trim(), url: license.attributes.url },
    txt: filled(channel.all('podcast:txt').map(({ text, attributes: { purpose } }) => ({ text: text.trim(), purpose }))),
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
  const [url, length, type] = ['url', 'length', 'type'].map((name) => item.attribute('enclosure', name));
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
      enclosure: { url, length: Number(length) > 0 ? Number(length) : undefined, type, duration },
      episode: wholeIn(item, 'itunes:episode', 'podcast:episode'),
      season: wholeIn(item, 'itunes:season', 'podcast:season'),
      episode_type: item.text('itunes:episodeType')?.toLowerCase(),
      itunes_title: item.text('itunes:title') === title ? undefined : item.text('itunes:title'),
      episode_image: item.attribute('itunes:image', 'href'),
      explicit: explicitOf(item),
      itunes_block: yes(item, 'itunes:block'),
      chapters: item.attribute('podcast:chapters', 'url') ?? podloveChapters(item),
      transcript: filled(item.all('podcast:transcript').map(({ attributes: { url, type, language } }) => ({ url, type, language }))),
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

/** https://podlove.org/simple-chapters/ */
const podloveChapters = (item: Elements) =>
  filled(item.all('psc:chapters/psc:chapter').map(({ attributes: { start, title, href, image } }) => ({ start, title, url: href, image })));
