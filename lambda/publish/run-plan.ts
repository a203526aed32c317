import type { Timing } from '../core/catalog/as-of.ts';
import type { Key, Problem } from '../core/model.ts';
import type { Base } from '../state/catalog-base.ts';
import type { CatalogPlaceholder, VersionedCatalog } from '../state/catalog-store.ts';
import type { ListedObject } from '../stores/store.ts';
import type { RevisionInput } from './compute-revision.ts';

export type RunPlan = RevisionInput & {
  /** To be replaced by the next catalog. */
  place: VersionedCatalog | CatalogPlaceholder;
  /** Posts are folded into it. */
  base: Base;
  /** With the reason. Their posts stay. */
  unreadFolders?: ReadonlyMap<Key, string>;
  problems: Problem[];
  timing: Timing;
  /** Valid once this run commits. */
  notices: Problem[];
  damaged: string[];
  /** Whether languages have no feeds of their own because posts leave another feed; see `plan-full-run.ts`. Undefined unless the run is full. */
  withholdsLanguages?: boolean;
  /** Listed before the commit, for garbage collection. */
  listedState?: ListedObject[];
};
