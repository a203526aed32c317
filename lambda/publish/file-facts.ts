/** Size, type and duration of a post's files in the posts bucket. Files are never read whole. */
import { FILE_REFERENCE, type FileFacts, hasDuration, mediaType, pictureType, type StatedEnclosure } from '../core/media.ts';
import type { Post, Problem, Site } from '../core/model.ts';
import { optional } from '../core/optional.ts';
import { CONFLICT, InvalidKeyError, type ObjectRange, type Store, UnreadableObjectError } from '../stores/store.ts';
import { durationOf, FIRST_PART, Parts, type Tags } from './audio-duration.ts';
import { audioTags } from './audio-tags.ts';
import { pictureSize } from './image-facts.ts';

type Files = NonNullable<Post['files']>;

interface Completed {
  post: Post;
  problems: Problem[];
}

/** @param known facts of the last version, which hold while the ETag is the same */
export async function withFileFacts(post: Post, posts: Store, known: Files = {}, media: Site['media'] = {}): Promise<Completed> {
  const files: Files = {};
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
    if (!found) enclosures.push(stated);
    else {
      const { key, facts } = found;
      const { duration, length } = facts;
      if (stated.length !== undefined && stated.length !== length)
        warn(`${key} has ${length} bytes, not ${stated.length}; feeds say ${length}; correct the size, or delete it`);
      files[key] = facts;
      tags = { ...found.tags, ...tags };
      const type = stated.type ?? facts.type;
      const url = media.base === undefined ? stated.url : media.base + key.split('/').map(encodeURIComponent).join('/');
      enclosures.push({ ...(duration && { duration }), ...stated, url, length, ...(type && { type }) });
    }
  }
  const image = await coverOf(post, posts, known, (message) => problems.push(warningAt(post.key, `image: ${message}`)));
  if (image.found) files[image.found.key] = image.found.facts;
  for (const key of image.tried) tried.add(FILE_REFERENCE + key);
  const references = post.references.filter((name) => !name.startsWith(FILE_REFERENCE) || tried.has(name));
  const { title = '', chapters } = tags;
  const episode = chapters && !post.episode?.chapterList ? { ...post.episode, chapterList: chapters } : post.episode;
  const attached = optional({ enclosures: post.enclosures && enclosures, image: image.picture, episode });
  return {
    post: { ...post, title: post.title || title, ...attached, references, ...(Object.keys(files).length > 0 && { files }) },
    problems,
  };
}

const warningAt = (key: string, message: string): Problem => ({ key, line: 1, column: 1, message, severity: 'warning' });

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

interface Found {
  key: string;
  facts: FileFacts;
  tags: Tags;
}

/** The first that exists. */
async function findFile(
  { files = [], type }: Pick<StatedEnclosure, 'files' | 'type'>,
  posts: Store,
  known: Files,
  warn: (message: string) => void,
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
      if (error instanceof InvalidKeyError) continue;
      if (!(error instanceof UnreadableObjectError)) throw new Error(`${key}: ${error instanceof Error ? error.message : String(error)}`);
      warn(`${key}: ${error.message}`);
    }
  }
  return undefined;
}

async function part(posts: Store, key: string, length: number): Promise<ObjectRange | undefined> {
  const range = await posts.getRange(key, 0, length);
  return range === CONFLICT ? undefined : range;
}

async function factsOf(key: string, first: ObjectRange, posts: Store, stated: string | undefined): Promise<Omit<Found, 'key'>> {
  const type = stated ?? mediaType(key) ?? pictureType(key) ?? first.type;
  const facts = { etag: first.etag, length: first.size, ...(type && { type }) };
  if (type === undefined || !hasDuration(type))
    return { facts: { ...facts, ...(type?.startsWith('image/') && pictureSize(Buffer.from(first.bytes))) }, tags: {} };
  const parts = new Parts(posts, key, first);
  const { seconds: duration, tags: own } = await durationOf(parts, type);
  const tags = { ...own, ...(await audioTags(parts, type)) };
  const { title, chapters = [] } = tags;
  return { facts: { ...facts, ...optional({ duration, title }), chapters: chapters.length }, tags };
}
