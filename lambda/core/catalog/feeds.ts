/** What feeds and archives show, but for entries. */
import type { Addresses, FeedHead } from '../feed/feed-document.ts';
import { type DocumentFormat, type FeedKey, FORMATS, type Site, TAXONOMIES } from '../model.ts';
import { archivedFeed } from './archives.ts';
import { isPreview, taxonomyOf, termFeed } from './outputs.ts';
import type { Slugs } from './terms.ts';
import type { View } from './windows.ts';

/** A catalog's slugs are replaced, never changed; every output asks for their names. */
const known = new WeakMap<Slugs, ReadonlyMap<FeedKey, string>>();

/** Names of term feeds by key; a feed whose term is forgotten is called by its slug. */
export function feedNames(slugs: Slugs): ReadonlyMap<FeedKey, string> {
  const names =
    known.get(slugs) ??
    new Map(
      TAXONOMIES.flatMap((taxonomy) => Object.entries(slugs[taxonomy]).map(([name, slug]) => [termFeed(taxonomy, slug), name] as const)),
    );
  known.set(slugs, names);
  return names;
}

/** @param path where an output's document is, from the root of what is public; undefined for a format that is not written */
export type DocumentPath = (output: FeedKey, format: DocumentFormat, names: Site['feeds']) => string | undefined;

/** Where each format of a feed is. */
export function addresses(feed: FeedKey, { feeds, feedLink }: Site, path: DocumentPath): Addresses {
  const found = FORMATS.flatMap((format) => {
    const below = path(feed, format, feeds);
    return below === undefined ? [] : [[format, feedLink + below.split('/').map(encodeURIComponent).join('/')] as const];
  });
  return Object.fromEntries(found);
}

/** What the blog says of itself in another language. */
function inLanguage(code: string, site: Site): Pick<Site, 'title' | 'link' | 'description' | 'language'> {
  const known = site.languages?.[code];
  const { title, description } = site;
  return { title, description, ...known, link: site.link + (known?.path ?? ''), language: known?.language ?? code };
}

export function feedHead(
  key: FeedKey,
  { previous, next }: Partial<View>,
  names: ReadonlyMap<FeedKey, string>,
  site: Site,
  path: DocumentPath,
): FeedHead {
  const archived = archivedFeed(key);
  const feed = archived ?? key;
  const isSecret = isPreview(feed);
  const term = feed === 'main' || isSecret ? undefined : (names.get(feed) ?? feed.split('/').at(-1) ?? '');
  const tongue = term !== undefined && taxonomyOf(feed) === 'languages' ? inLanguage(term, site) : site;
  return {
    feed: key,
    title: isSecret
      ? `${site.title} (preview)`
      : term === undefined || tongue.title !== site.title
        ? tongue.title
        : `${site.title}: ${term}`,
    link: tongue.link,
    description: tongue.description,
    language: tongue.language,
    authors: site.authors,
    ...(site.copyright ? { copyright: site.copyright } : {}),
    ...(site.icon ? { icon: site.icon } : {}),
    ...(site.logo ? { logo: site.logo } : {}),
    content: site.content,
    self: addresses(key, site, path),
    ...(site.hub && !archived && !isSecret ? { hubs: site.hub } : {}),
    ...(archived ? { current: addresses(archived, site, path) } : {}),
    ...(previous ? { previous: addresses(previous, site, path) } : {}),
    ...(next ? { next: addresses(next, site, path) } : {}),
  };
}
