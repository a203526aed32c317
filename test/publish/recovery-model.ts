/** What a recovery gives, computed at once from all that is left: an oracle for the portions. */
import type { Version } from '../../lambda/core/catalog/catalog.ts';
import type { Found } from '../../lambda/core/catalog/recovery-notes.ts';
import { byTaxonomy, type Slugs, withSlugs } from '../../lambda/core/catalog/terms.ts';
import { renameNames } from '../../lambda/core/catalog/traits.ts';
import type { Instant, Key, Site } from '../../lambda/core/model.ts';
import { taxonomiesIn } from '../../lambda/core/taxonomies.ts';

export interface Left {
  found: readonly Found[];
  shown: readonly { id: string; link: string }[];
  old: { generation: string; former: string[]; slugs: Slugs } | undefined;
  moment: Instant;
  site: Site;
  isThere(key: Key): boolean;
}

interface ModelRow {
  isKept: boolean;
  version: Version;
}

export function recovered(left: Left): { rows: Map<Key, ModelRow>; slugs: Slugs; gone: Key[] } {
  const newestFirst = inOrder(left);
  const rows = rowsOf(byTrust(newestFirst, left), left);
  return {
    rows,
    slugs: slugsOf(newestFirst, left),
    gone: [...rows].flatMap(([key, { isKept }]) => (isKept && !left.isThere(key) ? [key] : [])),
  };
}

const linksOf = ({ shown }: Left, id: string): string[] => shown.filter((each) => each.id === id).map(({ link }) => link);

function inOrder({ found, old }: Left): Found[] {
  const age = (generation: string) =>
    Math.min(...found.filter(({ written }) => written.generation === generation).map(({ modified }) => modified));
  const rank = (generation: string) =>
    old === undefined ? 0 : generation === old.generation ? 1 : old.former.includes(generation) ? 0 : 2;
  const by = (a: number | string, b: number | string) => (a === b ? 0 : a < b ? 1 : -1);
  return [...found].sort(
    ({ written: a, ...one }, { written: b, ...other }) =>
      by(rank(a.generation), rank(b.generation)) ||
      by(age(a.generation), age(b.generation)) ||
      by(b.generation, a.generation) ||
      by(a.rev, b.rev) ||
      by(one.modified, other.modified) ||
      by(one.version.updated, other.version.updated) ||
      by(other.version.entry, one.version.entry) ||
      by(other.key, one.key),
  );
}

function byTrust(found: readonly Found[], left: Left): Found[] {
  const isSure = ({ key, version: { id }, isPublished }: Found) => {
    if (isPublished !== undefined) return true;
    const links = linksOf(left, id);
    const holders = found.filter((each) => each.version.id === id && links.includes(each.version.link));
    return links.length > 0 && (holders.length === 0 || holders.some((each) => each.key === key));
  };
  const removed = found.filter((each) => isSure(each) && !left.isThere(each.key));
  const names = new Set(removed.flatMap(({ version }) => renameNames(version)));
  names.delete(undefined);
  const isKnown = (each: Found) => isSure(each) || renameNames(each.version).some((name) => names.has(name));
  return [...found.filter(isSure), ...found.filter((each) => !isKnown(each))];
}

function rowsOf(found: readonly Found[], left: Left): Map<Key, ModelRow> {
  const rows = new Map<Key, ModelRow>();
  const ids = new Set<string>();
  const future = Date.parse(left.moment) + 3_600_000;
  for (const { key, version, isPublished } of found) {
    if ((isPublished === undefined && Date.parse(version.published) > future) || rows.has(key) || ids.has(version.id)) continue;
    const isKept = linksOf(left, version.id).length > 0 || isPublished === true;
    rows.set(key, { isKept, version });
    ids.add(version.id);
  }
  return rows;
}

function slugsOf(newestFirst: readonly Found[], left: Left): Slugs {
  const names = byTaxonomy(() => new Set<string>());
  const slugs = byTaxonomy((taxonomy) => ({ ...left.old?.slugs[taxonomy] }));
  for (const { version, terms, isPublished } of newestFirst) {
    for (const { taxonomy, name, slug } of terms) {
      const known = slugs[taxonomy] ?? {};
      if (slug !== '' && known[name] === undefined && !Object.values(known).includes(slug)) known[name] = slug;
      slugs[taxonomy] = known;
    }
    if (isPublished !== true && linksOf(left, version.id).length === 0) continue;
    for (const taxonomy of taxonomiesIn(version.terms)) {
      const known = names[taxonomy] ?? new Set();
      for (const name of version.terms[taxonomy] ?? []) known.add(name);
      names[taxonomy] = known;
    }
  }
  return withSlugs(slugs, names, left.site);
}
