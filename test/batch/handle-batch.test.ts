import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  RECONCILE_ALLOW_EMPTY_MESSAGE,
  RECONCILE_MESSAGE,
  reconcileMessages,
  requeueMessages,
  scheduledRunMessage,
} from '../../lambda/aws/messages.ts';
import { CATALOG } from '../../lambda/keys.ts';
import { listAll, type StoredObject } from '../../lambda/stores/store.ts';
import { coldStart, eventOf, functionsFor } from '../functions/functions.ts';
import { upload } from '../support/aws.ts';
import { CONFIG, post } from '../support/blog.ts';
import { readCatalog } from '../support/whole-catalog.ts';

const [A, B, C] = ['_posts/2026-01-01-a.md', '_posts/2026-01-02-b.md', '_posts/2026-01-03-c.md'];
const BUSY = { status: 503, code: 'SlowDown' };
const DENIED = { status: 403, code: 'AccessDenied' };

describe('a key that cannot be read', () => {
  it('fails all of its messages and no other, and is published when they are received again', async (context) => {
    const { posts, fresh, publish, wire, logged, titles } = await functionsFor(context, {});
    for (const [key, title] of Object.entries({ [A]: 'A', [B]: 'B', [C]: 'C' })) await posts.put(key, Buffer.from(post(title)));
    const both = JSON.stringify({ Records: [JSON.parse(eventOf(C)).Records[0], JSON.parse(eventOf(A)).Records[0]] });
    const bodies = [eventOf(A), eventOf(B), eventOf(A), both];
    const [first, , third, fourth] = bodies.map((body) => fresh.put(body));
    wire.faults.set(/^GET \/posts\/.*-a\.md$/, BUSY);
    await fresh.deliver(publish);
    assert.deepEqual(
      fresh.waiting.map(({ id }) => id),
      [first, third, fourth],
    );
    assert.deepEqual(await titles(), ['C', 'B']);
    const failed = logged('message failed');
    assert.deepEqual(
      failed.map(({ messageId }) => messageId),
      [first, third, fourth],
    );
    for (const { reason } of failed) assert.match(String(reason), /^_posts\/2026-01-01-a\.md: cannot read s3:\/\/posts\/.*SlowDown/);
    wire.faults.clear();
    await fresh.deliver(publish);
    assert.deepEqual([await titles(), fresh.waiting], [['C', 'B', 'A'], []]);
  });

  it('fails a full run, whose message covers all keys', async (context) => {
    const { posts, bulk, reconcile, wire, titles } = await functionsFor(context, { [A]: post('A') });
    await posts.put(B, Buffer.from(post('B')));
    await posts.put(C, Buffer.from(post('C')));
    wire.faults.set(/^GET \/posts\/.*-b\.md$/, DENIED);
    bulk.put(RECONCILE_MESSAGE);
    await bulk.deliver(reconcile);
    assert.deepEqual([bulk.bodies, await titles()], [[RECONCILE_MESSAGE], ['C', 'A']]);
  });
});

describe('a batch', () => {
  it('acknowledges a refused post, reports it, and publishes the others', async (context) => {
    const functions = await functionsFor(context, {});
    await upload(functions, { [A]: '---\ndate: tomorrow\n---\nA\n', [B]: post('B') });
    await functions.fresh.deliver(functions.publish);
    assert.deepEqual([functions.fresh.waiting, await functions.titles()], [[], ['B']]);
    const [{ key, line, column, message } = {}, ...others] = functions.logged('post refused');
    assert.deepEqual([key, line, column, others], [A, 2, 7, []]);
    assert.match(String(message), /^date: expected a date/);
  });

  it('with two messages for one key reads it once and acknowledges both', async (context) => {
    const functions = await functionsFor(context, {});
    await upload(functions, { [A]: post('older') });
    await upload(functions, { [A]: post('newer') });
    assert.equal(functions.fresh.waiting.length, 2);
    functions.reset();
    await functions.fresh.deliver(functions.publish);
    assert.deepEqual([functions.fresh.waiting, await functions.titles()], [[], ['newer']]);
    assert.equal(functions.wire.count(/^GET \/posts\/.*-a\.md$/), 1);
  });

  it('fails only an unknown message', async (context) => {
    const { posts, fresh, publish, titles, logged } = await functionsFor(context, {});
    await posts.put(A, Buffer.from(post('A')));
    fresh.put('{"what":"is this"}');
    fresh.put(eventOf(A));
    await fresh.deliver(publish);
    assert.deepEqual([fresh.bodies, await titles()], [['{"what":"is this"}'], ['A']]);
    assert.deepEqual(
      logged('message failed').map(({ reason }) => reason),
      ['the message is no S3 event and none of ours'],
    );
  });

  it('fails completely with the run, each message with its reason', async (context) => {
    const { posts, fresh, publish, wire, logged } = await functionsFor(context, {});
    await posts.put(A, Buffer.from(post('A')));
    const bodies = [eventOf(A), 'no JSON', eventOf('_posts/gone.md')];
    for (const body of bodies) fresh.put(body);
    wire.faults.set(/^PUT \/site\/state\/catalog/, DENIED);
    await fresh.deliver(publish);
    assert.deepEqual(fresh.bodies, bodies);
    const reasons = new Map(logged('message failed').map(({ messageId, reason }) => [messageId, String(reason)]));
    const [first, second, third] = fresh.waiting.map(({ id }) => reasons.get(id) ?? '');
    assert.match(first ?? '', /^cannot write s3:\/\/site\/state\/catalog\.json\.gz: AccessDenied/);
    assert.deepEqual([second, third], ['the message is not JSON', first]);
  });

  it('loses nothing beside a concurrent batch of another function', async (context) => {
    const functions = await functionsFor(context, {});
    const { fresh, publish, variables, titles } = functions;
    const names = Array.from({ length: 12 }, (_, number) => `Post ${number + 10}`);
    await upload(functions, Object.fromEntries(names.map((name) => [`_posts/2026-01-01-${name}.md`, post(name)])));
    const other = await coldStart('publish', variables);
    await Promise.all([fresh.deliver(publish, { batchSize: 6 }), fresh.deliver(other, { batchSize: 6 })]);
    assert.deepEqual([fresh.waiting, (await titles()).sort()], [[], names]);
  });

  it('below a prefix reads posts and configuration only from there', async (context) => {
    const functions = await functionsFor(context, {}, 'blog/');
    await upload(functions, { [`blog/${A}`]: post('A'), [B]: post('B'), 'other/linefeed.yaml': 'title: Other\n' });
    await functions.fresh.deliver(functions.publish);
    assert.deepEqual([functions.fresh.waiting, functions.bulk.bodies, await functions.titles()], [[], [], ['A']]);
    await upload(functions, { 'blog/linefeed.yaml': CONFIG });
    await functions.fresh.deliver(functions.publish);
    assert.deepEqual(functions.bulk.bodies, [RECONCILE_MESSAGE]);
  });

  it('without relevant keys makes no request', async (context) => {
    const { fresh, publish, wire } = await functionsFor(context, {});
    const test = { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'posts' };
    for (const body of [JSON.stringify(test), eventOf('_posts/style.css')]) fresh.put(body);
    await fresh.deliver(publish);
    assert.deepEqual([fresh.waiting, wire.requests], [[], []]);
  });

  it('of pictures alone reads the root of the catalog, and publishes nothing unless the blog is a vault', async (context) => {
    const { fresh, publish, wire } = await functionsFor(context, { [A]: post('A') });
    fresh.put(eventOf('_posts/picture.jpg'));
    await fresh.deliver(publish);
    assert.deepEqual([fresh.waiting, wire.requests], [[], [`GET /site/${CATALOG}`]]);
  });

  it('of pictures alone renders the notes of a vault that name them', async (context) => {
    const vault = `${CONFIG}generator: obsidian\nmedia: copy\n`;
    const note = '---\ntitle: A\ndate: 2026-01-01\n---\n\n![[moss.png]]\n';
    const functions = await functionsFor(context, { 'linefeed.yaml': vault, 'Notes/a.md': note });
    await upload(functions, { 'Files/moss.png': 'p' });
    await functions.fresh.deliver(functions.publish);
    const feed = (await functions.site.get('public/feed.json')) as StoredObject;
    assert.match(Buffer.from(feed.bytes).toString(), /media\/Files\/moss\.png/);
  });
});

describe('without a catalog', () => {
  it('fresh posts request one full run, are acknowledged, and nothing is written', async (context) => {
    const functions = await functionsFor(context);
    await upload(functions, { [A]: post('A'), 'linefeed.yaml': CONFIG });
    functions.reset();
    await functions.fresh.deliver(functions.publish);
    assert.deepEqual([functions.fresh.waiting, functions.bulk.bodies], [[], [RECONCILE_MESSAGE, ...requeueMessages([A, 'linefeed.yaml'])]]);
    assert.equal(functions.wire.count(/^(?:PUT|POST|DELETE) /), 0);
  });

  it('a full run needs every post, so one that cannot be read fails it', async (context) => {
    const { posts, site, bulk, reconcile, wire } = await functionsFor(context);
    await posts.put('linefeed.yaml', Buffer.from(CONFIG));
    await posts.put(A, Buffer.from(post('A')));
    wire.faults.set(/^GET \/posts\/.*-a\.md$/, DENIED);
    bulk.put(RECONCILE_MESSAGE);
    await bulk.deliver(reconcile);
    const written = (await listAll(site, '')).map(({ key }) => key);
    assert.deepEqual(
      [bulk.bodies, written, await readCatalog(site)],
      [[RECONCILE_MESSAGE], [CATALOG], undefined],
      'only a placeholder is written',
    );
  });
});

describe('a listing without any published post', () => {
  it('fails the full run, keeps the feeds, and publishes the rest of the batch', async (context) => {
    const { posts, bulk, reconcile, logged, titles } = await functionsFor(context, {
      'linefeed.yaml': CONFIG,
      [A]: post('A'),
      [B]: post('B'),
    });
    for (const key of [A, B]) await posts.delete(key);
    bulk.put(RECONCILE_MESSAGE);
    await bulk.deliver(reconcile);
    assert.deepEqual([bulk.bodies, await titles()], [[RECONCILE_MESSAGE], ['B', 'A']]);
    assert.match(String(logged('message failed')[0]?.reason), /^all 2 published posts are gone from s3:\/\/posts\/_posts\/ and none/);
    assert.deepEqual(
      logged('posts vanished').map(({ posts: count, toAllowIt }) => [count, toAllowIt]),
      [[2, RECONCILE_ALLOW_EMPTY_MESSAGE]],
    );
  });

  it('empties the feeds if the message allows it', async (context) => {
    const { posts, bulk, reconcile, titles } = await functionsFor(context, { 'linefeed.yaml': CONFIG, [A]: post('A') });
    await posts.delete(A);
    bulk.put(RECONCILE_ALLOW_EMPTY_MESSAGE);
    await bulk.deliver(reconcile);
    assert.deepEqual([bulk.bodies, await titles()], [[], []]);
  });

  it('is accepted for posts whose deletion S3 reported, also for the last one', async (context) => {
    const functions = await functionsFor(context, { 'linefeed.yaml': CONFIG, [A]: post('A'), [B]: post('B') });
    for (const key of [A, B]) {
      await functions.posts.delete(key);
      functions.fresh.put(eventOf(key));
      await functions.fresh.deliver(functions.publish);
    }
    assert.deepEqual([functions.fresh.waiting, await functions.titles()], [[], []]);
    functions.bulk.put(RECONCILE_MESSAGE);
    await functions.bulk.deliver(functions.reconcile);
    assert.deepEqual(functions.bulk.bodies, []);
  });

  it('is accepted for posts whose keys were requeued to a full run', async (context) => {
    const functions = await functionsFor(context, { 'linefeed.yaml': CONFIG, [A]: post('A') });
    await functions.posts.delete(A);
    for (const body of reconcileMessages([A])) functions.bulk.put(body);
    await functions.bulk.deliver(functions.reconcile);
    assert.deepEqual([functions.bulk.bodies, await functions.titles()], [[], []]);
  });
});

describe('a new configuration', () => {
  const titleOf = async ({ site }: Pick<Awaited<ReturnType<typeof functionsFor>>, 'site'>) => (await readCatalog(site))?.catalog.site.title;

  it('is left to a full run by the publish function, which publishes posts of the same batch', async (context) => {
    const functions = await functionsFor(context, {});
    await upload(functions, { 'linefeed.yaml': CONFIG.replace('Field Notes', 'Renamed'), [A]: post('A') });
    await functions.fresh.deliver(functions.publish);
    assert.deepEqual(
      [functions.bulk.bodies, await functions.titles(), await titleOf(functions)],
      [[RECONCILE_MESSAGE], ['A'], 'Field Notes'],
    );
    await functions.bulk.drain(functions.reconcile);
    assert.equal(await titleOf(functions), 'Renamed');
  });

  it('is applied at once by the reconcile function', async (context) => {
    const functions = await functionsFor(context, { [A]: post('A') });
    await functions.posts.put('linefeed.yaml', Buffer.from(CONFIG.replace('Field Notes', 'Renamed')));
    functions.bulk.put(eventOf('linefeed.yaml'));
    await functions.bulk.deliver(functions.reconcile);
    assert.deepEqual([functions.bulk.bodies, await titleOf(functions)], [[], 'Renamed']);
  });

  it('that is invalid is refused, and the last good one stays', async (context) => {
    const functions = await functionsFor(context, { [A]: post('A') });
    await functions.posts.put('linefeed.yaml', Buffer.from('title: [\n'));
    functions.bulk.put(RECONCILE_MESSAGE);
    await functions.bulk.deliver(functions.reconcile);
    assert.deepEqual([functions.bulk.bodies, await titleOf(functions)], [[], 'Field Notes']);
    assert.deepEqual(
      functions.logged('configuration refused').map(({ key, line }) => [key, line]),
      [['linefeed.yaml', 2]],
    );
  });
});

describe('an include or a data file', () => {
  const BLOG = {
    '_config.yml': 'title: Field Notes\nurl: https://blog.example\n',
    '_includes/a.html': 'first',
    [A]: post('A', '', '{% include a.html %}'),
  };
  const contentOf = async ({ site }: Pick<Awaited<ReturnType<typeof functionsFor>>, 'site'>) =>
    JSON.parse(Buffer.from(((await site.get('public/feed.json')) as StoredObject).bytes).toString()).items[0].content_html;

  it('is left to a full run, and posts of the same batch are published', async (context) => {
    const functions = await functionsFor(context, BLOG);
    await upload(functions, { '_includes/a.html': 'second', '_data/x.yml': 'y: 1\n', [B]: post('B') });
    await functions.fresh.deliver(functions.publish);
    assert.deepEqual([functions.fresh.waiting, functions.bulk.bodies, await functions.titles()], [[], [RECONCILE_MESSAGE], ['B', 'A']]);
    await functions.bulk.drain(functions.reconcile);
    assert.equal((await readCatalog(functions.site))?.catalog.posts[A]?.state, 'live');
    await upload(functions, { [B]: post('B', 'published: false\n') });
    await functions.fresh.deliver(functions.publish);
    assert.equal(await contentOf(functions), '<p>second</p>');
  });

  it('requests nothing unless the generator is Jekyll', async (context) => {
    const functions = await functionsFor(context, { [A]: post('A') });
    await upload(functions, { '_includes/a.njk': 'second', '_layouts/post.njk': '---\ntags: walks\n---\n', '_data/x.json': '{}' });
    await functions.fresh.deliver(functions.publish);
    assert.deepEqual([functions.fresh.waiting, functions.bulk.bodies], [[], []]);
  });

  it('requests a full run for a layout of Eleventy, which applies its front matter', async (context) => {
    const text = post('A', 'date: 2026-01-01\nlayout: post.njk\n');
    const functions = await functionsFor(context, { 'linefeed.yaml': CONFIG, '.eleventy.js': '', 'blog/a.md': text });
    await upload(functions, { '_includes/post.njk': '---\ntags: posts\npermalink: /walks/a/\n---\n' });
    await functions.fresh.deliver(functions.publish);
    assert.deepEqual(functions.bulk.bodies, [RECONCILE_MESSAGE]);
    await functions.bulk.drain(functions.reconcile);
    assert.equal((await readCatalog(functions.site))?.catalog.posts['blog/a.md']?.version?.link, 'https://blog.example/walks/a/');
  });

  it('that is lost requeues only the posts that need it, to a full run', async (context) => {
    const functions = await functionsFor(context, BLOG);
    for await (const { key } of functions.site.list('state/materials/')) await functions.site.delete(key);
    await upload(functions, { [A]: post('AA', '', 'Now {% include a.html %}') });
    await functions.fresh.deliver(functions.publish);
    assert.deepEqual([functions.fresh.waiting, functions.bulk.bodies, await functions.titles()], [[], reconcileMessages([A]), ['A']]);
    await functions.bulk.drain(functions.reconcile);
    assert.deepEqual([await functions.titles(), await contentOf(functions)], [['AA'], '<p>Now first</p>']);
  });
});

describe('a post whose entry cannot be stored', () => {
  const entries = /^PUT \/site\/state\/entries\//;

  it('stays unchanged and fails only its messages', async (context) => {
    const functions = await functionsFor(context, { [A]: post('A'), [B]: post('B') });
    await upload(functions, { [A]: post('AA'), [B]: post('BB'), [C]: post('C') });
    let puts = 0;
    // The second of three.
    functions.wire.faults.set({ test: (asked) => entries.test(asked) && ++puts === 2 }, DENIED);
    await functions.fresh.deliver(functions.publish);
    const [left, ...others] = functions.logged('post not read');
    assert.match(String(left?.reason), /^cannot write s3:\/\/site\/state\/entries\/\w+: AccessDenied/);
    assert.deepEqual([others, functions.fresh.waiting.length], [[], 1]);
    assert.equal(functions.fresh.bodies.join().includes(String(left?.key)), true);
    const [was, is] = [
      new Map([
        [A, 'A'],
        [B, 'B'],
      ]),
      new Map([
        [C, 'C'],
        [B, 'BB'],
        [A, 'AA'],
      ]),
    ];
    assert.deepEqual(
      await functions.titles(),
      [...is].flatMap(([key, title]) => (key === left?.key ? (was.get(key) ?? []) : title)),
    );
    await functions.fresh.deliver(functions.publish);
    assert.deepEqual([functions.fresh.waiting, await functions.titles()], [[], [...is.values()]]);
  });

  it('fails the run early if the store rejects many entries', async (context) => {
    const functions = await functionsFor(context, { [A]: post('A') });
    await upload(
      functions,
      Object.fromEntries(Array.from({ length: 200 }, (_, number) => [`_posts/2026-02-01-n${number}.md`, post(`N${number}`)])),
    );
    functions.wire.faults.set(entries, DENIED);
    functions.reset();
    await functions.fresh.deliver(functions.publish);
    assert.deepEqual([functions.fresh.waiting.length, await functions.titles()], [200, ['A']]);
    assert.ok(functions.wire.count(entries) < 50);
    functions.wire.faults.clear();
    await functions.fresh.deliver(functions.publish);
    assert.deepEqual([functions.fresh.waiting, (await functions.titles())?.length], [[], 20]);
  });
});

describe('a run that is short of time', () => {
  it('acknowledges what it has committed, and leaves the writes to the next run', async (context) => {
    const functions = await functionsFor(context, { [A]: post('A') });
    await upload(functions, { [B]: post('B', 'tags: [new]\n') });
    await functions.fresh.deliver(functions.publish, { timeout: 0 });
    const pending = async () => Object.keys((await readCatalog(functions.site))?.catalog.pending ?? assert.fail());
    assert.deepEqual(
      [functions.fresh.waiting, functions.bulk.bodies, (await pending()).sort()],
      [[], requeueMessages([]), ['main', 'opml', 'page', 'tags/new', 'tags/new/page']],
    );
    assert.deepEqual(await functions.titles(), ['A']);
    await functions.bulk.drain(functions.reconcile);
    assert.deepEqual([await functions.titles(), await pending()], [['B', 'A'], []]);
  });
});

describe('a run that cannot write what it has committed', () => {
  it('acknowledges its messages, and requeues the writes as one message, which fails while they cannot be done', async (context) => {
    const functions = await functionsFor(context, { [A]: post('A') });
    await upload(functions, { [B]: post('B'), [C]: 'no front matter, but a date in the name\n' });
    functions.wire.faults.set(/^PUT \/site\/public\/atom\.xml$/, DENIED);
    await functions.fresh.deliver(functions.publish);
    assert.deepEqual([functions.fresh.waiting, functions.bulk.bodies, await functions.titles()], [[], requeueMessages([]), ['A']]);
    assert.match(String(functions.logged('handed over')[0]?.reason), /^cannot write s3:\/\/site\/public\/atom\.xml: AccessDenied/);
    assert.deepEqual(
      functions.logged('published').map(({ keys }) => keys),
      [2],
      'the run is reported',
    );
    await functions.bulk.deliver(functions.reconcile);
    assert.deepEqual([functions.bulk.bodies, functions.bulk.waiting.length], [requeueMessages([]), 1]);
    functions.wire.faults.clear();
    await functions.bulk.drain(functions.reconcile);
    assert.deepEqual([functions.bulk.waiting, (await functions.titles())?.includes('B')], [[], true]);
    assert.deepEqual(Object.keys((await readCatalog(functions.site))?.catalog.pending ?? assert.fail()), []);
  });
});

describe('a feed that cannot be written', () => {
  const termFeeds = (terms: string[]) => terms.map((term) => `tags/${term}`);
  const pendingOutputs = async ({ site }: Awaited<ReturnType<typeof functionsFor>>) =>
    Object.keys((await readCatalog(site))?.catalog.pending ?? assert.fail());

  it('stays pending, and the others are written', async (context) => {
    const functions = await functionsFor(context, { [A]: post('A') });
    await upload(functions, { [B]: post('B', 'tags: [calm, dull, keen]\n') });
    functions.wire.faults.set(/^PUT \/site\/public\/tags\/dull\/rss\.xml$/, DENIED);
    await functions.fresh.deliver(functions.publish);
    assert.deepEqual([functions.fresh.waiting, functions.bulk.bodies, await functions.titles()], [[], requeueMessages([]), ['B', 'A']]);
    assert.deepEqual(await pendingOutputs(functions), termFeeds(['dull']));
    functions.wire.faults.clear();
    await functions.bulk.drain(functions.reconcile);
    assert.deepEqual(await pendingOutputs(functions), []);
  });

  it('is not followed by further attempts if the store rejects many', async (context) => {
    const functions = await functionsFor(context, { [A]: post('A') });
    const terms = Array.from({ length: 60 }, (_, number) => `t${String(number).padStart(2, '0')}`);
    await upload(functions, { [B]: post('B', `tags: [${terms.join(', ')}]\n`) });
    const writes = /^PUT \/site\/public\/tags\//;
    functions.wire.faults.set(writes, DENIED);
    functions.reset();
    await functions.fresh.deliver(functions.publish);
    assert.ok(functions.wire.count(writes) < 20);
    assert.deepEqual(
      (await pendingOutputs(functions)).filter((feed) => feed === 'main' || termFeeds(terms).includes(feed)),
      termFeeds(terms),
    );
    functions.wire.faults.clear();
    await functions.bulk.drain(functions.reconcile);
    assert.deepEqual(await pendingOutputs(functions), []);
  });
});

describe('a run without time before its commit', () => {
  it('requeues its keys in groups, so that no message exceeds maxReceiveCount', async (context) => {
    const functions = await functionsFor(context, { [A]: post('A') });
    const many = Object.fromEntries(Array.from({ length: 150 }, (_, number) => [`_posts/2026-02-01-n${number}.md`, post(`N${number}`)]));
    await upload(functions, many);
    functions.fresh.put(scheduledRunMessage('2026-03-01T00:00:00.000Z'));
    await functions.fresh.deliver(functions.publish, { timeout: 0 });
    assert.deepEqual([functions.fresh.waiting, await functions.titles()], [[], ['A']]);
    const messages = functions.bulk.bodies.map((body) => JSON.parse(body));
    const requeues = messages.filter(({ linefeed }) => linefeed === 'look');
    assert.deepEqual(requeues.flatMap(({ keys }) => keys).sort(), Object.keys(many).sort());
    assert.equal(Math.max(...requeues.map(({ keys }) => keys.length)), 15);
    assert.deepEqual(
      messages.filter((message) => !requeues.includes(message)),
      [{ linefeed: 'wake', at: '2026-03-01T00:00:00.000Z' }],
    );
    await functions.bulk.drain(functions.reconcile);
    const { posts } = (await readCatalog(functions.site))?.catalog ?? assert.fail();
    assert.equal(Object.values(posts).filter(({ state }) => state === 'live').length, 151);
  });
});

describe('a warm function', () => {
  it('fetches no entry again, and a cold one those of its documents', async (context) => {
    const functions = await functionsFor(context, { [A]: post('A'), [B]: post('B') });
    const fetched = async (handler: typeof functions.publish, title: string): Promise<number> => {
      await upload(functions, { [C]: post(title) });
      functions.reset();
      await functions.fresh.deliver(handler);
      assert.deepEqual(await functions.titles(), [title, 'B', 'A']);
      return functions.wire.count(/^GET \/site\/state\/entries\//);
    };
    assert.equal(await fetched(functions.publish, 'first'), 2);
    assert.equal(await fetched(functions.publish, 'second'), 0);
    assert.equal(await fetched(await coldStart('publish', functions.variables), 'third'), 2);
  });
});

describe('stale rows', () => {
  it('beyond the limit of a run are requeued once, in groups', async (context) => {
    const referring = (number: number) =>
      post(`N${number}`, '', `Number ${number}, of which much more is told [here]({% post_url 2026-01-01-a %}).`);
    const many = Object.fromEntries(Array.from({ length: 450 }, (_, number) => [`_posts/2026-02-01-n${number}.md`, referring(number)]));
    const functions = await functionsFor(context, { [A]: post('A'), ...many });
    await upload(functions, { [A]: post('A', 'permalink: /moved/\n') });
    await functions.fresh.deliver(functions.publish);
    const groups = functions.bulk.bodies.map((body) => JSON.parse(body).keys);
    // One run renders 100, and a message has at most 300 keys.
    assert.deepEqual(
      groups.map((keys) => keys.length).sort((a, b) => b - a),
      [300, 50],
    );
    assert.equal(new Set(groups.flat()).size, 350);
    await upload(functions, { [B]: post('B') });
    await functions.fresh.deliver(functions.publish);
    assert.equal(functions.bulk.waiting.length, 2, 'no other run sends them again');
    await functions.bulk.drain(functions.reconcile);
    const { posts } = (await readCatalog(functions.site))?.catalog ?? assert.fail();
    const links = new Set(Object.keys(many).map((key) => JSON.stringify(posts[key]?.version?.references)));
    assert.equal(links.size, 1);
    assert.match([...links].join(), /https:\/\/blog\.example\/moved\//);
    assert.equal(functions.dead.waiting.length, 0);
  });
});
