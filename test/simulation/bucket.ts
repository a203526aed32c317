/** What the simulation puts into its buckets, and how these fail. */
import { CATALOG, PUBLIC } from '../../lambda/keys.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { CONFLICT, listAll, type PutOptions, type Store } from '../../lambda/stores/store.ts';
import { CheckedStore } from './invariants.ts';
import type { Random } from './random.ts';
import type { Version } from './tears.ts';

/** A post as it was written. */
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
  /** File name, without ending, of the post it names. */
  names?: string;
  /** What its body is about, where that is not its slug. */
  text?: string;
}

export interface Config {
  title: string;
  limit: number;
  permalink: string;
  /** Which feeds have archives. */
  archives: 'main' | 'all' | 'none';
  /** The secret folder in which drafts are shown. */
  preview?: string | undefined;
}

/** Name of the bucket of posts. */
export const POSTS = 'posts';
export const CONFIG = 'linefeed.yaml';
export const LINK = 'https://blog.example/';

export const linkOf = ({ slug }: Post, { permalink }: Config): string => LINK + permalink.slice(1).replace(':title', slug);

/** Posts that are refused: before they are rendered, while they are, by either renderer, and for they seem to be none if they were published. */
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

/** The bucket of posts, and its past. */
export class PostsBucket {
  readonly store: MemoryStore;
  /** By key; undefined where the file cannot be read as a post. */
  readonly posts = new Map<string, Post | undefined>();
  /** Every good version that a key ever had, and its forerunners under other names until it came. */
  readonly versions = new Map<string, Post[]>();
  /** Every good version that was written under a key. */
  readonly written = new Map<string, Post[]>();
  /** Milliseconds since 1970 at which a key was written. */
  readonly #writes = new Map<string, Set<number>>();
  readonly #relatives = new Map<string, Set<string>>();
  config: Config = { title: 'Field Notes', limit: 3, permalink: '/:title/', archives: 'main' };
  /** What is uploaded through: a client of the store. */
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

  /** What a file was under another name is its past too. Of two that are alike, either may become the other. */
  inherit(from: string, to: string): void {
    this.versions.set(to, [...(this.versions.get(to) ?? []), ...(this.versions.get(from) ?? [])]);
    this.#relatives.set(to, new Set([...(this.#relatives.get(to) ?? []), from]));
    this.#relatives.set(from, new Set([...(this.#relatives.get(from) ?? []), to]));
  }

  /** Milliseconds since 1970 at which a key, or another that it may have been, was written or dated. */
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

/** Loses metadata now and then, as a store may; keeps every catalog and document, as a bucket with versions does. */
export class SiteBucket extends CheckedStore {
  readonly catalogs: Uint8Array[] = [];
  /** Every version of each document, the oldest first. */
  readonly versions = new Map<string, Version[]>();
  /** Keys of documents that someone changed and no run has written since. */
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

  /** Replaces or deletes a document. */
  async tear(key: string, by: Version | undefined): Promise<void> {
    this.torn.add(key);
    if (by === undefined) await super.delete(key);
    else await super.put(key, by.bytes, { metadata: { ...by.metadata } });
  }
}

/** How a request that the network swallowed is told from a mistake. */
export const SWALLOWED = 'swallowed by the network';

/** A network that swallows requests and answers; and a client that then writes again, and may lose against itself. */
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
