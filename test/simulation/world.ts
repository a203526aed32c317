/**
 * A random world: posts appear, change, change back, move and disappear; events are late, doubled, out of order or lost; runs die or run out
 * of time; requests fail; catalogs are lost; documents are changed by others; clocks differ.
 */

import { RECONCILE_ALLOW_EMPTY_MESSAGE, RECONCILE_MESSAGE, scheduledRunMessage } from '../../lambda/aws/messages.ts';
import type { Message } from '../../lambda/batch/parse-messages.ts';
import { TOLERANCE } from '../../lambda/core/catalog/as-of.ts';
import { earlyDate } from '../../lambda/core/catalog/early-job.ts';
import { instantAt } from '../../lambda/core/instant.ts';
import { CATALOG, PUBLIC } from '../../lambda/keys.ts';
import { s3Event } from '../../lambda/local/s3/event.ts';
import type { RunContext } from '../../lambda/publish/context.ts';
import { listAll, type StoredObject } from '../../lambda/stores/store.ts';
import { readCatalog } from '../support/whole-catalog.ts';
import { RESEMBLANCES, type Resemblance, renamed, resembling } from './alike.ts';
import { CONFIG, faulty, POSTS, type Post, PostsBucket, SiteBucket, SPOILT, SWALLOWED } from './bucket.ts';
import { invoke, type Role, Schedules } from './function.ts';
import { Hub } from './hubs.ts';
import { shareTwoTraits } from './id-rule.ts';
import { Listener } from './listener.ts';
import type { Truth } from './oracle.ts';
import { type Random, randomFrom } from './random.ts';
import { lineageOf, Reader } from './reader.ts';
import { type Run, Scheduler } from './scheduler.ts';
import { cut, edited } from './tears.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const START = Date.UTC(2026, 0, 2);
/** Milliseconds by which a clock may be wrong, either way. */
const SKEW = 2 * MINUTE;
const YEARS = 9 * 365 * DAY;
/** Milliseconds by which `moment` may be ahead: a scheduled run may move it beyond a trusted clock. */
const MOST_AHEAD = 2 * TOLERANCE;
const TAGS = ['vMotion', 'VMotion', 'C++', 'Q&A'];
const ARCHIVES = ['main', 'all', 'none'] as const;
const TITLES = ['Alpha', 'Beta', 'Gamma'];

export interface Difficulty {
  /** Times that the catalog is lost, or cut or garbled. */
  losses: number;
  /** Times that an earlier catalog is restored. */
  rollbacks: number;
  /** Times that a document is cut, edited, replaced by an older version of itself, or deleted. */
  tears: number;
  /** Times that all clocks, also the store's, are ahead by years for a while. */
  leaps: number;
  /** Whether clocks are sometimes off by years. */
  wildClocks: boolean;
  /** Whether posts have times, and name each other. */
  rich: boolean;
  /** Most stale rows that one run renders. */
  staleLimit: number;
  /** Whether every post can be followed and must keep its id: no file name is reused, no date changes. */
  fresh: boolean;
  /** Whether the configuration changes. */
  configured: boolean;
  /** Whether events and scheduled runs are lost. */
  lossy: boolean;
  /** Share of requests that fail. */
  faults: number;
  /** Whether runs have little time and requeue work. */
  hurried: boolean;
}

/** With keys or without. */
const isFull = (body: string): boolean => JSON.parse(body).linefeed === JSON.parse(RECONCILE_MESSAGE).linefeed;

const allowingEmpty = (body: string): string => JSON.stringify({ ...JSON.parse(body), ...JSON.parse(RECONCILE_ALLOW_EMPTY_MESSAGE) });

type Renderers = Pick<RunContext, 'makeEntries' | 'makeDocuments'>;

/**
 * Expected failures of messages; any other is a bug. Without a catalog, a broken configuration cannot be replaced. A listing without
 * published posts fails until the events of the deletions arrive.
 */
const EXCUSED = new RegExp(
  `${SWALLOWED}|published posts? (?:is|are) gone|gave up after|the time is up|could not clear|the hub is ill|the bus is ill|^${CONFIG}:`,
);

export class World {
  readonly #random: Random;
  readonly #bucket: PostsBucket;
  readonly site: SiteBucket;
  readonly #hub: Hub;
  readonly #listener = new Listener();
  #configIsBroken = false;
  #now = START;
  #steps = 0;
  readonly #reader: Reader;
  readonly #queues: Record<Role, Message[]> = { fresh: [], bulk: [] };
  readonly #schedules = new Schedules();
  readonly #scheduler = new Scheduler();
  #active: { run: Run<string[]>; role: Role; messages: Message[]; mistakes: string[] }[] = [];
  /** Batches whose run was killed, received again unchanged. */
  #again: { role: Role; messages: Message[] }[] = [];
  #left: number;
  #losses: number;
  #rollbacks: number;
  #tears: number;
  #leaps: number;
  /** `over`: until all messages are handled. */
  #leap: 'under way' | 'over' | undefined;
  /** Whether messages are lost. A full run makes up for them at the end. */
  #lossy: boolean;
  #names = 0;
  #nonces = 0;
  /** Renames that are half done; `then` is the other half. */
  #renames: { keys: string[]; begun: number; then: () => Promise<void> }[] = [];
  /** Posts that others resemble. Where every post is followed, it must be clear which one was renamed. */
  readonly #resembled = new Set<string>();
  #sent = 0;
  readonly #difficulty: Difficulty;
  readonly #renderers: Renderers;

  constructor(seed: number, difficulty: Difficulty, renderers: Renderers) {
    this.#random = randomFrom(seed);
    this.#bucket = new PostsBucket(() => this.#now);
    this.site = new SiteBucket(() => this.#now, this.#random, difficulty.rollbacks === 0);
    this.#hub = new Hub(this.site);
    this.#reader = new Reader(this.site, (key) => this.site.torn.has(key));
    this.#difficulty = difficulty;
    this.#renderers = renderers;
    this.#left = 4 + this.#below(10);
    this.#losses = difficulty.losses;
    this.#rollbacks = difficulty.rollbacks;
    this.#tears = difficulty.tears;
    this.#leaps = difficulty.leaps;
    this.#lossy = difficulty.lossy;
  }

  get truth(): Truth {
    const listener = this.#difficulty.losses + this.#difficulty.rollbacks === 0 ? this.#listener : undefined;
    return { bucket: this.#bucket, hub: this.#hub, listener, now: this.#now, skew: MOST_AHEAD };
  }

  #below = (limit: number): number => Math.floor(this.#random() * limit);
  #pick = <T>(items: readonly T[]): T => items[this.#below(items.length)] as T;
  #chance = (probability: number): boolean => this.#random() < probability;

  /** Runs until nothing is left to happen. */
  async live(): Promise<void> {
    await this.#bucket.configure({ ...this.#bucket.config, limit: 1 + this.#below(2), archives: this.#pick(ARCHIVES) });
    this.#send('bulk', RECONCILE_MESSAGE);
    while (this.#left > 0 || this.#leap || !this.#isQuiet) await this.#turn();
    const { losses, rollbacks, lossy, tears } = this.#difficulty;
    const isForgetful = lossy || losses + rollbacks > 0;
    if (!isForgetful && tears === 0) return;
    this.#lossy = false;
    // The last full run repairs what was changed before it, not behind it.
    this.#tears = 0;
    // The event of the last post's deletion may be among those that were lost.
    this.#send('bulk', isForgetful ? RECONCILE_ALLOW_EMPTY_MESSAGE : RECONCILE_MESSAGE);
    while (!this.#isQuiet) await this.#turn();
  }

  get #isIdle(): boolean {
    return this.#queues.fresh.length + this.#queues.bulk.length + this.#active.length + this.#again.length + this.#renames.length === 0;
  }

  #isWaiting = (role: Role): boolean => this.#queues[role].length > 0 || this.#again.some((batch) => batch.role === role);

  get #isQuiet(): boolean {
    return this.#isIdle && this.#schedules.first === undefined;
  }

  async #turn(): Promise<void> {
    this.#steps += 1;
    if (this.#steps > 30_000) throw new Error('it never ends');
    if (this.#chance(0.2)) this.#now += 7_000;
    await this.#leapOrReturn();
    if (this.#leap !== 'under way') this.#wake();
    await this.#completeRename();
    const choice = this.#random();
    const role = this.#chance(0.6) ? 'fresh' : 'bulk';
    if (this.#left > 0 && choice < 0.08 && this.#leap !== 'under way') await this.#happen();
    else if (this.#losses > 0 && choice < 0.085) {
      this.#losses -= 1;
      await this.#loseCatalog();
    } else if (this.#rollbacks > 0 && choice < 0.09) {
      this.#rollbacks -= 1;
      await this.#rollBack();
    } else if (this.#tears > 0 && choice < 0.1) {
      this.#tears -= 1;
      await this.#tear();
    } else if (this.#isWaiting(role) && this.#active.length < 4 && choice < 0.2) this.#receive(role);
    else if (this.#active.length > 0) await this.#progress();
  }

  /** Nothing is written to the posts meanwhile. Once time is right again, a run notices, and no post stays published early. */
  async #leapOrReturn(): Promise<void> {
    if (this.#leap === undefined && this.#leaps > 0 && this.#queues.fresh.length > 0 && this.#chance(0.01)) {
      this.#leaps -= 1;
      this.#leap = 'under way';
      this.#now += YEARS;
    } else if (this.#leap === 'under way' && this.#active.length === 0 && (this.#isIdle || (await this.#isAhead()))) {
      this.#leap = 'over';
      this.#now -= YEARS;
      this.#send('fresh', scheduledRunMessage(instantAt(this.#now)));
    } else if (this.#leap === 'over' && this.#isIdle) {
      this.#leap = undefined;
      const { posts, moment } = (await readCatalog(this.site))?.catalog ?? { posts: {}, moment: instantAt(this.#now) };
      for (const [key, row] of Object.entries(posts)) {
        const date = earlyDate(row, moment);
        if (date !== undefined) throw new Error(`${key} is ${row.state} at ${moment}, with the date ${date}`);
      }
    }
  }

  async #isAhead(): Promise<boolean> {
    const held = await readCatalog(this.site);
    return held !== undefined && Date.parse(held.catalog.moment) > this.#now - YEARS / 2;
  }

  /** Deletes the catalog, or makes it unreadable. */
  async #loseCatalog(): Promise<void> {
    const object = (await this.site.get(CATALOG)) as StoredObject | undefined;
    const bytes = object?.bytes ?? new Uint8Array();
    const kind = this.#random();
    if (kind < 0.5) await this.site.delete(CATALOG);
    else if (kind < 0.7) await this.site.put(CATALOG, bytes.subarray(0, this.#below(bytes.length)));
    else if (kind < 0.85) await this.site.put(CATALOG, new Uint8Array());
    else
      await this.site.put(
        CATALOG,
        bytes.map((byte) => byte ^ 0x5a),
      );
  }

  async #rollBack(): Promise<void> {
    if (this.site.catalogs.length > 0) await this.site.putBack(this.#pick(this.site.catalogs));
  }

  /** Another program changes a document; Linefeed gets no event. */
  async #tear(): Promise<void> {
    const documents = await listAll(this.site, PUBLIC);
    if (documents.length === 0) return;
    const { key } = this.#pick(documents);
    const now = (await this.site.get(key)) as StoredObject;
    const kind = this.#random();
    if (kind < 0.1) await this.site.tear(key, undefined);
    else if (kind < 0.35) await this.site.tear(key, cut(now));
    else if (kind < 0.65) await this.site.tear(key, edited(key, now));
    else {
      const versions = this.site.versions.get(key) ?? [];
      // To put the last version back repairs the document, and no hub fetches it again.
      const older = versions.filter(({ bytes }) => Buffer.compare(bytes, versions.at(-1)?.bytes ?? bytes) !== 0);
      await this.site.tear(key, older.length > 0 ? this.#pick(older) : cut(now));
    }
  }

  #wake(): void {
    const { first } = this.#schedules;
    if (this.#left === 0 && this.#isIdle && first !== undefined) this.#now = Math.max(this.#now, Date.parse(first));
    // Late, or lost.
    for (const minute of this.#schedules.take(this.#now, () => this.#chance(0.3)))
      if (!this.#isLost()) this.#send('fresh', scheduledRunMessage(minute));
  }

  /** Delivers a message once or twice. */
  #send(role: Role, body: string): void {
    for (let count = this.#chance(0.15) ? 2 : 1; count > 0; count -= 1) {
      this.#sent += 1;
      this.#queues[role].push({ id: `m${this.#sent}`, body });
    }
  }

  #isLost = (): boolean => this.#lossy && this.#chance(0.15);

  /** The S3 event, unless it is lost. */
  #tell(key: string, kind: 'Put' | 'Delete'): void {
    if (this.#isLost()) return;
    this.#send('fresh', s3Event({ bucket: POSTS, key, kind, time: this.#now }));
  }

  async #happen(): Promise<void> {
    this.#left -= 1;
    const keys = [...this.#bucket.posts.keys()].filter((key) => !this.#isBeingRenamed(key));
    const movable = keys.filter((key) => !this.#resembled.has(key) && !this.#hasUnseenDouble(key));
    const kind = this.#random();
    if (this.#chance(0.1)) this.#send('bulk', RECONCILE_MESSAGE);
    if (this.#difficulty.configured && this.#chance(0.15)) await this.#configure();
    else if (movable.length > 0 && kind < 0.2) await this.#remove(this.#pick(movable));
    else if (movable.length > 0 && kind < 0.35) await this.#rename(this.#pick(movable));
    else if (keys.length > 0 && kind < 0.75) await this.#change(this.#pick(keys));
    else if (keys.length < 5) await this.#create();
    // It is unknown which good configuration a run read last.
    if (this.#left === 0 && this.#configIsBroken) await this.#configure(false);
  }

  async #configure(breaks = this.#chance(0.2)): Promise<void> {
    this.#configIsBroken = breaks;
    if (breaks) await this.#bucket.store.put(CONFIG, Buffer.from('title: ['));
    else {
      const title = this.#pick(['Field Notes', 'Meadow Notes']);
      const permalink = this.#pick(['/:title/', '/p/:title/']);
      const archives = this.#pick(ARCHIVES);
      await this.#bucket.configure({ title, limit: 1 + this.#below(4), permalink, archives });
    }
    this.#tell(CONFIG, 'Put');
  }

  async #create(): Promise<void> {
    const key = this.#freeKey();
    if (this.#bucket.posts.has(key) || this.#isBeingRenamed(key)) return;
    const post = this.#post(`story-${this.#names}`);
    const others = [...this.#bucket.versions.keys()].filter((other) => other !== key && !this.#isBeingRenamed(other));
    if (others.length > 0 && this.#chance(0.3)) await this.#createAlike(key, post, this.#pick(others));
    else await this.#put(key, post);
  }

  /** Creates a post that shares traits with a present or removed one, and inherits its history. */
  async #createAlike(key: string, own: Post, other: string): Promise<void> {
    const last = this.#bucket.versions.get(other)?.at(-1);
    if (!last) return;
    const post = resembling(this.#pick(Object.keys(RESEMBLANCES) as Resemblance[]), own, last);
    if (this.#difficulty.fresh) {
      const alike = [...this.#bucket.written.keys()].filter((each) => this.#shareTraits(each, [last]) || this.#shareTraits(each, [post]));
      if (alike.some(this.#isBeingRenamed) || (await this.#hasUnseenRename([...alike, other]))) return;
      for (const each of [...alike, other]) if (this.#bucket.posts.has(each)) this.#resembled.add(each);
    }
    this.#bucket.inherit(other, key);
    await this.#put(key, post);
  }

  /** Every version of a post, under its present and earlier names. */
  #pastOf(key: string): Post[] {
    const lineages = new Set(this.#bucket.written.get(key)?.map(({ slug }) => lineageOf(slug)));
    return [...this.#bucket.written.values()].flat().filter(({ slug }) => lineages.has(lineageOf(slug)));
  }

  #shareTraits(key: string, posts: readonly Post[]): boolean {
    const isSame = (past: Post) => posts.some((post) => lineageOf(past.slug) === lineageOf(post.slug) || shareTwoTraits(past, post));
    return this.#pastOf(key).some(isSame);
  }

  /**
   * Whether a post without an id resembles this one. If this one moved or were removed now, either could get the id; see docs/protocol.md,
   * "Renames".
   */
  #hasUnseenDouble(key: string): boolean {
    if (!this.#difficulty.fresh) return false;
    const past = this.#pastOf(key);
    const isUnseen = (other: string) => this.#pastOf(other).every(({ slug }) => !this.#reader.knows(slug));
    return [...this.#bucket.posts.keys()].some((other) => other !== key && isUnseen(other) && this.#shareTraits(other, past));
  }

  /**
   * Whether no run has seen yet that one of these posts has a new name. A post that resembles it and is seen first takes its id over, as
   * docs/protocol.md says.
   */
  async #hasUnseenRename(keys: readonly string[]): Promise<boolean> {
    const rows = (await readCatalog(this.site))?.catalog.posts;
    const isUnseen = (key: string) => {
      const names = this.#bucket.posts.has(key) && !rows?.[key]?.released ? this.#namesOf(key) : [];
      return names.some((name) => rows === undefined || rows[name]?.released);
    };
    return keys.some(isUnseen);
  }

  /** The present name of a post and those that it had before. */
  #namesOf(key: string): string[] {
    const lineages = new Set(this.#bucket.written.get(key)?.map(({ slug }) => lineageOf(slug)));
    return [...this.#bucket.written].flatMap(([name, posts]) => (posts.some(({ slug }) => lineages.has(lineageOf(slug))) ? [name] : []));
  }

  #freeKey(): string {
    this.#names += 1;
    return `posts/post-${this.#difficulty.fresh ? this.#names : this.#below(6)}.md`;
  }

  #post(slug: string): Post {
    const { rich, leaps } = this.#difficulty;
    // A clock that is ahead finds several posts with a future date.
    const date = rich && this.#chance(0.4) ? this.#now + this.#below((leaps > 0 ? 120 : 6) * MINUTE) : START - this.#below(5) * 20 * DAY;
    const wholeSecond = (time: number) => Math.floor(time / 1000) * 1000;
    return {
      // Unique, unless another post is made to resemble this one.
      title: `${this.#pick(TITLES)} ${slug.replace(/-r\d+$/, '')}`,
      slug,
      date: wholeSecond(date),
      // Some expire before they appear.
      ...(rich && this.#chance(0.3)
        ? { expires: wholeSecond(Math.max(this.#chance(0.8) ? date : 0, this.#now) + this.#below(8 * MINUTE)) }
        : {}),
      ...(rich && this.#chance(0.1) ? { unlisted: true } : {}),
      tags: TAGS.filter(() => this.#chance(0.35)),
      draft: this.#chance(0.1),
      ...(rich && this.#chance(0.5) ? { names: `post-${this.#below(6)}` } : {}),
    };
  }

  /** Changes title, terms or times, restores an earlier version, or makes the file invalid. */
  async #change(key: string): Promise<void> {
    const last = this.#bucket.versions.get(key)?.at(-1);
    if (!last) return;
    const past = this.#bucket.versions.get(key)?.filter(({ slug }) => slug === last.slug) ?? [];
    const next = { ...this.#post(last.slug), ...(last.text === undefined ? {} : { text: last.text }) };
    const kind = this.#random();
    if (kind < 0.2) await this.#spoil(key);
    else if (kind < 0.4) await this.#put(key, this.#pick(past));
    else if (kind < 0.7) await this.#put(key, { ...last, title: next.title });
    else await this.#put(key, { ...next, date: this.#difficulty.fresh || this.#chance(0.5) ? last.date : next.date });
  }

  /** Writes the new file and removes the old one, in either order; other events happen in between. */
  async #rename(from: string): Promise<void> {
    const to = this.#freeKey();
    const post = this.#bucket.posts.get(from);
    if (!post || this.#bucket.posts.has(to) || this.#isBeingRenamed(to)) return;
    this.#bucket.inherit(from, to);
    // A post that no reader has seen has no id to keep.
    const mayBeEdited = !this.#difficulty.fresh || this.#reader.knows(post.slug);
    const past = this.#bucket.versions.get(from) ?? [];
    const write = () => this.#put(to, mayBeEdited ? renamed(post, past, this.#names, this.#random) : post);
    const remove = () => this.#remove(from);
    const [first, then] = this.#chance(0.5) ? [write, remove] : [remove, write];
    this.#renames.push({ keys: [from, to], begun: this.#now, then });
    await first();
  }

  #isBeingRenamed = (key: string): boolean => this.#renames.some(({ keys }) => keys.includes(key));

  /** In time: beyond `RENAME_WINDOW`, by clocks that differ, it is no rename. */
  async #completeRename(): Promise<void> {
    const [first] = this.#renames;
    if (!first || (this.#now - first.begun < MINUTE && !this.#chance(0.1))) return;
    await first.then();
    this.#renames.shift();
  }

  async #remove(key: string): Promise<void> {
    await this.#bucket.remove(key);
    this.#tell(key, 'Delete');
  }

  async #spoil(key: string): Promise<void> {
    await this.#bucket.spoil(key, this.#chance(0.5) ? SPOILT.early : SPOILT.late);
    this.#tell(key, 'Put');
  }

  async #put(key: string, post: Post): Promise<void> {
    await this.#bucket.put(key, post);
    this.#tell(key, 'Put');
  }

  /** Invokes a function with some messages. */
  #receive(role: Role): void {
    const again = this.#again.findIndex((batch) => batch.role === role);
    const queue = this.#queues[role];
    const messages: Message[] = again === -1 ? [] : (this.#again.splice(again, 1)[0]?.messages ?? []);
    for (let count = again === -1 ? 1 + this.#below(3) : 0; count > 0 && queue.length > 0; count -= 1) {
      messages.push(...queue.splice(this.#below(queue.length), 1));
    }
    const mistakes: string[] = [];
    const wild = this.#difficulty.wildClocks && this.#chance(0.3);
    const skew = (this.#below(3) - 1) * (wild ? YEARS : SKEW);
    const run = this.#scheduler.start<string[]>((started) => {
      const { faults, staleLimit, hurried } = this.#difficulty;
      const now = () => this.#now + skew;
      return invoke(started, role, messages, {
        ...this.#renderers,
        ...{ posts: faulty(this.#bucket.store, this.#random, faults), site: faulty(this.site, this.#random, faults) },
        // Few outputs and posts are compared at once.
        portions: { heads: 4, names: 1, due: 1 },
        ...{ now, staleLimit, drawGeneration: () => `g${this.#below(1e9)}`, drawNonce: () => `n${this.#nonces++}` },
        ...(hurried && this.#chance(0.3) ? { until: now() + this.#below(2 * MINUTE) } : {}),
        send: (bodies) => {
          for (const body of bodies) this.#send('bulk', body);
        },
        // A throttled scheduler still creates the first.
        scheduleRuns: (minutes) => this.#schedules.make(faults > 0 && this.#chance(0.2) ? minutes.slice(0, 1) : minutes),
        pingHub: async (ping) => (faults > 0 && this.#chance(0.2) ? { failed: 'the hub is ill' } : this.#hub.tell(ping)),
        publishEvents: (news) => {
          if (faults > 0 && this.#chance(0.1)) throw new Error('the bus is ill');
          this.#listener.tell(news);
        },
        onFailure: (reason) => !EXCUSED.test(reason) && mistakes.push(reason),
      });
    });
    this.#active.push({ run, role, messages, mistakes });
  }

  /**
   * If the event of a deletion was lost, or its effect was lost with the catalog, an operator sees that the full run fails and allows empty
   * feeds.
   */
  #asked = (message: Message): Message =>
    (this.#lossy || this.#hasForgotten) && this.#chance(0.2) ? { ...message, body: allowingEmpty(message.body) } : message;

  get #hasForgotten(): boolean {
    return this.#losses < this.#difficulty.losses || this.#rollbacks < this.#difficulty.rollbacks;
  }

  async #progress(): Promise<void> {
    if (this.#chance(0.006)) {
      const [victim] = this.#active.splice(this.#below(this.#active.length), 1);
      if (victim) {
        this.#scheduler.kill(victim.run);
        // Half of the batches are received again unchanged, since the same batch may kill its run again.
        if (this.#chance(0.5)) this.#again.push(victim);
        else this.#queues[victim.role].push(...victim.messages);
      }
    }
    await this.#scheduler.step((waiting) => this.#below(waiting.length));
    const ended = this.#active.filter(({ run }) => run.ended);
    this.#active = this.#active.filter(({ run }) => !run.ended);
    for (const { run, role, messages, mistakes } of ended) {
      if (run.error) throw run.error;
      if (mistakes.length > 0) throw new Error(`a message failed: ${mistakes[0]}`);
      const failed = messages.filter(({ id }) => run.result?.includes(id));
      this.#queues[role].push(...failed.map((message) => (isFull(message.body) ? this.#asked(message) : message)));
    }
    if (ended.length > 0 && this.#difficulty.fresh) await this.#reader.read();
  }
}
