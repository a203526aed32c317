/** https://jekyllrb.com/docs/configuration/front-matter-defaults/ */
import type { Key, Site } from '../model.ts';
import { isMap } from '../text/is-map.ts';
import { inCollections, type PathFacts } from './path-facts.ts';
import { globMatcher } from './selection.ts';

export type Default = NonNullable<Site['defaults']>[number];

type Data = Record<string, unknown>;
type Fits = (key: Key) => boolean;

/** Compiled once. */
const matchers = new WeakMap<Default, Fits>();

/** Front matter wins. */
export function withDefaults(
  data: Data,
  key: Key,
  path: PathFacts,
  site: Site,
  type: string = path.collection ?? (path.draft ? 'drafts' : 'posts'),
): Data {
  if (!site.defaults) return data;
  const merge = site.generator === 'eleventy' ? mergedWithLists : merged;
  let values: Data = {};
  let strongest: Default | undefined;
  for (const each of site.defaults) {
    if (each.layout || (each.type !== undefined && each.type !== type) || !fits(each, key, site)) continue;
    const wins = strongest === undefined || outweighs(each, strongest);
    values = wins ? merge(values, each.values) : merge(each.values, values);
    if (wins) strongest = each;
  }
  const own = merge(values, data);
  const { layout } = own;
  const ofLayout = typeof layout === 'string' ? site.defaults.find((each) => each.layout?.includes(layout)) : undefined;
  return ofLayout ? merge(ofLayout.values, own) : own;
}

function outweighs(each: Default, other: Default): boolean {
  if (each.path.length !== other.path.length) return each.path.length > other.path.length;
  return each.type !== undefined || other.type === undefined;
}

function fits(each: Default, key: Key, site: Site): boolean {
  if (each.path === '') return true;
  const match = matchers.get(each) ?? matcher(inCollections(each.path.replace(/^\.?\/+|\/+$/g, ''), site));
  matchers.set(each, match);
  return match(inCollections(key, site));
}

const matcher = (path: string): Fits =>
  path.includes('*') ? globMatcher(path) : (key) => key === path || key.startsWith(path === '' ? '' : `${path}/`);

/** Deep. */
function merged(
  weaker: Data,
  stronger: Data,
  join: (name: string, one: unknown, other: unknown) => unknown = (_, __, value) => value,
): Data {
  const entries = Object.entries(stronger).map(([name, value]): [string, unknown] => {
    const other = Object.hasOwn(weaker, name) ? weaker[name] : undefined;
    return [name, isMap(value) && isMap(other) ? merged(other, value, join) : join(name, other, value)];
  });
  return { ...weaker, ...Object.fromEntries(entries) };
}

/** https://www.11ty.dev/docs/data-deep-merge/ */
export const mergedWithLists = (weaker: Data, stronger: Data): Data =>
  merged(weaker, stronger, (name, one, other) => {
    const [before, after] = [one, other].map((value) => (name === 'tags' && typeof value === 'string' && value !== '' ? [value] : value));
    return Array.isArray(before) && Array.isArray(after) ? [...new Set([...before, ...after])] : other;
  });
