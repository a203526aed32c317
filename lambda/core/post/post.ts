import { exceeds, limitOf } from '../limits.ts';
import { FILE_REFERENCE } from '../media.ts';
import type { Key, Post, Problem, Site } from '../model.ts';
import { optional } from '../optional.ts';
import { Fields } from '../text/fields.ts';
import { SyntaxProblem } from '../text/syntax-problem.ts';
import { decodeUtf8 } from '../text/utf8.ts';
import { readAliases, readLink } from './address.ts';
import { CONVENTIONS } from './conventions.ts';
import { withDefaults } from './defaults.ts';
import { readContent, readExternalUrl, readImage } from './feed-fields.ts';
import { type FrontMatter, readFrontMatter } from './front-matter.ts';
import type { PostFacts } from './memberships.ts';
import type { Page } from './pages.ts';
import { readPath } from './path-facts.ts';
import {
  publishedNames,
  readDates,
  readLanguage,
  readSlug,
  readSummary,
  readTerms,
  readTitle,
  reportUndated,
  TO_REMOVE,
} from './post-fields.ts';
import { withSections } from './sections.ts';
import { findSecond, findUnread, unreadProblem } from './unread-front-matter.ts';
import { isUnlisted, isUnwritten } from './visibility.ts';

/** See `core/entry/names.ts`. */
export type References = (body: string, post: Pick<Post, 'key' | 'terms'> & { site: Site }) => string[] | Promise<string[]>;

/**
 * `ignored` files are no posts. `lacks`: what a post needs; absent if the author opts out. Published posts that lack something are refused.
 * `aside`: by its place.
 */
export type PostReading =
  | { kind: 'post'; post: Post; problems: Problem[] }
  | { kind: 'ignored'; lacks?: Problem; page?: Page; aside?: true }
  | { kind: 'refused'; problems: Problem[] };

/** First parts of the names in `enclosures.ts`, which few blogs need. */
const MAY_ATTACH = /^(?:enclosure|audio|podcast|episode|media_override|file|mp3)/i;

type Attached = Partial<Pick<Post, 'enclosures' | 'episode'>>;

async function readAttached(fields: Fields, post: Pick<Post, 'key' | 'link'>, site: Site): Promise<Attached> {
  if (!site.media?.base && !fields.names.some((name) => MAY_ATTACH.test(name))) return {};
  const { enclosuresBeside, readEnclosures } = await import('./enclosures.ts');
  const enclosures = readEnclosures(fields, post, site) ?? (site.media?.base ? enclosuresBeside(post) : undefined);
  return enclosures ? { enclosures, ...optional({ episode: (await import('./episodes.ts')).readEpisode(fields, post, site) }) } : {};
}

/** Few blogs have conditions. */
async function memberships(post: PostFacts, site: Site): Promise<Pick<Post, 'terms' | 'besideMain' | 'splitFeeds'>> {
  if (site.ownFeeds === undefined && site.mainExclude === undefined) return { terms: post.terms };
  return (await import('./memberships.ts')).membershipsOf(post, site);
}

/** Few files are pages. */
async function pageOf(key: Key, front: FrontMatter | undefined, site: Site): Promise<{ page?: Page }> {
  return optional({ page: (await import('./parse-page.ts')).pageBesidePosts(key, front, site) });
}

async function readPost(key: Key, front: FrontMatter, references: References, site: Site): Promise<PostReading> {
  const path = readPath(key, site);
  const data = withSections(withDefaults(front.data, key, path, site), key, path, site);
  const fields = new Fields({ key, data, source: front.source, ...(CONVENTIONS[site.generator].anyCase && { anyCase: true }) });
  if (isUnwritten(fields, site)) return { kind: 'ignored', ...(await pageOf(key, front, site)) };
  const dates = readDates(fields, path, site);
  if (!dates) return { kind: 'ignored', ...(await pageOf(key, front, site)), lacks: reportUndated(fields, site) };
  const { published, draft } = dates;
  const slug = readSlug(fields, path, site, dates);
  const title = readTitle(fields, path, site);
  const authors = fields.people(site.people, 'author', 'authors');
  const language = readLanguage(fields, path, site);
  const terms = readTerms(fields, path, site, { authors, language });
  const link = readLink(fields, { key, published: dates.addressed, slug, title, terms }, path, site);
  const named = await references(front.body, { key, site, terms });
  const attached = await readAttached(fields, { key, link }, site);
  const cover = readImage(fields, { key, link }, site);
  const files = [...(attached.enclosures?.flatMap((each) => each.files ?? []) ?? []), ...(cover.imageFiles ?? [])];
  const post: Post = {
    ...{ key, title, slug, published, link, authors, draft },
    ...(await memberships({ fields, path, title, slug, published, updated: dates.updated, language, terms }, site)),
    ...optional({
      dayOnly: (dates.dayOnly && site.dayDates === 'first-published') || undefined,
      updated: dates.updated,
      expires: dates.expires,
      ownId: fields.text('guid', 'id'),
      aliases: readAliases(fields, site),
      wordpressId: fields.whole(1, Number.MAX_SAFE_INTEGER, 'wordpress_id'),
      summary: readSummary(fields),
      language,
      ...cover,
      ...attached,
      externalUrl: readExternalUrl(fields, site),
      content: readContent(fields),
      unlisted: isUnlisted(key, fields, site) || undefined,
    }),
    syntax: /\.html?$/i.test(key) ? 'html' : 'markdown',
    body: front.body,
    bodyLine: front.bodyLine,
    excerptSeparator: fields.text('excerpt_separator') ?? site.excerptSeparator,
    references: [...named, ...new Set(files.map((file) => FILE_REFERENCE + file))],
    variables: templateVariables(data, { key, title, slug, published, link, terms }),
  };
  const problems = [...fields.problems, ...tooManyReferences(named, post, site)];
  if (problems.some(({ severity }) => severity === 'error')) return { kind: 'refused', problems };
  return { kind: 'post', post, problems };
}

/** Average, in characters. */
export const MAX_REFERENCE_LENGTH = 100;

function tooManyReferences(names: string[], { key, bodyLine }: Post, site: Site): Problem[] {
  const [max, included] = [limitOf(site, 'references'), site.materials?.references ?? []];
  const sizeOf = (all: readonly string[]) => all.reduce((sum, { length }) => sum + length, 0);
  const count = names.length > max + included.length ? exceeds(max, 'names of other posts', names.length) : undefined;
  const size = sizeOf(names) - sizeOf(included);
  const maxSize = max * MAX_REFERENCE_LENGTH;
  const reason = count ?? (size > maxSize ? exceeds(maxSize, 'characters in the names of other posts', size) : undefined);
  return reason === undefined ? [] : [{ key, line: bodyLine, column: 1, message: `${reason}; split the post`, severity: 'error' }];
}

const templateVariables = (
  data: Record<string, unknown>,
  { key, title, slug, published, link, terms }: Pick<Post, 'key' | 'title' | 'slug' | 'published' | 'link' | 'terms'>,
) => ({
  ...data,
  ...(title && { title }),
  ...{ slug, date: published, path: key, url: new URL(link).pathname, categories: terms.categories, tags: terms.tags },
});

/** Of another output folder, below the posts. See `core/feed/verify.ts`. */
const OWN_PAGE = /^<!doctype html>\n<!-- linefeed \w+ \d+ -->\n/;

export async function parsePost(key: Key, bytes: Uint8Array, site: Site, references: References): Promise<PostReading> {
  try {
    const text = decodeUtf8(bytes);
    if (OWN_PAGE.test(text)) return { kind: 'ignored' };
    const front = await readFrontMatter(text, limitOf(site, 'frontMatter'));
    if (!front) return await readPlain(key, text, references, site);
    const second = Object.keys(front.data).length === 0 ? findUnread(front.body) : findSecond(front.body);
    if (second) throw unreadProblem({ ...second, line: second.line + front.bodyLine - 1 });
    return await readPost(key, front, references, site);
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    return { kind: 'refused', problems: [problemAt(key, error)] };
  }
}

const problemAt = (key: Key, { line, column, message }: SyntaxProblem): Problem => ({ key, line, column, message, severity: 'error' });

/** Without front matter, only a dated file name makes a post. */
async function readPlain(key: Key, text: string, references: References, site: Site): Promise<PostReading> {
  const isDated = readPath(key, site).date !== undefined;
  const unread = findUnread(text);
  const problem = unread
    ? unreadProblem(unread)
    : BLANK.test(text)
      ? new SyntaxProblem('the file is empty; write a post or delete it')
      : undefined;
  if (problem && (isDated || unread?.names.some((name) => publishedNames(site).includes(name)))) throw problem;
  if (isDated) return readPost(key, { data: {}, body: text, bodyLine: 1, source: '' }, references, site);
  const missing = new SyntaxProblem(
    `front matter is missing; without it, the file is not a post; write it between two lines of ---; ${TO_REMOVE}`,
  );
  const page = problem ? {} : await pageOf(key, undefined, site);
  return { kind: 'ignored', ...page, lacks: problemAt(key, problem ?? missing) };
}

const BLANK = /^[\s\p{DI}]*$/u;
