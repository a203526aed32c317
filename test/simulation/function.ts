/** Invokes a function's own code in the simulation; each of its requests waits for its turn. */

import { pingMessages, requeueMessages } from '../../lambda/aws/messages.ts';
import { handleBatch } from '../../lambda/batch/handle-batch.ts';
import type { Message } from '../../lambda/batch/parse-messages.ts';
import type { PingHub } from '../../lambda/batch/websub-client.ts';
import type { PostEvent } from '../../lambda/core/catalog/post-events.ts';
import type { Instant } from '../../lambda/core/model.ts';
import type { RunContext } from '../../lambda/publish/context.ts';
import { CatalogStore } from '../../lambda/state/catalog-store.ts';
import { EntryStore } from '../../lambda/state/entry-store.ts';
import type { Store } from '../../lambda/stores/store.ts';
import { POSTS } from './bucket.ts';
import { SMALL_NODES } from './invariants.ts';
import type { Run } from './scheduler.ts';

/** The publish function, which handles fresh posts, or the reconcile function. */
const ROLES: Record<'fresh' | 'bulk', Pick<RunContext, 'canImport' | 'pendingLimit'>> = {
  fresh: { canImport: false, pendingLimit: 1 },
  bulk: { canImport: true, pendingLimit: Number.POSITIVE_INFINITY },
};

export type Role = keyof typeof ROLES;

/** The surroundings of a function. */
export interface Surroundings
  extends Pick<RunContext, 'makeEntries' | 'makeDocuments' | 'now' | 'drawGeneration' | 'staleLimit' | 'portions' | 'until'> {
  posts: Store;
  site: Store;
  drawNonce(): string;
  /** Receives bulk messages. */
  send(bodies: string[]): void;
  /** Creates schedules, all or some of them. */
  scheduleRuns(minutes: Instant[]): Instant[];
  pingHub: PingHub;
  /** Receives post events. */
  publishEvents(news: PostEvent[]): void;
  /** Receives the reason of each failed message. */
  onFailure(reason: string): void;
}

/** @returns the ids of the failed messages */
export function invoke(run: Run, role: Role, messages: Message[], around: Surroundings): Promise<string[]> {
  const { posts, send, scheduleRuns, pingHub, publishEvents, onFailure, drawNonce, ...own } = around;
  const site = run.store(around.site);
  const bulk = { send: (bodies: string[]) => run.request('send', async () => send(bodies)) };
  const publisher: RunContext = {
    ...own,
    ...ROLES[role],
    posts: run.store(posts),
    site,
    catalog: new CatalogStore(site, { ...SMALL_NODES, drawNonce }),
    entries: new EntryStore(site),
    requeue: (keys) => bulk.send(requeueMessages(keys)),
    ping: (pings) => run.request('ping', async () => send(pingMessages(pings))),
    scheduleRuns: (minutes) => run.request('wake', async () => scheduleRuns(minutes)),
    publishEvents: (news) => run.request('news', async () => publishEvents(news)),
    pause: () => run.request('pause', async () => {}),
    // More than two posts are imported in portions, and more than two entries recovered.
    portions: { ...own.portions, imported: 1, recovered: 1 },
    overrides: {},
    exclusive: false,
  };
  const log = {
    info: () => {},
    error: (event: string, fields: Readonly<Record<string, unknown>> = {}) =>
      event === 'message failed' && onFailure(String(fields.reason)),
    metrics: () => {},
  };
  return handleBatch(messages, {
    publisher,
    location: { bucket: POSTS, prefix: '' },
    bulk,
    pingHub: (ping) => run.request('tell', () => pingHub(ping)),
    log,
  });
}

/** One-time schedules, named by their minute, so that creating one twice has no effect. */
export class Schedules {
  readonly #minutes = new Map<string, Instant>();

  make(names: Instant[]): Instant[] {
    for (const minute of names) this.#minutes.set(minute, minute);
    return names;
  }

  get first(): Instant | undefined {
    return [...this.#minutes.values()].sort()[0];
  }

  /** Returns and deletes minutes that have come. @param fires whether a schedule fires this time */
  take(now: number, fires: () => boolean = () => true): Instant[] {
    const due = [...this.#minutes].filter(([, minute]) => Date.parse(minute) <= now && fires());
    for (const [name] of due) this.#minutes.delete(name);
    return due.map(([, minute]) => minute);
  }
}
