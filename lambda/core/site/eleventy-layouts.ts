/** Front matter of Eleventy's layouts: the weakest data of a post. https://www.11ty.dev/docs/layouts/ */
import { type Default, mergedWithLists } from '../post/defaults.ts';
import { readFrontMatter } from '../post/front-matter.ts';
import { SyntaxProblem } from '../text/syntax-problem.ts';
import { decodeUtf8 } from '../text/utf8.ts';
import type { Files } from './config-file.ts';
import { isLayout } from './config-names.ts';

interface Layout {
  key: string;
  source: string;
  /** As posts write it: `layouts/post.njk`, `layouts/post` */
  names: string[];
  data: Record<string, unknown>;
}

/** Fields of posts; others are for the template. */
const OF_POSTS = /^(?:permalink|tags|date|draft|published|eleventyExcludeFromCollections|lang|authors?|categories)$/;
const ALIAS = /\.addLayoutAlias\(\s*["']([^"'\n]+)["']\s*,\s*["']([^"'\n]+)["']/g;

/** More would be a loop. */
const MAX_CHAIN = 10;

async function readLayout(key: string, bytes: Uint8Array, aliases: readonly (readonly [string, string])[]): Promise<Layout | undefined> {
  // Below the folder of includes, and below one of layouts.
  const paths = [/_includes\/(.+)$/, /.*\b_?layouts\/(.+)$/].flatMap((below) => below.exec(key)?.[1] ?? []);
  const names = paths.flatMap((path) => [path, path.replace(/\.\w+$/, '')]);
  const called = aliases.flatMap(([alias, path]) => (names.includes(path) ? [alias] : []));
  const front = await readFrontMatter(decodeUtf8(bytes)).catch((error: unknown) => {
    if (error instanceof SyntaxProblem) return undefined;
    throw error;
  });
  return front && { key, source: front.source, names: [...names, ...called], data: front.data };
}

/** With the data of the layouts that it is in. */
function chained({ data }: Layout, layouts: readonly Layout[], depth = 0): Record<string, unknown> {
  const outer = typeof data.layout === 'string' ? layouts.find(({ names }) => names.includes(String(data.layout))) : undefined;
  return outer && depth < MAX_CHAIN ? mergedWithLists(chained(outer, layouts, depth + 1), data) : data;
}

export interface LayoutData extends Required<Pick<Default, 'path' | 'values' | 'layout'>> {
  source: string;
}

/** @param config source of the configuration, which can give layouts other names */
export async function layoutData(files: Files, config: string): Promise<LayoutData[]> {
  const aliases = [...config.matchAll(ALIAS)].map(([, alias = '', path = '']) => [alias, path] as const);
  const keys = [...files.keys()].filter(isLayout).sort();
  const found = await Promise.all(keys.map((key) => readLayout(key, files.get(key) ?? new Uint8Array(), aliases)));
  const layouts = found.filter((layout) => layout !== undefined);
  return layouts.flatMap((layout) => {
    const values = Object.fromEntries(Object.entries(chained(layout, layouts)).filter(([name]) => OF_POSTS.test(name)));
    return Object.keys(values).length > 0 ? [{ path: layout.key, layout: layout.names, values, source: layout.source }] : [];
  });
}
