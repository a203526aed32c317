/** The fields of front matter that take more than one read. */
import { exceeds, limitOf } from '../limits.ts';
import { type Instant, type Person, type Post, type Problem, type Site, UNDATED } from '../model.ts';
import { parseDate } from '../text/date.ts';
import { type Fields, webAddress } from '../text/fields.ts';
import { canonicalLanguage, isSameLanguage } from '../text/language.ts';
import { CONVENTIONS } from './conventions.ts';
import type { PathFacts } from './path-facts.ts';
import { permalink, unknownTokens } from './permalink.ts';
import { isDraft, isPublishedDate } from './visibility.ts';

/** Jekyll separates names in a text by white space; everyone else writes commas, or one name. */
const splitNames = (site: Site) => (text: string) =>
  text.includes(',') ? text.split(',') : CONVENTIONS[site.generator].spacedNames ? text.split(/\s+/) : [text];

/** @param language what `readLanguage` gave */
export function readTerms(
  fields: Fields,
  path: PathFacts,
  site: Site,
  { authors, language }: { authors: Person[]; language: string | undefined },
): Post['terms'] {
  const split = splitNames(site);
  const whole = (text: string) => [text];
  const folders = path.categories.map((name) => name.normalize('NFC'));
  // Zola's are in a table of their own.
  const named = (plural: string, singular: string) => [
    ...fields.list(split, plural),
    ...fields.list(whole, singular),
    ...fields.within('taxonomies').list(split, plural),
  ];
  const collections = CONVENTIONS[site.generator].collections ?? [];
  // Obsidian's may begin as they do in a text.
  const tags = named('tags', 'tag').map((name) => (site.generator === 'obsidian' ? name.replace(/^#/, '') : name));
  const foreign = language === undefined || isSameLanguage(language, site.language) ? [] : [languageCode(language, path, site)];
  const terms = {
    categories: [...new Set([...folders, ...named('categories', 'category')])],
    tags: [...new Set(tags)].filter((name) => name !== '' && !collections.includes(name)),
    authors: authors.map(({ name }) => name),
    languages: foreign,
  };
  // Each has feeds and a page of its own.
  const [count, most] = [[terms.categories, terms.tags, terms.authors].flat().length, limitOf(site, 'terms')];
  const field = fields.find('tags', 'categories', 'tag', 'category', 'authors')?.field ?? 'tags';
  if (count > most) fields.report(field, `${exceeds(most, 'categories, tags and authors', count)}; remove some`);
  return terms;
}

export function readTitle(fields: Fields, site: Site): string | undefined {
  const [title, longest] = [fields.text('title', 'post_title'), limitOf(site, 'title')];
  if (title !== undefined && title.length > longest)
    fields.report(fields.find('title', 'post_title')?.field ?? '', `${exceeds(longest, 'characters', title.length)}; shorten it`);
  return title;
}

/** What the site calls a language; its own name where the site does not. */
const languageCode = (language: string, path: PathFacts, { languages = {} }: Site): string =>
  path.language ?? Object.keys(languages).find((code) => languages[code]?.language === language) ?? language;

/** Zola's posts that keep their old address need no other date: `path = "2019/05/15/four-years"`. */
function dateInAddress(fields: Fields, { generator }: Site): string | undefined {
  const path = generator === 'zola' ? fields.text('path') : undefined;
  return /^\/?(\d{4}\/\d{1,2}\/\d{1,2})\//.exec(path ?? '')?.[1];
}

const UPDATED = ['updated', 'last_modified_at', 'lastmod', 'updatedDate', 'modified', 'modDatetime', 'updatedAt', 'post_modified'];

export interface Dates {
  published: Instant;
  /** By which permalinks are made: in Hugo a post can be published at another time than its address says. */
  addressed: Instant;
  updated: Instant | undefined;
  expires: Instant | undefined;
  draft: boolean;
  /** Where `published` comes from. */
  source: 'front matter' | 'path' | 'none';
}

/** Fields that the date of a post is read from. */
export const publishedNames = ({ generator, dates }: Pick<Site, 'generator' | 'dates'>): string[] => [
  ...(dates?.published ?? []),
  ...CONVENTIONS[generator].published,
];

/** How an author takes a published post out, for problems of one that seems to be no post by mistake. */
export const TO_TAKE_OUT = 'to take the post out of the feeds, delete the file or write draft: true';

/** Says that a page has no date, where its date stands or a name that was meant to be one of a date. */
export function reportUndated(fields: Fields, site: Site): Problem {
  const names = publishedNames(site);
  const empty = names.find((name) => fields.names.includes(name));
  const near = empty === undefined ? fields.misspelt(names) : undefined;
  const mend = near ? `rename it to ${near.meant}` : 'write a day such as 2026-03-01';
  return fields.problem(empty ?? near?.field ?? 'date', `expected a date, without which this is no post; ${mend}; ${TO_TAKE_OUT}`);
}

/** @returns undefined for a page without a date, which is no post where generators make whole sites */
export function readDates(fields: Fields, path: PathFacts, site: Site): Dates | undefined {
  const zone = site.timezone;
  const draft = isDraft(fields, path, site);
  const { pages } = CONVENTIONS[site.generator];
  const names = publishedNames(site).filter((name) => name !== 'published');
  const given = isPublishedDate(fields, site) ? [...names, 'published'] : names;
  const named = path.date ?? dateInAddress(fields, site);
  const found = fields.find(...given);
  const source = found ? 'front matter' : named === undefined ? 'none' : 'path';
  if (source === 'none' && !draft) {
    if (pages) return undefined;
    fields.report('date', 'expected a date in front matter or in the file name; add a line such as date: 2026-03-01');
  }
  const fromPath = named === undefined ? undefined : parseDate(named, zone);
  if (source === 'path' && fromPath === undefined)
    fields.report('date', `expected a day that exists in the file name, got ${named}; rename the file`);
  const date = fields.date(zone, ...given) ?? fromPath ?? UNDATED;
  return {
    published: date,
    addressed: (site.generator === 'hugo' && found?.field.toLowerCase() !== 'date' ? fields.date(zone, 'date') : undefined) ?? date,
    updated: fields.date(zone, ...(site.dates?.updated ?? []), ...UPDATED),
    expires: fields.date(zone, ...(site.dates?.expires ?? []), 'expires', 'expiryDate', 'unpublishdate'),
    draft,
    source,
  };
}

/**
 * Hugo keeps a date in a file's name as part of the slug, unless its configuration has dates read from there; then front matter has none.
 */
export function readSlug(fields: Fields, path: PathFacts, site: Site, dates: Dates): string {
  const inName = CONVENTIONS[site.generator].datedSlugs && dates.source === 'front matter' ? path.fileName : path.slug;
  return fields.text('slug', 'post_name') ?? inName;
}

/** The post's address, absolute; always below the site's, whatever the post says. */
export function readLink(fields: Fields, post: Pick<Post, 'slug' | 'title' | 'published' | 'terms'>, path: PathFacts, site: Site): string {
  const { slug, title, published, terms } = post;
  const address = {
    generator: site.generator,
    published,
    slug,
    title,
    categories: terms.categories,
    section: path.section,
    fileName: path.fileName,
    collection: path.collection,
  };
  const [section = ''] = path.section.split('/');
  const ofCollection = path.collection === undefined ? undefined : site.collections?.[path.collection];
  const usual = ofCollection ?? site.permalinks?.[section] ?? site.permalink;
  const own = ownPermalink(fields, site);
  // Hugo's `url` with a slash before it is below the site, whatever the language.
  const folder = path.language === undefined || own?.startsWith('/') ? '' : (site.languages?.[path.language]?.path ?? '');
  const link = site.link + folder + permalink(own ?? usual, address, site.timezone);
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
    const { url: meaning } = CONVENTIONS[site.generator];
    const url = meaning === 'other' ? fields.text(...(site.generator === 'zola' ? ['path'] : [])) : fields.text('url');
    return url === undefined || SCHEME.test(url) || (meaning === 'path' && !url.startsWith('/')) ? undefined : url;
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

const LANGUAGE = 'a language such as en or de-CH';

/** `language` is a list of some theme, and a programming language elsewhere. */
export const readLanguage = (fields: Fields, path: PathFacts, { languages = {} }: Site): string | undefined =>
  fields.parsed(LANGUAGE, canonicalLanguage, 'lang') ??
  fields.shared(LANGUAGE, (value) => (typeof value === 'string' ? canonicalLanguage(value) : undefined), 'language', 'locale') ??
  (path.language === undefined ? undefined : languages[path.language]?.language);
