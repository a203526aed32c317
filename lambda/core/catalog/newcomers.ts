/** Rows of a fold -> the posts that are to get an id. */
import { type Instant, type Key, type Post, UNDATED } from '../model.ts';
import type { Catalog, Row, Version } from './catalog.ts';
import { idCandidates } from './identity.ts';
import type { IdentityContext, Newcomer } from './registry.ts';

/** Posts whose id is still open: never live, held or waiting until now, or with another id of their own than readers know. */
export function newcomers(
  rows: Map<Key, Row>,
  before: Catalog['posts'],
  posts: ReadonlyMap<Key, { modified: Instant; post: Post }>,
  { site, moment }: IdentityContext,
): Newcomer[] {
  const found: Newcomer[] = [];
  for (const [key, row] of rows) {
    const { version } = row;
    const reading = posts.get(key);
    const { state, written, version: last } = before[key] ?? {};
    const isHeld = row.state === 'duplicate' || row.state === 'waiting';
    if (!version || version.draft || (!reading && !isHeld)) continue;
    if (row.released && (reading?.post.ownId === undefined || reading.post.ownId === last?.id)) continue;
    const open = reading ? row : reopened(row, version);
    rows.set(key, open);
    const seen = reading && reading.modified < moment ? reading.modified : moment;
    found.push({
      key,
      row: open,
      version: open.version ?? version,
      candidates: idCandidates(key, version, site),
      written: written ?? (isHeld && !reading ? UNDATED : seen),
      mayBeEarly: state !== 'scheduled',
    });
  }
  return found;
}

function reopened({ written: _, ...row }: Row, version: Version): Row {
  return { ...row, state: 'scheduled', problems: [], version: { ...version } };
}
