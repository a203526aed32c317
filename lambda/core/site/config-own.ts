import { LIMIT_NAMES, LIMITS } from '../limits.ts';
import { FORMATS, GENERATORS, type Person, type Taxonomy } from '../model.ts';
import { isTaxonomyName } from '../taxonomies.ts';
import { type DataFile, Fields } from '../text/fields.ts';
import { isMap } from '../text/is-map.ts';
import { ADDRESS_SCHEMES } from './feed-addresses.ts';
import { GZIP, readByteLimits, readCover, readLimit, readTemplate } from './feed-content.ts';
import { readExtensions } from './feed-extensions.ts';
import { readOwnFeeds } from './own-feeds.ts';
import { readMedia, readShows } from './podcast.ts';
import {
  oldPath,
  readAddress,
  readAuthors,
  readFeedName,
  readHubs,
  readLanguage,
  readPermalink,
  readPermalinks,
  readPicture,
  readSecret,
  readTimezone,
  targetPath,
} from './setting-readers.ts';
import type { Layer, Settings } from './settings.ts';

export const SAMPLE_CONFIG = `title: Field Notes
link: https://blog.example/
description: What we see on our walks
language: en
timezone: Europe/Zurich`;

/** Settings within others. */
const INNER = ['byteLimits', 'moved', 'ownFeeds', 'mainExclude'];

export function ownLayer(file: DataFile, people: Record<string, Person>): Layer {
  const fields = new Fields(file);
  const settings: Layer['settings'] = {
    title: () => fields.text('title'),
    link: () => readAddress(fields, 'link'),
    feedLink: () => readAddress(fields, 'feedLink'),
    description: () => fields.text('description'),
    language: () => readLanguage(fields, 'language'),
    authors: () => readAuthors(fields, people),
    copyright: () => fields.text('copyright'),
    icon: () => readPicture(fields, 'icon'),
    logo: () => readPicture(fields, 'logo'),
    timezone: () => readTimezone(fields, 'timezone'),
    posts: () => globs(fields),
    permalink: () => readPermalink(fields, 'permalink'),
    permalinks: () => readPermalinks(fields.within('permalinks')) ?? (fields.find('permalink') ? {} : undefined),
    feeds: () => feeds(fields),
    moved: () => moved(fields.within('feeds')),
    ownFeeds: () => (isMap(fields.find('feeds')?.value) ? readOwnFeeds(fields.within('feeds'), 'own') : readOwnFeeds(fields, 'feeds')),
    mainExclude: () => main(fields),
    limit: () => readLimit(fields),
    byteLimits: () => readByteLimits(fields),
    gzip: () => fields.choice(GZIP, 'gzip'),
    cover: () => readCover(fields),
    dayDates: () => fields.choice(['midnight', 'first-published'], 'dayDates'),
    linkPosts: () => fields.choice(['post', 'external'], 'linkPosts'),
    entryHeader: () => readTemplate(fields, 'entryHeader'),
    entryFooter: () => readTemplate(fields, 'entryFooter'),
    extensions: () => readExtensions(fields),
    content: () => fields.choice(['full', 'summary'], 'content'),
    sourceMarkdown: () => fields.flag('sourceMarkdown'),
    terms: () => terms(fields),
    taxonomies: () => readTaxonomies(fields),
    archives: () => fields.choice(['main', 'all', 'none'], 'archives'),
    hub: () => readHubs(fields, 'hub'),
    pages: () => fields.flag('pages'),
    opml: () => fields.flag('opml'),
    preview: () => readSecret(fields, 'preview'),
    podcast: () => readShows(fields),
    media: () => readMedia(fields),
    remoteMedia: () => fields.flag('remoteMedia'),
    id: () => fields.choice(['permalink', 'tag', 'wordpress'], 'id'),
    excerptSeparator: () => fields.text('excerptSeparator'),
    liquid: () => fields.flag('liquid'),
    math: () => fields.flag('math'),
    lineBreaks: () => fields.flag('lineBreaks'),
    limits: () => limits(fields),
  };
  fields.choice(GENERATORS, 'generator');
  // `readAws` reads `aws`.
  fields.rejectUnknown([
    ...Object.keys(settings).filter((name) => !INNER.includes(name)),
    'author',
    'aws',
    'generator',
    'main',
    'mediaPrefix',
  ]);
  return { fields, names: { link: 'link', title: 'title' }, settings };
}

function globs(fields: Fields): string[] | undefined {
  const found = fields.list((text) => [text], 'posts');
  return found.length > 0 ? found : undefined;
}

function feeds(fields: Fields): Settings['feeds'] {
  const found = fields.find('feeds');
  if (!found || Array.isArray(found.value)) return undefined;
  if (!isMap(found.value)) {
    fields.report('feeds', 'expected a list of feeds, or file names by format, such as feeds: { rss: feed.xml, json: false }');
    return undefined;
  }
  const names = fields.within('feeds');
  names.rejectUnknown([...FORMATS, 'addresses', 'moved', 'own']);
  const addresses = names.choice(ADDRESS_SCHEMES, 'addresses');
  const given = Object.fromEntries(
    FORMATS.flatMap((format) => {
      const value = names.find(format)?.value;
      const name = value === false ? false : value === true ? undefined : readFeedName(names, format, `${format}.xml`);
      return name === undefined ? [] : [[format, name]];
    }),
  );
  return { ...given, ...(addresses ? { addresses } : {}) };
}

function main(fields: Fields): Settings['mainExclude'] {
  const found = fields.find('main');
  if (!found) return undefined;
  if (!isMap(found.value)) fields.report('main', 'expected a map such as main: { exclude: tag = links }');
  const within = fields.within('main');
  within.rejectUnknown(['exclude']);
  return within.find('exclude') ? within : undefined;
}

function limits(fields: Fields): Settings['limits'] {
  const found = fields.find('limits');
  if (!found) return undefined;
  if (!isMap(found.value)) {
    fields.report('limits', `expected limits by name, such as limits: { terms: 50 }; known are ${LIMIT_NAMES.join(', ')}`);
    return undefined;
  }
  const given = fields.within('limits');
  given.rejectUnknown(LIMIT_NAMES);
  return Object.fromEntries(
    LIMIT_NAMES.flatMap((name) => {
      const value = given.whole(1, LIMITS[name].most, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function moved(feeds: Fields): Settings['moved'] {
  const found = feeds.find('moved');
  if (!found) return undefined;
  if (!isMap(found.value)) {
    feeds.report('moved', 'expected old paths with the format or path of a feed, such as moved: { feed.xml: atom }');
    return undefined;
  }
  const names = feeds.within('moved');
  const read = Object.keys(found.value).flatMap((given) => {
    const to = names.parsed('rss, atom, json, or the path of a feed such as tags/go/rss.xml', targetPath, given);
    const name = oldPath(given);
    if (!names.find(given)) names.report(given, 'expected rss, atom, json, or the path of a feed such as tags/go/rss.xml, got nothing');
    if (name === undefined) names.report(given, `expected a path such as feed.xml or tag/go/feed/, outside of preview/, got "${given}"`);
    return to === undefined || name === undefined ? [] : [[name, to] as const];
  });
  return Object.fromEntries(read);
}

/** Checked where all taxonomies are known; `false` or an empty list: no term feeds. */
function terms(fields: Fields): Taxonomy[] | undefined {
  const found = fields.find('terms');
  if (!found || found.value === true) return undefined;
  return found.value === false ? [] : fields.list((text) => text.split(/[\s,]+/), 'terms');
}

function readTaxonomies(fields: Fields): Taxonomy[] | undefined {
  const names = fields.list((text) => text.split(/[\s,]+/), 'taxonomies');
  const wrong = names.filter((name) => !isTaxonomyName(name));
  if (wrong.length > 0)
    fields.report(
      'taxonomies',
      `expected fields of front matter in lower case, such as series, got ${wrong.join(', ')}; for categories, tags, authors, languages, sections and collections see terms`,
    );
  return fields.find('taxonomies') ? names : undefined;
}
