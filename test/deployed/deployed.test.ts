/** The path of a post through the deployment: the template's bundles, queues and roles. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { parseJsonFeed } from 'feedsmith';
import { LINK, PING_DELAY } from '../../lambda/http-headers.ts';
import { entryKey } from '../../lambda/keys.ts';
import type { StoredObject } from '../../lambda/stores/store.ts';
import { CONFIG, post } from '../support/blog.ts';
import { TestHub } from '../support/hub.ts';
import { ACCOUNT, REGION } from '../support/queue.ts';
import { Cloud } from './cloud.ts';
import { type Deployment, deploy, deployTo } from './deployment.ts';
import { roleStatements, synthesis } from './synthesis.ts';

const SYNTHESIS = synthesis();
const BUS = `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/news`;
const withBus = synthesis((stack) => ({ eventBus: EventBus.fromEventBusName(stack, 'Bus', 'news') }));

const upload = ({ s3, cloud }: Deployment, Key: string, Body: string) =>
  s3.client.send(new PutObjectCommand({ Bucket: cloud.bucket('Posts').name, Key, Body }));

async function feedIn({ cloud }: Deployment) {
  const object = (await cloud.bucket('Site').store.get('public/feed.json')) as StoredObject | undefined;
  assert.ok(object, 'there is no feed');
  const feed = parseJsonFeed(JSON.parse(Buffer.from(object.bytes).toString()));
  return { title: feed.title, titles: feed.items?.map(({ title }) => title) };
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const TODAY = Math.floor(Date.now() / DAY) * DAY;
const [SOON, APPEARS, EXPIRES] = [TODAY + DAY + 90 * MINUTE, TODAY + 2 * DAY, TODAY + 3 * DAY];

const iso = (time: number): string => new Date(time).toISOString();
/** `2026-03-01T09-30` */
const nameOf = (time: number): string => iso(time).slice(0, 16).replace(':', '-');

const EIGHT_DAYS = 8 * DAY;

/** Everything that a publisher does; each step needs permissions that the earlier ones do not. */
async function live(deployment: Deployment): Promise<void> {
  const { cloud, s3, publish, reconcile } = deployment;
  const { queues } = cloud;
  const { store: site } = cloud.bucket('Site');
  // There is no catalog, so this requests a full run.
  await upload(deployment, 'linefeed.yaml', CONFIG);
  await upload(deployment, '_posts/2026-01-01-one.md', post('One'));
  await upload(deployment, '_posts/for-a-day.md', post('For a day', `date: ${iso(APPEARS)}\nexpires: ${iso(EXPIRES)}\n`));
  await publish.drain();
  await reconcile.drain();
  assert.deepEqual(await feedIn(deployment), { title: 'Field Notes', titles: ['One'] });
  assert.deepEqual([...cloud.scheduler.schedules.keys()].sort(), [nameOf(APPEARS), nameOf(EXPIRES)]);
  await upload(deployment, '_posts/2026-01-02-two.md', post('Two'));
  await publish.drain();
  assert.deepEqual((await feedIn(deployment)).titles, ['Two', 'One']);
  await s3.client.send(new DeleteObjectCommand({ Bucket: cloud.bucket('Posts').name, Key: '_posts/2026-01-01-one.md' }));
  await publish.drain();
  assert.deepEqual((await feedIn(deployment)).titles, ['Two']);
  // A new configuration, and a run without time to write: it requeues the pending work.
  await upload(deployment, 'linefeed.yaml', CONFIG.replace('Field Notes', 'Hill Notes'));
  await publish.drain();
  const earlier = new Set(queues.bulk.waiting.map(({ id }) => id));
  await reconcile.deliver(1);
  const left = queues.bulk.waiting.map(({ id }) => id);
  assert.ok(left.length > 0 && !left.some((id) => earlier.has(id)), 'nothing was requeued');
  await reconcile.drain();
  assert.equal((await feedIn(deployment)).title, 'Hill Notes');
  cloud.clockBehind = EIGHT_DAYS;
  await site.put(entryKey('stray'), Buffer.from('{}'));
  cloud.clockBehind = 0;
  cloud.fire('Schedule');
  await reconcile.drain();
  assert.equal(await site.head(entryKey('stray')), undefined, 'the stray entry is still there');
  await upload(deployment, '_posts/soon.md', post('Soon', `date: ${iso(SOON)}\n`));
  await publish.drain();
  for (const [time, titles] of [
    [SOON - MINUTE, ['Two']],
    [SOON, ['Soon', 'Two']],
    [APPEARS, ['For a day', 'Soon', 'Two']],
    [EXPIRES, ['Soon', 'Two']],
  ] as const) {
    cloud.advanceTo(time);
    await publish.drain();
    assert.deepEqual((await feedIn(deployment)).titles, titles);
  }
  assert.deepEqual([...cloud.scheduler.schedules.keys()], []);
  // The logs contain this, and no dead letter is left.
  for (const { log } of [publish, reconcile])
    assert.ok(
      log.some((line) => JSON.parse(line).event === 'published'),
      'there is no log',
    );
  assert.deepEqual([queues.freshDead.bodies, queues.bulkDead.bodies, queues.wakeUpsDead.bodies], [[], [], []]);
}

describe('the deployment', () => {
  it('publishes, unpublishes, applies a configuration, requeues work, collects garbage and logs', async (context) => {
    await live(await deploy(context, SYNTHESIS));
  });

  it('moves a poison message to the dead letters after five receives, does the rest of its batch, and accepts a redrive', async (context) => {
    const deployment = await deploy(context, SYNTHESIS);
    const { cloud, publish, reconcile } = deployment;
    const { queues } = cloud;
    await upload(deployment, 'linefeed.yaml', CONFIG);
    cloud.fire('Deployed');
    await reconcile.drain();
    queues.fresh.put('poison');
    await upload(deployment, '_posts/2026-01-01-one.md', post('One'));
    await publish.deliver();
    assert.deepEqual((await feedIn(deployment)).titles, ['One']);
    for (const time of [2, 3, 4, 5]) {
      assert.deepEqual([queues.fresh.bodies, queues.freshDead.bodies], [['poison'], []], `before try ${time}`);
      await publish.deliver();
    }
    await publish.drain();
    assert.deepEqual([queues.fresh.bodies, queues.freshDead.bodies], [[], ['poison']]);
    assert.match(publish.log.join('\n'), /message failed.*the message is not JSON/);

    // As start-message-move-task does.
    for (const { body } of queues.freshDead.waiting.splice(0)) queues.fresh.put(body);
    await publish.drain();
    assert.deepEqual(queues.freshDead.bodies, ['poison']);
  });

  it('pings a hub for each changed document, a minute later', async (context) => {
    const hub = await TestHub.start(context);
    const deployment = await deploy(context, SYNTHESIS);
    const { cloud, publish, reconcile } = deployment;
    const { queues } = cloud;
    await upload(deployment, 'linefeed.yaml', `${CONFIG}hub: ${hub.address}\n`);
    queues.fresh.waiting.splice(0);
    cloud.fire('Deployed');
    await reconcile.drain();
    hub.pings.length = 0;
    await upload(deployment, '_posts/2026-01-01-one.md', post('One'));
    await publish.drain();
    assert.deepEqual(
      queues.bulk.waiting.map(({ delay }) => delay),
      [PING_DELAY, PING_DELAY, PING_DELAY],
    );
    assert.deepEqual(hub.pings, []);
    await reconcile.drain();
    assert.deepEqual(
      hub.topics,
      ['atom.xml', 'feed.json', 'rss.xml'].map((name) => `https://blog.example/${name}`),
    );
    // The CDN makes the Link header from this metadata.
    const { metadata } = (await cloud.bucket('Site').store.head('public/atom.xml.gz')) ?? assert.fail();
    assert.equal(metadata[LINK], `<${hub.address}>; rel="hub", <https://blog.example/atom.xml>; rel="self"`);
    assert.deepEqual([queues.freshDead.bodies, queues.bulkDead.bodies], [[], []]);
  });

  it('sends events of a post that appears, changes and leaves, and only with the permission', async (context) => {
    const eventsSent = async (without?: string) => {
      const deployment = await deploy(context, withBus, without);
      const { cloud, publish, reconcile } = deployment;
      await upload(deployment, 'linefeed.yaml', CONFIG);
      cloud.queues.fresh.waiting.splice(0);
      cloud.fire('Deployed');
      await reconcile.drain();
      for (const title of ['One', 'Renamed']) {
        await upload(deployment, '_posts/2026-01-01-one.md', post(title));
        await publish.drain();
      }
      await deployment.s3.client.send(new DeleteObjectCommand({ Bucket: cloud.bucket('Posts').name, Key: '_posts/2026-01-01-one.md' }));
      await publish.drain();
      return cloud.eventBus.events;
    };
    const events = await eventsSent();
    assert.deepEqual(
      events.map(({ bus, source, type, detail }) => [bus, source, type, detail.title]),
      [
        [BUS, 'linefeed', 'PostPublished', 'One'],
        [BUS, 'linefeed', 'PostUpdated', 'Renamed'],
        [BUS, 'linefeed', 'PostRemoved', 'Renamed'],
      ],
    );
    assert.equal(new Set(events.map(({ detail }) => detail.event)).size, 3);
    assert.deepEqual(await eventsSent('Publish TellNews'), []);
  });

  it('imports existing posts after the first deployment', async (context) => {
    const deployment = await deploy(context, SYNTHESIS);
    await upload(deployment, 'linefeed.yaml', CONFIG);
    await upload(deployment, '_posts/2026-01-01-one.md', post('One'));
    deployment.cloud.queues.fresh.waiting.splice(0);
    deployment.cloud.fire('Deployed');
    await deployment.reconcile.drain();
    assert.deepEqual((await feedIn(deployment)).titles, ['One']);
  });
});

describe('each statement of the roles is needed', () => {
  async function fails(context: TestContext, statement: string): Promise<void> {
    const cloud = await Cloud.create(context, SYNTHESIS, statement);
    await assert.rejects(async () => live(await deployTo(cloud, context)));
    assert.notDeepEqual(cloud.missed, [], 'it fails for another reason');
  }

  it('and there are 22 of them', () => {
    assert.equal(roleStatements(SYNTHESIS).length, 22);
  });

  for (const statement of roleStatements(SYNTHESIS)) {
    it(`${statement}: fails without it`, (context) => fails(context, statement));
  }
});
