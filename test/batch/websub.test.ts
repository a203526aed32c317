/**
 * WebSub from an upload to the subscribers: the functions over S3 and SQS, the served documents, a hub and a subscriber, all over HTTP on
 * this machine. https://www.w3.org/TR/websub/
 */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { RECONCILE_MESSAGE, requeueMessages } from '../../lambda/aws/messages.ts';
import { PING_DELAY } from '../../lambda/http-headers.ts';
import { createSiteServer } from '../../lambda/local/dev/site-server.ts';
import { listAll } from '../../lambda/stores/store.ts';
import { type Functions, functionsFor } from '../functions/functions.ts';
import { upload } from '../support/aws.ts';
import { CONFIG, post } from '../support/blog.ts';
import { TestHub } from '../support/hub.ts';
import { linksIn, linksOf, Subscriber } from '../support/subscriber.ts';
import { readCatalog } from '../support/whole-catalog.ts';

const [ONE, TWO] = ['_posts/2026-01-01-one.md', '_posts/2026-01-02-two.md'];
const NAMES = ['atom.xml', 'feed.json', 'rss.xml'];

interface World extends Functions {
  hub: TestHub;
  subscriber: Subscriber;
  /** Also the feedLink. */
  address: string;
  /** Leaves the pings in the queue. */
  publishFiles(files: Record<string, string>): Promise<void>;
  deliverPings(): Promise<void>;
}

async function world(context: TestContext, config = '', prepare: (hub: TestHub) => void = () => {}): Promise<World> {
  const functions = await functionsFor(context);
  const [hub, subscriber] = [await TestHub.start(context), await Subscriber.start(context)];
  const server = createSiteServer({ store: functions.site });
  context.after(() => server.close());
  const address = await server.listen(0);
  const deliverPings = async () => {
    await functions.bulk.drain(functions.reconcile);
    await hub.settled();
  };
  await upload(functions, { 'linefeed.yaml': `${CONFIG}feedLink: ${address}\nhub: ${hub.address}\n${config}`, [ONE]: post('One') });
  functions.fresh.waiting.length = 0;
  functions.bulk.put(RECONCILE_MESSAGE);
  await deliverPings();
  hub.pings.length = 0;
  prepare(hub);
  functions.reset();
  const publishFiles = async (files: Record<string, string>) => {
    await upload(functions, files);
    await functions.fresh.drain(functions.publish);
  };
  return { ...functions, hub, subscriber, address, publishFiles, deliverPings };
}

const delays = ({ bulk }: World) => bulk.waiting.map(({ delay }) => delay);

describe('a subscriber', () => {
  it('finds hub and self link in headers and documents, in every format and as gzip', async (context) => {
    const { address, hub } = await world(context);
    for (const name of NAMES) {
      const wanted = { hubs: [hub.address], self: [address + name] };
      for (const accepted of ['identity', 'gzip']) {
        const answer = await fetch(address + name, { headers: { 'Accept-Encoding': accepted } });
        assert.deepEqual(linksOf(answer.headers.get('link')), wanted, `${name} as ${accepted}`);
        assert.deepEqual(linksIn(await answer.text()), wanted, name);
      }
    }
  });

  it('finds all hubs, each of which gets pings', async (context) => {
    const second = await TestHub.start(context);
    const functions = await world(context);
    const { address, hub, posts } = functions;
    const config = `${CONFIG}feedLink: ${address}\nhub: [${hub.address}, ${second.address}]\n`;
    await posts.put('linefeed.yaml', Buffer.from(config));
    functions.bulk.put(RECONCILE_MESSAGE);
    await functions.deliverPings();
    assert.deepEqual(await functions.subscriber.discover(`${address}rss.xml`), {
      hubs: [hub.address, second.address],
      self: [`${address}rss.xml`],
    });
    assert.deepEqual([hub.topics, second.topics], [NAMES.map((name) => address + name), NAMES.map((name) => address + name)]);
  });

  it('finds no hub and no header without the setting', async (context) => {
    const functions = await world(context);
    await functions.posts.put('linefeed.yaml', Buffer.from(`${CONFIG}feedLink: ${functions.address}\n`));
    functions.bulk.put(RECONCILE_MESSAGE);
    await functions.deliverPings();
    const answer = await fetch(`${functions.address}atom.xml`);
    assert.equal(answer.headers.get('link'), null);
    assert.deepEqual(linksIn(await answer.text()).hubs, []);
    assert.deepEqual(functions.hub.pings, []);
  });

  it('finds no hub in an archive, which does not change', async (context) => {
    const functions = await world(context, 'limit: 1\n');
    await functions.publishFiles({ '_posts/2025-11-01-old.md': post('Old') });
    const archives = (await listAll(functions.site, 'public/archive/')).filter(({ key }) => !key.endsWith('.gz'));
    assert.equal(archives.length, 3);
    for (const { key } of archives) {
      const answer = await fetch(functions.address + key.slice('public/'.length));
      assert.equal(answer.headers.get('link'), null, key);
      assert.deepEqual(linksIn(await answer.text()).hubs, [], key);
    }
    await functions.deliverPings();
    assert.ok(functions.hub.topics.length > 0 && !functions.hub.topics.some((topic) => topic.includes('archive')));
  });
});

describe('a change', () => {
  it('is delivered once to subscribers, as published, after the ping delay', async (context) => {
    const functions = await world(context);
    const { hub, subscriber, address, bulk, logged } = functions;
    const topics = await Promise.all(NAMES.map((name) => subscriber.subscribe(address + name)));
    await hub.settled();
    await functions.publishFiles({ [TWO]: post('Two', 'tags: [moss]\n') });
    assert.deepEqual(hub.pings, []);
    assert.deepEqual(new Set(delays(functions)), new Set([PING_DELAY]));
    assert.ok(PING_DELAY > 60 && bulk.waiting.length === 6, 'a ping for each document of two feeds');
    await functions.deliverPings();
    assert.deepEqual(hub.topics, [...NAMES.map((name) => `tags/moss/${name}`), ...NAMES].map((path) => address + path).sort());
    for (const { form, topic, type, agent } of hub.pings) {
      assert.deepEqual(form, { 'hub.mode': 'publish', 'hub.url': topic, 'hub.topic': topic });
      assert.equal(type, 'application/x-www-form-urlencoded');
      assert.match(agent ?? '', /^Linefeed\/\d+\.\d+\.\d+$/);
    }
    assert.deepEqual(subscriber.deliveries.map(({ topic }) => topic).sort(), [...topics].sort());
    for (const { topic, type, body } of subscriber.deliveries) {
      const published = await fetch(topic);
      assert.deepEqual([type, body], [published.headers.get('content-type'), await published.text()]);
      assert.match(body, /Two/);
    }
    assert.equal(logged('published')[0]?.pings, 6);
    assert.deepEqual(
      logged('hubs told').map(({ pings, taken }) => [pings, taken]),
      [[6, 6]],
    );
  });

  it('that readers cannot see causes no ping: a repeated upload, a draft, a full run', async (context) => {
    const functions = await world(context);
    const { hub, subscriber, address, bulk } = functions;
    await subscriber.subscribe(`${address}atom.xml`);
    await hub.settled();
    await functions.publishFiles({ [ONE]: post('One') });
    await functions.publishFiles({ '_posts/2026-01-03-draft.md': post('Draft', 'draft: true\n') });
    bulk.put(RECONCILE_MESSAGE);
    await functions.deliverPings();
    assert.deepEqual([hub.pings, subscriber.deliveries], [[], []]);
  });

  it('causes pings only for the feeds that it changes', async (context) => {
    const functions = await world(context, 'terms: [tags]\n');
    const { hub, address } = functions;
    await functions.publishFiles({ [TWO]: post('Two', 'tags: [moss]\n') });
    await functions.deliverPings();
    hub.pings.length = 0;
    await functions.publishFiles({ [ONE]: post('One', 'tags: [fern]\n') });
    await functions.deliverPings();
    assert.deepEqual(hub.topics, [...NAMES.map((name) => `tags/fern/${name}`), ...NAMES].map((path) => address + path).sort());
  });

  it('that a failed run wrote causes pings in the next run', async (context) => {
    const functions = await world(context);
    const { hub, address, wire, fresh, bulk } = functions;
    await upload(functions, { [TWO]: post('Two') });
    wire.faults.set(/^PUT \/site\/public\/feed\.json\.gz$/, { status: 403, code: 'AccessDenied' });
    await fresh.deliver(functions.publish);
    const { pending } = (await readCatalog(functions.site))?.catalog ?? assert.fail();
    assert.deepEqual([Object.keys(pending), bulk.bodies, fresh.waiting.length, hub.topics], [['main'], requeueMessages([]), 0, []]);
    wire.faults.clear();
    await functions.deliverPings();
    assert.deepEqual(
      hub.topics,
      NAMES.map((name) => address + name),
    );
  });
});

describe('a hub that fails', () => {
  const onlyAtom = 'feeds: {rss: false, json: false}\nterms: []\n';

  it('is retried with increasing delays, and blocks nothing', async (context) => {
    const functions = await world(context, onlyAtom, (hub) => hub.responses.push(500, 429, 503));
    const { hub, subscriber, address, bulk, reconcile, logged, titles } = functions;
    await subscriber.subscribe(`${address}atom.xml`);
    await hub.settled();
    await functions.publishFiles({ [TWO]: post('Two') });
    for (const wait of [PING_DELAY, 60, 120, 240]) {
      assert.deepEqual(delays(functions), [wait]);
      await bulk.deliver(reconcile);
    }
    await hub.settled();
    assert.deepEqual([bulk.waiting, hub.pings.length, subscriber.deliveries.length], [[], 4, 1]);
    assert.deepEqual(
      logged('hubs told').map(({ later }) => later),
      [1, 1, 1, 0],
    );
    assert.deepEqual(
      logged().flatMap(({ PingsFailed }) => PingsFailed ?? []),
      [1, 1, 1],
    );
    await assert.rejects(titles(), 'there is no JSON feed here');
  });

  it('for hours causes a dead letter, which can be redriven', async (context) => {
    const functions = await world(context, onlyAtom, (hub) => hub.responses.push(...Array.from({ length: 10 }, () => 500)));
    const { hub, bulk, dead, reconcile, logged } = functions;
    await functions.publishFiles({ [TWO]: post('Two') });
    await bulk.drain(reconcile);
    assert.deepEqual([hub.pings.length, dead.waiting.length], [10, 1]);
    const [{ reason } = {}] = logged('message failed');
    assert.equal(reason, `${hub.address} was not told of ${functions.address}atom.xml: the hub answers 500`);
    for (const { body } of dead.waiting.splice(0)) bulk.put(body);
    await bulk.drain(reconcile);
    assert.deepEqual([hub.pings.length, dead.waiting], [11, []]);
  });

  it('for good is not retried, and the log has the reason', async (context) => {
    const moved = { status: 301, location: 'https://other.example/' };
    const functions = await world(context, onlyAtom, (hub) => hub.responses.push(410, moved));
    const { hub, bulk, dead, logged } = functions;
    await functions.publishFiles({ [TWO]: post('Two') });
    await functions.deliverPings();
    await functions.publishFiles({ [TWO]: post('Two and more') });
    await functions.deliverPings();
    assert.deepEqual([hub.pings.length, bulk.waiting, dead.waiting], [2, [], []]);
    assert.deepEqual(
      logged('ping refused').map(({ hub: where, topic, reason }) => [where, topic, reason]),
      ['the hub answers 410', 'the hub answers 301: it has moved; write the address https://other.example/ into the setting hub'].map(
        (reason) => [hub.address, `${functions.address}atom.xml`, reason],
      ),
    );
  });

  it('does not fail the other messages of its batch, and its ping is retried separately', async (context) => {
    const functions = await world(context, onlyAtom, (hub) => hub.responses.push(500));
    const { hub, bulk, reconcile, wire } = functions;
    await functions.publishFiles({ [TWO]: post('Two') });
    bulk.put(RECONCILE_MESSAGE);
    wire.faults.set(/^GET \/posts\/?$/, { status: 403, code: 'AccessDenied' });
    await bulk.deliver(reconcile);
    // The full run is received again; the ping was requeued and is not repeated.
    assert.deepEqual(
      bulk.waiting.map(({ body, delay }) => [JSON.parse(body).linefeed, delay]),
      [
        ['ping', 60],
        ['look at everything', 0],
      ],
    );
    wire.faults.clear();
    await functions.deliverPings();
    assert.deepEqual([hub.pings.length, bulk.waiting], [2, []]);
  });
});
