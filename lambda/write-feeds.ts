/** Writes feeds' documents, each fenced by its own stamp: an older one never replaces a newer one. Step 4 of the protocol. */
import { gunzipSync } from 'node:zlib';
import pMap from 'p-map';
import type { Catalog } from './core/catalog/catalog.ts';
import { feedHead, feedNames } from './core/catalog/feeds.ts';
import type { View } from './core/catalog/windows.ts';
import type { DocumentsJob, MadeDocument } from './core/feed/documents.ts';
import { linkHeader } from './core/feed/link-header.ts';
import { readStamp } from './core/feed/verify.ts';
import {
  type Entry,
  type FeedHead,
  type FeedKey,
  FORMATS,
  type Format,
  type Instant,
  type Key,
  type Site,
  type Stamp,
} from './core/model.ts';
import type { Entries } from './entries.ts';
import { CACHE_CONTROL, CONTENT_TYPES, documentPath, GZIP, LINK, PUBLIC } from './keys.ts';
import { CONFLICT, type ObjectHead, type Store, UNCHANGED } from './store.ts';

/** Another catalog has taken this one's place: what this run knows is worth nothing. */
export const SUPERSEDED = 'superseded';

export interface Target {
  key: string;
  format: Format;
  packed: boolean;
}

/** Every object of a feed: each format and its gzip copy. */
export const documentTargets = (feed: FeedKey, site: Site): Target[] =>
  FORMATS.flatMap((format) => {
    const path = documentPath(feed, format, site.feeds);
    if (path === undefined) return [];
    const key = `${PUBLIC}${path}`;
    return [
      { key, format, packed: false },
      { key: `${key}${GZIP}`, format, packed: true },
    ];
  });

/** The stamp, and what the CDN makes the header `Link` of: S3 keeps no such header by itself. */
function metadataOf({ generation, rev }: Stamp, head: FeedHead, format: Format): Record<string, string> {
  const link = linkHeader(head, format);
  return { stamp: `${generation} ${rev}`, ...(link === undefined ? {} : { [LINK]: link }) };
}

/** From the metadata, so that a HEAD is enough; else from the bytes, which always have it. */
export async function stampOf(site: Store, key: string, head: ObjectHead): Promise<Stamp | undefined> {
  const [generation, rev] = head.metadata.stamp?.split(' ') ?? [];
  if (generation !== undefined && rev !== undefined) return { generation, rev: Number(rev) };
  const object = await site.get(key);
  if (object === undefined || object === UNCHANGED) return undefined;
  try {
    return readStamp((key.endsWith(GZIP) ? gunzipSync(object.bytes) : Buffer.from(object.bytes)).toString());
  } catch {
    return undefined;
  }
}

export interface FeedWriter {
  site: Store;
  /** Whether another catalog has taken the place of the one that is written from. */
  isSuperseded(): Promise<boolean>;
  entries: Entries;
  makeDocuments(job: DocumentsJob): Promise<MadeDocument[]>;
}

export interface Written {
  documents: number;
  bytes: number;
  conflicts: number;
  problem?: string;
  /** Posts whose entries are not there; the feed was not written. */
  lacking: Key[];
}

/** When a feed without entries was last updated. */
const NEVER: Instant = '1970-01-01T00:00:00.000Z';

/** The feed's document as the catalog says it is; a pending feed has not changed since the revision it is owed for. */
async function jobFor(feed: FeedKey, catalog: Catalog, view: View, stamp: Stamp, entries: Entries): Promise<DocumentsJob | Key[]> {
  const read = await pMap(view.window, async ({ key, version }) => ({ key, entry: await entries.get(version.entry) }), { concurrency: 8 });
  const lacking = read.filter(({ entry }) => entry === undefined).map(({ key }) => key);
  if (lacking.length > 0) return lacking;
  const shown = read.flatMap(({ entry }): Entry[] => (entry ? [entry] : []));
  const updated =
    shown
      .map((entry) => entry.updated)
      .sort()
      .at(-1) ?? NEVER;
  const head = feedHead(feed, view, feedNames(catalog.slugs), catalog.site, documentPath);
  const formats = FORMATS.filter((format) => catalog.site.feeds[format] !== undefined);
  return { document: { ...head, updated, entries: shown }, formats, stamp };
}

/** Brings every document of a pending feed to the revision that is owed. */
export async function writeFeed(
  feed: FeedKey,
  rev: number,
  catalog: Catalog,
  view: View,
  writer: FeedWriter,
): Promise<Written | typeof SUPERSEDED> {
  const stamp: Stamp = { generation: catalog.generation, rev };
  const written: Written = { documents: 0, bytes: 0, conflicts: 0, lacking: [] };
  let made: { head: FeedHead; documents: MadeDocument[] } | undefined;
  for (const target of documentTargets(feed, catalog.site)) {
    for (;;) {
      const head = await writer.site.head(target.key);
      const fence = head && (await fenceAgainst(head, target.key, stamp, writer));
      if (fence === SUPERSEDED) return SUPERSEDED;
      if (fence === 'newer') break;
      if (made === undefined) {
        const job = await jobFor(feed, catalog, view, stamp, writer.entries);
        if (Array.isArray(job)) return { ...written, lacking: job };
        made = { head: job.document, documents: await writer.makeDocuments(job) };
      }
      const document = made.documents.find(({ format }) => format === target.format);
      if (document === undefined || 'problem' in document) {
        if (document) written.problem = `${target.format}: ${document.problem}`;
        break;
      }
      const bytes = target.packed ? document.gzip : document.bytes;
      const result = await writer.site.put(target.key, bytes, {
        expect: head ? { etag: head.etag } : 'absent',
        type: CONTENT_TYPES[target.format],
        cacheControl: CACHE_CONTROL,
        ...(target.packed ? { encoding: 'gzip' } : {}),
        metadata: metadataOf(stamp, made.head, target.format),
      });
      if (result !== CONFLICT) {
        written.documents += 1;
        written.bytes += bytes.length;
        break;
      }
      written.conflicts += 1;
    }
  }
  return written;
}

/** Whether the document that is there is at least as new as ours; one of another generation is older, if ours is still the catalog's. */
async function fenceAgainst(
  head: ObjectHead,
  key: string,
  stamp: Stamp,
  { site, isSuperseded }: FeedWriter,
): Promise<'newer' | 'older' | typeof SUPERSEDED> {
  const there = await stampOf(site, key, head);
  if (there?.generation === stamp.generation) return there.rev >= stamp.rev ? 'newer' : 'older';
  return (await isSuperseded()) ? SUPERSEDED : 'older';
}
