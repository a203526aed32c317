/** Fences documents by version stamps: an older one never replaces a newer one. Protocol step 4. */

import { documentPath, oldPaths } from '../core/catalog/document-path.ts';
import { outputRow } from '../core/catalog/facts/questions.ts';
import { knows, type Written } from '../core/catalog/history.ts';
import { decodeOutput, encodeOutput, formatsOf, type Output } from '../core/catalog/outputs.ts';
import { recordedEtag } from '../core/catalog/written.ts';
import { type DocumentsJob, type DocumentsOf, gunzipStart, gzip, type MadeDocument } from '../core/documents.ts';
import { type FeedDocument, isFeedFormat } from '../core/feed/feed-document.ts';
import { linkHeader } from '../core/feed/link-header.ts';
import { isCutStart, readStamp } from '../core/feed/verify.ts';
import type { DocumentFormat, FencingToken, Key, OutputKey, Problem, Site } from '../core/model.ts';
import { CACHE_CONTROL, CONTENT_TYPES, LINK, MOVED, ROBOTS } from '../http-headers.ts';
import { GZIP, PUBLIC } from '../keys.ts';
import type { VersionedCatalog } from '../state/catalog-store.ts';
import type { EntryStore } from '../state/entry-store.ts';
import { CONFLICT, type Expected, type ObjectHead, type Store, UNCHANGED } from '../stores/store.ts';
import { shortenedNotice } from './notices.ts';
import { jobFor } from './output-job.ts';

/** Another catalog replaced this run's, so its results are void. */
export const SUPERSEDED = 'superseded';

export interface Target {
  key: string;
  format: DocumentFormat;
  packed: boolean;
  /** A former name, which redirects. */
  moved: boolean;
}

const isSecret = (output: Output): boolean => output.kind !== 'opml' && output.kind !== 'terms' && output.of.kind === 'preview';

/** With gzip copies, if the site has them. */
const targetsOf = (output: Output, site: Site): Target[] =>
  formatsOf(output, site).flatMap((format) => {
    const name = documentPath(output, format, site);
    return [...(name === undefined ? [] : [name]), ...oldPaths(output, format, site)].flatMap((path) => {
      const target = { key: `${PUBLIC}${path}`, format, moved: path !== name };
      return [{ ...target, packed: false }, ...(site.copies === false ? [] : [{ ...target, key: `${target.key}${GZIP}`, packed: true }])];
    });
  });

/** None for a later version's key. */
export function documentTargets(key: OutputKey, site: Site): Target[] {
  const output = decodeOutput(key);
  return output ? targetsOf(output, site) : [];
}

const stampText = ({ generation, rev, digest }: Written): string => `${generation} ${rev} ${digest}`;

/** With `Location` at an old name. */
const linksOf = (document: FeedDocument, format: DocumentFormat, moved: boolean) => ({
  [LINK]: linkHeader(document, format),
  [MOVED]: moved && isFeedFormat(format) ? document.self[format] : undefined,
});

/** The version stamp, and headers that the CDN sets, since S3 does not store them. */
function metadataOf(output: Output, written: Written, job: DocumentsOf, { format, moved }: Target) {
  const values: Record<string, string | undefined> = {
    stamp: stampText(written),
    [ROBOTS]: isSecret(output) ? 'noindex' : undefined,
    ...(job.kind === 'feed' ? linksOf(job.document, format, moved) : {}),
  };
  return Object.fromEntries(Object.entries(values).filter((pair): pair is [string, string] => pair[1] !== undefined));
}

/** By HEAD; else from the bytes, which lack the digest. */
export async function tokenOf(site: Store, key: string, head: ObjectHead): Promise<Written | undefined> {
  const [generation, rev, digest] = head.metadata.stamp?.split(' ') ?? [];
  if (generation !== undefined && rev !== undefined) return { generation, rev: Number(rev), digest };
  const object = await site.get(key);
  if (object === undefined || object === UNCHANGED) return undefined;
  return readStamp(startOf(key, object.bytes) ?? '');
}

/** @returns undefined for an invalid gzip copy */
function startOf(key: string, bytes: Uint8Array): string | undefined {
  return (key.endsWith(GZIP) ? gunzipStart(bytes) : Buffer.from(bytes))?.toString();
}

export interface OutputWriter {
  site: Store;
  pause(milliseconds: number): Promise<unknown>;
  /** Undefined if there is none, or no successor of this run's. */
  current(): Promise<VersionedCatalog | undefined>;
  /** For a catalog older than this document. */
  retire(catalog: VersionedCatalog, key: string, written: FencingToken): Promise<void>;
  entries: EntryStore;
  makeDocuments(job: DocumentsJob): Promise<MadeDocument[]>;
}

export interface WrittenFeed {
  /** By key, at this revision. */
  etags: Map<string, string | undefined>;
  documents: number;
  bytes: number;
  conflicts: number;
  problem?: string;
  /** A warning. */
  shortened?: Problem;
  /** The store lacks their entries; the output was not written. */
  missing: Key[];
}

/** Limited for a store that always answers conflict. */
const WRITE_ATTEMPTS = 8;
/** Milliseconds, doubled each time: 3 s in all. */
const FIRST_PAUSE = 50;

/** Retries at once first: another run has probably written it. */
async function backOff(attempt: number, key: string, { pause }: OutputWriter): Promise<void> {
  if (attempt === WRITE_ATTEMPTS) throw new Error(`${key}: ${attempt} conditional writes in a row met a conflict; another run writes it`);
  if (attempt > 1) await pause(FIRST_PAUSE * 2 ** (attempt - 2));
}

export async function writeOutput(
  output: Output,
  rev: number,
  committed: VersionedCatalog,
  writer: OutputWriter,
): Promise<WrittenFeed | typeof SUPERSEDED> {
  const { catalog } = committed;
  const feed = encodeOutput(output);
  const row = await committed.ask((facts) => outputRow(facts, feed));
  const stamp: Written = { generation: catalog.generation, rev, digest: row?.digest };
  // Another run may be writing what it left pending.
  const isOwn = rev === catalog.rev;
  const written: WrittenFeed = { etags: new Map(), documents: 0, bytes: 0, conflicts: 0, missing: [] };
  let made: { job: DocumentsJob; documents: MadeDocument[] } | undefined;
  for (const target of targetsOf(output, catalog.site)) {
    const recorded = isOwn && row ? recordedEtag(row, target.key) : undefined;
    for (let attempt = recorded === undefined ? 1 : 0; ; attempt += 1) {
      const head = attempt === 0 ? undefined : await writer.site.head(target.key);
      const fence = attempt === 0 ? 'older' : await fenceAgainst(head, target, { feed, stamp }, writer);
      if (fence === SUPERSEDED) return SUPERSEDED;
      if (fence === 'written' || fence === 'unknown') {
        written.etags.set(target.key, fence === 'written' ? head?.etag : undefined);
        await removeCopy(target, catalog.site, writer);
      }
      if (fence === 'written' || fence === 'unknown' || fence === 'newer') break;
      if (fence === 'foreign') return { ...written, problem: notOurs(target) };
      if (made === undefined) {
        const found = await jobFor(output, committed, stamp, writer.entries);
        if (found.kind === 'missing') return { ...written, missing: found.keys };
        made = { job: found.job, documents: await writer.makeDocuments(found.job) };
      }
      const document = made.documents.find(({ format }) => format === target.format);
      if (document?.kind === 'failed') written.problem = `${target.format}: ${document.problem}`;
      if (document?.kind !== 'made') break;
      if (document.shortened) written.shortened ??= shortenedNotice(target.key, document.shortened);
      const bytes = target.packed ? (document.gzip ?? gzip(document.bytes)) : document.bytes;
      const result = await writer.site.put(target.key, bytes, {
        expect: expected(head?.etag ?? (attempt === 0 ? recorded : undefined)),
        type: CONTENT_TYPES[target.format],
        cacheControl: CACHE_CONTROL,
        ...(target.packed ? { encoding: 'gzip' } : {}),
        metadata: metadataOf(output, stamp, made.job, target),
      });
      if (result !== CONFLICT) {
        written.etags.set(target.key, result.etag);
        written.documents += 1;
        written.bytes += bytes.length;
        await removeCopy(target, catalog.site, writer);
        break;
      }
      // Something else is there than the catalog records: look at it.
      if (attempt === 0) continue;
      written.conflicts += 1;
      await backOff(attempt, target.key, writer);
    }
  }
  return written;
}

const expected = (etag: string | undefined): Expected => (etag === undefined ? 'absent' : { etag });

/** A server may prefer an old copy to its document. Safe in a folder only, where one run writes. */
async function removeCopy({ key }: Target, { copies }: Site, { site }: OutputWriter): Promise<void> {
  if (copies !== false) return;
  const head = await site.head(key + GZIP);
  if (head && (await tokenOf(site, key + GZIP, head)) !== undefined) await site.delete(key + GZIP, { etag: head.etag });
}

/**
 * The stamp alone decides for older documents of our generation and our own. For any other, read the catalog again: one that does not know
 * the document is outdated, and a lost catalog's documents may have other ids.
 */
async function fenceAgainst(
  head: ObjectHead | undefined,
  target: Target,
  { feed, stamp }: { feed: OutputKey; stamp: Written },
  { site, current, retire }: OutputWriter,
): Promise<'written' | 'unknown' | 'newer' | 'older' | 'foreign' | typeof SUPERSEDED> {
  const { key } = target;
  const there = head && (await tokenOf(site, key, head));
  if (head && (await isForeign(site, target, there))) return 'foreign';
  const isOurs = there?.generation === stamp.generation;
  if (isOurs && there.rev < stamp.rev) return 'older';
  // An edit can keep the stamp in the bytes, but not in the metadata. The next full run rewrites it with a new revision: a PUT with this
  // one might come after the pings.
  if (isOurs && there.rev === stamp.rev && (there.digest ?? stamp.digest) === stamp.digest)
    return head?.metadata.stamp === stampText(stamp) ? 'written' : 'unknown';
  const latest = await current();
  if (latest === undefined) return SUPERSEDED;
  if (there === undefined || knows(latest.catalog, await latest.ask((facts) => outputRow(facts, feed)), there))
    return isOurs ? 'newer' : 'older';
  await retire(latest, key, there);
  return SUPERSEDED;
}

/** A page may be someone else's. Feeds are always replaced, to keep their subscribers. A page cut within our stamp is ours. */
export async function isForeign(site: Store, { key, format }: Target, written: Written | undefined): Promise<boolean> {
  if (written !== undefined || isFeedFormat(format)) return false;
  const object = await site.get(key);
  if (object === undefined || object === UNCHANGED) return false;
  const text = startOf(key, object.bytes);
  return text === undefined || !isCutStart(text);
}

const notOurs = ({ key, format }: Target): string =>
  `${key.slice(PUBLIC.length)} is not Linefeed's and stays as it is: move it away, or write "${format === 'html' ? 'pages' : 'opml'}: false" into linefeed.yaml`;
