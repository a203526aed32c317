/** The buckets of the simulation, their content and their faults. */
import { CATALOG, PUBLIC } from '../../lambda/keys.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { CONFLICT, listAll, type PutOptions, type Store } from '../../lambda/stores/store.ts';
import { CheckedStore } from './invariants.ts';
import type { Random } from './random.ts';
import type { Version } from './tears.ts';

/** A post's file. */
export interface Post {
  title: string;
  slug: string;
  /** Milliseconds since 1970. */
  date: number;
  expires?: number;
  tags: string[];
  draft: boolean;
  /** Published, but in no feed. */
  unlisted?: true;
  /** File name, without extension, of the post that it references. */
  names?: string;
  /** The text of its body, if that is not its slug. */
  text?: string;
}

export interface Config {
  title: string;
  limit: number;
  permalink: string;
  /** Feeds with archives. */
  archives: 'main' | 'all' | 'none';
  /** The secret folder of the preview. */
  preview?: string | undefined;
}

/** Name of the posts bucket. */
export const POSTS = 'posts';
export const CONFIG = 'linefeed.yaml';
export const LINK = 'https://blog.example/';

export const linkOf = ({ slug }: Post, { permalink }: Config): string => LINK + permalink.slice(1).replace(':title', slug);

/**
 * Refused files: before rendering, while rendering (by either renderer), and because they look like no post although they were published.
 */
export const SPOILT = {
  early: '---\ndate: tomorrow\n---\n',
  late: '---\ndate: 2026-01-01\n---\nREFUSED {% if %}\n',
  none: 'A text without front matter.\n',
};

export const configFile = (config: Config): string => JSON.stringify({ ...config, link: LINK, hub: 'https://hub.example/' });

export function fileOf(post: Post): string {
  const lines = [
    `title: ${post.title}`,
    `slug: ${post.slug}`,
    `date: ${new Date(post.date).toISOString()}`,
    ...(post.expires === undefined ? [] : [`expires: ${new Date(post.expires).toISOString()}`]),
    `tags: ${JSON.stringify(post.tags)}`,
    `draft: ${post.draft}`,
    ...(post.unlisted ? ['feed: false'] : []),
  ];
  const body = `This is ${post.text ?? post.slug}, told at some length so that it is like no other post that there is.`;
  const named = post.names === undefined ? '' : `\n\nNamed: [it]({% post_url ${post.names} %})`;
  return `---\n${lines.join('\n')}\n---\n${body}${named}\n`;
}

/** The posts bucket and its history. */
export class PostsBucket {
  readonly store: MemoryStore;
  /** By key; undefined if the file is no valid post. */
  readonly posts = new Map<string, Post | undefined>();
  /** Every valid version of a key, with versions of its earlier names. */
  readonly versions = new Map<string, Post[]>();
  /** Every valid version that was written under a key. */
  readonly written = new Map<string, Post[]>();
  /** Milliseconds since 1970 of each write of a key. */
  readonly #writes = new Map<string, Set<number>>();
  readonly #relatives = new Map<string, Set<string>>();
  config: Config = { title: 'Field Notes', limit: 3, permalink: '/:title/', archives: 'main' };
  /** Uploads go through this client of the store. */
  through: Store;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.store = new MemoryStore({ now });
    this.through = this.store;
    this.#now = now;
  }

  async configure(config: Config = this.config): Promise<void> {
    this.config = config;
    await this.through.put(CONFIG, Buffer.from(configFile(config)));
  }

  async put(key: string, post: Post): Promise<void> {
    await this.through.put(key, Buffer.from(fileOf(post)));
    this.posts.set(key, post);
    this.versions.set(key, [...(this.versions.get(key) ?? []), post]);
    this.written.set(key, [...(this.written.get(key) ?? []), post]);
    this.#writes.set(key, new Set([...(this.#writes.get(key) ?? []), this.#now()]));
  }

  async spoil(key: string, text: string): Promise<void> {
    this.posts.set(key, undefined);
    await this.through.put(key, Buffer.from(text));
  }

  async remove(key: string): Promise<void> {
    this.posts.delete(key);
    await this.through.delete(key);
  }

  /** Adds the history of a file's earlier name. Of two similar posts, either may become the other. */
  inherit(from: string, to: string): void {
    this.versions.set(to, [...(this.versions.get(to) ?? []), ...(this.versions.get(from) ?? [])]);
    this.#relatives.set(to, new Set([...(this.#relatives.get(to) ?? []), from]));
    this.#relatives.set(from, new Set([...(this.#relatives.get(from) ?? []), to]));
  }

  /** Milliseconds since 1970 of each write and date of a key, or of another key that it may have been. */
  timesOf(key: string): Set<number> {
    const times = new Set<number>();
    const keys = new Set([key]);
    for (const each of keys) {
      for (const time of this.#writes.get(each) ?? []) times.add(time);
      for (const { date } of this.versions.get(each) ?? []) times.add(date);
      for (const relative of this.#relatives.get(each) ?? []) keys.add(relative);
    }
    return times;
  }
}

/** Sometimes loses metadata, as a store may; keeps every version of catalog and documents, like a versioned bucket. */
export class SiteBucket extends CheckedStore {
  readonly catalogs: Uint8Array[] = [];
  /** Every version of each document, oldest first. */
  readonly versions = new Map<string, Version[]>();
  /** Keys of documents that were changed from outside and not written by a run since. */
  readonly torn = new Set<string>();
  readonly #random: Random;
  readonly #forgets: boolean;

  constructor(now: () => number, random: Random, forgets: boolean) {
    super({ now });
    this.#random = random;
    this.#forgets = forgets;
  }

  override async put(key: string, bytes: Uint8Array, options: PutOptions = {}) {
    const forgets = this.#random() < 0.1 && this.#forgets;
    const written = await super.put(key, bytes, forgets ? { ...options, metadata: {} } : options);
    if (written === CONFLICT || !options.expect) return written;
    if (key === CATALOG) this.catalogs.push(bytes);
    if (key.startsWith(PUBLIC)) {
      this.versions.set(key, [...(this.versions.get(key) ?? []), { bytes, metadata: options.metadata ?? {} }]);
      this.torn.delete(key);
    }
    return written;
  }

  /** Replaces or deletes a document from outside. */
  async tear(key: string, by: Version | undefined): Promise<void> {
    this.torn.add(key);
    if (by === undefined) await super.delete(key);
    else await super.put(key, by.bytes, { metadata: { ...by.metadata } });
  }
}

/** Marks errors of the simulated network, to distinguish them from bugs. */
export const SWALLOWED = 'swallowed by the network';

/** A network that loses requests and responses, and a client whose retries may conflict with its own writes. */
export function faulty(inner: Store, random: Random, rate: number): Store {
  if (rate === 0) return inner;
  const lose = () => {
    if (random() < rate) throw new Error(SWALLOWED);
  };
  const asking = async <T>(ask: () => Promise<T>): Promise<T> => {
    lose();
    return ask();
  };
  const writing = async <T>(write: () => Promise<T>): Promise<T> => {
    lose();
    const answer = random() < rate ? await write().then(write) : await write();
    lose();
    return answer;
  };
  return {
    get: (key, unless) => asking(() => inner.get(key, unless)),
    head: (key) => asking(() => inner.head(key)),
    getRange: (...given) => asking(() => inner.getRange(...given)),
    list: async function* (prefix, options) {
      yield* await asking(() => listAll(inner, prefix, options));
    },
    now: () => inner.now(),
    put: (key, bytes, options) => writing(() => inner.put(key, bytes, options)),
    delete: (key, expect) => writing(() => inner.delete(key, expect)),
  };
}
