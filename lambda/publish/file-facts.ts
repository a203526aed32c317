/** Size, type and duration of a post's files, in the posts bucket and on other hosts. Files are never read whole. */
import { FILE_REFERENCE, type FileFacts, hasDuration, mediaType, pictureType, type StatedEnclosure } from '../core/media.ts';
import type { Post, Problem, Site } from '../core/model.ts';
import { optional } from '../core/optional.ts';
import { assetOf, assetsNamed, hasAssets } from '../core/post/asset-pictures.ts';
import { servedAt } from '../core/post/source-pictures.ts';
import { isIncomplete, UNREAD } from '../core/remote-media.ts';
import { CONFLICT, InvalidKeyError, type ObjectRange, type Store, UnreadableObjectError } from '../stores/store.ts';
import { durationOf, FIRST_PART, Parts, type Tags } from './audio-duration.ts';
import { audioTags } from './audio-tags.ts';
import { pictureSize } from './image-facts.ts';
import { RemoteFileError, RemoteFiles } from './remote-file.ts';

export { RemoteFiles };

type Files = NonNullable<Post['files']>;
type Known = Pick<Post, 'files' | 'remoteFiles'>;
type Source = Pick<Store, 'getRange'>;

interface Completed {
  post: Post;
  problems: Problem[];
}

/**
 * @param known facts of the last version, which hold while the ETag is the same
 * @param remote undefined: no requests to other hosts
 */
export async function withFileFacts(
  post: Post,
  posts: Store,
  { files: known = {}, remoteFiles: knownRemote = {} }: Known = {},
  site: Partial<Pick<Site, 'generator' | 'link' | 'media'>> = {},
  remote?: RemoteFiles,
): Promise<Completed> {
  const files: Files = {};
  const remoteFiles: Files = {};
  const problems: Problem[] = [];
  const enclosures: StatedEnclosure[] = [];
  let tags: Tags = {};
  // Up to the file that exists: others do not matter.
  const tried = new Set<string>();
  for (const stated of post.enclosures ?? []) {
    const warn = (message: string, { field, line, column } = stated) =>
      problems.push({ key: post.key, line, column, message: `${field}: ${message}`, severity: 'warning' });
    const found = await findFile(stated, posts, known, warn);
    for (const key of stated.files ?? []) {
      tried.add(FILE_REFERENCE + key);
      if (key === found?.key) break;
    }
    const elsewhere = !found && remote && isIncomplete(stated) ? await readRemote(stated, remote, knownRemote) : undefined;
    if (found) files[found.key] = found.facts;
    if (elsewhere) remoteFiles[stated.url] = elsewhere.facts;
    tags = { ...(found ?? elsewhere)?.tags, ...tags };
    enclosures.push(withFacts(stated, found ?? elsewhere, found && site.media?.base, warn));
  }
  const image = await coverOf(post, posts, known, (message) => problems.push(warningAt(post.key, `image: ${message}`)));
  if (image.found) files[image.found.key] = image.found.facts;
  for (const key of image.tried) tried.add(FILE_REFERENCE + key);
  const assets = hasAssets(site) ? await assetFacts(post, posts, known, site.link ?? '') : undefined;
  Object.assign(files, assets?.files);
  const shown = assets?.image && image.picture ? { ...image.picture, url: servedAt(site.media?.base ?? '', assets.image) } : image.picture;
  const references = post.references.filter((name) => !name.startsWith(FILE_REFERENCE) || tried.has(name));
  const { title = '', chapters } = tags;
  const episode = chapters && !post.episode?.chapterList ? { ...post.episode, chapterList: chapters } : post.episode;
  const attached = optional({ enclosures: post.enclosures && enclosures, image: shown, episode });
  return {
    post: {
      ...post,
      title: post.title || title,
      ...attached,
      references: [...references, ...(assets?.references ?? [])],
      ...(Object.keys(files).length > 0 && { files }),
      ...(Object.keys(remoteFiles).length > 0 && { remoteFiles }),
    },
    problems,
  };
}

const warningAt = (key: string, message: string): Problem => ({ key, line: 1, column: 1, message, severity: 'warning' });

/** What front matter states wins, but for the size. */
function withFacts(
  stated: StatedEnclosure,
  found: Found | undefined,
  base: string | undefined,
  warn: (message: string) => void,
): StatedEnclosure {
  if (!found) return stated;
  const { key, unread } = found;
  const { length = stated.length, type, duration } = found.facts;
  if (stated.length !== undefined && stated.length !== length)
    warn(`${key} has ${length} bytes, not ${stated.length}; feeds say ${length}; correct the size, or delete it`);
  const url = base === undefined ? stated.url : servedAt(base, key);
  return { ...optional({ type, duration }), ...stated, url, ...optional({ length, unread }) };
}

/** With the last known facts if the host fails, for a full run to try again. */
async function readRemote(stated: StatedEnclosure, remote: RemoteFiles, known: Files): Promise<Found> {
  const key = stated.url;
  try {
    const found = await findFile({ ...stated, files: [key] }, remote.file(key), known);
    if (!found) throw new RemoteFileError('the host has no such file');
    return found;
  } catch (error) {
    if (!(error instanceof RemoteFileError)) throw error;
    return { key, facts: { ...known[key], etag: UNREAD }, tags: {}, unread: error.message };
  }
}

/** What front matter states wins. */
async function coverOf(
  { image, imageFiles: candidates = [] }: Post,
  posts: Store,
  known: Files,
  warn: (message: string) => void,
): Promise<{ picture: Post['image']; tried: string[]; found?: Found }> {
  if (!image || candidates.length === 0) return { picture: image, tried: [] };
  const found = await findFile({ files: candidates }, posts, known, warn);
  const tried = found ? candidates.slice(0, candidates.indexOf(found.key) + 1) : candidates;
  const { length, width, height } = found?.facts ?? {};
  return { picture: { ...optional({ length, width, height }), ...image }, tried, ...(found && { found }) };
}

interface Assets {
  files: Files;
  references: string[];
  /** Of the post's picture. */
  image?: string;
}

/** Of pictures that no page can name, see `asset-pictures.ts`. */
async function assetFacts(post: Post, posts: Store, known: Files, link: string): Promise<Assets> {
  const found: Assets = { files: {}, references: [] };
  for (const [asset, plain] of assetsNamed(post, { link })) {
    found.references.push(FILE_REFERENCE + asset);
    const file = await findFile({ files: [asset] }, posts, known);
    if (!file || (await findFile({ files: plain }, posts, {}))) continue;
    found.files[asset] = file.facts;
    if (post.image && [post.image.url, post.image.url.replace(post.link, '')].some((path) => assetOf(path, link) === asset))
      found.image = asset;
  }
  return found;
}

interface Found {
  key: string;
  facts: FileFacts;
  tags: Tags;
  /** Why a remote file has not all. */
  unread?: string;
}

/** The first that exists. */
async function findFile(
  { files = [], type }: Pick<StatedEnclosure, 'files' | 'type'>,
  posts: Source,
  known: Files,
  warn: (message: string) => void = () => {},
): Promise<Found | undefined> {
  for (const key of files) {
    try {
      const last = Object.hasOwn(known, key) ? known[key] : undefined;
      // Chapters are not in the catalog: they can be long.
      const isKnown = last !== undefined && (last.chapters === 0 || !hasDuration(last.type ?? ''));
      const start = await part(posts, key, isKnown ? 1 : FIRST_PART);
      if (start === undefined) continue;
      if (isKnown && start.etag === last.etag) return { key, facts: last, tags: last.title ? { title: last.title } : {} };
      const first = isKnown ? await part(posts, key, FIRST_PART) : start;
      if (first !== undefined) return { key, ...(await factsOf(key, first, posts, type)) };
    } catch (error) {
      if (error instanceof RemoteFileError) throw error;
      if (error instanceof InvalidKeyError) continue;
      if (!(error instanceof UnreadableObjectError)) throw new Error(`${key}: ${error instanceof Error ? error.message : String(error)}`);
      warn(`${key}: ${error.message}`);
    }
  }
  return undefined;
}

async function part(posts: Source, key: string, length: number): Promise<ObjectRange | undefined> {
  const range = await posts.getRange(key, 0, length);
  return range === CONFLICT ? undefined : range;
}

async function factsOf(key: string, first: ObjectRange, posts: Source, stated: string | undefined): Promise<Omit<Found, 'key'>> {
  const type = stated ?? mediaType(key) ?? pictureType(key) ?? first.type;
  const facts = { etag: first.etag, length: first.size, ...(type && { type }) };
  if (type === undefined || !hasDuration(type))
    return { facts: { ...facts, ...(type?.startsWith('image/') && pictureSize(Buffer.from(first.bytes))) }, tags: {} };
  const parts = new Parts(posts, key, first);
  try {
    const { seconds: duration, tags: own } = await durationOf(parts, type);
    const tags = { ...own, ...(await audioTags(parts, type)) };
    const { title, chapters = [] } = tags;
    return { facts: { ...facts, ...optional({ duration, title }), chapters: chapters.length }, tags };
  } catch (error) {
    // Size and type are known.
    if (error instanceof RemoteFileError) return { facts, tags: {}, unread: error.message };
    throw error;
  }
}
