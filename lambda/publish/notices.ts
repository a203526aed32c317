import type { Clocks, Timing } from '../core/catalog/as-of.ts';
import { isVisible, type RowChange } from '../core/catalog/catalog.ts';
import { instantAt } from '../core/instant.ts';
import type { Instant, Key, Problem } from '../core/model.ts';
import { CATALOG } from '../keys.ts';
import { notice } from '../state/set-aside.ts';

/** The rest are counted. */
const NAMED = 10;

const keyList = (keys: readonly Key[]): string =>
  keys.length <= NAMED ? keys.join(', ') : `${keys.slice(0, NAMED).join(', ')} and ${keys.length - NAMED} more`;

export function clockNotices({ own, store = own }: Clocks, { wrongClock }: Timing): Problem[] {
  if (!wrongClock) return [];
  const message = `the clock of this machine says ${instantAt(own)} and the store ${instantAt(store)}, whose time is used; set the clock`;
  return [notice(CATALOG, message)];
}

/** Reports posts that a fast clock published early. */
export function takenBackNotice(before: Instant, after: Instant, rows: readonly RowChange[]): Problem {
  const keys = rows.flatMap(([key, was, is]) => (was && isVisible(was) && is?.state === 'scheduled' ? [key] : []));
  const left = keys.length === 0 ? 'no post was published early' : `published early, and scheduled again: ${keyList(keys)}`;
  return notice(CATALOG, `its time ${before} was ahead of the clocks and is taken back to ${after}; ${left}`);
}
