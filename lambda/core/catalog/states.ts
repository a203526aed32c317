/** The state that a row has at a time. */
import type { Instant } from '../model.ts';
import type { LastGoodRow, PostRow, Row, State, Version } from './catalog.ts';

const TIME_INDEPENDENT: ReadonlySet<State> = new Set(['rejected', 'ignored', 'removed', 'duplicate', 'waiting']);

const changesWithTime = (row: Row): row is PostRow => row.version !== undefined && !TIME_INDEPENDENT.has(row.state);

export const isOpen = (row: Row): boolean => changesWithTime(row) && !row.version.draft;

export function decided(row: Row, moment: Instant, isPart: boolean): Row {
  if (row.kept) return hasExpired(row.version, moment) ? withoutKept(row) : row;
  if (!changesWithTime(row)) return row;
  const state = isPart ? 'part' : stateAt(row.version, moment);
  if (state === row.state && (state !== 'live' || row.released)) return row;
  return { ...row, state, released: row.released || state === 'live' };
}

function stateAt({ draft, published, expires }: Version, moment: Instant): PostRow['state'] {
  if (draft) return 'draft';
  if (published > moment) return 'scheduled';
  return hasExpired({ expires }, moment) ? 'expired' : 'live';
}

const hasExpired = ({ expires }: { expires?: Instant | undefined }, moment: Instant): boolean => expires !== undefined && expires <= moment;

/** An expired version is not published. */
const withoutKept = ({ kept: _, ...row }: LastGoodRow): Row => row;
