/** Reads and writes catalogs as one object with all rows. */
import type { Catalog } from '../../lambda/core/catalog/catalog.ts';
import { entriesOf, headOf, wholeCatalog } from '../../lambda/core/catalog/facts/catalog-entries.ts';
import { LAST_KEY } from '../../lambda/core/key-order.ts';
import { SortedFacts } from '../../lambda/core/tree/sorted-facts.ts';
import type { Report } from '../../lambda/publish/publish.ts';
import { type Base, inMemory } from '../../lambda/state/catalog-base.ts';
import { CatalogStore } from '../../lambda/state/catalog-store.ts';
import type { Expected, Store } from '../../lambda/stores/store.ts';

export async function readCatalog(site: Store): Promise<{ catalog: Catalog; etag: string } | undefined> {
  const stored = await new CatalogStore(site).read();
  // Reads every index, so that a lost node is noticed.
  const entries = await stored?.ask((facts) => [...facts.range('', LAST_KEY)]);
  return stored && { catalog: wholeCatalog(stored.catalog, new SortedFacts(entries ?? [])), etag: stored.etag };
}

export const catalogOf = ({ base }: Pick<Report, 'base'>): Promise<Catalog> => base.ask((facts) => wholeCatalog(base.catalog, facts));

export const baseOf = (catalog: Catalog): Base => inMemory(headOf(catalog), entriesOf(catalog));

export const writeCatalog = (site: Store, catalog: Catalog, expect: Expected) =>
  new CatalogStore(site).write(headOf(catalog), [], inMemory(headOf(catalog), entriesOf(catalog)), expect);
