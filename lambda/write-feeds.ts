/** Writes outputs' documents, each fenced by its own stamp: an older one never replaces a newer one. Step 4 of the protocol. */
import type { Catalog } from './core/catalog/catalog.ts';
import { formatsOf, isPreview } from './core/catalog/outputs.ts';
import type { View } from './core/catalog/windows.ts';
import { type DocumentsJob, gunzip, type MadeDocument } from './core/documents.ts';
import { linkHeader } from './core/feed/link-header.ts';
import { readStamp } from './core/feed/verify.ts';
import type { DocumentFormat, FeedKey, Format, Key, Site, Stamp } from './core/model.ts';
import { jobFor } from './documents-job.ts';
import type { Entries } from './entries.ts';
import { CACHE_CONTROL, CONTENT_TYPES, documentPath, GZIP, LINK, MOVED, PUBLIC, ROBOTS } from './keys.ts';
import { CONFLICT, type ObjectHead, type Store, UNCHANGED } from './store.ts';

/** Another catalog has taken this one's place: what this run knows is worth nothing. */
export const SUPERSEDED = 'superseded';

export interface Target {
  key: string;
  format: DocumentFormat;
  packed: boolean;
  /** Whether this is an old name of the document, where readers are told of the new one. */
  moved: boolean;
}

/** Every object of an output: each format under each of its names, and its gzip copy. */
export const documentTargets = (output: FeedKey, site: Site): Target[] =>
  formatsOf(output, site).flatMap((format) => {
    const name = documentPath(output, format, site.feeds);
    const old = Object.entries(output === 'main' ? (site.moved ?? {}) : {}).filter(([, moved]) => moved === format);
    return [...(name === undefined ? [] : [name]), ...old.map(([path]) => path)].flatMap((path) => {
      const target = { key: `${PUBLIC}${path}`, format, moved: path !== name };
      return [
        { ...target, packed: false },
        { ...target, key: `${target.key}${GZIP}`, packed: true },
      ];
    });
  });

/** The stamp, and what the CDN makes headers of: S3 keeps no such headers by itself. */
function metadataOf(output: FeedKey, { generation, rev }: Stamp, document: DocumentsJob['document'], { format, moved }: Target) {
  const told: Record<string, string | undefined> = {
    stamp: `${generation} ${rev}`,
    [ROBOTS]: isPreview(output) ? 'noindex' : undefined,
    ...('home' in document ? {} : { [LINK]: linkHeader(document, format), [MOVED]: moved ? document.self[format as Format] : undefined }),
  };
  return Object.fromEntries(Object.entries(told).filter((pair): pair is [string, string] => pair[1] !== undefined));
}

/** From the metadata, so that a HEAD is enough; else from the bytes, which always have it. */
export async function stampOf(site: Store, key: string, head: ObjectHead): Promise<Stamp | undefined> {
  const [generation, rev] = head.metadata.stamp?.split(' ') ?? [];
  if (generation !== undefined && rev !== undefined) return { generation, rev: Number(rev) };
  const object = await site.get(key);
  if (object === undefined || object === UNCHANGED) return undefined;
  try {
    return readStamp((key.endsWith(GZIP) ? gunzip(object.bytes) : Buffer.from(object.bytes)).toString());
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
  let made: { document: DocumentsJob['document']; documents: MadeDocument[] } | undefined;
  for (const target of documentTargets(feed, catalog.site)) {
    for (;;) {
      const head = await writer.site.head(target.key);
      const fence = await fenceAgainst(head, target, stamp, writer);
      if (fence === SUPERSEDED) return SUPERSEDED;
      if (fence === 'newer') break;
      if (fence === 'foreign') return { ...written, problem: notOurs(target) };
      if (made === undefined) {
        const job = await jobFor(feed, catalog, view, stamp, writer.entries);
        if (Array.isArray(job)) return { ...written, lacking: job };
        made = { document: job.document, documents: await writer.makeDocuments(job) };
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
        metadata: metadataOf(feed, stamp, made.document, target),
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

/**
 * Whether the document that is there is at least as new as ours. None, or one of another generation, is older if ours is still the catalog's:
 * what a run shows after the loss of its catalog may have other ids than the next one gives. A feed that someone else wrote is replaced, so
 * that its subscribers stay; a page is not.
 */
async function fenceAgainst(
  head: ObjectHead | undefined,
  { key, format }: Target,
  stamp: Stamp,
  { site, isSuperseded }: FeedWriter,
): Promise<'newer' | 'older' | 'foreign' | typeof SUPERSEDED> {
  const there = head && (await stampOf(site, key, head));
  if (head && !there && !replaces(format)) return 'foreign';
  if (there?.generation === stamp.generation) return there.rev >= stamp.rev ? 'newer' : 'older';
  return (await isSuperseded()) ? SUPERSEDED : 'older';
}

/** Whether a document takes the place of one that is not ours. A site has pages of its own, often of the same name. */
export const replaces = (format: DocumentFormat): boolean => format !== 'html' && format !== 'opml';

const notOurs = ({ key, format }: Target): string =>
  `${key.slice(PUBLIC.length)} is not Linefeed's and stays as it is: move it away, or write "${format === 'html' ? 'pages' : 'opml'}: false" into linefeed.yaml`;
