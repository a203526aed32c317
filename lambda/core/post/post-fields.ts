/** The fields of front matter that take more than one read. */
import { exceeds, limitOf } from '../limits.ts';
import type { Instant, Person, Post, Site } from '../model.ts';
import { parseDate } from '../text/date.ts';
import { type Fields, webAddress } from '../text/fields.ts';
import { canonicalLanguage } from '../text/language.ts';
import type { PathFacts } from './path-facts.ts';
import { permalink, unknownTokens } from './permalink.ts';

/** Jekyll separates names in a text by white space; everyone else writes commas, or one name. */
const splitNames = (site: Site) => (text: string) =>
  text.includes(',') ? text.split(',') : site.flavor === 'jekyll' ? text.split(/\s+/) : [text];

export function readTerms(fields: Fields, path: PathFacts, site: Site, authors: Person[]): Post['terms'] {
  const split = splitNames(site);
  const whole = (text: string) => [text];
  const folders = path.categories.map((name) => name.normalize('NFC'));
  const terms = {
    categories: [...new Set([...folders, ...fields.list(split, 'categories'), ...fields.list(whole, 'category')])],
    tags: [...new Set([...fields.list(split, 'tags'), ...fields.list(whole, 'tag')])],
    authors: authors.map(({ name }) => name),
  };
  // Each has feeds and a page of its own.
  const [count, most] = [Object.values(terms).flat().length, limitOf(site, 'terms')];
  const field = fields.find('tags', 'categories', 'tag', 'category', 'authors')?.field ?? 'tags';
  if (count > most) fields.report(field, `${exceeds(most, 'categories, tags and authors', count)}; remove some`);
  return terms;
}

export function readTitle(fields: Fields, site: Site): string | undefined {
  const [title, longest] = [fields.text('title'), limitOf(site, 'title')];
  if (title !== undefined && title.length > longest) fields.report('title', `${exceeds(longest, 'characters', title.length)}; shorten it`);
  return title;
}

/** Drafts are never shown; a date is only needed to order them. */
const UNDATED: Instant = '1970-01-01T00:00:00.000Z';

export interface Dates {
  published: Instant;
  updated: Instant | undefined;
  expires: Instant | undefined;
  draft: boolean;
  /** Where `published` comes from. */
  source: 'front matter' | 'path' | 'none';
}

/** @returns undefined for a page without a date in a Hugo site, which is no post */
export function readDates(fields: Fields, path: PathFacts, site: Site): Dates | undefined {
  const zone = site.timezone;
  // `published` is a flag in Jekyll and a date elsewhere.
  const flag = fields.find('published')?.value;
  const isDate = typeof flag === 'string' && parseDate(flag, zone) !== undefined;
  const [drafted, shown] = [fields.flag('draft'), isDate ? undefined : fields.flag('published')];
  const draft = drafted === true || shown === false || path.draft;
  const names = site.flavor === 'hugo' ? ['publishDate', 'pubDate', 'date'] : ['date', 'pubDate', 'publishDate', 'pubdate'];
  const given = isDate ? [...names, 'published'] : names;
  const source = fields.find(...given) ? 'front matter' : path.date === undefined ? 'none' : 'path';
  if (source === 'none' && !draft) {
    if (site.flavor === 'hugo') return undefined;
    fields.report('date', 'expected a date in front matter or in the file name; add a line such as date: 2026-03-01');
  }
  const fromPath = path.date === undefined ? undefined : parseDate(path.date, zone);
  if (source === 'path' && fromPath === undefined)
    fields.report('date', `expected a day that exists in the file name, got ${path.date}; rename the file`);
  return {
    published: fields.date(zone, ...given) ?? fromPath ?? UNDATED,
    updated: fields.date(zone, 'updated', 'last_modified_at', 'lastmod', 'updatedDate', 'modified'),
    expires: fields.date(zone, 'expires', 'expiryDate', 'unpublishdate'),
    draft,
    source,
  };
}

/**
 * Hugo keeps a date in a file's name as part of the slug, unless its configuration has dates read from there; then front matter has none.
 */
export function readSlug(fields: Fields, path: PathFacts, site: Site, dates: Dates): string {
  const inName = site.flavor === 'hugo' && dates.source === 'front matter' ? path.fileName : path.slug;
  return fields.text('slug') ?? inName;
}

/** The post's address, absolute; always below the site's, whatever the post says. */
export function readLink(fields: Fields, post: Pick<Post, 'slug' | 'title' | 'published' | 'terms'>, path: PathFacts, site: Site): string {
  const { slug, title, published, terms } = post;
  const address = {
    flavor: site.flavor,
    published,
    slug,
    title,
    categories: terms.categories,
    section: path.section,
    fileName: path.fileName,
  };
  const link = site.link + permalink(ownPermalink(fields, site) ?? site.permalink, address, site.timezone);
  const longest = limitOf(site, 'address');
  if (link.length > longest) {
    const field = fields.find('permalink', 'url', 'slug', 'title')?.field ?? 'slug';
    fields.report(field, `the address of the post comes from it: ${exceeds(longest, 'characters', link.length)}; write a shorter slug`);
  }
  return link;
}

/** More than any post had; each is kept in the catalog. */
const MOST_ALIASES = 20;

/** `redirect_from` of Jekyll's plugin, Hugo's `aliases`: paths on the site, or addresses. Obsidian's are names of notes, and say nothing here. */
export function readAliases(fields: Fields, site: Site): string[] | undefined {
  const given = [fields.find('redirect_from')?.value, fields.find('aliases')?.value].flat();
  const addresses = given.flatMap((value) => {
    if (typeof value !== 'string' || !/^\/|^https?:\/\//i.test(value)) return [];
    const path = value.replace(/^\/+/, '');
    return webAddress(URL.canParse(path, site.link) ? new URL(path, site.link).href : '') ?? [];
  });
  return addresses.length > 0 ? [...new Set(addresses)].slice(0, MOST_ALIASES) : undefined;
}

const SCHEME = /^(?:[a-z][a-z\d+.-]*:)?\/\//i;

function ownPermalink(fields: Fields, site: Site): string | undefined {
  const found = fields.find('permalink');
  if (!found) {
    // Hugo's name for it. Elsewhere a URL with a host is what a post is about, and Jekyll does not read it at all.
    const url = site.flavor === 'jekyll' ? undefined : fields.text('url');
    return url === undefined || SCHEME.test(url) || (site.flavor !== 'hugo' && !url.startsWith('/')) ? undefined : url;
  }
  const expected = 'a path such as /2026/03/hello/ or /:year/:title/';
  return typeof found.value === 'boolean'
    ? fields.parsed(expected, () => undefined, 'permalink')
    : fields.parsed(
        expected,
        (text) => (SCHEME.test(text) || /\{[{%]/.test(text) || unknownTokens(text).length > 0 ? undefined : text),
        'permalink',
      );
}

/** Plain text from front matter; `excerpt: false` is a switch of some theme. */
export const readSummary = (fields: Fields): string | undefined =>
  fields.text(...['description', 'summary', 'excerpt'].filter((name) => typeof fields.find(name)?.value !== 'boolean'));

export const readLanguage = (fields: Fields): string | undefined =>
  fields.parsed('a language such as en or de-CH', canonicalLanguage, 'lang', 'language', 'locale');
