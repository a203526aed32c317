/** Settings that every configuration file has in the same form, whatever it calls them. */
import type { Person } from '../model.ts';
import { hasTokens, unknownTokens } from '../post/permalink.ts';
import { isMap } from '../text/data-text.ts';
import { isTimezone } from '../text/date.ts';
import { Fields, webAddress } from '../text/fields.ts';
import { canonicalLanguage } from '../text/language.ts';

/** Absolute http(s), with a trailing slash. */
export const siteAddress = (text: string): string | undefined =>
  webAddress(text)
    ?.replace(/[?#].*$/, '')
    .replace(/\/*$/, '/');

export const readAddress = (fields: Fields, ...names: string[]) =>
  fields.parsed('where the blog is, such as https://blog.example/', siteAddress, ...names);

export const readLanguage = (fields: Fields, ...names: string[]) =>
  fields.parsed('a language such as en or de-CH', canonicalLanguage, ...names);

export const readTimezone = (fields: Fields, ...names: string[]) =>
  fields.parsed('a zone such as Europe/Zurich', (text) => (isTimezone(text) ? text : undefined), ...names);

/** An address, or a path on the site. */
export const readPicture = (fields: Fields, ...names: string[]) =>
  fields.parsed(
    'an address or a path such as /icon.png',
    (text) => (URL.canParse(text, 'https://site/') && webAddress(new URL(text, 'https://site/').href) ? text : undefined),
    ...names,
  );

export function readPermalink(fields: Fields, ...names: string[]): string | undefined {
  const text = fields.parsed(
    'a template such as /:year/:title/ or the name of a style of Jekyll',
    (given) => (hasTokens(given) ? given : undefined),
    ...names,
  );
  const unknown = unknownTokens(text ?? '');
  if (unknown.length === 0) return text;
  fields.report(fields.find(...names)?.field ?? '', `no such token: :${unknown.join(', :')}; see docs/configuration.md for the list`);
  return undefined;
}

/** Directories that Linefeed writes to, and its pages. */
const TAKEN = /^(?:(?:tags|categories|authors|archive)(?:\/|$)|(?:index\.html|feeds\.opml)$)/i;

/** Where a main feed may be, from the root of what is public: `blog/feed.xml`. */
export function feedPath(text: string): string | undefined {
  const path = text.replace(/^\/+/, '');
  return /^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*$/.test(path) && !/\.gz$/i.test(path) && !TAKEN.test(path) ? path : undefined;
}

export const OUTSIDE = 'outside of tags/, categories/, authors/ and archive/';

export const readFeedName = (fields: Fields, name: string, example: string) =>
  fields.parsed(`a file name such as ${example}, ${OUTSIDE}`, feedPath, name);

/** Links to all hubs stand in each document's metadata, for which S3 has 2 KB. */
const MOST_HUBS = 5;
const LONGEST_HUB = 200;

/** With a password, everyone would read it in the feeds. */
function hubAddress(text: string): string | undefined {
  const address = webAddress(text);
  return address !== undefined && address.length <= LONGEST_HUB && new URL(address).username === '' ? address : undefined;
}

/** Hubs of WebSub: one address or a list. `false` and an empty list are answers: there is none. */
export function readHubs(fields: Fields, name: string): string[] | undefined {
  const found = fields.find(name);
  if (!found) return undefined;
  const given = found.value === false ? [] : fields.list((text) => [text], name);
  const wrong = given.find((text) => hubAddress(text) === undefined);
  const expected = `the address of a hub, such as https://pubsubhubbub.appspot.com/, of at most ${LONGEST_HUB} characters and without a password`;
  if (wrong !== undefined) fields.report(name, `expected ${expected}, got ${JSON.stringify(wrong)}`);
  if (given.length > MOST_HUBS) fields.report(name, `expected at most ${MOST_HUBS} hubs, got ${given.length}; remove some`);
  return [...new Set(given.flatMap((text) => hubAddress(text) ?? []))];
}

/** Whether a value of `authors` is people by key, and not one person or a list. */
const isDirectory = (value: unknown): value is Record<string, unknown> => isMap(value) && typeof value.name !== 'string';

/** People by the key that posts use for them: `{ ada: { name: 'Ada Lovelace' } }` */
export function readPeople(value: unknown): Record<string, Person> {
  if (!isDirectory(value)) return {};
  const people = Object.entries(value).flatMap(([key, each]) => {
    const given = isMap(each) ? { name: key, ...each } : each;
    const [person] = new Fields({ key: '', data: { given }, source: '' }).people({}, 'given');
    return person ? [[key, person] as const] : [];
  });
  return Object.fromEntries(people);
}

/** Who wrote what names no author; undefined where the file does not say. */
export function readAuthors(fields: Fields, people: Record<string, Person>): Person[] | undefined {
  const authors = fields.people(people, ...(isDirectory(fields.find('authors')?.value) ? ['author'] : ['author', 'authors']));
  return authors.length > 0 ? authors : undefined;
}
