/** Facts of an episode, by the fields of podcast themes, plug-ins and exports. */
import type { Credit, Episode, Transcript } from '../media.ts';
import type { Post, Site } from '../model.ts';
import { optional } from '../optional.ts';
import { parseDuration } from '../text/duration.ts';
import { Fields, webAddress } from '../text/fields.ts';
import { readChapters } from './chapters.ts';
import { baseOf, fileAddress } from './feed-fields.ts';
import { readImages, readKeywords, readLicense, readTxt, readValues } from './podcast-fields.ts';

type Source = Pick<Post, 'key' | 'link'>;

/** Maps in which themes keep them. */
const MAPS = ['episode', 'podcast', 'itunes'];

/** @returns undefined if nothing is stated */
export function readEpisode(fields: Fields, post: Source, site: Site): Episode | undefined {
  const maps = MAPS.map((name) => fields.within(name));
  const first = <T>(read: (from: Fields, ...names: string[]) => T | undefined, own: string[], inMaps: string[]): T | undefined => {
    for (const each of maps) {
      const value = read(each, ...inMaps);
      if (value !== undefined) return value;
    }
    return read(fields, ...own);
  };
  const address = (from: Fields, ...names: string[]) =>
    from.shared('an address, or a path on the site', (value) => fileAddress(value, baseOf(post, from, site), site), ...names);
  const found: Episode = optional({
    title: first((from, ...names) => from.text(...names), ['itunes_title', 'episode_title'], ['title']),
    summary: first((from, ...names) => from.text(...names), ['itunes_summary'], ['summary']),
    keywords: readKeywords(fields, 'itunes_keywords'),
    number: first(
      whole,
      ['episode_number', 'episodeNumber', 'itunes_episode', 'itunes_episode_number', 'episode'],
      ['number', 'episodeNumber', 'episode'],
    ),
    season: first(whole, ['season', 'season_number', 'seasonNumber', 'itunes_season', 'itunes_season_number'], ['season', 'seasonNumber']),
    display: first((from, ...names) => from.text(...names), ['episode_display', 'episodeDisplay'], ['display']),
    seasonName: first((from, ...names) => from.text(...names), ['season_name', 'seasonName'], ['seasonName', 'season_name']),
    type: first(kind, ['episode_type', 'episodeType', 'itunes_episode_type'], ['type', 'episodeType']),
    explicit: first(explicit, ['explicit', 'itunes_explicit'], ['explicit']),
    image: first(address, ['episode_image', 'itunes_image'], ['image']),
    block: first((from, ...names) => from.flag(...names) || undefined, ['itunes_block'], ['block']) || undefined,
    chapters: first((from, ...names) => chaptersIn(from, address, names), ['chapters', 'chapters_url'], ['chapters']),
    chapterList: first((from, ...names) => readChapters(from, names), ['chapters'], ['chapters']),
    transcripts: filled(transcriptsIn(fields, post, site)),
    people: filled([
      ...credits(fields, site, 'hosts', 'host'),
      ...credits(fields, site, 'guests', 'guest'),
      ...credits(fields, site, 'persons'),
      ...credits(fields, site, 'person'),
    ]),
    values: filled(readValues(fields, 'value')),
    images: filled(readImages(fields, 'episode_images')),
    license: fields.find('license') && readLicense(fields),
    txt: filled(readTxt(fields)),
    soundbites: filled([...soundbites(fields, 'soundbite'), ...soundbites(fields, 'soundbites')]),
  });
  return Object.keys(found).length > 0 ? found : undefined;
}

const filled = <T>(list: T[]): T[] | undefined => (list.length > 0 ? list : undefined);

/** Themes use these names for texts too. */
function whole(from: Fields, ...names: string[]): number | undefined {
  const name = names.find((each) => /^[1-9]\d{0,5}$/.test(String(from.find(each)?.value ?? '').trim()));
  return name === undefined ? undefined : Number(from.find(name)?.value);
}

function kind(from: Fields, ...names: string[]): Episode['type'] {
  const text = String(from.find(...names)?.value ?? '').toLowerCase();
  return (['full', 'trailer', 'bonus'] as const).find((each) => each === text);
}

const EXPLICIT = new Map([
  ...['true', 'yes', 'explicit', 'on'].map((word) => [word, true] as const),
  ...['false', 'no', 'clean', 'off'].map((word) => [word, false] as const),
]);

const explicit = (from: Fields, ...names: string[]): boolean | undefined =>
  from.shared('true or false', (value) => EXPLICIT.get(String(value).trim().toLowerCase()), ...names);

/** Octopod's are a list of times. */
function chaptersIn(from: Fields, address: (from: Fields, name: string) => string | undefined, names: string[]): string | undefined {
  const name = names.find((each) => typeof from.find(each)?.value === 'string' && !/\s|^\d+:/.test(String(from.find(each)?.value).trim()));
  return name === undefined ? undefined : address(from, name);
}

/** https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/transcript.md */
const TRANSCRIPTS: Readonly<Record<string, string>> = {
  ...{ vtt: 'text/vtt', srt: 'application/x-subrip', json: 'application/json', html: 'text/html', txt: 'text/plain' },
};

function transcriptsIn(fields: Fields, post: Source, site: Site): Transcript[] {
  const base = baseOf(post, fields, site);
  return [...fields.each('transcript'), ...fields.each('transcripts')].flatMap((each): Transcript[] => {
    const given = each instanceof Fields ? each.find('url', 'src', 'file', 'href')?.value : each;
    // A transcript can also be the text itself.
    if (typeof given !== 'string' || /\s/.test(given.trim())) return [];
    const url = fileAddress(given, base, site);
    const stated = each instanceof Fields ? each.text('type', 'mime_type') : undefined;
    const type = stated ?? TRANSCRIPTS[/\.(\w+)(?:[?#]|$)/.exec(given)?.[1]?.toLowerCase() ?? ''];
    const language = each instanceof Fields ? each.text('language', 'lang') : undefined;
    const rel = each instanceof Fields ? each.text('rel') : undefined;
    return url && type ? [{ url, type, ...(language && { language }), ...(rel && { rel }) }] : [];
  });
}

/** Names, keys of `authors`, or maps. */
function credits(fields: Fields, { people }: Site, field: string, role?: string): Credit[] {
  return fields.each(field).flatMap((each): Credit[] => {
    if (!(each instanceof Fields)) {
      const id = String(each).trim();
      const known = Object.hasOwn(people, id) ? people[id] : undefined;
      return id === '' ? [] : [{ name: known?.name ?? id, ...(role && { role }), ...(known?.url && { url: known.url }) }];
    }
    const name = each.text('name');
    if (name === undefined) return [];
    const [image, url] = [webText(each, 'image', 'img'), webText(each, 'url', 'href')];
    return [{ name, ...optional({ role: each.text('role') ?? role, group: each.text('group'), image, url }) }];
  });
}

const webText = (fields: Fields, ...names: string[]): string | undefined => webAddress(String(fields.find(...names)?.value ?? ''));

const soundbites = (fields: Fields, field: string): NonNullable<Episode['soundbites']> =>
  fields.each(field).flatMap((each) => {
    if (!(each instanceof Fields)) return [];
    const start = each.find('start', 'startTime', 'start_time')?.value;
    const [from, duration] = [Number(start) === 0 ? 0 : parseDuration(start), parseDuration(each.find('duration')?.value)];
    const title = each.text('title');
    return from === undefined || duration === undefined ? [] : [{ start: from, duration, ...(title && { title }) }];
  });
