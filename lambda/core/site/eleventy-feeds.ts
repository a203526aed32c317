/** Feeds that the feed plugin or templates of the blog make. Neither is run: literals are read. https://www.11ty.dev/docs/plugins/rss/ */
import { FORMATS, type Format, type Problem } from '../model.ts';
import { readFrontMatter } from '../post/front-matter.ts';
import { Fields } from '../text/fields.ts';
import { locate } from '../text/locate.ts';
import { positionAt, SyntaxProblem } from '../text/syntax-problem.ts';
import { decodeUtf8 } from '../text/utf8.ts';
import type { Files } from './config-file.ts';
import { FEED_TEMPLATE } from './config-names.ts';
import type { ToolAddresses } from './feed-addresses.ts';
import { nameOfToolFeed, type OwnFeedSetting } from './own-feeds.ts';
import { feedPath } from './setting-readers.ts';

/** Collections that hold posts by custom. */
export const POST_TAGS = ['post', 'posts', 'blog', 'article', 'articles'];

interface Found {
  key: string;
  format: Format;
  path: string;
  /** Undefined: not named. */
  collection: string | undefined;
  title?: string;
  /** Where it is in its file. */
  at: Pick<Problem, 'line' | 'column'>;
}

const COLLECTION = /\bcollection\s*:\s*\{[^}]*?\bname\s*:\s*(["'])([\w-]+)\1/;

/** Calls with a literal path. */
function pluginFeeds(key: string, source: string): Found[] {
  let at = 0;
  return source.split(/\.addPlugin\(/).flatMap((call, index): Found[] => {
    const start = at;
    at += call.length + '.addPlugin('.length;
    const path = index === 0 ? undefined : feedPath(/\boutputPath\s*:\s*(["'])([^"'\n]+)\1/.exec(call)?.[2] ?? '');
    const type = /\btype\s*:\s*(["'])(\w+)\1/.exec(call)?.[2] ?? 'atom';
    const format = FORMATS.find((each) => each === type);
    if (path === undefined || format === undefined) return [];
    return [{ key, format, path, collection: COLLECTION.exec(call)?.[2], at: positionAt(source, start) }];
  });
}

const FORMAT_SIGNS: [sign: RegExp, format: Format][] = [
  [/<rss[\s>]/, 'rss'],
  [/<feed[\s>]/, 'atom'],
  [/jsonfeed\.org/, 'json'],
];

/** Template languages in the permalink: a program computes it. */
const COMPUTED = /\{[{%]/;

async function templateFeed(key: string, bytes: Uint8Array): Promise<{ found?: Found; problem?: Problem }> {
  const warning = (at: Found['at'], message: string): Problem => ({ key, line: at.line, column: at.column, message, severity: 'warning' });
  const unknown = 'the address of this feed is unknown; write it into linefeed.yaml, such as feeds: { atom: feed.xml }';
  const text = decodeUtf8(bytes);
  const format = FORMAT_SIGNS.find(([sign]) => sign.test(text))?.[1];
  if (format === undefined) return {};
  const front = await readFrontMatter(text).catch((error) => {
    if (!(error instanceof SyntaxProblem)) throw error;
    return error;
  });
  if (front instanceof SyntaxProblem) return { problem: warning(front, `${front.message}; until then ${unknown}`) };
  const given = front?.data.permalink;
  if (!front || given === undefined || given === false) return {};
  const at = locate(front.source, 'permalink');
  const path = typeof given === 'string' && !COMPUTED.test(given) ? feedPath(given) : undefined;
  if (path === undefined) {
    const got = JSON.stringify(given).slice(0, 100);
    return { problem: warning(at, `permalink: expected a path such as /feed.xml, got ${got}; templates are not run, so ${unknown}`) };
  }
  const collection = /\bcollections\s*(?:\.\s*([\w-]+)|\[\s*["']([^"'\n]+)["'])/.exec(front.body);
  const title = front.data.title;
  return {
    found: { key, format, path, collection: collection?.[1] ?? collection?.[2], ...(typeof title === 'string' ? { title } : {}), at },
  };
}

export interface EleventyFeeds {
  tool: Partial<ToolAddresses>;
  /** The collection of the main feed. */
  collection: string | undefined;
  problems: Problem[];
}

export async function eleventyFeeds(files: Files, config: { key: string; source: string }): Promise<EleventyFeeds> {
  const templates = [];
  for (const key of [...files.keys()].filter((each) => FEED_TEMPLATE.test(each)).sort())
    templates.push(await templateFeed(key, files.get(key) ?? new Uint8Array()));
  const problems = templates.flatMap(({ problem }) => problem ?? []);
  const found = [...pluginFeeds(config.key, config.source), ...templates.flatMap((each) => each.found ?? [])];
  const isUsual = ({ collection }: Found) => collection === undefined || collection === 'all' || POST_TAGS.includes(collection);
  const main = found.find(isUsual) ?? found[0];
  const isMain = (each: Found) => each.collection === main?.collection || (isUsual(each) && main !== undefined && isUsual(main));
  const feeds = new Map<Format, string>();
  for (const each of found.filter(isMain)) if (!feeds.has(each.format)) feeds.set(each.format, each.path);
  // Others are tags. https://www.11ty.dev/docs/collections/
  const made = [...config.source.matchAll(/\.addCollection\(\s*(?:(["'`])([^"'`\n]+)\1)?/g)].map(([, , name]) => name);
  const isMade = (collection: string) => made.includes(collection) || made.includes(undefined);
  const ownFeeds = found
    .filter((each) => !isMain(each))
    .flatMap((each): OwnFeedSetting[] => {
      const { collection } = each;
      if (collection === undefined) return [];
      if (!isMade(collection)) return [ownFeed(each, collection)];
      problems.push(unknownCollection(each, collection));
      return [];
    });
  return {
    tool: { feeds: Object.fromEntries(feeds), ownFeeds },
    collection: main ? main.collection : COLLECTION.exec(config.source)?.[2],
    problems,
  };
}

function ownFeed({ key, format, path, title }: Found, collection: string): OwnFeedSetting {
  const feed = { ...(title === undefined ? {} : { title }), where: `page.tags = "${collection}"` };
  const fields = new Fields({ key, data: {}, source: '' });
  return { name: nameOfToolFeed(collection), feed, formats: undefined, path: undefined, paths: { [format]: path }, fields };
}

function unknownCollection({ key, path, at }: Found, collection: string): Problem {
  const name = nameOfToolFeed(collection) || 'more';
  const message = `collections.${collection}: a program decides what is in it, so /${path} is no feed yet; write it into linefeed.yaml: feeds: { own: [{ name: ${name}, path: ${path}, where: page.tags = "${collection}" }] }, with the condition that selects its posts`;
  return { key, ...at, message, severity: 'warning' };
}
