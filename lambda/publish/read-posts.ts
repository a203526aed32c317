/** Reads posts and configuration from the posts bucket or folder. */
import pMap from 'p-map';
import type { Row } from '../core/catalog/catalog.ts';
import type { PostReading } from '../core/catalog/fold.ts';
import { references } from '../core/entry/names.ts';
import { limitOf } from '../core/limits.ts';
import type { Key, Problem, Site } from '../core/model.ts';
import { parsePost } from '../core/post/post.ts';
import { postSelector } from '../core/post/selection.ts';
import { isConfigFile, readSite, type SiteReading } from '../core/site/config.ts';
import type { Settings } from '../core/site/settings.ts';
import { crashProblem } from '../core/text/syntax-problem.ts';
import { TooSlowError } from '../core/too-slow.ts';
import { InvalidKeyError, type Store, type StoredObject, UNCHANGED, UnreadableObjectError } from '../stores/store.ts';
import { OutOfTimeError, type RunContext } from './context.ts';

type ReadPost = NonNullable<RunContext['readPost']>;

const CONCURRENCY = 32;
/** Bytes: some thousand times what is usual. */
const LARGEST_CONFIGURATION = 5_000_000;

/** The configuration as it is in the posts bucket now. */
export async function readConfiguration(posts: Store, present: ReadonlySet<string>, overrides: Settings): Promise<SiteReading> {
  const files = new Map<string, Uint8Array>();
  const problems: Problem[] = [];
  // Sections of Hugo have a file each.
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
    { concurrency: CONCURRENCY },
  );
  return problems.length > 0 ? { site: undefined, problems } : readSite(files, overrides);
}

/** As `get`; but what has the name and is no object, such as a pipe or a link that is not followed, is unreadable where it is known as a post. */
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

/** What the catalog knows of a file. */
interface Known {
  /** Its ETag, if it need not be read again while it has that one. */
  current: string | undefined;
  isKnown: boolean;
}

/** Posts read in this run, by key. A run that has to start again reads them again, and If-None-Match makes that cheap. */
export class PostReader {
  private readonly posts: Store;
  private readonly readPost: ReadPost;
  private readonly read = new Map<Key, { rendering: string; reading: Exclude<PostReading, { kind: 'gone' }> }>();
  private readonly left = new Set<Key>();
  /** Keys whose file could not be read, or taken up, with the reason: to be looked at again. */
  readonly deferred = new Map<Key, string>();
  /** Published posts whose files are all gone at once; they stay as they were. See `vanishedPosts`. */
  readonly vanished = new Set<Key>();

  constructor(posts: Store, readPost: ReadPost = (key, bytes, site) => parsePost(key, bytes, site, references)) {
    this.posts = posts;
    this.readPost = readPost;
  }

  /**
   * What the files of these keys say now. A key whose file is as its row has it is left out.
   * @param forced keys to be read although their file did not change
   */
  async readAll(
    keys: Iterable<Key>,
    rows: Readonly<Record<Key, Row>>,
    { site, rendering }: { site: Site; rendering: string },
    forced: ReadonlySet<Key>,
  ): Promise<Map<Key, PostReading>> {
    const isPost = postSelector(site);
    const found = await pMap(
      keys,
      async (key): Promise<[Key, PostReading] | undefined> => {
        const row = Object.hasOwn(rows, key) ? rows[key] : undefined;
        if (this.left.has(key)) return undefined;
        if (!isPost(key)) return row && row.state !== 'removed' ? [key, { kind: 'gone' }] : undefined;
        const reading = await this.attempt(
          key,
          { current: forced.has(key) ? undefined : row?.etag, isKnown: row !== undefined && row.state !== 'removed' },
          site,
          rendering,
        );
        return reading && !(reading.kind === 'gone' && !row) ? [key, reading] : undefined;
      },
      { concurrency: CONCURRENCY },
    );
    return new Map(found.filter((pair) => pair !== undefined));
  }

  /** Gives a post up for this run, through no fault of its own: it stays as it is. */
  defer(key: Key, reason: string): void {
    this.left.add(key);
    this.deferred.set(key, reason);
  }

  /** Keeps posts as they were for this run, although their files are gone. */
  keepVanished(keys: Iterable<Key>): void {
    for (const key of keys) {
      this.left.add(key);
      this.vanished.add(key);
    }
  }

  /** Whether the post stays as it was for this run. */
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
      // The folder has a file of that name, and no other store could have it.
      if (error instanceof InvalidKeyError) return unreadable(key, new UnreadableObjectError(error.message, ''));
      this.deferred.set(key, error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  private async readOne(key: Key, { current, isKnown }: Known, site: Site, rendering: string): Promise<PostReading | undefined> {
    const held = this.read.get(key);
    const known = held?.rendering === rendering ? held.reading : undefined;
    const object = await getFile(this.posts, key, { unless: known?.etag ?? current, largest: limitOf(site, 'size'), isKnown });
    if (object === undefined) return { kind: 'gone' };
    if (object === UNCHANGED) return known && known.etag !== current ? known : undefined;
    const reading = await parse(key, object, site, this.readPost);
    this.read.set(key, { rendering, reading });
    return reading;
  }
}

const problemOf = (key: Key, { message }: UnreadableObjectError): Problem => ({ key, line: 1, column: 1, message, severity: 'error' });

const unreadable = (key: Key, error: UnreadableObjectError): PostReading => ({
  kind: 'refused',
  etag: error.etag,
  problems: [problemOf(key, error)],
});

async function parse(
  key: Key,
  { etag, bytes, modified }: StoredObject,
  site: Site,
  readPost: ReadPost,
): Promise<Exclude<PostReading, { kind: 'gone' }>> {
  const reading = await readPost(key, bytes, site).catch((error: unknown) => {
    if (error instanceof TooSlowError || error instanceof OutOfTimeError) throw error;
    return { kind: 'refused' as const, problems: [crashProblem(key, error)] };
  });
  return reading.kind === 'post' ? { ...reading, etag, modified: new Date(Math.floor(modified)).toISOString() } : { ...reading, etag };
}
