import { plainText } from '../html/html.ts';
import type { Instant, Key, Site } from '../model.ts';
import { wallClock } from '../text/date.ts';
import type { AdoptedItem, Version } from './catalog.ts';

interface Trait {
  ofItem: (item: AdoptedItem) => (string | undefined)[];
  ofPost: (post: Version) => (string | undefined)[];
  /** Must be unique: a wrong id is worse than none. */
  telling?: true;
}

/** One item per post, by the strongest shared trait, then the first. */
export function matchItemsToPosts(
  posts: readonly (readonly [Key, Version])[],
  items: readonly AdoptedItem[],
  site: Site,
): Map<Key, AdoptedItem> {
  const claimed = new Map<Key, AdoptedItem>();
  const free = new Set(items);
  for (const { ofItem, ofPost, telling } of traitsOf(site)) {
    if (free.size === 0) break;
    const offered = index([...free], ofItem);
    const open = posts.filter(([key]) => !claimed.has(key));
    for (const [name, sharing] of index(open, ([, version]) => ofPost(version))) {
      const [item, ...others] = (offered.get(name) ?? []).filter((each) => free.has(each));
      const [post, ...alike] = sharing.filter(([key]) => !claimed.has(key));
      if (!item || !post || (telling && others.length + alike.length > 0)) continue;
      claimed.set(post[0], item);
      free.delete(item);
    }
  }
  return claimed;
}

function index<T>(values: T[], namesOf: (value: T) => (string | undefined)[]): Map<string, T[]> {
  const byName = new Map<string, T[]>();
  for (const value of values) {
    for (const name of new Set(namesOf(value))) {
      if (name === undefined || name === '') continue;
      const there = byName.get(name);
      if (there) there.push(value);
      else byName.set(name, [value]);
    }
  }
  return byName;
}

/** Strongest first. */
function traitsOf(site: Site): Trait[] {
  const home = addressOf(site.link)?.host;
  /** Of another host, before the blog moved. */
  const formerPath = (address: string | undefined) => {
    const { host, path } = addressOf(address) ?? {};
    return host === home || path === '' ? undefined : path;
  };
  const byLink = ({ link }: Version) => [fullAddress(link)];
  const byPath = ({ link }: Version) => [addressOf(link)?.path];
  const before = ({ aliases = [] }: Version) => aliases;
  return [
    { ofItem: ({ id }) => [id], ofPost: ({ id }) => [id] },
    { ofItem: ({ link }) => [fullAddress(link)], ofPost: byLink },
    { ofItem: ({ link }) => [formerPath(link)], ofPost: byPath },
    { ofItem: ({ link }) => [fullAddress(link)], ofPost: (post) => before(post).map(fullAddress) },
    { ofItem: ({ link }) => [formerPath(link)], ofPost: (post) => before(post).map((alias) => addressOf(alias)?.path) },
    // Link blogs often use the post's address as id.
    { ofItem: ({ id }) => [fullAddress(id)], ofPost: byLink },
    { ofItem: ({ id }) => [formerPath(id)], ofPost: byPath },
    { ofItem: ({ id, link }) => [wordpressNumber(id) ?? wordpressNumber(link)], ofPost: ({ wordpressId }) => [wordpressId?.toString()] },
    dayAndTitle(site.timezone),
    // Many generators use UTC.
    dayAndTitle('UTC'),
  ];
}

interface Address {
  host: string;
  /** Decoded, with query, without trailing slash and `index.html`. */
  path: string;
}

/** Ignores scheme, `www.` and escaping. Only for HTTP. */
function addressOf(text: string | undefined): Address | undefined {
  if (text === undefined || !/^https?:/i.test(text) || !URL.canParse(text)) return undefined;
  const { host, pathname, searchParams } = new URL(text);
  for (const name of [...searchParams.keys()]) if (name.startsWith('utm_')) searchParams.delete(name);
  const query = searchParams.size > 0 ? `?${searchParams}` : '';
  return { host: host.replace(/^www\./, ''), path: decoded(pathname).replace(/(?:\/index\.html?)?\/*$/, '') + query };
}

const fullAddress = (text: string | undefined): string | undefined => {
  const address = addressOf(text);
  return address && `${address.host} ${address.path}`;
};

function decoded(path: string): string {
  try {
    return decodeURIComponent(path).normalize('NFC');
  } catch {
    return path;
  }
}

function wordpressNumber(text: string | undefined): string | undefined {
  const { path } = addressOf(text) ?? {};
  return /\?p=(\d+)$/.exec(path ?? '')?.[1];
}

function dayAndTitle(timezone: string): Trait {
  const names = (title: string, published: Instant | undefined) =>
    published === undefined ? [] : wordings(title).map((words) => `${dayIn(timezone, published)} ${words}`);
  return {
    telling: true,
    ofItem: ({ title, published }) => names(title, published),
    ofPost: ({ title, published }) => names(title, published),
  };
}

/** `2026-03-01` */
export const dayIn = (timezone: string, instant: Instant): string => wallClock(instant, timezone).toISOString().slice(0, 10);

/** Letters and digits only: generators differ in punctuation and HTML. */
const wordings = (title: string): string[] =>
  [title, plainText(title)]
    .map((text) =>
      text
        .normalize('NFKC')
        .toLowerCase()
        .replace(/[^\p{L}\p{M}\p{N}]+/gu, ''),
    )
    .filter((words) => words !== '');
