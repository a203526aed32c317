/** Resolves names in posts (`post_url`, `ref`, `[[…]]`) to addresses. */

import type { Key, Links, Site } from '../model.ts';
import { inCollections, isMarkup } from '../post/path-facts.ts';
import { readTogether } from '../tree/missing.ts';
import { addressOf, isRendered, isVisible, type Row, type RowChange } from './catalog.ts';

type Folders = Pick<Site, 'source' | 'collectionsDir' | 'roots'>;

const withoutSlash = (name: string): string => (name.startsWith('/') ? name.slice(1) : name);

const withoutIndex = (path: string): string => path.replace(/\/_?index(?=\.[^/]*$|$)/, '');

/** Case-folded up to the first dot: common to all names of a post. */
export function lastPart(name: string): string {
  const path = withoutIndex(name);
  const start = path.lastIndexOf('/') + 1;
  const dot = path.indexOf('.', start);
  return folded(dot < 0 ? path.slice(start) : path.slice(start, dot)).replace(/^[a-z-]+:/, '');
}

const folded = (name: string): string => name.toLowerCase().normalize('NFC');

const belowFolder = (path: string, folder: string): string[] =>
  folder !== '' && path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1)] : [];

/** By rank: first names win over later ones. */
function namesOf(key: Key, [language]: readonly string[], site: Folders): string[][] {
  if (!isMarkup(key)) return attachmentNames(key, site);
  const named = inCollections(key, site);
  const path = named.replace(/\.[^./]+$/, '');
  const inPosts = path.replace(/(^|\/)_posts\//, '$1');
  const segments = path.split('/');
  const [bundle, file] = [withoutIndex(path), withoutIndex(named)];
  // Hugo and Obsidian: any end of the path, within the post's language.
  const endsOf = (whole: string, start: number) => whole.split('/').slice(start).join('/');
  const ends = segments.flatMap((_, start) => [bundle, named, file].map((whole) => endsOf(whole, start))).filter((end) => end !== '');
  const root = (site.roots ?? ['content']).find((folder) => named.startsWith(`${folder}/`)) ?? '';
  const below = language === undefined ? [named, file, path, bundle].flatMap((whole) => belowFolder(whole, root)) : [];
  const exact = [key, named, path, inPosts, segments.at(-1) ?? path, ...below];
  if (language === undefined) return [exact, ends];
  return [exact, [], [...ends.map((end) => `${language}:${end.replace(`.${language}`, '')}`), ...ends]];
}

/** With their endings, so that no note's name leads to a picture. */
function attachmentNames(key: Key, { roots = ['content'] }: Folders): string[][] {
  const segments = key.split('/');
  return [[key, ...roots.flatMap((root) => belowFolder(key, root))], segments.map((_, start) => segments.slice(start).join('/'))];
}

/** Posts and pages that names with a last part can stand for, in key order. */
export type Candidates = (lastPart: string) => Iterable<readonly [Key, Row]>;

/** Published posts and pages. */
export class Resolver {
  private readonly candidates: Candidates;
  private readonly site: Folders;
  private readonly byLastPart = new Map<string, ReadonlyMap<string, string>>();

  constructor(candidates: Candidates, site: Folders = {}) {
    this.candidates = candidates;
    this.site = site;
  }

  /** Reads what these names need at once; resolving each alone would load nodes one after the other. */
  prepare(names: Iterable<string>): void {
    const parts = [...new Set([...names].map(lastPart))].filter((part) => !this.byLastPart.has(part));
    readTogether(parts.map((part) => () => this.byLastPart.set(part, this.index(part))));
  }

  resolve(names: Iterable<string>): Links {
    return Object.fromEntries([...names].map((name) => [name, this.linkOf(name)]));
  }

  agrees(references: Links): boolean {
    for (const name in references) if (this.linkOf(name) !== references[name]) return false;
    return true;
  }

  private linkOf(name: string): string | null {
    const part = lastPart(name);
    const byName = this.byLastPart.get(part) ?? this.index(part);
    this.byLastPart.set(part, byName);
    const wanted = withoutSlash(name);
    return byName.get(wanted) ?? byName.get(`~${folded(wanted)}`) ?? null;
  }

  /** By rank, posts before pages, then the first key wins. */
  private index(part: string): Map<string, string> {
    const found = [...this.candidates(part)].flatMap(([key, row]) => {
      const address = addressOf(row);
      return address ? [{ isPost: isVisible(row), link: address.link, names: namesOf(key, address.languages, this.site) }] : [];
    });
    const visibles = [...found.filter(({ isPost }) => isPost), ...found.filter(({ isPost }) => !isPost)];
    const byName = new Map<string, string>();
    const add = (name: string, link: string) => {
      if (!byName.has(name)) byName.set(name, link);
    };
    for (const rank of [0, 1, 2]) for (const { link, names } of visibles) for (const name of names[rank] ?? []) add(name, link);
    for (const [name, link] of [...byName]) add(`~${folded(name)}`, link);
    return byName;
  }
}

function answerOf(row: Row | undefined): string | undefined {
  const address = row && addressOf(row);
  return address && `${address.link} ${address.languages}`;
}

/** Last parts of names that may have another address now. */
export function changedNames(changes: Iterable<RowChange>): Set<string> {
  return new Set([...changes].flatMap(([key, before, now]) => (answerOf(before) === answerOf(now) ? [] : [lastPart(key)])));
}

export const isOutdated = (row: Row, resolver: Resolver, site: Pick<Site, 'preview'>): boolean =>
  isRendered(row, site) && (row.version.entry === '' || !resolver.agrees(row.version.references));

export const configChanged = ({ state, rendering }: Row, currentDigest: string): boolean =>
  state !== 'removed' && rendering !== currentDigest;

/** By itself: names in it aside. */
export const needsRendering = (row: Row, site: Pick<Site, 'preview'>, currentDigest: string): boolean =>
  configChanged(row, currentDigest) || row.later !== undefined || (isRendered(row, site) && row.version.entry === '');
