/**
 * What Apple Podcasts and Spotify refuse. https://podcasters.apple.com/support/823-podcast-requirements,
 * https://support.spotify.com/us/creators/article/podcast-specification-doc/
 */
import { visible } from '../core/catalog/catalog.ts';
import { limitOf } from '../core/catalog/facts/feed-archives.ts';
import { FeedWindow } from '../core/catalog/facts/feed-window.ts';
import { MAIN, publicFeed } from '../core/catalog/outputs.ts';
import { MEDIA_FOLDER } from '../core/document-names.ts';
import { type FileFacts, pictureType, type Show } from '../core/media.ts';
import type { Key, Problem, Site } from '../core/model.ts';
import { locate } from '../core/text/locate.ts';
import type { Facts } from '../core/tree/facts.ts';
import { imageFacts } from '../publish/image-facts.ts';
import type { Report } from '../publish/publish.ts';
import { rowsIn } from '../state/catalog-base.ts';
import { CONFLICT, type Store, UNCHANGED } from '../stores/store.ts';
import type { EpisodeFile } from './episode-files.ts';
import { plural } from './text.ts';

/** Pixels. */
const SMALLEST = 1_400;
const LARGEST = 3_000;
/** Bytes that hold the header of a picture with metadata. */
const HEADER = 262_144;
const APPLE_TYPES = /^(?:audio\/(?:mpeg|mp3|mp4|x-m4a|aac)|video\/(?:mp4|x-m4v|quicktime))$/;

const CONFIG = 'linefeed.yaml';

/** Warnings. */
export async function podcastProblems({ base }: Report, episodes: readonly EpisodeFile[], folder: Store): Promise<Problem[]> {
  const { site, moment } = base.catalog;
  const { podcast: shows = [] } = site;
  if (shows.length === 0) return [];
  const config = await folder.get(CONFIG);
  const source = config && config !== UNCHANGED ? Buffer.from(config.bytes).toString() : '';
  const place = locate(source, 'podcast');
  const warn = (message: string): Problem => ({ key: CONFIG, ...place, message: `podcast: ${message}`, severity: 'warning' });
  const older = await base.ask((facts) => shows.map((show) => olderPosts(facts, show, site)));
  const ofShow = older.map((each) => ({ ...each, episodes: 0 }));
  const ofFiles: Problem[] = [];
  for await (const [key, row] of rowsIn(base)) {
    const version = visible(row, moment);
    for (const [file, facts] of Object.entries(version?.files ?? {})) if (!pictureType(file)) ofFiles.push(...ofFile(key, file, facts));
    if (version?.episode) for (const show of ofShow) show.episodes += show.keys.has(key) ? 1 : 0;
  }
  const found = await Promise.all(
    shows.map(async (show, index) => [...missing(show, site), ...beyond(ofShow[index]), ...(await cover(show, site, folder))]),
  );
  const name = ({ feed }: Show) => (shows.length > 1 ? `${feed}: ` : '');
  const ofShows = shows.flatMap((show, index) => (found[index] ?? []).map((message) => warn(name(show) + message)));
  return [...ofShows, ...ofFiles, ...episodes.flatMap(ofAddress)];
}

function missing(show: Show, { feedLink }: Site): string[] {
  const required: [unknown, string][] = [
    [show.image, 'Apple and Spotify require a cover; write image'],
    [show.categories, 'Apple requires a category; write category, such as Technology'],
    [show.explicit, 'Apple and Spotify require explicit; write explicit: false, or true'],
    [show.owner, 'Spotify verifies a show by its e-mail address; write email'],
    [show.author, 'Apple and Spotify show an author; write author'],
  ];
  const addresses = { 'the address of the feeds': feedLink, image: show.image, newFeedUrl: show.newFeedUrl };
  const insecure = Object.entries(addresses).filter(([, address]) => address?.startsWith('http:'));
  return [
    ...required.flatMap(([value, message]) => (value === undefined ? [message] : [])),
    ...insecure.map(([name, address]) => `Apple requires https://; ${name} is ${address}`),
  ];
}

/** Posts of a show that its feed no longer has. */
function olderPosts(facts: Facts, { feed }: Show, site: Site): { limit: number; keys: Set<Key> } {
  const of = publicFeed(feed) ?? MAIN;
  const limit = limitOf(of, site);
  const all = new FeedWindow(facts, of, site).newest(Number.POSITIVE_INFINITY);
  return { limit, keys: new Set(all.slice(limit).map(({ key }) => key)) };
}

/** Apps show what the feed has, and few follow links to archives. */
const beyond = ({ limit, episodes }: { limit: number; episodes: number } = { limit: 0, episodes: 0 }): string[] =>
  episodes > 0 ? [`the feed has its newest ${limit} posts, so apps do not show ${plural(episodes, 'older episode')}; raise limit`] : [];

/** Of a file in the folder; others are not requested. */
async function cover({ image }: Show, site: Site, folder: Store): Promise<string[]> {
  if (image === undefined) return [];
  if (!/\.(?:jpe?g|png)$/i.test(new URL(image).pathname))
    return [`Apple requires a cover that is JPEG or PNG, and ends so; it is ${image}`];
  for (const key of keysOf(image, site)) {
    const range = await folder.getRange(key, 0, HEADER).catch(() => undefined);
    if (range === undefined || range === CONFLICT) continue;
    const facts = imageFacts(Buffer.from(range.bytes));
    if (!facts) return [`Apple requires a cover that is JPEG or PNG; ${key} is neither`];
    const { width, height, isRgb } = facts;
    const isSize = width === height && width >= SMALLEST && width <= LARGEST;
    return [
      ...(isSize ? [] : [`Apple requires a square cover of ${SMALLEST} to ${LARGEST} pixels; ${key} has ${width} x ${height}`]),
      ...(isRgb ? [] : [`Apple requires a cover in RGB; ${key} is in another color space; export it again`]),
    ];
  }
  return [];
}

function keysOf(address: string, { link, media, source = '' }: Site): Key[] {
  const below = [media?.build ? media.base : undefined, link].find((base) => base !== undefined && address.startsWith(base));
  if (below === undefined) return [];
  const path = decodeURIComponent(address.slice(below.length).replace(/[?#].*$/, ''));
  return below.endsWith(MEDIA_FOLDER) ? [path] : [...new Set([source + path, `static/${path}`, `public/${path}`, path])];
}

/** Types of files in the folder are checked there; apps take the first. */
function ofAddress({ key, file: { url, type }, isFirst, isLocal }: EpisodeFile): Problem[] {
  const warn = (message: string): Problem => ({ key, line: 1, column: 1, message, severity: 'warning' });
  return [
    ...(url.startsWith('http:') ? [warn(`Apple requires https://; the file is ${url}`)] : []),
    ...(isLocal || !isFirst || APPLE_TYPES.test(type) ? [] : [warn(`Apple plays no ${type}; publish ${url} as MP3 or M4A`)]),
  ];
}

function ofFile(key: Key, file: Key, { type }: FileFacts): Problem[] {
  const warn = (message: string): Problem => ({ key, line: 1, column: 1, message, severity: 'warning' });
  const name = file.slice(file.lastIndexOf('/') + 1);
  return [
    ...(type === undefined || APPLE_TYPES.test(type) ? [] : [warn(`Apple plays no ${type}; publish ${file} as MP3 or M4A`)]),
    ...(/^[\w.-]+$/.test(name) ? [] : [warn(`${file}: some podcast apps fail on such a name; use letters of ASCII, digits, - and _`)]),
  ];
}
