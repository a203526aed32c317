import { type Instant, type Key, type Post, UNDATED } from '../model.ts';
import type { PostRow, Row } from './catalog.ts';
import type { Slice } from './facts/slice.ts';
import { idCandidates } from './identity.ts';
import type { IdentityContext, Newcomer } from './registry.ts';

/** Posts without a final id: never live, held, or with a new id. */
export function newcomers(
  slice: Slice,
  posts: ReadonlyMap<Key, { modified: Instant; post: Post }>,
  { site, moment }: IdentityContext,
): Newcomer[] {
  const found: Newcomer[] = [];
  for (const [key, row] of slice.rows) {
    const reading = posts.get(key);
    const { state, written, version: last } = slice.before(key) ?? {};
    const isHeld = row.state === 'duplicate' || row.state === 'waiting';
    if (!isPost(row) || row.version.draft || (!reading && !isHeld)) continue;
    if (row.released && (reading?.post.ownId === undefined || reading.post.ownId === last?.id)) continue;
    const seen = written ?? (isHeld && !reading ? UNDATED : (reading?.modified ?? moment));
    found.push({
      key,
      row: reading ? row : reopened(row),
      candidates: idCandidates(key, row.version, site),
      // The clock of an earlier run was perhaps ahead.
      written: seen < moment ? seen : moment,
      mayBeEarly: state !== 'scheduled',
      isHeld: reading === undefined && state === 'duplicate',
    });
  }
  return found;
}

const isPost = (row: Row): row is PostRow => row.state !== 'rejected' && row.state !== 'ignored' && row.state !== 'removed';

const reopened = ({ written: _, ...row }: PostRow): PostRow => ({ ...row, state: 'scheduled', problems: [] });
