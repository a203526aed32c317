/** A post's file -> what it says: front matter understood, body still as written. Or what is wrong with it, all at once. */
import { SyntaxProblem } from '../text/data-text.ts';
import { parseDate } from '../text/date.ts';
import { Fields, oneLine } from '../text/fields.ts';
import { type FrontMatter, readFrontMatter } from './front-matter.ts';
import type { Instant, Key, Person, Post, Problem, Site } from '../model.ts';
import { permalink } from './permalink.ts';

/** Bytes; a longer file is refused before it is decoded. */
const LARGEST_POST = 5_000_000;

/** `ignored` is a file that is no post, such as a page without a date in a Hugo site. */
export type PostReading =
  | { kind: 'post'; post: Post; problems: Problem[] }
  | { kind: 'ignored' }
  | { kind: 'refused'; problems: Problem[] };

const MARKUP = /\.(?:md|markdown|mkd|mkdn|mkdown|mdx|html|htm)$/i;

/** Whether a file of this name can be a post at all. */
export const isMarkup = (key: Key): boolean => MARKUP.test(key);

/** What the path says: Jekyll's `_posts/2026-03-01-hello.md`, Hugo's bundle `posts/hello/index.md`. */
interface PathFacts {
  fileName: string;
  slug: string;
  date?: string;
  /** Folder below the posts' root. */
  section: string;
  /** Jekyll takes the folders above `_posts` as categories. */
  categories: string[];
  draft: boolean;
}

function readPath(key: Key): PathFacts {
  const segments = key.replace(MARKUP, '').split('/');
  const last = segments.pop() ?? '';
  const fileName = last === 'index' && segments.length > 0 ? (segments.pop() ?? last) : last;
  const dated = /^(\d{4}-\d{1,2}-\d{1,2})[-_](.+)$/.exec(fileName);
  const posts = segments.findIndex((segment) => segment === '_posts' || segment === '_drafts');
  const root = segments[0] === 'content' ? 1 : 0;
  return {
    fileName,
    slug: dated?.[2] ?? fileName,
    ...(dated?.[1] ? { date: dated[1] } : {}),
    section: segments.slice(posts < 0 ? root : posts + 1).join('/'),
    categories: posts > 0 ? segments.slice(0, posts) : [],
    draft: segments.includes('_drafts'),
  };
}

/** @throws SyntaxProblem */
function decode(bytes: Uint8Array): string {
  if (bytes.length > LARGEST_POST) {
    throw new SyntaxProblem(`the file has ${bytes.length} bytes, more than the ${LARGEST_POST} that a post may have; is it a post?`, 1, 1);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r\n?/g, '\n');
  } catch {
    const before = new TextDecoder('utf-8').decode(bytes).split('\uFFFD', 1)[0] ?? '';
    const lines = before.split('\n');
    throw new SyntaxProblem('the text is not UTF-8; save the file as UTF-8', lines.length, (lines.at(-1) ?? '').length + 1);
  }
}

/** `hello-world` -> `Hello World`, as Jekyll names a post without a title. */
const titleFromSlug = (slug: string): string =>
  slug
    .split(/[-_\s]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ')
    .trim();

/** Jekyll separates names in a text by white space; everyone else writes commas, or one name. */
const splitNames = (site: Site) => (text: string) =>
  text.includes(',') ? text.split(',') : site.flavor === 'jekyll' ? text.split(/\s+/) : [text];

function readTerms(fields: Fields, path: PathFacts, site: Site, authors: Person[]): Post['terms'] {
  const split = splitNames(site);
  const one = fields.names((text) => [text], 'category');
  const categories = [...path.categories, ...one, ...fields.names(split, 'categories')];
  return {
    categories: [...new Set(categories)],
    tags: [...new Set([...fields.names(split, 'tags'), ...fields.names((text) => [text], 'tag')])],
    authors: authors.map(({ name }) => name),
  };
}

function readDates(fields: Fields, path: PathFacts, site: Site) {
  const zone = site.timezone;
  // `published` is a flag in Jekyll and a date elsewhere.
  const flag = fields.find('published');
  const asDate = typeof flag?.value === 'string' && parseDate(flag.value, zone) ? ['published'] : [];
  const names = site.flavor === 'hugo' ? ['publishDate', 'date'] : ['date', 'pubDate', 'publishDate', 'pubdate', ...asDate];
  const published = fields.date(zone, ...names) ?? (path.date === undefined ? undefined : parseDate(path.date, zone));
  if (fields.find(...names) === undefined && path.date !== undefined && published === undefined) {
    fields.report('date', `expected a day that exists in the file name, got ${path.date}; rename the file`);
  }
  const updated = fields.date(zone, 'updated', 'last_modified_at', 'lastmod', 'updatedDate', 'modified');
  const expires = fields.date(zone, 'expires', 'expiryDate', 'unpublishdate');
  const hidden = fields.flag('draft') === true || (asDate.length === 0 && fields.flag('published') === false);
  return { published, updated, expires, draft: hidden || path.draft };
}

/** Drafts are never shown; a date is only needed to order them. */
const UNDATED: Instant = '1970-01-01T00:00:00.000Z';

function readPost(key: Key, front: FrontMatter, references: (body: string) => string[], site: Site): PostReading {
  const fields = new Fields(key, front.data, front.source);
  const path = readPath(key);
  const dates = readDates(fields, path, site);
  if (dates.published === undefined && !fields.find('date', 'pubDate', 'publishDate') && path.date === undefined && !dates.draft) {
    if (site.flavor === 'hugo') return { kind: 'ignored' };
    fields.report('date', 'expected a date in front matter or in the file name; add a line such as date: 2026-03-01');
  }
  const published = dates.published ?? UNDATED;
  const slug = fields.text('slug') ?? path.slug;
  const title = fields.text('title') ?? titleFromSlug(slug);
  const authors = fields.people(site.people, 'author', 'authors');
  const terms = readTerms(fields, path, site, authors);
  const own = fields.text('permalink', 'url');
  const address = { published, slug, title, categories: terms.categories, section: path.section, fileName: path.fileName };
  const link = new URL(permalink(own ?? site.permalink, address, site.timezone), site.link).href;
  const post: Post = {
    key,
    title,
    slug,
    published,
    ...optional({
      updated: dates.updated,
      expires: dates.expires,
      ownId: fields.text('id', 'guid'),
      wordpressId: fields.whole(1, 2 ** 53 - 1, 'wordpress_id'),
      summary: fields.text('description', 'summary', 'excerpt'),
      language: fields.text('lang', 'language', 'locale')?.replaceAll('_', '-'),
    }),
    link,
    terms,
    authors,
    draft: dates.draft,
    syntax: /\.html?$/i.test(key) ? 'html' : 'markdown',
    body: front.body,
    bodyLine: front.bodyLine,
    excerptSeparator: fields.text('excerpt_separator') ?? site.excerptSeparator,
    references: site.liquid ? references(front.body) : [],
    variables: {
      ...front.data,
      title,
      slug,
      url: new URL(link).pathname,
      date: published,
      path: key,
      categories: terms.categories,
      tags: terms.tags,
    },
  };
  if (fields.problems.some(({ severity }) => severity === 'error')) return { kind: 'refused', problems: fields.problems };
  return { kind: 'post', post, problems: fields.problems };
}

/** Without the members that are undefined. */
function optional<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never;
}

/**
 * @param references names in the body that other posts answer to; see `references` in liquid.ts
 * @returns every problem of the front matter at once
 */
export async function parsePost(key: Key, bytes: Uint8Array, site: Site, references: (body: string) => string[]): Promise<PostReading> {
  const refused = (message: string, line = 1, column = 1): PostReading => ({
    kind: 'refused',
    problems: [{ key, line, column, message, severity: 'error' }],
  });
  try {
    const text = decode(bytes);
    if (oneLine(text) === '') return refused('the file is empty; write a post or delete it');
    const front = await readFrontMatter(text);
    if (front) return readPost(key, front, references, site);
    if (readPath(key).date === undefined) return { kind: 'ignored' };
    return readPost(key, { data: {}, body: text, bodyLine: 1, source: '' }, references, site);
  } catch (error) {
    if (error instanceof SyntaxProblem) return refused(error.message, error.line, error.column);
    throw error;
  }
}
