/** A world at random: posts that come, change, move and go; events that are late, doubled and out of order; runs that die; clocks that differ. */
import { Entries } from '../../lambda/entries.ts';
import { CATALOG } from '../../lambda/keys.ts';
import { type Batch, publish } from '../../lambda/publish.ts';
import type { Publisher } from '../../lambda/publisher.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { ForgetfulStore, fileOf, SPOILT } from './bucket.ts';
import { LIMIT, type Written } from './oracle.ts';
import { type Random, type Run, randomFrom, Scheduler } from './scheduler.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 2);
const TAGS = ['vMotion', 'VMotion', 'C++', 'Q&A'];
const TITLES = ['Alpha', 'Beta', 'Gamma'];

export interface Difficulty {
  /** Times that the catalog is lost. */
  losses: number;
  /** Whether times and names are used. */
  rich: boolean;
  /** Stale rows that one run takes up. */
  staleLimit: number;
  /** Whether a file name is never used again: then a post can be followed, and must keep its id. */
  fresh: boolean;
}

export class World {
  readonly random: Random;
  readonly posts: MemoryStore;
  readonly site: MemoryStore;
  /** What is in the bucket, as the oracle knows it. */
  readonly truth = new Map<string, Written>();
  now = START;
  steps = 0;
  /** Ids by link, as readers saw them. */
  readonly #ids = new Map<string, string>();
  readonly #queue: Batch[] = [];
  readonly #wakes = new Set<string>();
  readonly #scheduler: Scheduler;
  #active: { run: Run; messages: Batch[] }[] = [];
  #left: number;
  #losses: number;
  #names = 0;
  readonly #difficulty: Difficulty;
  readonly #renderers: Pick<Publisher, 'makeEntries' | 'makeDocuments'>;

  constructor(seed: number, difficulty: Difficulty, renderers: Pick<Publisher, 'makeEntries' | 'makeDocuments'>) {
    this.random = randomFrom(seed);
    this.posts = new MemoryStore({ now: () => this.now });
    this.site = new ForgetfulStore(() => this.now, this.random);
    this.#scheduler = new Scheduler(this.random);
    this.#difficulty = difficulty;
    this.#renderers = renderers;
    this.#left = 4 + this.#below(10);
    this.#losses = difficulty.losses;
  }

  #below = (limit: number): number => Math.floor(this.random() * limit);
  #pick = <T>(items: readonly T[]): T => items[this.#below(items.length)] as T;
  #chance = (probability: number): boolean => this.random() < probability;

  /** Everything, until nothing is left to happen. */
  async live(): Promise<void> {
    await this.posts.put(
      'linefeed.yaml',
      Buffer.from(`title: Field Notes\nlink: https://blog.example/\npermalink: /:title/\nlimit: ${LIMIT}\n`),
    );
    while (this.#left > 0 || this.#queue.length > 0 || this.#active.length > 0 || this.#wakes.size > 0) await this.#turn();
    if (this.#difficulty.losses === 0) return;
    this.#queue.push({ keys: [], all: true });
    while (this.#queue.length > 0 || this.#active.length > 0 || this.#wakes.size > 0) await this.#turn();
  }

  async #turn(): Promise<void> {
    this.steps += 1;
    if (this.steps > 20_000) throw new Error('it never ends');
    if (this.#chance(0.2)) this.now += 7_000;
    this.#wake();
    const choice = this.random();
    if (this.#left > 0 && choice < 0.08) await this.#write();
    else if (this.#losses > 0 && choice < 0.085) {
      this.#losses -= 1;
      await this.site.delete(CATALOG);
    } else if (this.#queue.length > 0 && this.#active.length < 4 && choice < 0.2) this.#receive();
    else if (this.#active.length > 0) await this.#progress();
  }

  #wake(): void {
    const idle = this.#left === 0 && this.#queue.length === 0 && this.#active.length === 0;
    const first = [...this.#wakes].sort()[0];
    if (idle && first !== undefined) this.now = Math.max(this.now, Date.parse(first));
    for (const minute of this.#wakes) {
      if (Date.parse(minute) > this.now || !this.#chance(0.3)) continue;
      this.#wakes.delete(minute);
      this.#send({ keys: [], wake: minute });
    }
  }

  /** Messages come once, or twice. */
  #send(message: Batch): void {
    this.#queue.push(message);
    if (this.#chance(0.15)) this.#queue.push(message);
  }

  async #write(): Promise<void> {
    this.#left -= 1;
    const keys = [...this.truth.keys()];
    const kind = this.random();
    if (this.#chance(0.1)) this.#send({ keys: [], all: true });
    if (keys.length > 0 && kind < 0.2) await this.#remove(this.#pick(keys));
    else if (keys.length > 0 && kind < 0.35) await this.#rename(this.#pick(keys));
    else if (keys.length > 0 && kind < 0.75) await this.#change(this.#pick(keys));
    else if (keys.length < 5) await this.#create();
    // What is broken at the end stays as it was last seen, which no oracle knows.
    if (this.#left === 0) for (const [key, post] of this.truth) await this.#put(key, post);
  }

  async #create(): Promise<void> {
    const key = this.#freeKey();
    if (this.truth.has(key)) return;
    await this.#put(key, this.#post(`story-${this.#names}`));
  }

  #freeKey(): string {
    this.#names += 1;
    return `posts/post-${this.#difficulty.fresh ? this.#names : this.#below(6)}.md`;
  }

  #post(slug: string): Written {
    const { rich } = this.#difficulty;
    const date = rich && this.#chance(0.4) ? this.now + this.#below(6 * MINUTE) : START - this.#below(5) * 24 * 60 * MINUTE;
    return {
      title: this.#pick(TITLES),
      slug,
      date: Math.floor(date / 1000) * 1000,
      ...(rich && this.#chance(0.3) ? { expires: Math.floor((Math.max(date, this.now) + this.#below(8 * MINUTE)) / 1000) * 1000 } : {}),
      tags: TAGS.filter(() => this.#chance(0.35)),
      draft: this.#chance(0.1),
      ...(rich && this.#chance(0.5) ? { names: `post-${this.#below(6)}` } : {}),
    };
  }

  async #change(key: string): Promise<void> {
    const last = this.truth.get(key);
    if (!last) return;
    const next = this.#post(last.slug);
    if (this.#chance(0.2)) return this.#spoil(key);
    await this.#put(key, this.#chance(0.5) ? { ...last, title: next.title } : { ...next, date: this.#chance(0.5) ? last.date : next.date });
  }

  async #rename(from: string): Promise<void> {
    const to = this.#freeKey();
    const post = this.truth.get(from);
    if (!post || this.truth.has(to)) return;
    await this.#put(to, post);
    await this.#remove(from);
  }

  async #remove(key: string): Promise<void> {
    this.truth.delete(key);
    await this.posts.delete(key);
    this.#send({ keys: [key] });
  }

  /** For a while: refused before or while rendering. */
  async #spoil(key: string): Promise<void> {
    const text = this.#chance(0.5) ? SPOILT.early : SPOILT.late;
    await this.posts.put(key, Buffer.from(text));
    this.#send({ keys: [key] });
    this.#left += this.#left === 0 ? 1 : 0;
  }

  async #put(key: string, post: Written): Promise<void> {
    await this.posts.put(key, Buffer.from(fileOf(post)));
    this.truth.set(key, post);
    this.#send({ keys: [key] });
  }

  #receive(): void {
    const messages: Batch[] = [];
    for (let count = 1 + this.#below(3); count > 0 && this.#queue.length > 0; count -= 1) {
      messages.push(...this.#queue.splice(this.#below(this.#queue.length), 1));
    }
    const wake = messages
      .flatMap((message) => message.wake ?? [])
      .sort()
      .at(-1);
    const batch: Batch = {
      keys: messages.flatMap(({ keys }) => keys),
      all: messages.some(({ all }) => all),
      ...(wake === undefined ? {} : { wake }),
    };
    const skew = (this.#below(3) - 1) * 2 * MINUTE;
    const run = this.#scheduler.start((started) => publish(batch, this.#publisher(started, skew)));
    this.#active.push({ run, messages });
  }

  #publisher(run: Run, skew: number): Publisher {
    const site = run.store(this.site);
    return {
      posts: run.store(this.posts),
      site,
      entries: new Entries(site),
      ...this.#renderers,
      // A clock ahead would show a post too early for the oracle; one behind must change nothing.
      now: () => this.now - Math.abs(skew),
      drawGeneration: () => `g${this.#below(1e9)}`,
      lookAgain: (keys) =>
        run.request(async () =>
          keys.forEach((key) => {
            this.#send({ keys: [key] });
          }),
        ),
      wakeAt: (minutes) =>
        run.request(async () =>
          minutes.forEach((minute) => {
            this.#wakes.add(minute);
          }),
        ),
      staleLimit: this.#difficulty.staleLimit,
      overrides: {},
      alone: false,
    };
  }

  async #progress(): Promise<void> {
    if (this.#chance(0.006)) {
      const [victim] = this.#active.splice(this.#below(this.#active.length), 1);
      if (victim) this.#scheduler.kill(victim.run);
      this.#queue.push(...(victim?.messages ?? []));
    }
    await this.#scheduler.step();
    const ended = this.#active.filter(({ run }) => run.ended);
    for (const { run } of ended) if (run.error) throw run.error;
    if (ended.length > 0 && this.#difficulty.fresh) await this.#readAsSubscriber();
    this.#active = this.#active.filter(({ run }) => !run.ended);
  }

  /** An id that changes shows an old post as new. */
  async #readAsSubscriber(): Promise<void> {
    const object = await this.site.get('public/feed.json');
    if (typeof object !== 'object') return;
    for (const { id, link } of JSON.parse(Buffer.from(object.bytes).toString()).entries) {
      const known = this.#ids.get(link) ?? id;
      if (known !== id) throw new Error(`${link} had the id ${known}, now it has ${id}`);
      this.#ids.set(link, id);
    }
  }
}
