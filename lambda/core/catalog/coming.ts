/** For people, and machines without a scheduler. */
import type { Instant, Key } from '../model.ts';
import { type Catalog, latest, type Row, visible } from './catalog.ts';
import { waitsUntil } from './traits.ts';

export interface Change {
  at: Instant;
  key: Key;
  title: string;
  change: 'publishes' | 'unpublishes';
}

function changesOf(row: Row, moment: Instant): Pick<Change, 'at' | 'change'>[] {
  const { version, state } = row;
  if (version === undefined) return [];
  const { expires } = version;
  const waits = waitsUntil(row);
  const published = waits === undefined ? version.published : latest(version.published, waits);
  const leaves = expires === undefined ? [] : [{ at: expires, change: 'unpublishes' as const }];
  if (visible(row, moment)) return leaves;
  if ((state !== 'scheduled' && waits === undefined) || (expires !== undefined && expires <= published)) return [];
  return [{ at: published, change: 'publishes' }, ...leaves];
}

/** Soonest first. */
export const comingChanges = ({ posts, moment }: Pick<Catalog, 'posts' | 'moment'>): Change[] =>
  Object.entries(posts)
    .flatMap(([key, row]) => changesOf(row, moment).map((each) => ({ ...each, key, title: row.version?.title || key })))
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.key < b.key ? -1 : 1));
