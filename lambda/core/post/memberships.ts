/** Which feeds of the configuration a post is in, and whether the main feed leaves it out. */
import type { Instant, Post, Site } from '../model.ts';
import { OWN_FEEDS } from '../taxonomies.ts';
import { wallClock } from '../text/date.ts';
import type { Fields } from '../text/fields.ts';
import { isMap } from '../text/is-map.ts';
import { type Condition, type ConditionProblem, namesField, PAGE, parseCondition, TERM_FIELDS } from './condition.ts';
import { holds, type Values } from './evaluate-condition.ts';
import { collectionOf, type PathFacts } from './path-facts.ts';

type Conditions = Pick<Site, 'ownFeeds' | 'mainExclude' | 'taxonomies'>;

interface Query {
  feed: string;
  where?: Condition | ConditionProblem | undefined;
  exclude?: Condition | ConditionProblem | undefined;
}

const prepared = new WeakMap<Conditions, { feeds: Query[]; main: Query }>();

function queriesOf(site: Conditions): { feeds: Query[]; main: Query } {
  const known = prepared.get(site);
  if (known) return known;
  const parsed = (text: string | undefined) => (text === undefined ? undefined : parseCondition(text, site.taxonomies));
  const feeds = Object.entries(site.ownFeeds ?? {}).map(
    ([feed, { where, exclude }]): Query => ({ feed, where: parsed(where), exclude: parsed(exclude) }),
  );
  const made = { feeds, main: { feed: 'main', exclude: parsed(site.mainExclude) } };
  prepared.set(site, made);
  return made;
}

const isCondition = (condition: Condition | ConditionProblem): condition is Condition => 'kind' in condition;

/** The configuration is checked, so only a later version's condition is unreadable; then the feed has no posts. */
function selects({ where, exclude }: Query, valuesOf: (field: string) => Values): boolean {
  const isIn = where === undefined || (isCondition(where) && holds(where, valuesOf));
  return isIn && (exclude === undefined || (isCondition(exclude) && !holds(exclude, valuesOf)));
}

const namesLanguage = ({ where }: Query): boolean => where !== undefined && isCondition(where) && namesField(where, 'language');

export type PostFacts = Pick<Post, 'title' | 'slug' | 'published' | 'terms'> & {
  fields: Fields;
  path: PathFacts;
  updated: Instant | undefined;
  language: string | undefined;
};

export function membershipsOf(post: PostFacts, site: Site): Pick<Post, 'terms' | 'besideMain' | 'splitFeeds'> {
  const { feeds, main } = queriesOf(site);
  const valuesOf = valuesOfPost(post, site);
  const found = feeds.filter((query) => selects(query, valuesOf));
  const names = found.map(({ feed }) => feed);
  const split = post.terms.languages.length > 0 ? found.filter((query) => !namesLanguage(query)).map(({ feed }) => feed) : [];
  return {
    terms: names.length > 0 ? { ...post.terms, [OWN_FEEDS]: names } : post.terms,
    ...(split.length > 0 ? { splitFeeds: split } : {}),
    ...(main.exclude !== undefined && !selects(main, valuesOf) ? { besideMain: true as const } : {}),
  };
}

function valuesOfPost(post: PostFacts, site: Site): (field: string) => Values {
  const { path, terms, fields, title, slug } = post;
  const known: Record<string, () => Values> = {
    ...Object.fromEntries((site.taxonomies ?? []).map((name) => [name, () => terms[name] ?? []])),
    ...Object.fromEntries(Object.entries(TERM_FIELDS).map(([field, taxonomy]) => [field, () => terms[taxonomy]])),
    section: () => [path.section],
    collection: () => [collectionOf(path, site)],
    language: () => [post.language ?? site.language],
    title: () => [title],
    slug: () => [slug],
    date: () => [localText(post.published, site)],
    updated: () => (post.updated === undefined ? [] : [localText(post.updated, site)]),
  };
  return (field) => (Object.hasOwn(known, field) ? (known[field]?.() ?? []) : pageValues(fields, field.slice(PAGE.length)));
}

const localText = (instant: Instant, { timezone }: Pick<Site, 'timezone'>): string =>
  wallClock(instant, timezone).toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length);

const MOST_VALUES = 1_000;

/** @param name with dots for maps within maps */
function pageValues(fields: Fields, name: string): Values {
  const [first = '', ...rest] = name.split('.');
  let value: unknown = fields.find(first)?.value;
  for (const part of rest) value = isMap(value) && Object.hasOwn(value, part) ? value[part] : undefined;
  return (Array.isArray(value) ? value.slice(0, MOST_VALUES) : [value]).flatMap((each: unknown): Values => {
    if (each instanceof Date) return Number.isNaN(each.getTime()) ? [] : [each.toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length)];
    return typeof each === 'string' || typeof each === 'number' || typeof each === 'boolean' ? [each] : [];
  });
}
