import assert from 'node:assert/strict';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { Blog, CONFIG, linefeed, post } from '../support/blog.ts';

const FILES = {
  'linefeed.yaml': `${CONFIG}timezone: Europe/Zurich\n`,
  '_posts/2026-03-01-one.md': post('One', 'expires: 2099-03-01\n'),
  '_posts/2098-12-01-winter.md': post('Winter', 'date: 2098-12-01 09:00\n'),
  '_posts/2098-12-01-snow.md': post('Snow', 'date: 2098-12-01 09:00\n'),
  '_posts/2099-07-01-summer.md': post('Summer', 'expires: 2099-08-01 12:00\n'),
  '_posts/2099-09-01-never.md': post('Never', 'expires: 2099-08-01\n'),
  '_drafts/idea.md': post('Idea'),
};

async function blogOf(context: TestContext, files: Record<string, string> = FILES) {
  const blog = await Blog.create(context, files);
  const state = join(blog.root, '.linefeed', 'public');
  const preview = join(blog.root, 'preview');
  const at = (time: string, ...more: string[]) => linefeed('build', blog.dir, '--at', time, '--out', preview, '--state', state, ...more);
  const titles = async () =>
    JSON.parse(await readFile(join(preview, 'feed.json'), 'utf8')).items.map(({ title }: { title: string }) => title);
  return { blog, state, preview, at, titles };
}

async function filesIn(folder: string): Promise<Record<string, string>> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = found.filter((file) => file.isFile()).map((file) => join(file.parentPath ?? file.path, file.name));
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, (await readFile(path)).toString('base64')])));
}

describe('scheduled changes', () => {
  it('build prints the next one, in the blog’s time zone', async (context) => {
    const { blog } = await blogOf(context);
    const { stdout } = await blog.build();
    const [, ...rest] = stdout.trimEnd().split('\n');
    assert.deepEqual(rest, [
      'not in the feeds: 4 scheduled, 1 draft',
      'next change: 2098-12-01 09:00 Europe/Zurich: publishes _posts/2098-12-01-snow.md and 1 other',
    ]);
    const none = await Blog.create(context, { '_posts/2026-03-01-one.md': post('One') });
    assert.doesNotMatch((await none.build()).stdout, /next change/);
  });

  it('check prints all, as text and JSON', async (context) => {
    const { blog } = await blogOf(context);
    const { stdout, code } = await linefeed('check', blog.dir);
    assert.deepEqual(
      [code, stdout.trimEnd().split('\n')],
      [
        0,
        [
          '6 posts read: 0 errors, 0 warnings',
          'scheduled changes (Europe/Zurich):',
          '  2098-12-01 09:00  publishes _posts/2098-12-01-snow.md',
          '  2098-12-01 09:00  publishes _posts/2098-12-01-winter.md',
          '  2099-03-01 00:00  unpublishes _posts/2026-03-01-one.md',
          '  2099-07-01 00:00  publishes _posts/2099-07-01-summer.md',
          '  2099-08-01 12:00  unpublishes _posts/2099-07-01-summer.md',
        ],
      ],
    );
    const { coming, timezone } = JSON.parse((await linefeed('check', blog.dir, '--format', 'json')).stdout);
    assert.deepEqual(
      [timezone, coming.length, coming[0]],
      ['Europe/Zurich', 5, { at: '2098-12-01T08:00:00.000Z', change: 'publishes', key: '_posts/2098-12-01-snow.md', title: 'Snow' }],
    );
  });
});

describe('linefeed build --at', () => {
  it('builds as of a later or earlier time, and leaves output and state unchanged', async (context) => {
    const { blog, state, at, preview, titles } = await blogOf(context);
    await blog.build();
    const before = { ...(await filesIn(blog.out)), ...(await filesIn(state)) };
    assert.match((await at('2098-12-01 08:59')).stdout, /^as of 2098-12-01 08:59 Europe\/Zurich:\n1 post in /);
    assert.deepEqual(await titles(), ['One']);
    for (const [time, expected] of [
      ['2098-12-01 09:00', ['Snow', 'Winter', 'One']],
      ['2099-03-01', ['Snow', 'Winter']],
      ['2099-07-31', ['Summer', 'Snow', 'Winter']],
      ['2099-12-31', ['Snow', 'Winter']],
      ['2026-02-28', []],
    ] as const) {
      const out = `${preview}-${time.replace(/\W/g, '-')}`;
      const ran = await at(time, '--out', out);
      assert.equal(ran.code, 0, ran.stderr);
      const { items } = JSON.parse(await readFile(join(out, 'feed.json'), 'utf8'));
      assert.deepEqual(
        items.map(({ title }: { title: string }) => title),
        expected,
        time,
      );
    }
    assert.deepEqual({ ...(await filesIn(blog.out)), ...(await filesIn(state)) }, before);
  });

  it('keeps ids, and works before the first build', async (context) => {
    const { blog, at, titles, preview } = await blogOf(context);
    const ran = await at('2098-12-02', '--format', 'json');
    assert.equal(JSON.parse(ran.stdout).posts, 3);
    assert.deepEqual(await titles(), ['Snow', 'Winter', 'One']);
    await blog.build();
    await blog.write({ '_posts/2026-03-01-other.md': FILES['_posts/2026-03-01-one.md'] });
    await rm(join(blog.dir, '_posts/2026-03-01-one.md'));
    const published = (await blog.items()).map(({ id }) => id);
    const out = `${preview}-2`;
    await at('2026-12-01', '--out', out);
    const { items } = JSON.parse(await readFile(join(out, 'feed.json'), 'utf8'));
    assert.deepEqual(
      items.map(({ id }: { id: string }) => id),
      published,
    );
  });

  it('rejects an invalid time, and an output folder that is not empty', async (context) => {
    const { blog, at, preview } = await blogOf(context);
    const wrong = await at('tomorrow');
    assert.deepEqual([wrong.code, wrong.stdout], [2, '']);
    assert.match(wrong.stderr, /^linefeed: --at: expected a date, got "tomorrow"; write it as 2026-12-01/);
    await blog.build();
    const full = await at('2098-12-01', '--out', blog.out);
    assert.equal(full.code, 2);
    assert.match(
      full.stderr,
      /^linefeed: --at needs an output folder of its own, and there are files in .*public; name a new folder with --out/,
    );
    assert.deepEqual(await readdir(preview).catch(() => 'absent'), 'absent');
  });
});
