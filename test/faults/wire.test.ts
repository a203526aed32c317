import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { it } from 'node:test';
import pMap from 'p-map';
import { pingMessages, RECONCILE_MESSAGE, requeueMessages } from '../../lambda/aws/messages.ts';
import { handleBatch, type Work } from '../../lambda/batch/handle-batch.ts';
import { makeDocuments } from '../../lambda/core/documents.ts';
import { makeEntries } from '../../lambda/core/entry/entry.ts';
import { s3Event } from '../../lambda/local/s3/event.ts';
import { CatalogStore } from '../../lambda/state/catalog-store.ts';
import { EntryStore } from '../../lambda/state/entry-store.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { S3Store } from '../../lambda/stores/s3.ts';
import { POSTS, type Post, PostsBucket } from '../simulation/bucket.ts';
import { Hub } from '../simulation/hubs.ts';
import { check } from '../simulation/oracle.ts';
import { type Random, randomFrom } from '../simulation/random.ts';
import { badWire, type Fault } from '../support/bad-wire.ts';
import { type Handler, TestQueue } from '../support/queue.ts';
import { atOnce, clientFor, startS3 } from '../support/s3.ts';

const SEED = 20261124;
const BURSTS = 10;
const UPLOADS = 1_000;
const KEYS = 2_500;
const RATE = 0.2;
/** The first day after all posts. */
const START = Date.UTC(2026, 0, 2);
const DAY = 86_400_000;
/** Deliveries to all functions until everything is published; some hundred are usual. */
const MOST_ROUNDS = 5_000;

const wholeSecond = (): number => Math.floor(Date.now() / 1000) * 1000;

const handlerOf =
  (work: Work): Handler =>
  async ({ Records }) => {
    const failed = await handleBatch(
      Records.map(({ messageId, body }) => ({ id: messageId, body })),
      work,
    );
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };

function postAtRandom(random: Random, slug: string): Post {
  const tags = ['vMotion', 'VMotion', 'C++', 'Q&A'].filter(() => random() < 0.3);
  return {
    title: `Story ${Math.floor(random() * 1e6)}`,
    slug,
    date: START - Math.floor(random() * 3000) * DAY,
    tags,
    draft: random() < 0.05,
  };
}

it('ten thousand uploads converge: no post is lost, and no document is torn', async (t) => {
  const random = randomFrom(SEED);
  const faults = new Map<Fault, number>();
  let now = wholeSecond();
  const bucket = new PostsBucket(() => now);
  const site = new MemoryStore({ now: () => now });
  const hub = new Hub(site);
  const dead = new TestQueue('dead');
  const queues = { fresh: new TestQueue('fresh', { deadLetters: dead }), bulk: new TestQueue('bulk', { deadLetters: dead }) };
  const send = async (bodies: string[]) => {
    for (const body of bodies) queues.bulk.put(body);
  };
  const s3 = await startS3(
    { [POSTS]: bucket.store, site },
    { now: () => now, onWrite: (write) => void (write.bucket === POSTS && queues.fresh.put(s3Event({ ...write, time: now }))) },
    badWire(randomFrom(SEED + 1), RATE, faults),
  );
  t.after(() => s3.close());
  // With the retries of functions, without their waits.
  const open = (name: string) => new S3Store({ client: clientFor(s3.endpoint, atOnce(5)), bucket: name });
  bucket.through = new S3Store({ client: clientFor(s3.endpoint, atOnce(20)), bucket: POSTS });

  const failures = new Map<string, number>();
  const workFor = (role: 'fresh' | 'bulk'): Work => {
    const own = open('site');
    const limits = role === 'fresh' ? { staleLimit: 100, pendingLimit: 100, canImport: false } : { staleLimit: 300, canImport: true };
    return {
      publisher: {
        ...{ posts: open(POSTS), site: own, catalog: new CatalogStore(own), entries: new EntryStore(own) },
        ...{ makeEntries, makeDocuments },
        ...{ now: () => now, drawGeneration: () => randomBytes(8).toString('hex'), overrides: {}, exclusive: false, ...limits },
        requeue: (keys) => send(requeueMessages(keys)),
        ping: (pings) => send(pingMessages(pings)),
      },
      location: { bucket: POSTS, prefix: '' },
      bulk: { send },
      pingHub: (ping) => hub.tell(ping),
      log: {
        info: () => {},
        error: (event) => void failures.set(event, (failures.get(event) ?? 0) + 1),
        metrics: () => {},
      },
    };
  };
  const [one, two, bulk] = [workFor('fresh'), workFor('fresh'), workFor('bulk')];
  let rounds = 0;
  const publishAll = async () => {
    while (queues.fresh.waiting.length + queues.bulk.waiting.length > 0) {
      rounds += 1;
      assert.ok(rounds < MOST_ROUNDS, `work is left after ${rounds} rounds of deliveries`);
      await Promise.all([...[one, two].map((work) => queues.fresh.deliver(handlerOf(work))), queues.bulk.deliver(handlerOf(bulk))]);
    }
  };

  await bucket.configure({ title: 'Field Notes', limit: 20, permalink: '/:title/', archives: 'main' });
  await send([RECONCILE_MESSAGE]);
  for (let burst = 0; burst < BURSTS; burst += 1) {
    // One time for the whole burst; responses carry the time of this machine, so the two must not drift apart.
    now = wholeSecond();
    const keys = new Set(Array.from({ length: UPLOADS }, () => `posts/story-${Math.floor(random() * KEYS)}.md`));
    const uploads = [...keys].map((key) => ({ key, post: random() < 0.1 ? undefined : postAtRandom(random, key.slice(6, -3)) }));
    const uploading = pMap(uploads, ({ key, post }) => (post ? bucket.put(key, post) : bucket.remove(key)), { concurrency: 16 });
    await Promise.all([uploading, publishAll()]);
  }
  await publishAll();

  assert.deepEqual(dead.bodies, []);
  await check(site, { bucket, hub, now, skew: 0 });
  t.diagnostic(`rounds of deliveries: ${rounds}`);
  t.diagnostic(`requests that went wrong: ${JSON.stringify(Object.fromEntries(faults))}`);
  t.diagnostic(`told: ${JSON.stringify(Object.fromEntries(failures))}; posts in the end: ${bucket.posts.size}`);
  for (const fault of ['refused with 409', 'refused with 503', 'answer lost', 'request cut', 'answer cut', 'answer slow'] as const) {
    assert.ok((faults.get(fault) ?? 0) > 25, `${fault} happened often enough`);
  }
});
