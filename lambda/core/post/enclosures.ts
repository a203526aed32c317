/** Audio, video and other files of a post, by the fields of generators, themes, plug-ins and exports. */
import { mediaType, type StatedEnclosure } from '../media.ts';
import type { Post, Site } from '../model.ts';
import { parseDuration } from '../text/duration.ts';
import { Fields, webAddress } from '../text/fields.ts';
import { isMap } from '../text/is-map.ts';
import { baseOf, fileAddress } from './feed-fields.ts';
import { filesOf } from './files-of.ts';

const snake = (prefix: string) => ['url', 'file', 'link', 'file_path'].map((name) => `${prefix}_${name}`);

/** The first with a file wins. */
const FIELDS = [
  ...['enclosure', 'enclosures', 'audio', ...snake('audio'), 'audioUrl', 'audioFile', 'audioSrc'],
  // https://github.com/mattstratton/castanet
  ...['media_override', ...snake('podcast'), 'podcastUrl', 'podcastFile'],
  ...['podcast', 'episode', 'file', 'mp3'],
];
/** Always a file's, so other values are warnings. */
const ALWAYS_FILES: ReadonlySet<string> = new Set(['enclosure', 'enclosures', 'podcast_file', 'media_override']);
/** Also the address of a page: a file only with the ending of one. */
const PAGES_TOO: ReadonlySet<string> = new Set(['podcast', 'podcast_link', 'podcast_url', 'podcastUrl', 'episode', 'file', 'mp3']);

const ADDRESSES = ['url', 'src', 'href', 'file', 'filename', 'path', 'link'];
const LENGTHS = ['length', 'bytes', 'size', 'filesize', 'file_size', 'size_in_bytes', 'sizeInBytes'];
const TYPES = ['type', 'mime_type', 'mimeType', 'mimetype', 'mime', 'content_type', 'media_type'];
const DURATIONS = ['duration', 'duration_in_seconds', 'itunes_duration'];

const MOST = 20;

/** Beside the file's field. */
const WHOLE_LENGTHS = ['filesize_raw', 'filesize', 'file_size', 'bytes'];
const WHOLE_DURATIONS = ['duration', 'itunes_duration'];

type Facts = Pick<StatedEnclosure, 'length' | 'type' | 'duration'>;
type Source = Pick<Post, 'key' | 'link'>;

/** @returns undefined without a file */
export function readEnclosures(fields: Fields, post: Source, site: Site): StatedEnclosure[] | undefined {
  for (const field of FIELDS) {
    const values = fields.each(field).slice(0, MOST);
    const found = values.flatMap((value, index) => {
      if (value instanceof Fields) return inMap(value, fields, { isPage: PAGES_TOO.has(field), isAlone: values.length === 1 }, post, site);
      return index === 0 || typeof value === 'string' ? inText(String(value), field, fields, post, site) : [];
    });
    const distinct = found.filter(({ url }, index) => found.findIndex((other) => other.url === url) === index);
    if (distinct.length > 0) return distinct;
  }
  return undefined;
}

interface Place {
  isPage: boolean;
  isAlone: boolean;
}

/** By format in Octopod: `audio: { mp3: a.mp3, ogg: a.ogg }`, `filesize: { mp3: 5650889 }`. */
function inMap(fields: Fields, outer: Fields, { isPage, isAlone }: Place, post: Source, site: Site): StatedEnclosure[] {
  const textOf = (name: string) => String(fields.find(name)?.value);
  const isText = (name: string) => typeof fields.find(name)?.value === 'string';
  const name = ADDRESSES.find(isText);
  const names = name ? [name] : fields.names.filter((each) => mediaType(`.${each}`) && isText(each));
  const files = names.filter((each) => !isPage || isNamed(textOf(each)) || fields.find(...LENGTHS) !== undefined);
  if (files.length === 0) return [];
  const facts = factsIn(fields, LENGTHS, TYPES, DURATIONS);
  const shared = isAlone && files.length === 1 ? factsIn(outer, WHOLE_LENGTHS, [], WHOLE_DURATIONS) : {};
  return files.flatMap((each) => {
    const ofFormat = name ? {} : factsIn(outer.within('filesize'), [each], [], []);
    return stated(textOf(each), each, fields, { post, site, isPage: false, ...shared, ...ofFormat, ...facts });
  });
}

function inText(text: string, field: string, fields: Fields, post: Source, site: Site): StatedEnclosure[] {
  const [url = '', length = '', type = '', more = ''] = text.trim().split(/\r?\n/);
  if (!isFile(url.trim(), field)) {
    if (ALWAYS_FILES.has(field)) fields.shared(EXPECTED, () => undefined, field);
    return [];
  }
  // The custom field of WordPress, with what PowerPress adds.
  const ofWordPress: Facts = {
    ...(/^\d{1,15}$/.test(length.trim()) && Number(length) > 0 && { length: Number(length) }),
    ...(type.includes('/') && { type: type.trim() }),
    ...optional('duration', parseDuration(/"duration";s:\d+:"([\d:]+)"/.exec(more)?.[1])),
  };
  const prefix = field.replace(/_(?:url|file|link|file_path)$|(?:Url|File|Src)$/, '');
  const beside = (names: string[]) =>
    [field, prefix].flatMap((start) => names.flatMap((name) => [`${start}_${name}`, joined(start, name)]));
  const facts = factsIn(
    fields,
    [...beside(['length', 'size', 'bytes', 'file_size']), ...WHOLE_LENGTHS],
    [...beside(['type', 'mime_type']), 'mime_type', 'mimeType'],
    [...beside(['duration']), ...WHOLE_DURATIONS],
  );
  return stated(url.trim(), field, fields, { post, site, isPage: PAGES_TOO.has(field), ...facts, ...ofWordPress });
}

const joined = (start: string, name: string): string => start + name.replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());

const isNamed = (text: string): boolean => mediaType(text.replace(/[?#].*$/, '')) !== undefined;

const isFile = (text: string, field: string): boolean =>
  isNamed(text) || (!PAGES_TOO.has(field) && (ALWAYS_FILES.has(field) ? /[./]/.test(text) : /^(?:https?:)?\/\//.test(text)));

const EXPECTED = 'the address of a file, such as https://blog.example/1.mp3, or a path on the site such as /1.mp3';

function stated(
  text: string,
  name: string,
  fields: Fields,
  { post, site, isPage, ...facts }: Facts & { post: Source; site: Site; isPage: boolean },
): StatedEnclosure[] {
  const base = baseOf(post, fields, site);
  const address = fileAddress(prefixed(text, name, site), base, site);
  if (address === undefined || webAddress(address) === undefined) {
    if (!isPage) fields.shared(EXPECTED, () => undefined, name);
    return [];
  }
  const { message, line, column } = fields.problem(name, '');
  const known = facts.type ?? mediaType(new URL(address).pathname);
  const files = filesOf(text, address, post.key, site, mediaType);
  return [
    {
      url: address,
      ...(files.length > 0 && { files }),
      ...facts,
      ...optional('type', known),
      field: message.replace(/: $/, ''),
      line,
      column,
    },
  ];
}

/** Castanet's `podcast_file` follows `params.media_prefix`. */
function prefixed(text: string, name: string, { variables }: Site): string {
  const prefix = isMap(variables.params) ? variables.params.media_prefix : undefined;
  return name === 'podcast_file' && typeof prefix === 'string' && !/^(?:https?:)?\/\//.test(text) ? prefix + text : text;
}

function factsIn(fields: Fields, lengths: string[], types: string[], durations: string[]): Facts {
  const isLength = (value: unknown) => /^[1-9]\d{0,14}$/.test(String(value).trim());
  const sized = lengths.filter((each) => !isMap(fields.find(each)?.value));
  const length = fields.shared('the size in bytes', (value) => (isLength(value) ? Number(value) : undefined), ...sized);
  // `podcast: { type: full }` is the kind of episode.
  const typed = types.find((each) => String(fields.find(each)?.value).includes('/'));
  const duration = fields.shared('a duration such as 31:12 or 1872', parseDuration, ...durations);
  return {
    ...optional('length', length),
    ...optional('type', typed && String(fields.find(typed)?.value).trim()),
    ...optional('duration', duration),
  };
}

const optional = <K extends string, T>(name: K, value: T | undefined): { [N in K]?: T } =>
  (value === undefined || value === '' ? {} : { [name]: value }) as { [N in K]?: T };

/** `episode.mp3` beside `episode.md`; `audio.mp3` beside `index.md`. */
export function enclosuresBeside({ key, link }: Source): StatedEnclosure[] {
  const stem = key.replace(/\.[^./]+$/, '');
  const isIndex = stem === 'index' || stem.endsWith('/index');
  const stems = isIndex ? ['audio', 'episode'].map((name) => stem.slice(0, -'index'.length) + name) : [stem];
  const files = ['mp3', 'm4a'].flatMap((ending) => stems.map((each) => `${each}.${ending}`));
  return [{ url: link, files, quiet: true, field: 'enclosure', line: 1, column: 1 }];
}
