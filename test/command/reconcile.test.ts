import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CATALOG } from '../../lambda/keys.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { type Expected, listAll, type PutOptions } from '../../lambda/stores/store.ts';
import { CONFIG, linefeedWith, post } from '../support/blog.ts';
import { Buckets, ENVIRONMENT } from '../support/buckets.ts';
import { startS3 } from '../support/s3.ts';

const THREE = {
  '_posts/2026-03-01-one.md': post('One', 'tags: [stone]\n'),
  '_posts/2026-03-02-two.md': post('Two', 'tags: [stone, moss]\n'),
  '_posts/2026-03-03-größer + 1.md': post('Three', 'tags: [moss]\n'),
};

/** Requests of a store check. */
const STORE_CHECK = { 'PUT site/state/proof-*': 5, 'DELETE site/state/proof-*': 3 };

describe('linefeed reconcile', () => {
  it('imports a bucket of posts: every feed in every format, with content types and cache headers', async (context) => {
    const buckets = await Buckets.create(context, THREE);
    const { code, stdout, stderr } = await buckets.reconcile();
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^3 posts in 3 feeds: 26 documents, 26 written \(\d+ KB\) in [\d.]+ s\n$/);
    assert.deepEqual(await buckets.titles(), ['Three', 'Two', 'One']);
    assert.deepEqual(await buckets.titles('tags/moss/feed.json'), ['Three', 'Two']);
    const { type, cacheControl, encoding } = (await buckets.site.head('public/atom.xml.gz')) ?? assert.fail();
    assert.deepEqual(
      [type, cacheControl, encoding],
      ['application/atom+xml; charset=utf-8', 'public, max-age=60, stale-if-error=86400', 'gzip'],
    );
    assert.deepEqual(
      (await buckets.keys()).filter((key) => key.includes('proof')),
      [],
    );
    assert.equal((await listAll(buckets.posts, '')).length, 4, 'the posts bucket is only read');
  });

  it("only lists and writes the catalog when nothing changed, because listings contain the documents' ETags", async (context) => {
    const buckets = await Buckets.create(context, THREE);
    await buckets.reconcile();
    const { code, stdout } = await buckets.reconcile();
    assert.equal(code, 0);
    assert.match(stdout, /26 documents, nothing to write, all up to date/);
    const documents = (await buckets.keys()).filter((key) => key.startsWith('public/'));
    assert.equal(documents.length, 26);
    assert.deepEqual(buckets.counts(), {
      ...STORE_CHECK,
      // Read again after listing the nodes.
      'GET site/state/catalog.json.gz': 2,
      'LIST site/state/nodes/': 1,
      'LIST posts/': 1,
      'GET posts/linefeed.yaml': 1,
      'LIST site/public/': 1,
      'LIST site/state/entries/': 1,
      // Always, also when nothing changed: a slower run must fail its commit.
      'PUT site/state/catalog.json.gz': 1,
    });
  });

  it('repairs after lost events: an edit, a deletion, a new post', async (context) => {
    const buckets = await Buckets.create(context, THREE);
    await buckets.reconcile();
    await buckets.write({
      '_posts/2026-03-01-one.md': post('First', 'tags: [stone]\n'),
      '_posts/2026-03-02-two.md': undefined,
      '_posts/2026-03-04-four.md': post('Four'),
    });
    const { code } = await buckets.reconcile();
    assert.equal(code, 0);
    assert.deepEqual(await buckets.titles(), ['Four', 'Three', 'First']);
    assert.deepEqual(await buckets.titles('tags/stone/feed.json'), ['First']);
    const read = Object.keys(buckets.counts(/^GET posts\/_posts/));
    assert.deepEqual(
      read.sort(),
      ['_posts/2026-03-01-one.md', '_posts/2026-03-02-two.md', '_posts/2026-03-04-four.md'].map((key) => `GET posts/${key}`),
    );
  });

  it('repairs missing and foreign documents, and missing entries', async (context) => {
    const buckets = await Buckets.create(context, THREE);
    await buckets.reconcile();
    const right = await buckets.read('public/rss.xml');
    const [entry = ''] = (await listAll(buckets.site, 'state/entries/')).map(({ key }) => key);
    await buckets.site.delete('public/tags/moss/atom.xml');
    await buckets.site.delete(entry);
    await buckets.site.put('public/rss.xml', Buffer.from('<rss/>'));
    assert.equal((await buckets.reconcile()).code, 0);
    assert.ok(await buckets.site.head('public/tags/moss/atom.xml'));
    assert.ok(await buckets.site.head(entry));
    const unstamped = (text: string) => text.replace(/<!-- linefeed .*? -->/, '');
    assert.equal(unstamped(await buckets.read('public/rss.xml')), unstamped(right));
  });

  it('rebuilds a lost catalog with the published ids and dates, also of a renamed post', async (context) => {
    const buckets = await Buckets.create(context, THREE);
    await buckets.reconcile();
    await buckets.write({ '_posts/2026-03-02-two.md': undefined, '_posts/2026-03-02-second.md': THREE['_posts/2026-03-02-two.md'] });
    await buckets.reconcile();
    const before = await buckets.items();
    const renamed = before.find(({ title }) => title === 'Two');
    assert.deepEqual([renamed?.id, renamed?.url], ['https://blog.example/2026/03/02/two', 'https://blog.example/2026/03/02/second/']);
    const { generation } = (await buckets.catalog()) ?? assert.fail();
    await buckets.site.delete(CATALOG);
    assert.equal((await buckets.reconcile()).code, 0);
    assert.notEqual((await buckets.catalog())?.generation, generation);
    assert.deepEqual(await buckets.items(), before);
  });

  it('keeps posts and feeds in one bucket, under a prefix with or without its slash', async (context) => {
    const buckets = await Buckets.create(context);
    for (const [key, text] of Object.entries({ 'linefeed.yaml': CONFIG, ...THREE, 'README.md': 'not a post' })) {
      await buckets.site.put(`blog/${key}`, Buffer.from(text));
    }
    await buckets.site.put('blog-old/_posts/2020-01-01-old.md', Buffer.from(post('Old')));
    for (const prefix of ['blog/', 'blog', '/blog/']) {
      const { code, stdout } = await buckets.run('reconcile', '--bucket', 'site', '--prefix', prefix);
      assert.deepEqual([code, stdout.slice(0, 18)], [0, '3 posts in 3 feeds'], prefix);
    }
    assert.deepEqual(await buckets.titles(), ['Three', 'Two', 'One']);
    assert.deepEqual(Object.keys(buckets.counts(/^LIST/)).sort(), [
      'LIST site/blog/',
      'LIST site/public/',
      'LIST site/state/entries/',
      'LIST site/state/nodes/',
    ]);
  });

  it('reports rejected posts with file, line and column, publishes the rest, and exits with 1', async (context) => {
    const bad = {
      '_posts/2026-03-04-bad.md': '---\ntitle: Bad\ndate: tomorrow\n---\n',
      '_posts/2026-03-05-worse.md': '---\ntitle: "\n---\n',
    };
    const buckets = await Buckets.create(context, { ...THREE, ...bad });
    const { code, stdout, stderr } = await buckets.reconcile();
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^_posts\/2026-03-04-bad\.md:3:7: error: date: expected a date, got "tomorrow".*\n_posts\/2026-03-05-worse\.md:\d+:\d+: error: not valid YAML.*\n$/,
    );
    assert.match(stdout, /not in the feeds: 2 refused\n/);
    assert.equal((await buckets.titles()).length, 3);
  });

  it('prints JSON with --format json', async (context) => {
    const buckets = await Buckets.create(context, { ...THREE, '_posts/2026-03-04-bad.md': '---\ntitle: Bad\ndate: tomorrow\n---\n' });
    const { code, stdout, stderr } = await buckets.reconcile('--format', 'json');
    const { posts, feeds, documents, written, refused, rendered, dryRun, problems } = JSON.parse(stdout);
    assert.deepEqual([code, stderr, posts, feeds, documents, written, refused, rendered, dryRun], [1, '', 3, 3, 26, 26, 1, 3, undefined]);
    assert.deepEqual([problems[0].key, problems[0].line, problems[0].column], ['_posts/2026-03-04-bad.md', 3, 7]);
  });

  it('reads the endpoint from the environment too', async (context) => {
    const buckets = await Buckets.create(context, THREE);
    for (const name of ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_S3']) {
      const { code, stderr } = await linefeedWith(
        { ...ENVIRONMENT, [name]: buckets.endpoint },
        ...['reconcile', '--posts-bucket', 'posts', '--bucket', 'site'],
      );
      assert.deepEqual([code, stderr], [0, '']);
    }
    assert.deepEqual(await buckets.titles(), ['Three', 'Two', 'One']);
  });
});

describe('linefeed reconcile --dry-run', () => {
  it('prints the changes and sends no write requests, on first import and later', async (context) => {
    const buckets = await Buckets.create(context, { ...THREE, '_posts/2026-03-04-bad.md': '---\ntitle: Bad\ndate: tomorrow\n---\n' });
    const first = await buckets.reconcile('--dry-run');
    assert.equal(first.code, 1);
    assert.match(
      first.stdout,
      /^3 posts in 3 feeds: 26 documents, 26 to write \(\d+ KB\) in .*\nnot in the feeds: 1 refused\ndry run: nothing was written\n$/,
    );
    assert.match(first.stderr, /^_posts\/2026-03-04-bad\.md:3:7: error/);
    assert.deepEqual([buckets.changes(), await buckets.keys()], [{}, []]);

    await buckets.write({ '_posts/2026-03-04-bad.md': undefined });
    await buckets.reconcile();
    const before = await listAll(buckets.site, '');
    const idle = await buckets.reconcile('--dry-run');
    assert.match(idle.stdout, /nothing to write, all up to date in .*\ndry run: nothing was written\n$/);
    assert.deepEqual(buckets.changes(), {});

    await buckets.write({ '_posts/2026-03-01-one.md': post('First', 'tags: [stone]\n') });
    const { stdout } = await buckets.reconcile('--dry-run', '--format', 'json');
    const { written, rendered, dryRun } = JSON.parse(stdout);
    assert.deepEqual([written, rendered, dryRun], [16, 1, true], 'the main feed, tags/stone, and their pages');
    assert.deepEqual([buckets.changes(), await listAll(buckets.site, '')], [{}, before]);
  });
});

describe('linefeed reconcile fails', () => {
  it('without requests when posts and feeds would share a prefix', async (context) => {
    const buckets = await Buckets.create(context, THREE);
    const one = ['reconcile', '--bucket', 'site'];
    for (const more of [
      [],
      ['--prefix', ''],
      ['--prefix', '/'],
      ['--prefix', 'public/'],
      ['--prefix', 'state'],
      ['--prefix', 'public/blog/'],
      ['--posts-bucket', 'site'],
    ]) {
      const { code, stderr } = await buckets.run(...one, ...more);
      assert.deepEqual([code, buckets.requests], [2, []], more.join(' '));
      assert.match(stderr, /^linefeed: posts and feeds would be mixed in site; name the posts' prefix with --prefix, such as posts\//);
    }
  });

  it('without a bucket, and with an invalid endpoint', async () => {
    const without = await linefeedWith(ENVIRONMENT, 'reconcile');
    assert.deepEqual([without.code, /required option '--bucket <name>'/.test(without.stderr)], [2, true]);
    for (const endpoint of ['minio.example', 'localhost:9000', 'ftp://minio.example']) {
      const { code, stderr } = await linefeedWith(ENVIRONMENT, 'reconcile', '--bucket', 'b', '--posts-bucket', 'p', '--endpoint', endpoint);
      assert.equal(code, 2);
      assert.match(stderr, /An endpoint is an address such as https:\/\//);
    }
  });

  const assertFails = async (buckets: Buckets, message: RegExp) => {
    const { code, stdout, stderr } = await buckets.reconcile();
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /\n.*\n/, 'one line');
  };

  it('on a store that ignores conditions, and leaves it unchanged', async (context) => {
    type IgnoresCondition = (expect: Expected | undefined, isThere: boolean) => boolean;
    const cases: [IgnoresCondition, string][] = [
      [(expect) => expect === 'absent', 'ignores If-None-Match: \\* and answers 200 where it must answer 412'],
      [(expect) => expect !== 'absent', 'ignores If-Match and answers 200 where it must answer 412'],
      // https://github.com/minio/minio/issues/21526
      [(expect, isThere) => expect !== 'absent' && !isThere, 'creates an object although If-Match names one that is gone'],
    ];
    class Careless extends MemoryStore {
      readonly ignores: IgnoresCondition;
      constructor(ignores: IgnoresCondition) {
        super();
        this.ignores = ignores;
      }
      override async put(key: string, bytes: Uint8Array, { expect, ...options }: PutOptions = {}) {
        const respected = expect && !this.ignores(expect, (await this.head(key)) !== undefined);
        return super.put(key, bytes, { ...options, ...(respected ? { expect } : {}) });
      }
    }
    for (const [ignores, message] of cases) {
      const buckets = await Buckets.create(context, THREE, new Careless(ignores));
      await assertFails(buckets, new RegExp(`^linefeed: the store of the bucket site ${message}.*use a store that has them`));
      assert.deepEqual(await buckets.keys(), []);
      assert.deepEqual(Object.keys(buckets.changes()).sort(), ['DELETE site/state/proof-*', 'PUT site/state/proof-*']);
      assert.equal(
        buckets.requests.length,
        Object.values(buckets.changes()).reduce((a, b) => a + b),
        'no other requests',
      );
    }
  });

  it('on a missing bucket, and names it', async (context) => {
    const buckets = await Buckets.create(context, THREE);
    const advice = 'NoSuchBucket: .*; name a bucket that exists, and the region or the endpoint that it is in';
    for (const more of [[], ['--dry-run']]) {
      const site = await buckets.run('reconcile', '--posts-bucket', 'posts', '--bucket', 'nowhere', ...more);
      assert.deepEqual([site.code, new RegExp(`s3://nowhere/.*${advice}`).test(site.stderr)], [2, true], site.stderr);
      const posts = await buckets.run('reconcile', '--posts-bucket', 'nowhere', '--bucket', 'site', ...more);
      assert.deepEqual([posts.code, new RegExp(`s3://nowhere/.*${advice}`).test(posts.stderr)], [2, true], posts.stderr);
    }
    assert.deepEqual(await buckets.keys(), []);
  });

  it('with wrong or missing credentials, and says what to do', async (context) => {
    const buckets = await Buckets.create(context, THREE);
    const cases: [NodeJS.ProcessEnv, RegExp][] = [
      [{ AWS_SECRET_ACCESS_KEY: 'wrong' }, /s3:\/\/site\/.*SignatureDoesNotMatch.*the secret does not belong to the access key/],
      [{ AWS_ACCESS_KEY_ID: 'someone' }, /s3:\/\/site\/.*InvalidAccessKeyId.*the endpoint does not know these credentials/],
      [
        { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
        /s3:\/\/site\/.*sign in, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY/,
      ],
    ];
    for (const [environment, message] of cases) {
      const { code, stderr } = await linefeedWith(
        { ...ENVIRONMENT, ...environment },
        ...['reconcile', '--posts-bucket', 'posts', '--bucket', 'site', '--endpoint', buckets.endpoint],
      );
      assert.equal(code, 2);
      assert.match(stderr, message);
    }
    assert.deepEqual(await buckets.keys(), []);
  });

  it('when nothing listens at the endpoint', async () => {
    const { endpoint, close } = await startS3({});
    await close();
    for (const address of [endpoint, endpoint.replace('127.0.0.1', 'localhost')]) {
      const args = ['reconcile', '--posts-bucket', 'posts', '--bucket', 'site', '--dry-run', '--endpoint', address];
      const { code, stderr } = await linefeedWith(ENVIRONMENT, ...args);
      assert.equal(code, 2);
      assert.match(stderr, /s3:\/\/(?:site|posts)\/.*ECONNREFUSED.*; nobody answers there; check the endpoint, and the network/);
    }
  });

  it('on AWS without a region', async () => {
    const { code, stderr } = await linefeedWith(
      { ...ENVIRONMENT, AWS_REGION: undefined, AWS_DEFAULT_REGION: undefined },
      'reconcile',
      '--posts-bucket',
      'posts',
      '--bucket',
      'site',
    );
    assert.equal(code, 2);
    assert.match(stderr, /Region is missing; name it in AWS_REGION/);
  });

  it('when a bucket has no configuration', async (context) => {
    const buckets = await Buckets.create(context, THREE);
    await buckets.write({ 'linefeed.yaml': undefined });
    const { code, stderr } = await buckets.reconcile();
    assert.equal(code, 2);
    assert.match(stderr, /^linefeed\.yaml:1:1: error: no configuration found; write a file linefeed\.yaml with these lines:/);
    assert.deepEqual(await buckets.keys(), []);
  });
});
