import type { Clocks, Timing } from '../core/catalog/as-of.ts';
import { type Head, isVisible, type RowChange } from '../core/catalog/catalog.ts';
import { earlyIn } from '../core/catalog/early-job.ts';
import type { Shortened } from '../core/documents.ts';
import { instantAt } from '../core/instant.ts';
import type { Instant, Key, Problem } from '../core/model.ts';
import { CATALOG, PUBLIC } from '../keys.ts';
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

/** Reports posts that a fast clock published early. @param after the catalog with these changes */
export function takenBackNotice(before: Instant, after: Head, rows: readonly RowChange[]): Problem {
  const keys = rows.flatMap(([key, was, is]) => (was && isVisible(was) && is?.state === 'scheduled' ? [key] : []));
  const done = keys.length === 0 ? [] : [`published early, and scheduled again: ${keyList(keys)}`];
  const left = earlyIn(after) ? ['the next runs look for more posts that were published early'] : [];
  const all = done.length + left.length === 0 ? ['no post was published early'] : [...done, ...left];
  return notice(CATALOG, [`its time ${before} was ahead of the clocks and is taken back to ${after.moment}`, ...all].join('; '));
}

/** @param key of the document */
export function shortenedNotice(key: string, { whole, entries, isBelow, limits }: Shortened): Problem {
  const number = (value: number) => value.toLocaleString('en');
  const most = `${number(limits.bytes)} bytes (${number(limits.gzip)} compressed)`;
  const held = whole === 0 ? `${number(entries)} entries, all as summaries` : `${number(entries)} entries, ${number(whole)} in full`;
  const reason = isBelow ? `all in full would exceed ${most}` : `it exceeds ${most} even so`;
  const advice = isBelow ? 'write a smaller limit, or more bytes: limit: { bytes: … }' : 'write a smaller limit';
  return notice(key.slice(PUBLIC.length), `it has ${held}: ${reason}; ${advice}`);
}
