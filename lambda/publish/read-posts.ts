import pMap from 'p-map';
import type { Row } from '../core/catalog/catalog.ts';
import type { PostReading } from '../core/catalog/fold.ts';
import { references } from '../core/entry/names.ts';
import { instantAt } from '../core/instant.ts';
import { limitOf } from '../core/limits.ts';
import type { StatedEnclosure } from '../core/media.ts';
import type { Key, Post, Problem, Site } from '../core/model.ts';
import { hasAssets } from '../core/post/asset-pictures.ts';
import { pageSelector } from '../core/post/pages.ts';
import { parsePost } from '../core/post/post.ts';
import { postSelector } from '../core/post/selection.ts';
import { isAttachment } from '../core/post/vault-files.ts';
import { hasUnread, isIncomplete } from '../core/remote-media.ts';
import { isConfigFile, type Present, readSite, type SiteReading } from '../core/site/config.ts';
import type { Settings } from '../core/site/settings.ts';
import { crashProblem } from '../core/text/syntax-problem.ts';
import { TooSlowError } from '../core/too-slow.ts';
import {
  CONFLICT,
  InvalidKeyError,
  type ObjectRange,
  REQUESTS_AT_ONCE,
  type Store,
  type StoredObject,
  UNCHANGED,
  UnreadableObjectError,
} from '../stores/store.ts';
import { OutOfTimeError, type RunContext } from './context.ts';
import type { RemoteFiles } from './remote-file.ts';

type ReadPost = NonNullable<RunContext['readPost']>;

/** Bytes: thousands of times the usual size. */
const LARGEST_CONFIGURATION = 5_000_000;

export async function readConfiguration(
  posts: Store,
  present: ReadonlySet<string>,
  overrides: Settings,
  known?: Present,
): Promise<SiteReading> {
  const files = new Map<string, Uint8Array>();
  const problems: Problem[] = [];
  // Hugo's sections have a file each.
  const names = [...present].filter(isConfigFile);
  await pMap(
    names,
    async (name) => {
      try {
        const object = await getFile(posts, name, { largest: LARGEST_CONFIGURATION, isKnown: true });
        if (object !== undefined && object !== UNCHANGED) files.set(name, object.bytes);
      } catch (error) {
        if (!(error instanceof UnreadableObjectError)) throw error;
        problems.push(problemOf(name, error));
      }
    },
    { concurrency: REQUESTS_AT_ONCE },
  );
  return problems.length > 0 ? { site: undefined, problems } : checked(await readSite(files, overrides, known));
}

/** A template with a fault refuses the configuration, not each post. */
async function checked(reading: SiteReading): Promise<SiteReading> {
  const { site, problems, problemAt } = reading;
  if (!problemAt || (!site?.entryHeader && !site?.entryFooter)) return reading;
  const { frameProblems } = await import('../core/entry/entry-frame.ts');
  const found = (await frameProblems(site)).map(({ part, message }) => problemAt(part, message));
  return found.length === 0 ? reading : { site: undefined, problems: [...problems, ...found] };
}

/** Throws `UnreadableObject` for a known post that became a pipe or an unfollowed link. */
async function getFile(
  posts: Store,
  key: Key,
  { unless, largest, isKnown }: { unless?: string | undefined; largest: number; isKnown: boolean },
): Promise<StoredObject | typeof UNCHANGED | undefined> {
  const object = await posts.get(key, unless, largest);
  if (object !== undefined) return object;
  const why = await posts.whyLeftOut?.(key);
  if (why === undefined || (why.reason !== 'unreadable' && !isKnown)) return undefined;
  if (why.etag === unless) return UNCHANGED;
  throw new UnreadableObjectError(why.message, why.etag);
}

/** Of an attachment, which is known by its name. Price: a request. */
async function getName(posts: Store, key: Key, unless: string | undefined): Promise<ObjectRange | typeof UNCHANGED | undefined> {
  const range = await posts.getRange(key, 0, 1);
  if (range === undefined || range === CONFLICT) return undefined;
  return range.etag === unless ? UNCHANGED : range;
}

interface Known {
  /** The ETag that needs no read. */
  current: string | undefined;
  isKnown: boolean;
  version: Pick<Post, 'files' | 'remoteFiles'> | undefined;
  /** No post by its place. */
  isAside: boolean;
}

/** A restarted run reads with If-None-Match, which is cheap. */
export class PostReader {
  private readonly posts: Store;
  private readonly readPost: ReadPost;
  private readonly privateHosts: readonly string[];
  private remote: RemoteFiles | undefined;
  private readonly read = new Map<Key, { rendering: string; reading: ReadFile }>();
  private readonly left = new Set<Key>();
  /** To requeue, with the reason. */
  readonly deferred = new Map<Key, string>();
  readonly vanished = new Set<Key>();

  constructor({ posts, readPost, privateHosts = [] }: Pick<RunContext, 'posts' | 'readPost' | 'privateHosts'>) {
    this.posts = posts;
    this.readPost = readPost ?? ((key, bytes, site) => parsePost(key, bytes, site, references));
    this.privateHosts = privateHosts;
  }

  /** @param forced keys to read although their ETag is unchanged */
  async readAll(
    keys: Iterable<Key>,
    rows: ReadonlyMap<Key, Row>,
    { site, rendering }: { site: Site; rendering: string },
    forced: ReadonlySet<Key>,
  ): Promise<Map<Key, PostReading>> {
    const [isPost, isPage] = [postSelector(site), pageSelector(site)];
    const found = await pMap(
      keys,
      async (key): Promise<[Key, PostReading] | undefined> => {
        const row = rows.get(key);
        if (this.left.has(key)) return undefined;
        const isAside = !isPost(key);
        if (isAside && !isPage(key)) return row && row.state !== 'removed' ? [key, { kind: 'gone' }] : undefined;
        const reading = await this.attempt(
          key,
          {
            current: forced.has(key) || hasUnread(row?.version) ? undefined : row?.etag,
            isKnown: row !== undefined && row.state !== 'removed',
            version: row?.version,
            isAside,
          },
          site,
          rendering,
        );
        return reading && !(reading.kind === 'gone' && !row) ? [key, reading] : undefined;
      },
      { concurrency: REQUESTS_AT_ONCE },
    );
    return new Map(found.filter((pair) => pair !== undefined));
  }

  /** Keeps a post unchanged, for an external failure. */
  defer(key: Key, reason: string): void {
    this.left.add(key);
    this.deferred.set(key, reason);
  }

  keepVanished(keys: Iterable<Key>): void {
    for (const key of keys) {
      this.left.add(key);
      this.vanished.add(key);
    }
  }

  isLeft(key: Key): boolean {
    return this.left.has(key) || this.deferred.has(key);
  }

  private async attempt(key: Key, known: Known, site: Site, rendering: string): Promise<PostReading | undefined> {
    try {
      const reading = await this.readOne(key, known, site, rendering);
      this.deferred.delete(key);
      return reading;
    } catch (error) {
      if (error instanceof OutOfTimeError) throw error;
      if (error instanceof UnreadableObjectError) return unreadable(key, error);
      // Only a folder can have such a file.
      if (error instanceof InvalidKeyError) return unreadable(key, new UnreadableObjectError(error.message, ''));
      this.deferred.set(key, error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  private async readOne(
    key: Key,
    { current, isKnown, version, isAside }: Known,
    site: Site,
    rendering: string,
  ): Promise<PostReading | undefined> {
    const cached = this.read.get(key);
    const known = cached?.rendering === rendering ? cached.reading : undefined;
    const unless = known?.etag ?? current;
    const object = isAttachment(key)
      ? await getName(this.posts, key, unless)
      : await getFile(this.posts, key, { unless, largest: limitOf(site, 'size'), isKnown });
    if (object === undefined) return { kind: 'gone' };
    if (object === UNCHANGED) return known && known.etag !== current ? known : undefined;
    const reading = await this.withFiles(await parse(key, object, site, isAside ? readPage : this.readPost), site, version);
    this.read.set(key, { rendering, reading });
    return reading;
  }

  /** On demand: few posts have files. */
  private async withFiles(reading: ReadFile, site: Site, known: Known['version']): Promise<ReadFile> {
    const { remoteMedia } = site;
    const isRemote = (enclosure: StatedEnclosure) => remoteMedia && isIncomplete(enclosure);
    const hasFiles =
      reading.kind === 'post' &&
      (reading.post.imageFiles || hasAssets(site) || reading.post.enclosures?.some((each) => each.files || isRemote(each)));
    if (reading.kind !== 'post' || !hasFiles) return reading;
    const { RemoteFiles, withFileFacts } = await import('./file-facts.ts');
    if (remoteMedia) this.remote ??= new RemoteFiles(this.privateHosts);
    const { post, problems } = await withFileFacts(reading.post, this.posts, known, site, remoteMedia && this.remote);
    return { ...reading, post, problems: [...reading.problems, ...problems] };
  }
}

/** On demand: few blogs have pages that are no posts. */
const readPage: ReadPost = async (key, bytes, site) => (await import('../core/post/parse-page.ts')).parsePage(key, bytes, site);

type ReadFile = Exclude<PostReading, { kind: 'gone' }>;

const problemOf = (key: Key, { message }: UnreadableObjectError): Problem => ({ key, line: 1, column: 1, message, severity: 'error' });

const unreadable = (key: Key, error: UnreadableObjectError): PostReading => ({
  kind: 'refused',
  etag: error.etag,
  problems: [problemOf(key, error)],
});

async function parse(
  key: Key,
  { etag, bytes, modified }: Pick<StoredObject, 'etag' | 'bytes' | 'modified'>,
  site: Site,
  readPost: ReadPost,
): Promise<ReadFile> {
  const reading = await readPost(key, bytes, site).catch((error: unknown) => {
    if (error instanceof TooSlowError || error instanceof OutOfTimeError) throw error;
    return { kind: 'refused' as const, problems: [crashProblem(key, error)] };
  });
  return reading.kind === 'post' ? { ...reading, etag, modified: instantAt(Math.floor(modified)) } : { ...reading, etag };
}
