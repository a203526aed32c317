/** Writes outputs' documents, each fenced by its own stamp: an older one never replaces a newer one. Step 4 of the protocol. */

import type { Catalog } from '../core/catalog/catalog.ts';
import { documentPath } from '../core/catalog/document-path.ts';
import { knows, type Written } from '../core/catalog/history.ts';
import { decodeOutput, encodeOutput, formatsOf, isFeedFormat, type Output } from '../core/catalog/outputs.ts';
import type { View } from '../core/catalog/windows.ts';
import { type DocumentsJob, gunzipStart, type MadeDocument } from '../core/documents.ts';
import { linkHeader } from '../core/feed/link-header.ts';
import { isCutStart, readStamp } from '../core/feed/verify.ts';
import type { DocumentFormat, FencingToken, Format, Key, OutputKey, Site } from '../core/model.ts';
import { CACHE_CONTROL, CONTENT_TYPES, LINK, MOVED, ROBOTS } from '../http-headers.ts';
import { GZIP, PUBLIC } from '../keys.ts';
import type { VersionedCatalog } from '../state/catalog-root.ts';
import type { EntryStore } from '../state/entry-store.ts';
import { CONFLICT, type ObjectHead, type Store, UNCHANGED } from '../stores/store.ts';
import { jobFor } from './output-job.ts';

/** Another catalog has taken this one's place: what this run knows is worth nothing. */
export const SUPERSEDED = 'superseded';

export interface Target {
  key: string;
  format: DocumentFormat;
  packed: boolean;
  /** Whether this is an old name of the document, where readers are told of the new one. */
  moved: boolean;
}

const isMainFeed = (output: Output): boolean => output.kind === 'feed' && output.of.kind === 'main';

/** Whether search engines must not keep the output. */
const isSecret = (output: Output): boolean => output.kind !== 'opml' && output.of.kind === 'preview';

/** Every object of an output: each format under each of its names, and its gzip copy. */
const targetsOf = (output: Output, site: Site): Target[] =>
  formatsOf(output, site).flatMap((format) => {
    const name = documentPath(output, format, site.feeds);
    const old = Object.entries(isMainFeed(output) ? (site.moved ?? {}) : {}).filter(([, moved]) => moved === format);
    return [...(name === undefined ? [] : [name]), ...old.map(([path]) => path)].flatMap((path) => {
      const target = { key: `${PUBLIC}${path}`, format, moved: path !== name };
      return [
        { ...target, packed: false },
        { ...target, key: `${target.key}${GZIP}`, packed: true },
      ];
    });
  });

/** The same by the output's key; none for a key of a later version. */
export function documentTargets(key: OutputKey, site: Site): Target[] {
  const output = decodeOutput(key);
  return output ? targetsOf(output, site) : [];
}

const stampText = ({ generation, rev, digest }: Written): string => `${generation} ${rev} ${digest}`;

/** The stamp, and what the CDN makes headers of: S3 keeps no such headers by itself. */
function metadataOf(output: Output, written: Written, document: DocumentsJob['document'], { format, moved }: Target) {
  const told: Record<string, string | undefined> = {
    stamp: stampText(written),
    [ROBOTS]: isSecret(output) ? 'noindex' : undefined,
    ...('home' in document ? {} : { [LINK]: linkHeader(document, format), [MOVED]: moved ? document.self[format as Format] : undefined }),
  };
  return Object.fromEntries(Object.entries(told).filter((pair): pair is [string, string] => pair[1] !== undefined));
}

/** From the metadata, so that a HEAD is enough; else from the bytes, which always have it, but for the digest. */
export async function tokenOf(site: Store, key: string, head: ObjectHead): Promise<Written | undefined> {
  const [generation, rev, digest] = head.metadata.stamp?.split(' ') ?? [];
  if (generation !== undefined && rev !== undefined) return { generation, rev: Number(rev), digest };
  const object = await site.get(key);
  if (object === undefined || object === UNCHANGED) return undefined;
  return readStamp(startOf(key, object.bytes) ?? '');
}

/** Of a document, or of what is in its place. @returns undefined for a gzip copy that is none */
function startOf(key: string, bytes: Uint8Array): string | undefined {
  return (key.endsWith(GZIP) ? gunzipStart(bytes) : Buffer.from(bytes))?.toString();
}

export interface OutputWriter {
  site: Store;
  /** The catalog as it is now; undefined where there is none, or one that is no successor of the one that is written from. */
  current(): Promise<VersionedCatalog | undefined>;
  /** Takes a catalog out of use that is older than this document. */
  retire(catalog: VersionedCatalog, key: string, written: FencingToken): Promise<void>;
  entries: EntryStore;
  makeDocuments(job: DocumentsJob): Promise<MadeDocument[]>;
}

export interface WrittenFeed {
  /** By key: of the documents that are as this revision has them. */
  etags: Map<string, string>;
  documents: number;
  bytes: number;
  conflicts: number;
  problem?: string;
  /** Posts whose entries are not there; the feed was not written. */
  lacking: Key[];
}

/** Brings every document of a pending feed to the revision that is owed. */
export async function writeOutput(
  view: View,
  rev: number,
  catalog: Catalog,
  writer: OutputWriter,
): Promise<WrittenFeed | typeof SUPERSEDED> {
  const { output } = view;
  const feed = encodeOutput(output);
  const stamp: Written = { generation: catalog.generation, rev, digest: catalog.feeds[feed]?.digest };
  const written: WrittenFeed = { etags: new Map(), documents: 0, bytes: 0, conflicts: 0, lacking: [] };
  let made: { document: DocumentsJob['document']; documents: MadeDocument[] } | undefined;
  for (const target of targetsOf(output, catalog.site)) {
    for (;;) {
      const head = await writer.site.head(target.key);
      const fence = await fenceAgainst(head, target, { feed, stamp }, writer);
      if (fence === SUPERSEDED) return SUPERSEDED;
      if (fence === 'written') written.etags.set(target.key, head?.etag ?? '');
      if (fence === 'written' || fence === 'newer') break;
      if (fence === 'foreign') return { ...written, problem: notOurs(target) };
      if (made === undefined) {
        const job = await jobFor(view, catalog, stamp, writer.entries);
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
        metadata: metadataOf(output, stamp, made.document, target),
      });
      if (result !== CONFLICT) {
        written.etags.set(target.key, result.etag);
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
 * Whether the document that is there is at least as new as ours. Only an older one of our generation, and ours itself, are known by their
 * stamps. For any other the catalog is read again: what a run shows after the loss of its catalog may have other ids than the next one
 * gives, and a catalog that does not know the document is an old one. A feed that someone else wrote is replaced, so that its subscribers
 * stay; a page is not.
 */
async function fenceAgainst(
  head: ObjectHead | undefined,
  target: Target,
  { feed, stamp }: { feed: OutputKey; stamp: Written },
  { site, current, retire }: OutputWriter,
): Promise<'written' | 'newer' | 'older' | 'foreign' | typeof SUPERSEDED> {
  const { key } = target;
  const there = head && (await tokenOf(site, key, head));
  if (head && (await isForeign(site, target, there))) return 'foreign';
  const isOurs = there?.generation === stamp.generation;
  if (isOurs && there.rev < stamp.rev) return 'older';
  // Bytes that someone edited may keep the stamp, but not the metadata of our PUT: only with that they are what was written.
  if (isOurs && there.rev === stamp.rev && (there.digest ?? stamp.digest) === stamp.digest)
    return head?.metadata.stamp === stampText(stamp) ? 'written' : 'older';
  const latest = await current();
  if (latest === undefined) return SUPERSEDED;
  if (there === undefined || knows(latest.catalog, feed, there)) return isOurs ? 'newer' : 'older';
  await retire(latest, key, there);
  return SUPERSEDED;
}

/**
 * Whether the document is somebody else's page, which a site often has under the same name. A feed is always ours to replace, so that its
 * subscribers stay. A page that was cut before the end of our stamp is ours: nothing in it could be lost.
 */
export async function isForeign(site: Store, { key, format }: Target, written: Written | undefined): Promise<boolean> {
  if (written !== undefined || isFeedFormat(format)) return false;
  const object = await site.get(key);
  if (object === undefined || object === UNCHANGED) return false;
  const text = startOf(key, object.bytes);
  return text === undefined || !isCutStart(text);
}

const notOurs = ({ key, format }: Target): string =>
  `${key.slice(PUBLIC.length)} is not Linefeed's and stays as it is: move it away, or write "${format === 'html' ? 'pages' : 'opml'}: false" into linefeed.yaml`;
