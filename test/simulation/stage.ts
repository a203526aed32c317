/** A scripted world: which run starts, with which clock, how far it gets, and whether it is killed. */

import { RECONCILE_MESSAGE, requeueMessages, scheduledRunMessage } from '../../lambda/aws/messages.ts';
import { TOLERANCE } from '../../lambda/core/catalog/as-of.ts';
import type { Row } from '../../lambda/core/catalog/catalog.ts';
import { decodeNode } from '../../lambda/core/tree/codec.ts';
import { isInner } from '../../lambda/core/tree/node.ts';
import { CATALOG, NODES } from '../../lambda/keys.ts';
import { s3Event } from '../../lambda/local/s3/event.ts';
import type { Portions } from '../../lambda/publish/context.ts';
import { decodeRoot } from '../../lambda/state/catalog-root.ts';
import { nodeKey } from '../../lambda/state/node-store.ts';
import { listAll, type StoredObject } from '../../lambda/stores/store.ts';
import { readCatalog } from '../support/whole-catalog.ts';
import { type Config, POSTS, type Post, PostsBucket, SPOILT } from './bucket.ts';
import { invoke, type Role, Schedules } from './function.ts';
import { Hub } from './hubs.ts';
import { CheckedStore } from './invariants.ts';
import { Listener } from './listener.ts';
import { check } from './oracle.ts';
import { Reader } from './reader.ts';
import { FAST } from './renderers.ts';
import { type Run, Scheduler } from './scheduler.ts';
import type { Version } from './tears.ts';

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;
export const START = Date.UTC(2026, 0, 2);
const SKEW = 2 * MINUTE;
/** Milliseconds by which `moment` may be ahead: a scheduled run may move it beyond a trusted clock. */
const MOST_AHEAD = 2 * TOLERANCE;

/** The two posts of the scripts. */
export const A = 'posts/a.md';
export const B = 'posts/b.md';

const YEARS = 9 * 365 * DAY;
const SKEWS = { ahead: SKEW, right: 0, behind: -SKEW, 'years ahead': YEARS, 'years behind': -YEARS };

type Clock = keyof typeof SKEWS;

export interface Conditions {
  role?: Role;
  clock?: Clock;
  /** Most stale rows that the run renders. */
  staleLimit?: number;
  /** @default all: runs for the others would repair what a rule prevents */
  portions?: Partial<Portions>;
}

export const look = (key: string): string => requeueMessages([key])[0] ?? '';

export class Stage {
  now = START;
  readonly bucket = new PostsBucket(() => this.now);
  readonly site = new CheckedStore({ now: () => this.now });
  readonly hub = new Hub(this.site);
  readonly listener = new Listener();
  readonly #reader = new Reader(this.site);
  readonly #schedules = new Schedules();
  readonly #scheduler = new Scheduler();
  /** Messages in the bulk queue. */
  #sent: string[] = [];
  #failures: string[] = [];
  #generations = 0;
  #nonces = 0;
  #losses = 0;

  /** An empty blog, published. */
  static async open(): Promise<Stage> {
    const stage = new Stage();
    await stage.bucket.configure();
    await stage.handle(RECONCILE_MESSAGE, { role: 'bulk' });
    await stage.deliver();
    return stage;
  }

  /** Writes a file a minute later. @returns its S3 event */
  async upload(key: string, changes: Partial<Post> = {}): Promise<string> {
    this.now += MINUTE;
    const slug = key.replace(/^.*\/|\.md$/g, '');
    await this.bucket.put(key, { title: slug, slug, date: START - DAY, tags: [], draft: false, ...changes });
    return s3Event({ bucket: POSTS, key, kind: 'Put', time: this.now });
  }

  async spoil(key: string): Promise<string> {
    this.now += MINUTE;
    await this.bucket.spoil(key, SPOILT.early);
    return s3Event({ bucket: POSTS, key, kind: 'Put', time: this.now });
  }

  /** Writes the configuration file; a full run must follow. */
  async configure(changes: Partial<Config>): Promise<void> {
    await this.bucket.configure({ ...this.bucket.config, ...changes });
  }

  /** The catalog, the entries and every document. */
  async loseEverything(): Promise<void> {
    this.#losses += 1;
    for await (const { key } of this.site.list('')) await this.site.delete(key);
  }

  /** The stored catalog, for `putBack`. */
  async catalog(): Promise<StoredObject> {
    return (await this.site.get(CATALOG)) as StoredObject;
  }

  /** Restores an earlier catalog; documents and entries stay. */
  async putBack({ bytes }: StoredObject): Promise<void> {
    this.#losses += 1;
    await this.site.putBack(bytes);
  }

  async tearCatalog(): Promise<void> {
    const { bytes } = await this.catalog();
    await this.putBack({ ...(await this.catalog()), bytes: bytes.subarray(0, bytes.length / 2) });
  }

  async document(key: string): Promise<StoredObject> {
    return (await this.site.get(key)) as StoredObject;
  }

  /** Replaces a document, as someone else than Linefeed does. */
  async tear(key: string, { bytes, metadata }: Version): Promise<void> {
    await this.site.put(key, bytes, { metadata: { ...metadata } });
  }

  /** Runs `happens` with the machine's and the store's clock years ahead, as in a folder. */
  async inYearsToCome(happens: () => Promise<void>): Promise<void> {
    this.now += YEARS;
    await happens();
    this.now -= YEARS;
  }

  /** The id by which the main feed shows a post. @throws Error where it shows none */
  async idOf(title: string): Promise<string> {
    const { bytes } = (await this.site.get('public/feed.json')) as StoredObject;
    const { items }: { items: { id: string; title: string }[] } = JSON.parse(Buffer.from(bytes).toString());
    const item = items.find((each) => each.title === title);
    if (!item) throw new Error(`${title} is not in the feed`);
    return item.id;
  }

  async loseCatalog(): Promise<void> {
    this.#losses += 1;
    await this.site.delete(CATALOG);
  }

  async loseNodes(): Promise<void> {
    for (const { key } of await listAll(this.site, NODES)) await this.site.lose(key);
  }

  /** Of the outbox or the names of terms, which a run seldom reads. */
  async loseLastNode(): Promise<void> {
    const root = decodeRoot((await this.catalog()).bytes);
    if (root.kind !== 'catalog' || root.catalog.kind !== 'map') throw new Error('there is no tree');
    const { head, map } = root.catalog;
    let name = map.tree?.name ?? '';
    for (let level = map.tree?.height ?? 0; level > 0; level -= 1) {
      const object = (await this.site.get(nodeKey(head.generation, name))) as StoredObject;
      const { node } = decodeNode(`${head.generation}/${name}`, object.bytes);
      name = isInner(node) ? (node.children.at(-1)?.name ?? '') : name;
    }
    await this.site.lose(nodeKey(head.generation, name));
  }

  /** Uploads posts until a run is to put nodes. @returns that run */
  async untilNodes(): Promise<Run> {
    for (let number = 0; ; number += 1) {
      const name = `more${number}`;
      const run = this.begin(await this.upload(`posts/${name}.md`, { title: name, slug: name }));
      const isNext = () => this.#scheduler.waiting.some((each) => each.run === run && each.request.startsWith(`put ${NODES}`));
      while (!isNext() && !run.ended) await this.#step(run);
      if (isNext()) return run;
    }
  }

  async remove(key: string): Promise<string> {
    this.now += MINUTE;
    await this.bucket.remove(key);
    return s3Event({ bucket: POSTS, key, kind: 'Delete', time: this.now });
  }

  /** Delivers all messages. @throws Error unless the post is scheduled */
  async isScheduled(key: string): Promise<void> {
    await this.deliver();
    const row = await this.row(key);
    if (row?.state !== 'scheduled') throw new Error(`${key} is ${row?.state}`);
  }

  async row(key: string): Promise<Row | undefined> {
    return (await readCatalog(this.site))?.catalog.posts[key];
  }

  /** Invokes a function, which stops before its first request. */
  begin(message: string, { role = 'fresh', clock = 'right', staleLimit = 100, portions = {} }: Conditions = {}): Run {
    const skew = SKEWS[clock];
    return this.#scheduler.start((run) =>
      invoke(run, role, [{ id: 'm', body: message }], {
        ...FAST,
        ...{ posts: this.bucket.store, site: this.site, staleLimit, portions },
        now: () => this.now + skew,
        drawGeneration: () => {
          this.#generations += 1;
          return `g${this.#generations}`;
        },
        drawNonce: () => `n${this.#nonces++}`,
        send: (bodies) => void this.#sent.push(...bodies),
        scheduleRuns: (minutes) => this.#schedules.make(minutes),
        pingHub: (ping) => this.hub.tell(ping),
        publishEvents: (news) => this.listener.tell(news),
        onFailure: (reason) => void this.#failures.push(reason),
      }),
    );
  }

  /** Continues a run until this request is its next one. */
  async until(run: Run, request: string): Promise<void> {
    const isNext = () => this.#scheduler.waiting.some((each) => each.run === run && each.request === request);
    while (!isNext() && !run.ended) await this.#step(run);
    if (!isNext()) throw new Error(`the run ended before ${request}: ${run.error ?? this.#failures.join('; ')}`);
    await this.#reader.read();
  }

  async finish(run: Run): Promise<void> {
    while (!run.ended) await this.#step(run);
    if (run.error) throw run.error;
    await this.#reader.read();
  }

  async handle(message: string, conditions: Conditions = {}): Promise<void> {
    await this.finish(this.begin(message, conditions));
  }

  kill(run: Run): void {
    this.#scheduler.kill(run);
  }

  /** Lets time pass, then delivers the scheduled runs that are due. */
  async wait(milliseconds: number, conditions: Conditions = {}): Promise<void> {
    this.now += milliseconds;
    for (const minute of this.#schedules.take(this.now)) await this.handle(scheduledRunMessage(minute), conditions);
  }

  /** Handles all messages. @throws Error unless the published feeds are what the posts say */
  async end(): Promise<void> {
    await this.deliver();
    if (this.#failures.length > 0) throw new Error(this.#failures.join('; '));
    const listener = this.#losses > 0 ? undefined : this.listener;
    await check(this.site, { bucket: this.bucket, hub: this.hub, listener, now: this.now, skew: MOST_AHEAD });
  }

  /** Handles the messages that runs have sent. */
  async deliver(): Promise<void> {
    while (this.#sent.length > 0) await this.handle(this.#sent.shift() ?? '', { role: 'bulk' });
  }

  async #step(run: Run): Promise<void> {
    const { waiting } = this.#scheduler;
    await this.#scheduler.step(() => waiting.findIndex((each) => each.run === run));
  }
}
