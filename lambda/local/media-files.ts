/** Serves and copies the media of the posts folder, as the CDN serves those of the bucket. */
import { copyFile, link, mkdir, rm, stat, utimes } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pMap from 'p-map';
import { visible } from '../core/catalog/catalog.ts';
import { MEDIA_ENDINGS, MEDIA_FOLDER } from '../core/document-names.ts';
import { mediaType, pictureType } from '../core/media.ts';
import type { Site } from '../core/model.ts';
import { isAsset } from '../core/post/asset-pictures.ts';
import { decoded } from '../core/post/source-links.ts';
import type { Report } from '../publish/publish.ts';
import { type Base, rowsIn } from '../state/catalog-base.ts';
import { readEntry } from '../state/entry-store.ts';
import { Gate } from '../stores/gate.ts';
import { CONFLICT, InvalidKeyError, REQUESTS_AT_ONCE, type Store } from '../stores/store.ts';
import { contentType } from './content-type.ts';
import { isNotModified, rangeOf, type Validators } from './http-rules.ts';
import type { Places } from './places.ts';
import { plural, sizeText } from './text.ts';

/** Bytes in memory at a time. */
const PART = 262_144;

/** @returns undefined for a path of no media */
export function mediaKey(path: string): string | undefined {
  const ending = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  return path.startsWith(MEDIA_FOLDER) && MEDIA_ENDINGS.includes(ending) ? path.slice(MEDIA_FOLDER.length) : undefined;
}

/** @returns false without the file */
export async function sendMedia(request: IncomingMessage, response: ServerResponse, store: Store, key: string): Promise<boolean> {
  const found = await store.getRange(key, 0, 1).catch((error: unknown) => {
    if (error instanceof InvalidKeyError) return undefined;
    throw error;
  });
  if (found === undefined || found === CONFLICT) return false;
  const { size, modified, etag } = found;
  const validators: Validators = {
    etag: `"${Buffer.from(etag).toString('base64url')}"`,
    'last-modified': new Date(modified).toUTCString(),
  };
  const headers = {
    ETag: validators.etag,
    'Last-Modified': validators['last-modified'],
    'Accept-Ranges': 'bytes',
    'Access-Control-Allow-Origin': '*',
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'X-Content-Type-Options': 'nosniff',
    'Content-Type': mediaType(key) ?? contentType(key),
  };
  const range = rangeOf(request.headers, size, validators);
  if (isNotModified(request.headers, validators)) response.writeHead(304, headers).end();
  else if (range === 'unsatisfiable') response.writeHead(416, { ...headers, 'Content-Range': `bytes */${size}` }).end();
  else {
    const { first, last } = range ?? { first: 0, last: size - 1 };
    const length = { 'Content-Length': last - first + 1 };
    if (range) response.writeHead(206, { ...headers, ...length, 'Content-Range': `bytes ${first}-${last}/${size}` });
    else response.writeHead(200, { ...headers, ...length });
    if (request.method === 'HEAD') response.end();
    // A reader that leaves ends it.
    else await pipeline(Readable.from(partsOf(store, key, first, last, etag)), response).catch(() => response.destroy());
  }
  return true;
}

async function* partsOf(store: Store, key: string, first: number, last: number, etag: string): AsyncGenerator<Uint8Array> {
  for (let from = first; from <= last; ) {
    const part = await store.getRange(key, from, Math.min(PART, last - from + 1), { etag });
    if (part === undefined || part === CONFLICT || part.bytes.length === 0) throw new Error(`${key} was replaced while it was sent`);
    from += part.bytes.length;
    yield part.bytes;
  }
}

export interface MediaCopied {
  files: number;
  bytes: number;
}

export const mediaLines = ({ files, bytes }: MediaCopied): string[] =>
  files === 0 ? [] : [`media: ${plural(files, 'file')} written (${sizeText(bytes)})`];

/** Whether texts of entries have addresses below `media/`. */
const showsMedia = ({ generator, attachments }: Site): boolean => generator === 'astro' || (generator === 'obsidian' && !attachments);

/** The key that an address below `media/` names. */
function keysAt(path: string): string[] {
  const key = mediaKey(MEDIA_FOLDER + decoded(path));
  return key === undefined ? [] : [key];
}

/** Entries whose files to copy, and the keys of attached files: audio, and pictures that Hugo renames. */
interface Published {
  attached: Set<string>;
  episodes: string[];
  /** Of Astro and vaults alone, so that other builds read no entries. */
  posts: string[];
}

async function publishedIn(base: Base): Promise<Published> {
  const { site, moment } = base.catalog;
  const found: Published = { attached: new Set(), episodes: [], posts: [] };
  for await (const [, row] of rowsIn(base)) {
    const { files, entry = '' } = visible(row, moment) ?? {};
    for (const key of Object.keys(files ?? {})) if (pictureType(key) === undefined || isAsset(key, site)) found.attached.add(key);
    if (files) found.episodes.push(entry);
    if (showsMedia(site) && entry !== '') found.posts.push(entry);
  }
  return found;
}

/** Keys of covers, and of pictures and transcripts of episodes, below `media/`. */
async function podcastFiles({ podcast = [], media }: Site, episodes: readonly string[], store: Store): Promise<string[]> {
  const { base = '' } = media ?? {};
  const details = await pMap(episodes, async (hash) => (await readEntry(store, hash))?.entry.episode ?? [], {
    concurrency: REQUESTS_AT_ONCE,
  });
  const addresses = [
    ...podcast.flatMap(({ image, people = [] }) => [image, ...people.map((each) => each.image)]),
    ...details.flat().flatMap(({ image, transcripts = [] }) => [image, ...transcripts.map(({ url }) => url)]),
  ];
  return addresses.flatMap((address) => (address?.startsWith(base) ? keysAt(address.slice(base.length)) : []));
}

/** Keys of the files that entries show below `media/`. */
async function filesIn({ media }: Site, posts: readonly string[], store: Store): Promise<string[]> {
  const { base } = media ?? {};
  if (base === undefined) return [];
  const files = async (hash: string) => {
    const entry = (await readEntry(store, hash))?.entry;
    const texts = entry ? [entry.html, `"${entry.image?.url}"`] : [];
    const paths = texts.flatMap((text) => text.split(`"${base}`).slice(1)).map((part) => part.slice(0, part.indexOf('"')));
    return paths.flatMap(keysAt);
  };
  return (await pMap(posts, files, { concurrency: REQUESTS_AT_ONCE })).flat();
}

/** @returns undefined if it is absent or hidden, or a link out of the blog */
function fileOf(key: string, gate: Gate): string | undefined {
  const isPath = !/(?:^|\/)\.{0,2}(?:\/|$)|[\\\0]/.test(key);
  return isPath && gate.admitsKey(key) ? gate.follow(key) : undefined;
}

/**
 * Brings the files of published posts below `<out>/media`.
 * @param store of rendered entries
 * @returns those that were not there
 */
export async function copyMedia({ base }: Report, { dir, out }: Pick<Places, 'dir' | 'out'>, store: Store): Promise<MediaCopied> {
  const { site } = base.catalog;
  const { build } = site.media ?? {};
  const copied: MediaCopied = { files: 0, bytes: 0 };
  if (build === undefined) return copied;
  const { attached, episodes, posts } = await publishedIn(base);
  const keys = new Set([...attached, ...(await filesIn(site, posts, store)), ...(await podcastFiles(site, episodes, store))]);
  const gate = new Gate({ prefix: '', folder: dir }, new Set([out]));
  for (const key of [...keys].sort()) {
    const [from, to] = [fileOf(key, gate), join(out, MEDIA_FOLDER, key)];
    const [source, target] = await Promise.all([from === undefined ? undefined : stat(from), stat(to).catch(() => undefined)]);
    // The last good version of a post may name a file that is gone.
    if (from === undefined || !source?.isFile()) continue;
    const isLinked = target?.ino === source.ino && target.dev === source.dev;
    const isCopied = !isLinked && target?.size === source.size && Math.abs(target.mtimeMs - source.mtimeMs) < 1;
    if (build === 'link' ? isLinked : isCopied) continue;
    await mkdir(dirname(to), { recursive: true });
    await rm(to, { force: true });
    const isNewLink =
      build === 'link' &&
      (await link(from, to).then(
        () => true,
        () => false,
      ));
    // Another file system.
    if (!isNewLink) {
      await copyFile(from, to);
      await utimes(to, source.atimeMs / 1000, source.mtimeMs / 1000);
    }
    copied.files += 1;
    copied.bytes += source.size;
  }
  return copied;
}
