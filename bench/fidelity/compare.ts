import { beyond, type Content, contentOf, plain, templateIn } from './content.ts';
import type { Item, Reference } from './item.ts';
import { comparePictures, localUrl, type References } from './pictures.ts';

export const CLASSES = [
  'missing',
  'extra',
  'address',
  'title',
  'date',
  'categories',
  'text: template syntax',
  'text: typography',
  'text: lost',
  'text: added',
  'text: changed',
  'picture: lost',
  'picture: added',
  'picture: other address',
  'picture: name of the build',
  'link: lost',
  'link: added',
] as const;
export type Class = (typeof CLASSES)[number];

export interface Difference {
  class: Class;
  /** Source or address of the post. */
  post: string;
  ours?: string;
  theirs?: string;
}

export interface Comparison {
  reference: string;
  posts: { theirs: number; ours: number; matched: number; equal: number; withoutText: number };
  /** `renamed`: by the build, so that only it knows their addresses. */
  pictures: { theirs: number; found: number; renamed: number };
  links: { theirs: number; found: number };
  differences: Difference[];
}

const pathOf = (url: string): string => {
  const { pathname, search } = new URL(url, 'https://blog.example/');
  try {
    return decodeURI(pathname) + search;
  } catch {
    return pathname + search;
  }
};
const loosePath = (url: string): string =>
  pathOf(url)
    .toLowerCase()
    .replace(/(?:\/index)?(?:\.html?)?\/*$/, '');
const titleAndDay = ({ title, date }: Item): string | undefined =>
  title === undefined || date === undefined ? undefined : `${plain(title)} ${date.slice(0, 10)}`;

/** Matches by source, address, or title and day. */
function matched(ours: readonly Item[], theirs: readonly Item[]): Map<Item, Item> {
  const pairs = new Map<Item, Item>();
  const taken = new Set<Item>();
  const traits: ((item: Item) => string | undefined)[] = [
    ({ source }) => source,
    ({ url }) => pathOf(url),
    ({ url }) => loosePath(url),
    titleAndDay,
  ];
  for (const trait of traits) {
    const free = new Map<string, Item>();
    for (const item of ours.filter((each) => !taken.has(each))) {
      const value = trait(item);
      if (value !== undefined && !free.has(value)) free.set(value, item);
    }
    for (const item of theirs.filter((each) => !pairs.has(each))) {
      const found = free.get(trait(item) ?? '');
      if (!found || taken.has(found)) continue;
      pairs.set(item, found);
      taken.add(found);
    }
  }
  return pairs;
}

const instantOf = (date: string): number => Math.floor(Date.parse(date) / 1000);

const shown = (words: readonly string[]): string => words.slice(0, 12).join(' ');

function textDifference(here: Content, there: Content): Omit<Difference, 'post'> | undefined {
  const template = templateIn(here);
  if (template !== undefined && templateIn(there) === undefined) return { class: 'text: template syntax', ours: template };
  const [our, their] = [here.words.join(''), there.words.join('')];
  if (our === their) return undefined;
  if (plain(our) === plain(their)) return { class: 'text: typography' };
  const [added, lost] = [beyond(here.words, there.words), beyond(there.words, here.words)];
  const kind =
    added.length === 0 && lost.length > 0 ? 'text: lost' : lost.length === 0 && added.length > 0 ? 'text: added' : 'text: changed';
  return { class: kind, ours: shown(added), theirs: shown(lost) };
}

const looseUrl = (url: string): string => {
  const { host, hash, search } = new URL(url);
  return `${host.replace(/^www\./, '')}${loosePath(url)}${search}${hash}`;
};

function links(here: readonly string[], there: readonly string[]): References {
  const [our, their] = [new Set(here.map(looseUrl)), new Set(there.map(looseUrl))];
  const lost = there.filter((url) => !our.has(looseUrl(url)));
  const added = here.filter((url) => !their.has(looseUrl(url)));
  const differences = [
    ...lost.map((theirs) => ({ class: 'link: lost' as const, theirs })),
    ...added.map((ours) => ({ class: 'link: added' as const, ours })),
  ];
  return { differences, found: there.length - lost.length };
}

function factDifferences(ours: Item, theirs: Item): Omit<Difference, 'post'>[] {
  const found: Omit<Difference, 'post'>[] = [];
  if (pathOf(ours.url) !== pathOf(theirs.url)) found.push({ class: 'address', ours: pathOf(ours.url), theirs: pathOf(theirs.url) });
  if (theirs.title !== undefined && plain(ours.title ?? '') !== plain(theirs.title))
    found.push({ class: 'title', ours: ours.title ?? '', theirs: theirs.title });
  if (theirs.date !== undefined && instantOf(ours.date ?? '') !== instantOf(theirs.date))
    found.push({ class: 'date', ours: ours.date ?? '', theirs: theirs.date });
  const names = (list: readonly string[]) => [...new Set(list.map((name) => name.toLowerCase()))].sort().join(', ');
  if (theirs.categories !== undefined && names(ours.categories ?? []) !== names(theirs.categories))
    found.push({ class: 'categories', ours: names(ours.categories ?? []), theirs: names(theirs.categories) });
  return found;
}

export function compare(ours: readonly Item[], { name, items, isComplete }: Reference): Comparison {
  const pairs = matched(ours, items);
  const posts = items.filter(({ isPost }) => isPost !== false);
  const found = new Set(pairs.values());
  const differences: Difference[] = posts
    .filter((item) => !pairs.has(item))
    .map((item) => ({ class: 'missing', post: item.source ?? pathOf(item.url) }));
  const notPosts = new Set([...pairs].flatMap(([theirs, our]) => (theirs.isPost === false ? [our] : [])));
  const extra = ours.filter((item) => notPosts.has(item) || (isComplete && !found.has(item)));
  differences.push(...extra.map((item) => ({ class: 'extra' as const, post: item.source ?? pathOf(item.url) })));
  const counts = { pictures: { theirs: 0, found: 0, renamed: 0 }, links: { theirs: 0, found: 0 } };
  let [equal, withoutText] = [0, 0];
  for (const [theirs, our] of pairs) {
    if (theirs.isPost === false) continue;
    const own = factDifferences(our, theirs);
    if (theirs.html !== undefined && our.html !== undefined) {
      const [here, there] = [contentOf(our.html, our.url), contentOf(theirs.html, theirs.url)];
      const text = textDifference(here, there);
      const seenPictures = comparePictures(here.pictures, our.url, there.pictures, theirs.url);
      const seenLinks = links(
        here.links.map((url) => localUrl(url, our.url)),
        there.links.map((url) => localUrl(url, theirs.url)),
      );
      own.push(...(text ? [text] : []), ...seenPictures.differences, ...seenLinks.differences);
      counts.pictures.theirs += there.pictures.length;
      counts.pictures.found += seenPictures.found;
      counts.pictures.renamed += seenPictures.renamed;
      counts.links = { theirs: counts.links.theirs + there.links.length, found: counts.links.found + seenLinks.found };
    }
    if (theirs.html === undefined) withoutText += 1;
    else if (own.length === 0) equal += 1;
    differences.push(...own.map((each) => ({ ...each, post: our.source ?? pathOf(our.url) })));
  }
  const matchedPosts = posts.filter((item) => pairs.has(item)).length;
  return {
    reference: name,
    posts: { theirs: posts.length, ours: ours.length, matched: matchedPosts, equal, withoutText },
    ...counts,
    differences,
  };
}
