/** Addresses of collections, by the pages that show them. https://docs.astro.build/en/guides/routing/#dynamic-routes */
import type { Problem } from '../model.ts';
import { positionAt } from '../text/syntax-problem.ts';
import { decodeUtf8 } from '../text/utf8.ts';
import type { Collection } from './astro-collections.ts';
import { isOfEntry, type Params, paramsIn } from './astro-params.ts';
import type { Files } from './config-file.ts';
import { ROUTE } from './config-names.ts';

interface Route {
  key: string;
  source: string;
  /** `blog/[...slug]` */
  path: string;
  collections: string[];
  params: Params;
  /** Shows the text of its posts. */
  renders: boolean;
}

const NAMED = /\b(?:getCollection|getEntry|getEntryBySlug|CollectionEntry)\s*[<(]\s*["'`]([\w-]+)["'`]/g;
const RENDERS = /<Content\b|\brender\(/;
const SCRIPT = /^\s*---\n([\s\S]*?)\n---/;
const PARAMETER = /\[(?:\.\.\.)?(\w+)\]/g;

function readRoute(key: string, bytes: Uint8Array): Route[] {
  const source = decodeUtf8(bytes).replaceAll('\r\n', '\n');
  const path = (ROUTE.exec(key)?.[1] ?? '').replace(/(?:^|\/)index$/, '');
  const script = SCRIPT.exec(source)?.[1] ?? '';
  const collections = [...new Set([...script.matchAll(NAMED)].map(([, name = '']) => name))];
  const params = paramsIn(
    script,
    [...path.matchAll(PARAMETER)].map(([, name = '']) => name),
  );
  const renders = RENDERS.test(source);
  const isOfPosts = params ? Object.values(params).some(isOfEntry) : renders;
  return isOfPosts ? [{ key, source, path, collections, params, renders }] : [];
}

const idIn = ({ depth }: Collection, part = ''): string =>
  part === 'last'
    ? ':path'
    : part === 'shown'
      ? `:shown_sections[${depth}:]/:path`
      : /^\d$/.test(part)
        ? `:sections[${depth + Number(part)}]`
        : `:sections[${depth + Number.parseInt(part || '0', 10)}:]/:path`;

/** A parameter that only the program knows is taken as the entry's id. */
function templateOf({ path, params }: Route, collection: Collection, ending: string): string {
  const filled = params ? path.replace(PARAMETER, (_, name: string) => params[name] ?? '') : path.replace(/\[.*$/, ':id');
  return `/${filled.replace(/:id(?:\[([\w:]+)\])?/g, (_, part?: string) => idIn(collection, part))}${ending}`;
}

/** First the page that shows posts, in a folder with the collection's name, below few folders. */
function ranked(routes: readonly Route[], name: string): Route[] {
  const rank = ({ params, path }: Route) => (params ? 0 : 100) + (path.split('/')[0] === name ? 0 : 50) + path.split('/').length;
  const shown = routes.filter(({ renders }) => renders);
  return (shown.length > 0 ? shown : [...routes]).sort((a, b) => rank(a) - rank(b));
}

const warning = ({ key, source }: Route, word: string, message: string): Problem => ({
  key,
  ...positionAt(source, Math.max(source.indexOf(word), 0)),
  message,
  severity: 'warning',
});

export interface Addresses {
  permalinks: Record<string, string>;
  problems: Problem[];
}

/** @param ending of addresses: `/`, `.html` or none */
export function readRoutes(files: Files, collections: (name: string) => Collection, ending: string): Addresses {
  const keys = [...files.keys()].filter((key) => ROUTE.test(key)).sort();
  const routes = keys.flatMap((key) => readRoute(key, files.get(key) ?? new Uint8Array()));
  const names = [...new Set(routes.flatMap((route) => route.collections))].sort();
  const found: Addresses = { permalinks: {}, problems: [] };
  for (const name of names) {
    const collection = collections(name);
    const [first, ...others] = ranked(
      routes.filter((route) => route.collections.includes(name)),
      name,
    );
    if (!first) continue;
    const template = templateOf(first, collection, ending);
    found.permalinks[collection.top] = template;
    const setting = `permalinks: { ${collection.top}: ${template} }`;
    const rival = others.find((each) => each.params && templateOf(each, collection, ending) !== template);
    if (!first.params)
      found.problems.push(
        warning(
          first,
          'getStaticPaths',
          `a program makes the addresses of these posts and is never run, so they are taken as ${template}; if they differ, write them into linefeed.yaml, as in ${setting}`,
        ),
      );
    else if (rival)
      found.problems.push(
        warning(
          rival,
          'getStaticPaths',
          `${first.key} shows the posts of "${name}" too, so feeds link to that page; to choose, write ${setting} into linefeed.yaml, with the address of either page`,
        ),
      );
  }
  return found;
}
