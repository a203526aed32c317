/** `podcast` of `linefeed.yaml`: one show, or a list of them. */
import type { Credit, MediaHosting, Show, Trailer } from '../media.ts';
import { optional } from '../optional.ts';
import { readImages, readKeywords, readLicense, readTxt, readValues } from '../post/podcast-fields.ts';
import { taxonomyOf } from '../taxonomies.ts';
import { parseDate } from '../text/date.ts';
import { Fields, nearest, webAddress } from '../text/fields.ts';
import { APPLE_CATEGORIES } from './apple-categories.ts';
import { readLanguage, readPicture, siteAddress } from './setting-readers.ts';

const NAMES = [
  ...[
    'feed',
    'guid',
    'title',
    'description',
    'summary',
    'keywords',
    'link',
    'language',
    'copyright',
    'author',
    'owner',
    'email',
    'image',
    'category',
    'explicit',
  ],
  ...[
    'type',
    'block',
    'complete',
    'newFeedUrl',
    'locked',
    'funding',
    'person',
    'medium',
    'license',
    'txt',
    'updateFrequency',
    'podroll',
    'apps',
    'value',
    'images',
    'trailer',
  ],
];

const MOST_SHOWS = 50;
const MOST_CATEGORIES = 3;

/** `media` and `mediaPrefix`. */
export function readMedia(fields: Fields): MediaHosting | undefined {
  const prefix = fields.url('mediaPrefix');
  const given = fields.parsed<MediaHosting>(
    'copy, link, or the address of a folder such as https://cdn.example/files/',
    (text) => {
      if (text === 'copy' || text === 'link') return { build: text };
      const base = siteAddress(text);
      return base === undefined ? undefined : { base };
    },
    'media',
  );
  return given || prefix ? { ...given, ...(prefix && { prefix }) } : undefined;
}

export function readShows(fields: Fields): Show[] | undefined {
  const found = fields.each('podcast');
  if (found.length === 0) return undefined;
  if (found.length > MOST_SHOWS) fields.report('podcast', `expected at most ${MOST_SHOWS} shows, got ${found.length}; remove some`);
  const shows = found.flatMap((each) => {
    if (each instanceof Fields) return readShow(each);
    fields.report('podcast', 'expected settings of a show, such as podcast: { author: Ada, image: /cover.jpg, category: Technology }');
    return [];
  });
  const twice = shows.find(({ feed }, index) => shows.findIndex((other) => other.feed === feed) < index);
  if (twice) fields.report('podcast', `two shows have the feed ${twice.feed}; write another "feed" for one, such as categories/podcast`);
  return shows;
}

function readShow(fields: Fields): Show {
  fields.rejectUnknown(NAMES);
  const feed = fields.parsed(
    'main, or the folder of a category, tag or author, such as categories/podcast',
    (text) => (text === 'main' || taxonomyOf(/^([^/]+)\/[^/\s]+$/.exec(text)?.[1] ?? '') !== undefined ? text : undefined),
    'feed',
  );
  const owner = fields.within('owner');
  const email = fields.parsed('an e-mail address', emailOf, 'email') ?? owner.parsed('an e-mail address', emailOf, 'email');
  const ownerName = owner.text('name');
  const categories = categoriesIn(fields);
  const [people, funding, txt] = [readCredits(fields, 'person'), fundingIn(fields), readTxt(fields)];
  const [values, images, trailers] = [readValues(fields, 'value', refuse), readImages(fields, 'images', refuse), trailersIn(fields)];
  const [license, frequency] = [readLicense(fields), frequencyIn(fields)];
  return {
    feed: feed ?? 'main',
    ...optional({
      guid: fields.parsed('a UUID', uuid, 'guid'),
      title: fields.text('title'),
      description: fields.text('description'),
      summary: fields.text('summary'),
      keywords: readKeywords(fields, 'keywords'),
      link: fields.url('link'),
      language: readLanguage(fields, 'language'),
      copyright: fields.text('copyright'),
      author: fields.text('author'),
      owner: email === undefined ? undefined : { email, ...(ownerName && { name: ownerName }) },
      image: readPicture(fields, 'image'),
      categories: categories.length > 0 ? categories : undefined,
      explicit: fields.flag('explicit'),
      type: fields.choice(['episodic', 'serial'], 'type'),
      block: fields.flag('block') || undefined,
      complete: fields.flag('complete') || undefined,
      newFeedUrl: fields.url('newFeedUrl'),
      locked: fields.flag('locked'),
      funding: funding.length > 0 ? funding : undefined,
      people: people.length > 0 ? people : undefined,
      medium: fields.parsed('one word, such as podcast or music', (text) => (/^[a-z]+L?$/.test(text) ? text : undefined), 'medium'),
      license,
      txt: txt.length > 0 ? txt : undefined,
      values: values.length > 0 ? values : undefined,
      images: images.length > 0 ? images : undefined,
      trailers: trailers.length > 0 ? trailers : undefined,
      updateFrequency: frequency,
      podroll: podrollIn(fields),
      apps: appsIn(fields),
    }),
  };
}

const emailOf = (text: string): string | undefined => (/^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(text) ? text : undefined);

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
const uuid = (text: string): string | undefined => (UUID.test(text) ? text.toLowerCase() : undefined);

const ALL_CATEGORIES = Object.entries(APPLE_CATEGORIES).flatMap(([name, subs]) => [name, ...subs.map((sub) => `${name} > ${sub}`)]);

/** `Society & Culture > Documentary` */
function categoriesIn(fields: Fields): NonNullable<Show['categories']> {
  const given = fields.list((text) => [text], 'category');
  if (given.length > MOST_CATEGORIES)
    fields.report('category', `expected at most ${MOST_CATEGORIES} categories, got ${given.length}; remove some`);
  return given.flatMap((text) => {
    const [name = '', sub, ...more] = text.split('>').map((part) => part.trim());
    const subs = Object.hasOwn(APPLE_CATEGORIES, name) ? APPLE_CATEGORIES[name] : undefined;
    if (subs && more.length === 0 && (sub === undefined || subs.includes(sub))) return [{ name, ...(sub && { sub }) }];
    const parent = Object.keys(APPLE_CATEGORIES).find((each) => APPLE_CATEGORIES[each]?.includes(name));
    const known = subs?.map((each) => `${name} > ${each}`) ?? (parent ? [`${parent} > ${name}`] : ALL_CATEGORIES);
    const wanted = known.length > 0 ? nearest(text, known) : name;
    fields.report(
      'category',
      `${JSON.stringify(text)} is no category of Apple Podcasts, upper and lower case included; did you mean "${wanted}"?`,
    );
    return [];
  });
}

/** Names, or maps with name, role, group, image and url. */
function readCredits(fields: Fields, name: string): Credit[] {
  return fields.each(name).flatMap((each): Credit[] => {
    if (!(each instanceof Fields)) return typeof each === 'string' && each.trim() ? [{ name: each.trim() }] : [];
    const found = each.text('name');
    if (found === undefined) return [];
    const image = readPicture(each, 'image', 'img');
    return [{ name: found, ...optional({ role: each.text('role'), group: each.text('group'), image, url: each.url('url', 'href') }) }];
  });
}

const fundingIn = (fields: Fields): NonNullable<Show['funding']> =>
  fields.each('funding').flatMap((each) => {
    const url = each instanceof Fields ? each.url('url') : webAddress(String(each));
    if (url === undefined)
      fields.report('funding', 'expected an address, or a map such as { url: https://blog.example/support, text: Support us }');
    return url === undefined ? [] : [{ url, text: (each instanceof Fields ? each.text('text') : undefined) ?? '' }];
  });

const refuse = (fields: Fields, name: string, expected: string): void => fields.report(name, `expected ${expected}`);

const trailersIn = (fields: Fields): Trailer[] =>
  fields.each('trailer').flatMap((each) => {
    const [title, url] = each instanceof Fields ? [each.text('title'), each.url('url')] : [];
    const date = each instanceof Fields ? parseDate(String(each.find('date')?.value ?? ''), 'UTC') : undefined;
    if (!(each instanceof Fields) || title === undefined || url === undefined || date === undefined) {
      fields.report('trailer', 'expected a map such as { title: Soon, url: https://show.example/0.mp3, date: 2026-03-01 }');
      return [];
    }
    const numbers = { length: each.whole(1, Number.MAX_SAFE_INTEGER, 'length'), season: each.whole(1, 100_000, 'season') };
    return [{ title, url, published: Date.parse(date), ...optional({ ...numbers, type: each.text('type') }) }];
  });

function frequencyIn(fields: Fields): Show['updateFrequency'] {
  const [given] = fields.each('updateFrequency');
  if (given === undefined) return undefined;
  if (!(given instanceof Fields)) return { text: String(given) };
  const [text, rrule] = [given.text('text'), given.text('rrule')];
  return text === undefined ? undefined : { text, ...(rrule && { rrule }) };
}

function appsIn(fields: Fields): Show['apps'] {
  const apps = fields.within('apps');
  apps.rejectUnknown(['apple', 'spotify']);
  const found = optional({ apple: apps.url('apple'), spotify: apps.url('spotify') });
  return Object.keys(found).length > 0 ? found : undefined;
}

function podrollIn(fields: Fields): string[] | undefined {
  const given = fields.list((text) => [text], 'podroll');
  const wrong = given.find((text) => uuid(text) === undefined);
  if (wrong !== undefined) fields.report('podroll', `expected the podcast:guid of each show, a UUID, got ${JSON.stringify(wrong)}`);
  return given.length > 0 ? given.flatMap((text) => uuid(text) ?? []) : undefined;
}
