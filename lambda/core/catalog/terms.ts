/** Permanent slugs, unique also on file systems that fold case. */
import { digest } from '../hash.ts';
import { TAXONOMIES, type Taxonomy, type Term } from '../model.ts';

export type Slugs = Record<Taxonomy, Record<string, string>>;

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

/** Reserved on Windows. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)$/;

/** As file systems fold `Σ`, `σ`, `ς`; also `ß` and `ss`. */
export const foldedSlug = (slug: string): string => slug.normalize('NFKC').toUpperCase().toLowerCase();

function slugFor(name: string, taken: ReadonlySet<string>): string {
  const plain = plainSlug(name);
  if (plain !== '' && !DEVICES.test(plain) && !taken.has(foldedSlug(plain))) return plain;
  const prefix = plain === '' ? '' : `${plain}-`;
  const whole = digest(name);
  for (let length = 8; length < whole.length; length += 4) {
    const slug = `${prefix}${whole.slice(0, length)}`;
    if (!taken.has(foldedSlug(slug))) return slug;
  }
  return `${prefix}${whole}`;
}

/** Sorted, independent of the order of posts. */
export function assignSlugs(slugs: Slugs, names: Record<Taxonomy, Set<string>>): Slugs {
  const assigned = { ...slugs };
  for (const taxonomy of TAXONOMIES) {
    const missing = [...names[taxonomy]].filter((name) => !Object.hasOwn(slugs[taxonomy], name)).sort();
    if (missing.length === 0) continue;
    const taken = new Set(Object.values(slugs[taxonomy]).map(foldedSlug));
    const additions = missing.map((name): [string, string] => {
      const slug = slugFor(name, taken);
      taken.add(foldedSlug(slug));
      return [name, slug];
    });
    assigned[taxonomy] = { ...slugs[taxonomy], ...Object.fromEntries(additions) };
  }
  return assigned;
}

export const byTaxonomy = <T>(make: (taxonomy: Taxonomy) => T): Record<Taxonomy, T> =>
  Object.fromEntries(TAXONOMIES.map((taxonomy) => [taxonomy, make(taxonomy)])) as Record<Taxonomy, T>;

export const termsOf = (terms: Record<Taxonomy, string[]>, slugs: Slugs): Term[] =>
  TAXONOMIES.flatMap((taxonomy) => terms[taxonomy].map((name) => ({ taxonomy, name, slug: slugs[taxonomy][name] ?? '' })));
