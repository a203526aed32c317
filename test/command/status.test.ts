import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Status } from '../../lambda/local/status.ts';
import { Blog, CONFIG, linefeed, linefeedWith, post, type Ran } from '../support/blog.ts';
import { Buckets, ENVIRONMENT } from '../support/buckets.ts';

const WRONG = '---\ntitle: Broken\ndate: tomorrow\n---\n\nText.\n';
const FILES = {
  'linefeed.yaml': `${CONFIG}timezone: Europe/Lisbon\n`,
  '_posts/2026-03-01-one.md': post('One', 'tags: [stone]\n'),
  '_posts/2026-03-02-two.md': post('Two', 'expires: 2098-07-01 12:00\n'),
  '_posts/2099-01-01-later.md': post('Later', 'date: 2099-07-01 09:30\n'),
  '_posts/2099-01-02-soon.md': post('Sooner', 'date: 2099-01-02 08:00\n'),
  '_drafts/idea.md': post('Idea'),
  '_posts/2026-03-03-never.md': WRONG,
};

interface Place {
  write(files: Record<string, string>): Promise<void>;
  publish(): Promise<Ran>;
  status(...args: string[]): Promise<Ran>;
}

const places: Record<string, (context: TestContext) => Promise<Place>> = {
  'a folder': async (context) => {
    const blog = await Blog.create(context, FILES);
    return {
      write: (files) => blog.write(files),
      publish: () => blog.build(),
      status: (...args) => linefeed('status', blog.dir, '--out', blog.out, ...args),
    };
  },
  'a bucket': async (context) => {
    const buckets = await Buckets.create(context, FILES);
    return {
      write: (files) => buckets.write(files),
      publish: () => buckets.reconcile(),
      status: (...args) => buckets.run('status', '--bucket', 'site', ...args),
    };
  },
};

const read = async (place: Place): Promise<Status> => JSON.parse((await place.status('--format', 'json')).stdout);

for (const [name, open] of Object.entries(places)) {
  describe(`linefeed status of ${name}`, () => {
    it('lists published, scheduled, expiring, draft and rejected posts, as text and JSON', async (context) => {
      const place = await open(context);
      const earliest = Math.floor(Date.now() / 1000) * 1000;
      await place.publish();
      await place.write({ '_posts/2026-03-01-one.md': WRONG });
      await place.publish();
      const { code, stdout, stderr } = await place.status();
      assert.deepEqual([code, stderr], [1, '']);
      const reason =
        '3:7: error: date: expected a date, got "tomorrow"; write a day that exists as 2026-03-01 or 2026-03-01 09:30:00 +0100';
      const lines = stdout.split('\n');
      assert.match(lines[1] ?? '', /^last run that wrote: \d{4}-\d\d-\d\d \d\d:\d\d Europe\/Lisbon, revision \d+$/);
      assert.deepEqual(
        [lines[0], ...lines.slice(2)],
        [
          'Field Notes: 2 posts in 2 feeds',
          'scheduled (Europe/Lisbon):',
          '  2099-01-02 08:00  Sooner  _posts/2099-01-02-soon.md',
          '  2099-07-01 09:30  Later  _posts/2099-01-01-later.md',
          'expiring (Europe/Lisbon):',
          '  2098-07-01 12:00  Two  _posts/2026-03-02-two.md',
          'drafts:',
          '  _drafts/idea.md',
          'refused:',
          `  _posts/2026-03-01-one.md:${reason} (its last good version is published)`,
          `  _posts/2026-03-03-never.md:${reason}`,
          '',
        ],
      );
      const status = await read(place);
      const { lastRun, revision, refused, ...rest } = status;
      assert.deepEqual(rest, {
        ...{ title: 'Field Notes', timezone: 'Europe/Lisbon', posts: 2, feeds: 2, pending: [], stale: [] },
        ...{ failed: [], skipped: {}, configuration: [], warnings: [] },
        scheduled: [
          { key: '_posts/2099-01-02-soon.md', title: 'Sooner', at: '2099-01-02T08:00:00.000Z' },
          { key: '_posts/2099-01-01-later.md', title: 'Later', at: '2099-07-01T08:30:00.000Z' },
        ],
        expiring: [{ key: '_posts/2026-03-02-two.md', title: 'Two', at: '2098-07-01T11:00:00.000Z' }],
        drafts: ['_drafts/idea.md'],
        unlisted: [],
        renamed: [],
      });
      assert.ok(revision >= 2);
      assert.ok(Date.parse(lastRun) >= earliest && Date.parse(lastRun) <= Date.now(), lastRun);
      assert.deepEqual(
        refused.map(({ key, lastGood, problems }) => [key, lastGood, problems.map(({ line, column }) => `${line}:${column}`)]),
        [
          ['_posts/2026-03-01-one.md', true, ['3:7']],
          ['_posts/2026-03-03-never.md', false, ['3:7']],
        ],
      );
    });

    it('exits with 0 when no post is rejected, and with 2 when nothing was published yet', async (context) => {
      const place = await open(context);
      const before = await place.status();
      assert.deepEqual([before.code, before.stdout], [2, '']);
      assert.match(before.stderr, /^linefeed: nothing has been published in .* yet; linefeed (?:build|reconcile) publishes/);
      await place.write({ '_posts/2026-03-03-never.md': post('Now') });
      assert.equal((await place.publish()).code, 0);
      const after = await place.status();
      assert.deepEqual([after.code, after.stderr], [0, '']);
      assert.doesNotMatch(after.stdout, /refused|pending/);
    });
  });
}

describe('linefeed status', () => {
  it('of a bucket needs one request, and includes runs without changes', async (context) => {
    const buckets = await Buckets.create(context, FILES);
    await buckets.reconcile();
    const { revision, lastRun } = JSON.parse((await buckets.run('status', '--bucket', 'site', '--format', 'json')).stdout) as Status;
    assert.deepEqual(buckets.counts(), { 'GET site/state/catalog.json.gz': 1 });
    await buckets.reconcile();
    const after = JSON.parse((await buckets.run('status', '--bucket', 'site', '--format', 'json')).stdout) as Status;
    assert.ok(after.revision > revision && after.lastRun >= lastRun);
  });

  it('and reconcile print no control characters from names in a bucket', async (context) => {
    const named = (folder: string) => `${folder}/2099-01-01-\u001b[2J\u0007\u009b31m.md`;
    const scheduled = post('Later \u001b[2J', 'date: 2099-01-01\n');
    const buckets = await Buckets.create(context, {
      [named('_posts')]: scheduled,
      [named('_drafts')]: post('Idea'),
      [named('bad')]: WRONG,
    });
    for (const { code, stdout, stderr } of [await buckets.reconcile(), await buckets.run('status', '--bucket', 'site')]) {
      assert.equal(code, 1);
      assert.doesNotMatch(stdout + stderr, /[^\P{Cc}\n]/u);
      assert.match(stdout + stderr, /bad\/2099-01-01-\ufffd\[2J\ufffd\ufffd31m\.md:3:7: error/);
    }
  });

  it('finds what dev published in the folder', async (context) => {
    const blog = await Blog.create(context, FILES);
    await linefeed('build', blog.dir, '--out', `${blog.dir}/.linefeed/public`, '--state', `${blog.dir}/.linefeed/state`);
    assert.match((await linefeed('status', blog.dir)).stdout, /^Field Notes: 2 posts in 2 feeds\n/);
  });

  it('names the wrong bucket or folder, and says what to do', async (context) => {
    const buckets = await Buckets.create(context, FILES);
    const cases: [string[], RegExp][] = [
      [
        ['status', '--bucket', 'nowhere', '--endpoint', buckets.endpoint],
        /cannot read s3:\/\/nowhere\/.*NoSuchBucket.*; name a bucket that exists/,
      ],
      [
        ['status', '--bucket', 'posts', '--endpoint', buckets.endpoint],
        /nothing has been published in the bucket posts yet; .*name the one that the feeds are in/,
      ],
      [['status', '/nowhere/at/all'], /there is no folder \/nowhere\/at\/all; name the folder that holds your posts/],
      [['status', '--bucket', 'site', '--endpoint', 'nowhere'], /An endpoint is an address/],
    ];
    for (const [args, message] of cases) {
      const { code, stdout, stderr } = await linefeedWith(ENVIRONMENT, ...args);
      assert.deepEqual([code, stdout], [2, ''], args.join(' '));
      assert.match(stderr, message);
    }
  });
});
