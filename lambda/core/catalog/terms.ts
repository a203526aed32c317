/** Permanent slugs, unique also on file systems that fold case. */
import { digest } from '../hash.ts';
import type { AddressScheme, Site, Taxonomy, Term } from '../model.ts';
import {
  type ByTaxonomy,
  baseOf,
  isBasic,
  languageOf,
  OWN_FEEDS,
  ofTaxonomy,
  TAXONOMIES,
  taxonomiesIn,
  termFolder,
} from '../taxonomies.ts';
import { readTogether } from '../tree/missing.ts';

export type Slugs = ByTaxonomy<Record<string, string>>;

const SPOKEN: Record<string, string> = { '+': ' plus ', '#': ' sharp ', '&': ' and ', '@': ' at ', '%': ' percent ' };
/** Characters: a path segment has at most 255 bytes, a UTF-8 character up to four. */
const LONGEST = 48;

/** `C++` -> `c-plus-plus`; may be empty. */
function plainSlug(name: string): string {
  const spoken = name.normalize('NFKC').replace(/[+#&@%]/g, (sign) => SPOKEN[sign] ?? '');
  const slug = spoken
    .toLowerCase()
    .normalize('NFC')
    .replace(/[^\p{M}\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return [...slug].slice(0, LONGEST).join('').replace(/-+$/, '');
}

/** A device on Windows, with any ending; the usual name of a document, which is no folder. Also in a section within another. */
const RESERVED = /(^|\+)((con|prn|aux|nul|(com|lpt)\d)([.+]|$)|(index|feeds?|atom|rss)\.((x|ht|op)ml|json)(\+|$))/i;

/** As file systems fold `Σ`, `σ`, `ς`; also `ß` and `ss`. */
export const foldedSlug = (slug: string): string => slug.normalize('NFKC').toUpperCase().toLowerCase();

const withDashes = (name: string): string => name.replace(/[\s-]+/g, '-').replace(/^-+|-+$/g, '');

const withoutAccents = (name: string): string => name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

const plainWords = (name: string): string =>
  withDashes(
    withoutAccents(name)
      .replace(/[./]/g, '-')
      .replace(/[^\p{L}\p{N}\s_-]+/gu, ''),
  );

/** As tools write a term's address. Others are kept as far as Linefeed's own slug is the same. */
const TOOL_SLUGS: Partial<Record<AddressScheme, (name: string) => string>> = {
  hugo: (name) => withDashes(name.toLowerCase().replace(/[^\p{M}\p{L}\p{N}\s._#+~@/-]+/gu, '')),
  zola: (name) => withDashes(withoutAccents(name).replace(/[^\p{L}\p{N}]+/gu, '-')),
  wordpress: plainWords,
  ghost: plainWords,
  // https://github.com/jekyll/jekyll-feed: the name as it is.
  jekyll: (name) => name,
};

/** Of one path segment that every file system and store accepts. */
const SEGMENT = /^[\p{M}\p{L}\p{N}_#+~@-](?:[\p{M}\p{L}\p{N} ._#+~@-]*[\p{M}\p{L}\p{N}_#+~@-])?$/u;

export type SlugStyle = Pick<Site, 'addresses' | 'termPaths'>;

function toolSlug(name: string, taxonomy: Taxonomy, { addresses, termPaths }: SlugStyle): string | undefined {
  const write = termPaths?.[taxonomy] === undefined || addresses === undefined ? undefined : TOOL_SLUGS[addresses];
  // Folders within each other: see `sectionPath`.
  const parts = baseOf(taxonomy) === 'sections' && !name.includes('+') ? name.normalize('NFC').split('/') : [name.normalize('NFC')];
  const slug = write && parts.map(write).join('+');
  return slug !== undefined && SEGMENT.test(slug) && !RESERVED.test(slug) && Buffer.byteLength(slug) <= LONGEST * 4 ? slug : undefined;
}

function slugFor(name: string, preferred: string | undefined, isTaken: (folded: string) => boolean): string {
  const plain = preferred ?? plainSlug(name);
  if (plain !== '' && !RESERVED.test(plain) && !isTaken(foldedSlug(plain))) return plain;
  const prefix = plain === '' ? '' : `${plain}-`;
  const whole = digest(name);
  for (let length = 8; length < whole.length; length += 4) {
    const slug = `${prefix}${whole.slice(0, length)}`;
    if (!isTaken(foldedSlug(slug))) return slug;
  }
  return `${prefix}${whole}`;
}

export interface NewTerm {
  taxonomy: Taxonomy;
  name: string;
  slug: string;
}

/** Sorted, independent of the order of posts. @param isTaken by a folded slug */
export function assignSlugs(
  names: ByTaxonomy<Set<string>>,
  slugOf: (taxonomy: Taxonomy, name: string) => string | undefined,
  isTaken: (taxonomy: Taxonomy, folded: string) => boolean,
  style: SlugStyle,
): NewTerm[] {
  return taxonomiesIn(names).flatMap((taxonomy) => {
    const own = new Set<string>();
    const slugs = readTogether([...(names[taxonomy] ?? [])].map((name) => () => ({ name, slug: slugOf(taxonomy, name) })));
    const missing = slugs.flatMap(({ name, slug }) => (slug === undefined ? [name] : [])).sort();
    readTogether(missing.map((name) => () => slugFor(name, toolSlug(name, taxonomy, style), (folded) => isTaken(taxonomy, folded))));
    return missing.map((name) => {
      const slug = slugFor(name, toolSlug(name, taxonomy, style), (folded) => own.has(folded) || isTaken(taxonomy, folded));
      own.add(foldedSlug(slug));
      return { taxonomy, name, slug };
    });
  });
}

/** Also a slug for each of these names. */
export function withSlugs(slugs: Slugs, names: ByTaxonomy<Set<string>>, style: SlugStyle): Slugs {
  const all = taxonomiesIn({ ...slugs, ...names });
  const taken = byTaxonomy((taxonomy) => new Set(Object.values(slugs[taxonomy] ?? {}).map(foldedSlug)), all);
  const made = assignSlugs(
    names,
    (taxonomy, name) => ofTaxonomy(slugs[taxonomy] ?? {}, name),
    (taxonomy, folded) => taken[taxonomy]?.has(folded) === true,
    style,
  );
  return byTaxonomy(
    (taxonomy) => ({
      ...slugs[taxonomy],
      ...Object.fromEntries(made.flatMap(({ taxonomy: each, name, slug }) => (each === taxonomy ? [[name, slug] as const] : []))),
    }),
    all,
  );
}

/** @param more beside the basic ones */
export const byTaxonomy = <T>(make: (taxonomy: Taxonomy) => T, more: Iterable<Taxonomy> = []): ByTaxonomy<T> =>
  Object.fromEntries([...new Set([...TAXONOMIES, ...more])].map((taxonomy) => [taxonomy, make(taxonomy)])) as ByTaxonomy<T>;

/** Without own feeds and the same terms in a language, which are no categories. */
export const termsOf = (
  terms: ByTaxonomy<string[]>,
  slugOf: (taxonomy: Taxonomy, name: string) => string | undefined,
  { feedLink, unlabelled = [] }: Pick<Site, 'feedLink' | 'unlabelled'>,
): Term[] =>
  taxonomiesIn(terms)
    .filter((taxonomy) => taxonomy !== OWN_FEEDS && languageOf(taxonomy) === undefined && !unlabelled.includes(taxonomy))
    .flatMap((taxonomy) =>
      (terms[taxonomy] ?? []).map((name) => ({
        ...{ taxonomy, name, slug: slugOf(taxonomy, name) ?? '' },
        ...(isBasic(taxonomy) ? {} : { scheme: `${feedLink}${termFolder(taxonomy)}/` }),
      })),
    );
