/** Rows to render again, for names, the configuration or the renderer. */
import type { Row } from '../core/catalog/catalog.ts';
import type { Slice } from '../core/catalog/facts/slice.ts';
import { byReferences } from '../core/catalog/names-job.ts';
import { changedNames, configChanged, isOutdated, Resolver } from '../core/catalog/references.ts';
import type { Key, Site } from '../core/model.ts';

/** As in `RevisionInput` and `RevisionTools`. */
interface Sought {
  site: Site;
  stale: readonly Key[];
  takesUpConfig: boolean;
  hidden?: boolean;
  /** See `byReferences`. */
  mostLinking: number;
  /** Of the configuration and the renderer in force. */
  currentDigest: string;
}

/** Loads rows that the run made stale, and those of the portion. */
export function staleRows(
  slice: Slice,
  dirty: Iterable<Key>,
  { site, stale, takesUpConfig, hidden = false, mostLinking, currentDigest }: Sought,
): { resolver: Resolver; stale: [Key, Row][] } {
  slice.load(dirty);
  const changed = changedNames(slice.changes());
  // An import publishes nothing before all posts agree.
  slice.loadReferring(hidden ? changed : byReferences(slice.facts, changed, mostLinking).few);
  slice.load(stale);
  const resolver = new Resolver((part) => slice.answering(part), site);
  resolver.prepare([...slice.rows.values()].flatMap(({ version }) => Object.keys(version?.references ?? {})));
  const appliesConfig = takesUpConfig || stale.length > 0;
  const isStale = (row: Row) => isOutdated(row, resolver, site) || (appliesConfig && configChanged(row, currentDigest));
  return { resolver, stale: [...slice.rows].filter(([, row]) => isStale(row)) };
}
