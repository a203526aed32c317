import { exceeds, limitOf } from '../limits.ts';
import { type Instant, type Person, type Post, type Problem, type Site, UNDATED } from '../model.ts';
import { baseOf, languageOf, PLACES } from '../taxonomies.ts';
import { parseDate } from '../text/date.ts';
import type { Fields } from '../text/fields.ts';
import { canonicalLanguage, isSameLanguage } from '../text/language.ts';
import { parseDateAs } from '../text/lenient-date.ts';
import { CONVENTIONS } from './conventions.ts';
import { collectionOf, dateInFolders, type PathFacts, sectionOf } from './path-facts.ts';
import { jekyllTitle } from './slug.ts';
import { isDraft, isPublishedDate } from './visibility.ts';

const splitNames =
  ({ generator }: Site) =>
  (text: string): string[] =>
    CONVENTIONS[generator].spacedNames ? text.split(/\s+/) : text.split(',');

export function readTerms(
  fields: Fields,
  path: PathFacts,
  site: Site,
  { authors, language }: { authors: Person[]; language: string | undefined },
): Post['terms'] {
  const split = splitNames(site);
  const whole = (text: string) => [text];
  const folders = path.categories.map((name) => name.normalize('NFC'));
  // Zola's table.
  const named = (plural: string, singular: string) => [
    ...fields.list(split, plural),
    ...fields.list(whole, singular),
    ...fields.within('taxonomies').list(split, plural),
  ];
  const collections = CONVENTIONS[site.generator].collections ?? [];
  // Obsidian allows `#tag`.
  const tags = named('tags', 'tag').map((name) => (site.generator === 'obsidian' ? name.replace(/^#/, '') : name));
  const foreign = language === undefined || isSameLanguage(language, site.language) ? [] : [languageCode(language, path, site)];
  const terms: Post['terms'] = {
    categories: [...new Set([...folders, ...named('categories', 'category')])],
    tags: [...new Set(tags)].filter((name) => name !== '' && !collections.includes(name)),
    authors: authors.map(({ name }) => name),
    languages: foreign,
  };
  const own = (site.taxonomies ?? []).map((name) => [
    name,
    [...new Set([...fields.list(split, name), ...fields.within('taxonomies').list(split, name)])],
  ]);
  const places = PLACES.filter((place) => site.terms.includes(place)).map((place) => [place, placeOf(place, path, site)]);
  for (const [name, names] of [...own, ...places] as [string, string[]][]) if (names.length > 0) terms[name] = names;
  const code = foreign[0]?.toLowerCase();
  for (const local of code === undefined ? [] : site.terms.filter((each) => languageOf(each) === code)) {
    const names = terms[baseOf(local)] ?? [];
    if (names.length > 0) terms[local] = names;
  }
  const [count, most] = [
    [terms.categories, terms.tags, terms.authors, ...own.map(([, names]) => names)].flat().length,
    limitOf(site, 'terms'),
  ];
  const field = fields.find('tags', 'categories', 'tag', 'category', 'authors', ...(site.taxonomies ?? []))?.field ?? 'tags';
  if (count > most) fields.report(field, `${exceeds(most, 'categories, tags and authors', count)}; remove some`);
  return terms;
}

/** Jekyll's posts are in no collection's feed. */
function placeOf(place: (typeof PLACES)[number], path: PathFacts, site: Site): string[] {
  const name = (place === 'sections' ? sectionOf(path, site) : collectionOf(path, site)).normalize('NFC');
  const { all = true, except = [] } = site.sectionFeeds ?? {};
  if (place === 'sections' && except.includes(name) === all) return [];
  return name === '' || (place === 'collections' && site.generator === 'jekyll' && path.collection === undefined) ? [] : [name];
}

/** Without one: what the generator makes of the file name, or a file name with spaces, which a person wrote; else empty, as of a note. */
export function readTitle(fields: Fields, { slug, fileName }: PathFacts, site: Site): string {
  const [title, longest] = [fields.text('title', 'post_title'), limitOf(site, 'title')];
  if (title !== undefined && title.length > longest)
    fields.report(fields.find('title', 'post_title')?.field ?? '', `${exceeds(longest, 'characters', title.length)}; shorten it`);
  if (title !== undefined || site.generator === 'obsidian') return title ?? fileName;
  if (fields.isBlank('title')) return '';
  if (site.generator === 'jekyll') return jekyllTitle(slug) || fileName;
  return site.generator === 'linefeed' && /\s/.test(slug) ? slug : '';
}

const languageCode = (language: string, path: PathFacts, { languages = {} }: Site): string =>
  path.language ?? Object.keys(languages).find((code) => languages[code]?.language === language) ?? language;

/** Zola: `path = "blog/2019/05/15/four-years"`. */
function dateInAddress(fields: Fields, { generator }: Site): string | undefined {
  return generator === 'zola' ? dateInFolders(fields.text('path') ?? '') : undefined;
}

const UPDATED = ['updated', 'last_modified_at', 'lastmod', 'updatedDate', 'modified', 'modDatetime', 'updatedAt', 'post_modified'];

export interface Dates {
  published: Instant;
  /** Date for the permalink; Hugo uses `date` even if `publishDate` decides publication. */
  addressed: Instant;
  updated: Instant | undefined;
  expires: Instant | undefined;
  draft: boolean;
  source: 'front matter' | 'path' | 'none';
  dayOnly: boolean;
}

export const publishedNames = ({ generator, dates }: Pick<Site, 'generator' | 'dates'>): string[] => [
  ...(dates?.published ?? []),
  ...CONVENTIONS[generator].published,
];

export const TO_REMOVE = 'to remove the post from the feeds, delete the file or write draft: true';

/** Reports at an empty or misspelt date field, if there is one. */
export function reportUndated(fields: Fields, site: Site): Problem {
  const names = publishedNames(site);
  const empty = names.find((name) => fields.names.includes(name));
  const near = empty === undefined ? fields.misspelt(names) : undefined;
  const advice = near ? `rename it to ${near.meant}` : 'write a day such as 2026-03-01';
  return fields.problem(empty ?? near?.field ?? 'date', `expected a date; without one, the file is not a post; ${advice}; ${TO_REMOVE}`);
}

/** `09:30`, `6pm`, `20h30`, `T0930` */
const CLOCK = /\d:\d|\d\s*[ap]\.?m\b|\dh\d*\b|\dT\d/i;

/** @returns undefined for a page (`Conventions.pages`) */
export function readDates(
  fields: Fields,
  path: PathFacts,
  site: Site,
  mayBePage = CONVENTIONS[site.generator].pages === true,
): Dates | undefined {
  const { generator, timezone } = site;
  const parse = (value: unknown) => parseDateAs(generator, value, timezone);
  const draft = isDraft(fields, path, site);
  const names = publishedNames(site).filter((name) => name !== 'published');
  const given = isPublishedDate(fields, site) ? [...names, 'published'] : names;
  const inPath = dateInAddress(fields, site) ?? path.date;
  const found = fields.find(...given);
  const source = found ? 'front matter' : inPath === undefined ? 'none' : 'path';
  if (source === 'none' && !draft) {
    if (mayBePage) return undefined;
    fields.report('date', 'expected a date in front matter or in the file name; add a line such as date: 2026-03-01');
  }
  const fromPath = inPath === undefined ? undefined : parseDate(inPath, timezone);
  if (source === 'path' && fromPath === undefined)
    fields.report('date', `expected a day that exists in the file name, got ${inPath}; rename the file`);
  const date = fields.date(parse, ...given) ?? fromPath ?? UNDATED;
  return {
    published: date,
    addressed: (generator === 'hugo' && found?.field.toLowerCase() !== 'date' ? fields.date(parse, 'date') : undefined) ?? date,
    updated: fields.date(parse, ...(site.dates?.updated ?? []), ...UPDATED),
    expires: fields.date(parse, ...(site.dates?.expires ?? []), 'expires', 'expiryDate', 'unpublishdate'),
    draft,
    source,
    dayOnly: source !== 'none' && !CLOCK.test(String((source === 'path' ? inPath : found?.value) ?? '')),
  };
}

/** With `Conventions.datedSlugs`, a date in the file name stays unless it is the post's date. */
export function readSlug(fields: Fields, path: PathFacts, site: Site, dates: Dates): string {
  const inName = CONVENTIONS[site.generator].datedSlugs && dates.source === 'front matter' ? path.fileName : path.slug;
  return fields.text('slug', 'post_name') ?? inName;
}

/** Booleans are theme settings. */
export const readSummary = (fields: Fields): string | undefined =>
  fields.text(...['description', 'summary', 'excerpt'].filter((name) => typeof fields.find(name)?.value !== 'boolean'));

const LANGUAGE = 'a language such as en or de-CH';

/** BCP 47. Ignores theme lists and programming languages. */
export const readLanguage = (fields: Fields, path: PathFacts, { languages = {} }: Site): string | undefined =>
  fields.parsed(LANGUAGE, canonicalLanguage, 'lang') ??
  fields.shared(LANGUAGE, (value) => (typeof value === 'string' ? canonicalLanguage(value) : undefined), 'language', 'locale') ??
  (path.language === undefined ? undefined : languages[path.language]?.language);
