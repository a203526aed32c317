/** Document paths below `public/`. A path that ends with a slash is a folder's `index.html`. */

import { CHAPTERS_NAME, EPISODES, fileOf, OPML_NAME, TERM_FEED_NAMES } from '../document-names.ts';
import { isFeedFormat } from '../feed/feed-document.ts';
import { type DocumentFormat, FORMATS, type Format, type Site } from '../model.ts';
import { baseOf, isBasic, isPlace, OWN_FEEDS, type Taxonomy, termFolder } from '../taxonomies.ts';
import { decodeOutput, encodeOutput, type Feed, feedKey, folderOf, hasFormat, isOwn, type Output, ownFeedKey } from './outputs.ts';

export type Paths = Pick<Site, 'feeds' | 'moved' | 'termPaths' | 'termLists' | 'languages' | 'taxonomies'>;

export const pagePath = (feed: Feed): string => `${folderOf(feed)}index.html`;

const ownPath = (output: Output, format: Format): string => `${encodeOutput(output)}/${TERM_FEED_NAMES[format]}`;

/** Whether terms are folders within folders: `blog+notes` */
const areNested = (taxonomy: Taxonomy): boolean => baseOf(taxonomy) === 'sections';

/** The present one first. */
function templatePaths({ kind, ...output }: Output, format: Format, { termPaths, languages = {} }: Paths): string[] {
  const of = kind === 'feed' && 'of' in output ? output.of : undefined;
  if (of?.kind !== 'term') return [];
  const paths = isOwn(of) ? termPaths?.[feedKey(of)] : termPaths?.[of.taxonomy];
  // As `termAt` reads them: a slug at the top is a language of the tool, or else a section.
  if (of.taxonomy === 'sections' && Object.hasOwn(languages, of.slug)) return [];
  if (of.taxonomy === 'languages' && !Object.hasOwn(languages, of.slug)) return [];
  const slug = areNested(of.taxonomy) ? of.slug.replaceAll('+', '/') : of.slug;
  return (paths?.[format] ?? []).map((template) => template.replace(':slug', slug));
}

interface Index {
  /** Files of the main feed and at old paths, in lower case. */
  taken: Set<string>;
  /** Old paths by feed and format: `main rss` */
  movedTo: Map<string, string[]>;
}

const indexes = new WeakMap<Paths, Index>();

function indexOf(site: Paths): Index {
  const known = indexes.get(site);
  if (known) return known;
  const { feeds, moved = {}, termLists = {} } = site;
  const taken = new Set(
    [...Object.values(feeds), ...Object.keys(moved), ...Object.values(termLists)].map((path) => fileOf(path).toLowerCase()),
  );
  const movedTo = new Map<string, string[]>();
  for (const [path, to] of Object.entries(moved)) {
    const target = movedTarget(to, site);
    if (target) movedTo.set(target, [...(movedTo.get(target) ?? []), path]);
  }
  const index = { taken, movedTo };
  indexes.set(site, index);
  return index;
}

/** A term can have the name of another feed's file. */
const isTaken = (path: string, site: Paths): boolean => indexOf(site).taken.has(fileOf(path).toLowerCase());

/** No two outputs have one file: a path of a template is the output's that it leads to. */
function isOwner(output: Output, path: string, site: Paths): boolean {
  const found = outputAt(fileOf(path), site);
  return found !== undefined && encodeOutput(found) === encodeOutput(output);
}

/** `tags/c-plus-plus/archive/2010-10/atom.xml`, `tag/go/feed/`; undefined for a missing format. */
export function feedPath(output: Output, format: Format, site: Paths): string | undefined {
  if ((output.kind !== 'feed' && output.kind !== 'archive') || !hasFormat(output.of, format, site)) return undefined;
  if (output.kind === 'feed' && output.of.kind === 'main') return site.feeds[format];
  const [path] = templatePaths(output, format, site);
  return path === undefined || isTaken(path, site) || !isOwner(output, path, site) ? ownPath(output, format) : path;
}

export function documentPath(output: Output, format: DocumentFormat, site: Paths): string | undefined {
  const { termLists } = site;
  if (output.kind === 'opml') return format === 'opml' ? OPML_NAME : undefined;
  if (output.kind === 'terms') return format === 'rss' ? termLists?.[output.taxonomy] : undefined;
  if (output.kind === 'page') return format === 'html' ? pagePath(output.of) : undefined;
  if (output.kind === 'chapters') return format === 'chapters' ? folderOf(output.of) + CHAPTERS_NAME : undefined;
  const path = isFeedFormat(format) ? feedPath(output, format, site) : undefined;
  return path === undefined ? undefined : fileOf(path);
}

/** Files at former addresses of a feed. */
export function oldPaths(output: Output, format: DocumentFormat, site: Paths): string[] {
  if (output.kind !== 'feed' || output.of.kind === 'preview' || !isFeedFormat(format)) return [];
  const present = documentPath(output, format, site);
  const moved = indexOf(site).movedTo.get(`${encodeOutput(output)} ${format}`) ?? [];
  const former = templatePaths(output, format, site).filter((path) => !isTaken(path, site));
  return [...new Set([...moved, ...former].map(fileOf))].filter((path) => path !== present && !isPresent(path, site));
}

const FEED_NAMES: ReadonlySet<string> = new Set(Object.values(TERM_FEED_NAMES));

/** @param to a format, or the present or a former path of a feed @returns `tags/go rss` */
export function movedTarget(to: string, site: Paths): string | undefined {
  if (FORMATS.some((format) => format === to)) return `main ${to}`;
  const file = fileOf(to.replace(/^\/+/, ''));
  const main = FORMATS.find((format) => fileOf(site.feeds[format] ?? '') === file);
  if (main) return `main ${main}`;
  const output = outputAt(file, site);
  if (output?.kind !== 'feed' || output.of.kind !== 'term') return undefined;
  const pathsOf = (format: Format) => [ownPath(output, format), ...templatePaths(output, format, site).map(fileOf)];
  const format = FORMATS.find((each) => hasFormat(output.of, each, site) && pathsOf(each).includes(file));
  return format && `${encodeOutput(output)} ${format}`;
}

/** Other folders of the site are not ours. */
function knownOutput(folder: string, { taxonomies = [] }: Paths): Output | undefined {
  const output = decodeOutput(folder);
  if (output === undefined || output.kind === 'opml' || output.kind === 'terms' || output.of.kind !== 'term') return output;
  const taxonomy = baseOf(output.of.taxonomy);
  return isBasic(taxonomy) || isPlace(taxonomy) || taxonomy === OWN_FEEDS || taxonomies.includes(taxonomy) ? output : undefined;
}

/** @returns undefined for other files and for documents of the main feed */
export function outputAt(path: string, site: Paths): Output | undefined {
  const end = path.lastIndexOf('/');
  const [folder, name] = [path.slice(0, Math.max(end, 0)), path.slice(end + 1)];
  const episode = path.startsWith(EPISODES) ? ofEpisode(folder, name) : undefined;
  if (episode) return episode;
  const output = knownOutput(folder, site);
  if (output?.kind !== 'archive' && (output?.kind !== 'feed' || output.of.kind === 'main')) return termAt(path, site);
  if (output.kind === 'feed' && path === pagePath(output.of)) return { kind: 'page', of: output.of };
  return FEED_NAMES.has(name) ? output : termAt(path, site);
}

function ofEpisode(folder: string, name: string): Output | undefined {
  const output = decodeOutput(`${folder}/${name === CHAPTERS_NAME ? 'chapters' : 'page'}`);
  const isOurs =
    output !== undefined && `${folder}/${name}` === documentPath(output, output.kind === 'page' ? 'html' : 'chapters', { feeds: {} });
  return isOurs ? output : undefined;
}

/** Of own feeds, former ones first. */
export const ownPaths = ({ termPaths = {} }: Pick<Paths, 'termPaths'>): { name: string; path: string }[] => {
  const all = Object.entries(termPaths).flatMap(([key, formats = {}]) =>
    key.includes('/')
      ? Object.values(formats).flatMap((paths) => paths.map((path, age) => ({ name: key.slice(ownFeedKey('').length), path, age })))
      : [],
  );
  return all.sort((a, b) => b.age - a.age);
};

const ownFeeds = new WeakMap<Paths, ReadonlyMap<string, string>>();

/** By file; a present path wins. */
function ownFeedsAt(site: Paths): ReadonlyMap<string, string> {
  const known = ownFeeds.get(site) ?? new Map(ownPaths(site).map(({ name, path }) => [fileOf(path), name]));
  ownFeeds.set(site, known);
  return known;
}

function termAt(path: string, site: Paths): Output | undefined {
  const { termPaths = {}, termLists = {}, languages = {} } = site;
  for (const [taxonomy, list] of Object.entries(termLists)) if (list === path) return { kind: 'terms', taxonomy };
  const own = ownFeedsAt(site).get(path);
  if (own !== undefined) return { kind: 'feed', of: { kind: 'term', taxonomy: OWN_FEEDS, slug: own } };
  // A section can be in any folder.
  const all = Object.keys(termPaths).filter((key) => !key.includes('/'));
  const nested = all.filter(areNested).sort((a, b) => Number(a === 'sections') - Number(b === 'sections'));
  for (const taxonomy of [...all.filter((key) => !areNested(key)), ...nested]) {
    for (const template of Object.values(termPaths[taxonomy] ?? {}).flat()) {
      const [before = '', after = ''] = fileOf(template).split(':slug');
      const slug = path.slice(before.length, path.length - after.length);
      if (slug === '' || before + slug + after !== path) continue;
      if (areNested(taxonomy) && (taxonomy !== 'sections' || !Object.hasOwn(languages, slug)))
        return { kind: 'feed', of: { kind: 'term', taxonomy, slug: slug.replaceAll('/', '+') } };
      if (areNested(taxonomy) || slug.includes('/')) continue;
      if (taxonomy !== 'languages' || Object.hasOwn(languages, slug)) return { kind: 'feed', of: { kind: 'term', taxonomy, slug } };
    }
  }
  return undefined;
}

/** Only by its path: any folder can be a section of the tool. */
export const mayBeSection = (output: Output, file: string): boolean =>
  output.kind === 'feed' &&
  output.of.kind === 'term' &&
  areNested(output.of.taxonomy) &&
  !file.startsWith(`${termFolder(output.of.taxonomy)}/`);

/** Whether a document of a term, archive or page is or can be at this path. */
export function isPresent(path: string, site: Paths): boolean {
  const file = fileOf(path);
  if (file.toLowerCase() === OPML_NAME) return true;
  const output = outputAt(file, site);
  if (output === undefined || mayBeSection(output, file)) return false;
  return [...FORMATS, 'html' as const, 'chapters' as const].some((format) => documentPath(output, format, site) === file);
}

export const isPreviewPath = (path: string): boolean => path.startsWith('preview/');
