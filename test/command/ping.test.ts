import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { hubPinger } from '../../lambda/batch/websub-client.ts';
import { PING_DELAY } from '../../lambda/http-headers.ts';
import { startDev } from '../../lambda/local/dev/dev.ts';
import { pingAndWait } from '../../lambda/local/ping-and-wait.ts';
import { placesOf } from '../../lambda/local/places.ts';
import { openState } from '../../lambda/local/workspace.ts';
import { publish } from '../../lambda/publish/publish.ts';
import { Blog, CONFIG, post } from '../support/blog.ts';
import { Buckets } from '../support/buckets.ts';
import { TestHub } from '../support/hub.ts';
import { publisherOver } from '../support/publisher.ts';
import { clientFor } from '../support/s3.ts';
import { readCatalog } from '../support/whole-catalog.ts';

const ONE = '_posts/2026-01-01-one.md';
const TOPICS = ['atom.xml', 'feed.json', 'rss.xml'].map((name) => `https://blog.example/${name}`);

/** A configuration cannot allow private hubs. */
process.env.LINEFEED_PRIVATE_HUBS = '127.0.0.1';

async function files(context: TestContext) {
  const hub = await TestHub.start(context);
  return { hub, files: { 'linefeed.yaml': `${CONFIG}hub: ${hub.address}\n`, [ONE]: post('One') } };
}

it('linefeed build sends no pings, because the feeds are not deployed yet, and leaves none pending', async (context) => {
  const given = await files(context);
  const blog = await Blog.create(context, given.files);
  const { code, stdout } = await blog.build();
  assert.deepEqual([code, stdout.includes('hub')], [0, false]);
  assert.match(await blog.read('atom.xml'), /rel="hub"/);
  const state = await readCatalog(openState(placesOf(blog.dir, blog.out)));
  assert.deepEqual([state?.catalog.pings, given.hub.pings], [{}, []]);
});

describe('linefeed reconcile', () => {
  it('sends no pings and does not wait with --dry-run or --no-ping', async (context) => {
    const given = await files(context);
    const buckets = await Buckets.create(context, given.files);
    for (const option of ['--dry-run', '--no-ping']) {
      const { code, stdout } = await buckets.reconcile(option);
      assert.deepEqual([code, stdout.includes('pings')], [0, false], option);
    }
    assert.deepEqual([(await buckets.catalog())?.pings, given.hub.pings], [{}, []]);
  });

  it('otherwise pings hubs about changed feeds only, and the next run sends the pings of an interrupted one', async (context) => {
    const given = await files(context);
    const buckets = await Buckets.create(context, given.files);
    const waits: number[] = [];
    const run = (wait = async (milliseconds: number) => void waits.push(milliseconds)) => {
      const complain = (line: string) => assert.fail(line);
      const ping = pingAndWait(complain, { send: hubPinger({ allow: ['127.0.0.1'] }), wait });
      return publish({ keys: [], full: true }, { ...publisherOver(buckets.posts, buckets.site), exclusive: false, ping });
    };
    await assert.rejects(
      run(() => Promise.reject(new Error('ended'))),
      /ended/,
    );
    assert.deepEqual([(await buckets.catalog())?.pings, given.hub.pings], [{ main: 1 }, []]);
    const { pings } = await run();
    assert.deepEqual([pings, given.hub.topics, waits], [3, TOPICS, [PING_DELAY * 1000]]);
    assert.equal((await run()).pings, 0);
    assert.equal(given.hub.pings.length, 3);
  });
});

describe('linefeed dev', () => {
  for (const [ping, topics] of [
    [true, TOPICS],
    [false, []],
  ] as const) {
    it(`${ping ? 'pings hubs a minute after a change when enabled' : 'sends no pings by default'}`, async (context) => {
      const given = await files(context);
      const blog = await Blog.create(context, given.files);
      const places = placesOf(blog.dir, blog.out);
      const dev = await startDev(places, { web: 0, s3: 0 }, () => {}, { ping });
      given.hub.pings.length = 0;
      const events = await fetch(`${dev.address}-/events`);
      const stream = events.body?.pipeThrough(new TextDecoderStream()).getReader() ?? assert.fail();
      context.mock.timers.enable({ apis: ['setTimeout'] });
      await clientFor(dev.s3Address.replace(/\/$/, ''), { credentials: dev.credentials }).send(
        new PutObjectCommand({ Bucket: 'posts', Key: ONE, Body: post('One and more') }),
      );
      for (let text = ''; !text.includes('event: published'); )
        text += (await stream.read()).value ?? assert.fail('the server ended the stream');
      context.mock.timers.tick(PING_DELAY * 1000);
      // Connections opened with the real clock end with it.
      context.mock.timers.reset();
      await dev.close();
      assert.deepEqual(given.hub.topics, topics);
    });
  }
});
