import { FORMATS, type Person } from '../model.ts';
import { hasTokens, unknownTokens } from '../post/permalink.ts';
import { isTimezone } from '../text/date.ts';
import { Fields, webAddress } from '../text/fields.ts';
import { isMap } from '../text/is-map.ts';
import { canonicalLanguage } from '../text/language.ts';

/** @returns http(s), with a trailing slash */
export const siteAddress = (text: string): string | undefined =>
  webAddress(text)
    ?.replace(/[?#].*$/, '')
    .replace(/\/*$/, '/');

export const readAddress = (fields: Fields, ...names: string[]) =>
  fields.parsed('the address of the blog, such as https://blog.example/', siteAddress, ...names);

export const readLanguage = (fields: Fields, ...names: string[]) =>
  fields.parsed('a language such as en or de-CH', canonicalLanguage, ...names);

export const readTimezone = (fields: Fields, ...names: string[]) =>
  fields.parsed('a zone such as Europe/Zurich', (text) => (isTimezone(text) ? text : undefined), ...names);

export const readPicture = (fields: Fields, ...names: string[]) =>
  fields.parsed(
    'an address or a path such as /icon.png',
    (text) => (URL.canParse(text, 'https://site/') && webAddress(new URL(text, 'https://site/').href) ? text : undefined),
    ...names,
  );

export function readPermalink(fields: Fields, ...names: string[]): string | undefined {
  const text = fields.parsed(
    'a template such as /:year/:title/ or a Jekyll style such as pretty',
    (given) => (hasTokens(given) ? given : undefined),
    ...names,
  );
  const unknown = unknownTokens(text ?? '');
  if (unknown.length === 0) return text;
  fields.report(fields.find(...names)?.field ?? '', `no such token: :${unknown.join(', :')}; see docs/configuration.md for the list`);
  return undefined;
}

export function readPermalinks(fields: Fields): Record<string, string> | undefined {
  const found = fields.names.flatMap((section): [string, string][] => {
    const template = isMap(fields.find(section)?.value) ? undefined : readPermalink(fields, section);
    return template === undefined ? [] : [[section, template]];
  });
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

const TAKEN = /^(?:(?:tags|categories|authors|lang|preview|archive|listen)(?:\/|$)|(?:index\.html|feeds\.opml)$)/i;

/** As web servers do with folders: `/feed` -> `feed/` */
function publicPath(text: string): string | undefined {
  const path = text.replace(/^\/+/, '').replace(/(^|\/)index\.html$/, '$1');
  const full = /(?:^|\/)[^./]+$/.test(path) ? `${path}/` : path;
  const isPath = /^[^\s\p{Cc}?#\\:*"<>|/][^\p{Cc}?#\\:*"<>|/]*(?:\/[^\s\p{Cc}?#\\:*"<>|/][^\p{Cc}?#\\:*"<>|/]*)*\/?$/u.test(full);
  return isPath && !/(?:^|\/)\.{1,2}(?:\/|$)|\.gz$/i.test(full) ? full : undefined;
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Of an old address, which may be escaped: `tag/c%2B%2B/feed/` */
export function oldPath(text: string): string | undefined {
  const path = publicPath(decoded(text));
  return path === undefined || /^preview\//i.test(path) ? undefined : path;
}

export const targetPath = (text: string): string | undefined =>
  FORMATS.some((format) => format === text) ? text : /[./]/.test(text) ? oldPath(text) : undefined;

/** Path below the public root: `blog/feed.xml`, `feed/` */
export function feedPath(text: string): string | undefined {
  const path = publicPath(text);
  return path !== undefined && /^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*\/?$/.test(path) && !TAKEN.test(path) ? path : undefined;
}

/** Path with `:slug` once: `feed/by_tag/:slug.xml` */
export function templatePath(text: string): string | undefined {
  const path = feedPath(text.replace(':slug', 'slug'));
  return path === undefined ? undefined : text.replace(/^\/+/, '');
}

const OUTSIDE = 'outside of tags/, categories/, authors/, lang/, preview/ and archive/';

export const readFeedName = (fields: Fields, name: string, example: string) =>
  fields.parsed(`a file name such as ${example}, ${OUTSIDE}`, feedPath, name);

/** Lower case, for case-insensitive file systems. */
export const readSecret = (fields: Fields, name: string) =>
  fields.parsed(
    '24 to 64 random lower-case letters and digits, such as the output of `openssl rand -hex 16`',
    (text) => (/^[a-z\d]{24,64}$/.test(text) && new Set(text).size >= 8 ? text : undefined),
    name,
  );

/** Stored in object metadata, which S3 limits to 2 KB. */
const MAX_HUBS = 5;
const MAX_HUB_LENGTH = 200;

/** Without a password: feeds publish it. */
function hubAddress(text: string): string | undefined {
  const address = webAddress(text);
  return address !== undefined && address.length <= MAX_HUB_LENGTH && new URL(address).username === '' ? address : undefined;
}

/** `false` or an empty list: none. */
export function readHubs(fields: Fields, name: string): string[] | undefined {
  const found = fields.find(name);
  if (!found) return undefined;
  const given = found.value === false ? [] : fields.list((text) => [text], name);
  const wrong = given.find((text) => hubAddress(text) === undefined);
  const expected = `the address of a hub, such as https://pubsubhubbub.appspot.com/, of at most ${MAX_HUB_LENGTH} characters and without a password`;
  if (wrong !== undefined) fields.report(name, `expected ${expected}, got ${JSON.stringify(wrong)}`);
  if (given.length > MAX_HUBS) fields.report(name, `expected at most ${MAX_HUBS} hubs, got ${given.length}; remove some`);
  return [...new Set(given.flatMap((text) => hubAddress(text) ?? []))];
}

const isDirectory = (value: unknown): value is Record<string, unknown> => isMap(value) && typeof value.name !== 'string';

/** By the key that posts use. */
export function readPeople(value: unknown): Record<string, Person> {
  if (!isDirectory(value)) return {};
  const people = Object.entries(value).flatMap(([key, each]) => {
    const given = isMap(each) ? { name: key, ...each } : each;
    const [person] = new Fields({ key: '', data: { given }, source: '' }).people({}, 'given');
    return person ? [[key, person] as const] : [];
  });
  return Object.fromEntries(people);
}

export function readAuthors(fields: Fields, people: Record<string, Person>): Person[] | undefined {
  const authors = fields.people(people, ...(isDirectory(fields.find('authors')?.value) ? ['author'] : ['author', 'authors']));
  return authors.length > 0 ? authors : undefined;
}
