/** Compares files with rows in one pass, both in key order: memory does not grow with their number. */
import { isRendered, type Row } from '../core/catalog/catalog.ts';
import { needsRendering } from '../core/catalog/references.ts';
import { isAfter } from '../core/key-order.ts';
import type { Key, Site } from '../core/model.ts';
import { hasUnread } from '../core/remote-media.ts';
import type { ListedObject } from '../stores/store.ts';

export interface PostDifferences {
  /** To read: new, changed or gone. */
  changed: Set<Key>;
  /** Their stored entry is missing. */
  missingEntries: Set<Key>;
  /** Read or rendered with another configuration or renderer, at most `most`; in key order. */
  stale: Key[];
  /** There are more stale rows after the last one. */
  hasMore: boolean;
}

export interface Comparison {
  /** In force after this run. */
  site: Site;
  /** Whether the file is a post or a page. */
  isRead(key: Key): boolean;
  /** Whether the file's existence is unknown. */
  isUnseen(key: Key): boolean;
  hasEntry(hash: string): boolean;
  /** See `renderDigest`. */
  currentDigest: string;
  most: number;
}

/** @param onRow called for each row */
export async function comparePosts(
  files: AsyncIterable<ListedObject>,
  rows: AsyncIterable<readonly [Key, Row]>,
  { site, isRead, isUnseen, hasEntry, currentDigest, most }: Comparison,
  onRow: (row: Row) => void,
): Promise<PostDifferences> {
  const found: PostDifferences = { changed: new Set(), missingEntries: new Set(), stale: [], hasMore: false };
  for await (const { key, file, row } of merged(files, rows)) {
    const isThere = file !== undefined && isRead(key);
    if (isThere ? row?.etag !== file.etag || hasUnread(row?.version) : row !== undefined && row.state !== 'removed' && !isUnseen(key))
      found.changed.add(key);
    if (!row) continue;
    onRow(row);
    const isShown = isRendered(row, site) || row.kept;
    if (isShown && row.version.entry !== '' && !hasEntry(row.version.entry)) found.missingEntries.add(key);
    if (!needsRendering(row, site, currentDigest)) continue;
    if (found.stale.length < most) found.stale.push(key);
    else found.hasMore = true;
  }
  return found;
}

interface Pair {
  key: Key;
  file: ListedObject | undefined;
  row: Row | undefined;
}

async function* merged(files: AsyncIterable<ListedObject>, rows: AsyncIterable<readonly [Key, Row]>): AsyncGenerator<Pair> {
  const others = rows[Symbol.asyncIterator]();
  let next = await others.next();
  for await (const file of files) {
    for (; !next.done && isAfter(file.key, next.value[0]); next = await others.next())
      yield { key: next.value[0], file: undefined, row: next.value[1] };
    const isSame = !next.done && next.value[0] === file.key;
    yield { key: file.key, file, row: isSame ? next.value?.[1] : undefined };
    if (isSame) next = await others.next();
  }
  for (; !next.done; next = await others.next()) yield { key: next.value[0], file: undefined, row: next.value[1] };
}
