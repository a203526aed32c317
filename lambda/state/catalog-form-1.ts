/** The form of catalogs before 2026-12: one object with every row. Read only; the next commit writes form 2. */
import type { Catalog } from '../core/catalog/catalog.ts';
import type { Generator, Site } from '../core/model.ts';
import { isMap } from '../core/text/is-map.ts';

type StoredSite = Omit<Site, 'generator'> & { flavor: Generator };
type Stored = Omit<Catalog, 'site'> & { site: StoredSite };

const RECORDS = ['site', 'posts', 'slugs', 'feeds', 'pending'] as const;

const isStored = (value: unknown): value is Stored =>
  isMap(value) &&
  typeof value.generation === 'string' &&
  Number.isInteger(value.rev) &&
  typeof value.moment === 'string' &&
  !Number.isNaN(Date.parse(value.moment)) &&
  RECORDS.every((name) => isMap(value[name]));

/** Unlike every renderer, so that everything is rendered again. */
const UNKNOWN_RENDERERS = { entries: '', documents: 0, pages: 0 };

/** Sets defaults for fields that the earliest versions lack. @returns undefined for anything else */
export function readForm1(value: unknown): Catalog | undefined {
  if (!isStored(value)) return undefined;
  const { flavor: generator, ...site } = value.site;
  const slugs = { ...value.slugs, languages: value.slugs.languages ?? {} };
  for (const row of Object.values(value.posts)) {
    if (row.version) row.version.terms.languages ??= [];
    // A rename keeps its id only if the removal has a time.
    if (row.released && (row.state === 'removed' || row.state === 'ignored')) row.removed ??= value.moment;
  }
  const { adopted = [], pings = {}, news = {}, wakes = [], renderers = UNKNOWN_RENDERERS } = value;
  return { ...value, site: { generator, ...site }, slugs, adopted, pings, news, wakes, renderers };
}
