import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { Blog, COMMAND, post, type Ran } from '../support/blog.ts';

const ONE = '_posts/2026-03-01-one.md';
const TWO = '_posts/2026-03-02-two.md';
const BLOG = { [ONE]: post('One'), [TWO]: post('Two') };

const titles = async (blog: Blog) => (await blog.items()).map(({ title }) => title);

/** `replace` puts something in place of the first published post; a third post is new. */
async function withReplaced(context: TestContext, replace: (path: string, blog: Blog) => void): Promise<{ blog: Blog; ran: Ran }> {
  const blog = await Blog.create(context, BLOG);
  await blog.build();
  rmSync(join(blog.dir, ONE));
  replace(join(blog.dir, ONE), blog);
  await blog.write({ '_posts/2026-03-03-three.md': post('Three') });
  return { blog, ran: await blog.build() };
}

const REPLACEMENTS: Record<string, [(path: string, blog: Blog) => void, RegExp]> = {
  'a named pipe': [(path) => execFileSync('mkfifo', [path]), /is a named pipe, not a file; put a file there, or move it away/],
  'a link to itself': [(path) => symlinkSync(path, path), /cannot be read: a link that leads back to itself; delete it.*\(ELOOP\)/],
  'a link to nothing': [(path) => symlinkSync(`${path}.none`, path), /cannot be read: a link to something that is not there.*\(ENOENT\)/],
  'a link out of the blog': [
    (path, { root }) => {
      writeFileSync(join(root, 'else.md'), post('Else'));
      symlinkSync(join(root, 'else.md'), path);
    },
    /is a link that leads out of the folder of the blog; put a copy there instead/,
  ],
};

describe('in place of a published post', () => {
  for (const [name, [replace, message]] of Object.entries(REPLACEMENTS)) {
    it(`${name} is reported, the last good version stays, and the others are published`, async (context) => {
      const { blog, ran } = await withReplaced(context, replace);
      assert.deepEqual([ran.code, await titles(blog)], [1, ['Three', 'Two', 'One']], ran.stderr);
      assert.ok(ran.stderr.startsWith(`${ONE}:1:1: error: `) && message.test(ran.stderr), ran.stderr);
      const again = await blog.build();
      assert.match(again.stdout, /nothing to write, all up to date/);
      assert.deepEqual([again.code, again.stderr], [1, ran.stderr]);
      rmSync(join(blog.dir, ONE));
      assert.deepEqual([(await blog.build()).code, await titles(blog)], [0, ['Three', 'Two']]);
    });
  }

  it('a folder counts as a deleted post', async (context) => {
    const { blog, ran } = await withReplaced(context, (path) => mkdirSync(path));
    assert.deepEqual([ran.code, await titles(blog)], [0, ['Three', 'Two']]);
  });
});

it('a folder replaced by a link out of the blog keeps its posts in the feeds', async (context) => {
  const blog = await Blog.create(context, { ...BLOG, '_posts/sub/2026-03-03-three.md': post('Three') });
  await blog.build();
  renameSync(join(blog.dir, '_posts/sub'), join(blog.root, 'sub'));
  symlinkSync(join(blog.root, 'sub'), join(blog.dir, '_posts/sub'));
  const { code, stderr } = await blog.build();
  assert.deepEqual([code, await titles(blog)], [1, ['Three', 'Two', 'One']]);
  assert.match(stderr, /^_posts\/sub\/:1:1: error: .* is a link that leads out of the folder of the blog; .* that stay as they were: 1\n$/);
});

it('the first build reports a pipe too, and publishes the others', async (context) => {
  const blog = await Blog.create(context, BLOG);
  rmSync(join(blog.dir, ONE));
  execFileSync('mkfifo', [join(blog.dir, ONE)]);
  const { code, stderr } = await blog.build();
  assert.deepEqual([code, await titles(blog)], [1, ['Two']]);
  assert.match(stderr, /^_posts\/2026-03-01-one\.md:1:1: error: is a named pipe/);
});

/** Root can read every file. */
function unprivileged(context: TestContext): { blog: Blog; build: () => Promise<Ran> } {
  const root = mkdtempSync(join(tmpdir(), 'linefeed-nobody-'));
  context.after(() => {
    execFileSync('chmod', ['-R', 'u+rwx', root]);
    rmSync(root, { recursive: true, force: true });
  });
  const blog = new Blog(root);
  const isRoot = process.getuid?.() === 0;
  const build = () =>
    new Promise<Ran>((resolve) => {
      if (isRoot) execFileSync('chown', ['-R', '65534:65534', root]);
      execFile(
        process.execPath,
        [COMMAND, 'build', blog.dir, '--out', blog.out],
        { ...(isRoot ? { uid: 65534, gid: 65534 } : {}), env: { ...process.env, HOME: root } },
        (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
      );
    });
  return { blog, build };
}

describe('without permission', () => {
  const FILES = {
    'linefeed.yaml': 'title: Field Notes\nlink: https://blog.example/\n',
    ...BLOG,
    '_posts/sub/2026-03-03-three.md': post('Three'),
  };

  it('a file and a folder are reported, and their posts stay', async (context) => {
    const { blog, build } = unprivileged(context);
    await blog.write(FILES);
    assert.equal((await build()).code, 0);
    chmodSync(join(blog.dir, ONE), 0);
    chmodSync(join(blog.dir, '_posts/sub'), 0);
    await blog.write({ '_posts/2026-03-04-four.md': post('Four') });
    const { code, stderr } = await build();
    assert.deepEqual([code, await titles(blog)], [1, ['Four', 'Three', 'Two', 'One']], stderr);
    assert.match(stderr, /^_posts\/2026-03-01-one\.md:1:1: error: cannot be read: permission denied; .* \(EACCES\)$/m);
    assert.match(stderr, /^_posts\/sub\/:1:1: error: .*permission denied; .* \(EACCES\); posts in it that stay as they were: 1$/m);
    chmodSync(join(blog.dir, '_posts/sub'), 0o755);
    chmodSync(join(blog.dir, ONE), 0o644);
    const repaired = await build();
    assert.deepEqual([repaired.code, repaired.stderr, (await titles(blog)).length], [0, '', 4]);
  });

  it('a configuration is reported, and the last good one stays in force', async (context) => {
    const { blog, build } = unprivileged(context);
    await blog.write(FILES);
    await build();
    chmodSync(join(blog.dir, 'linefeed.yaml'), 0);
    const { code, stderr } = await build();
    assert.deepEqual([code, (await titles(blog)).length], [1, 3]);
    assert.match(stderr, /^linefeed\.yaml:1:1: error: cannot be read: permission denied/);
  });

  it('nothing is published without a catalog, because posts in the folder would leave the feeds', async (context) => {
    const { blog, build } = unprivileged(context);
    await blog.write(FILES);
    await build();
    const catalog = readdirSync(join(blog.root, '.linefeed/public')).find((name) => name.startsWith('catalog'));
    rmSync(join(blog.root, '.linefeed/public', catalog ?? ''));
    chmodSync(join(blog.dir, '_posts/sub'), 0);
    const { code, stderr } = await build();
    assert.deepEqual([code, (await titles(blog)).length], [2, 3]);
    assert.match(stderr, /^linefeed: _posts\/sub\/ cannot be read: permission denied.*three\.md would leave the feeds$/m);
  });
});

it('does not read a video of 6 GB that is named as a media file or as a post', async (context) => {
  const blog = await Blog.create(context, BLOG);
  for (const name of ['_posts/film.mkv', '_posts/2026-03-05-film.md']) {
    await blog.write({ [name]: '' });
    truncateSync(join(blog.dir, name), 6e9);
  }
  const bytesRead = () =>
    new Promise<number>((resolve, reject) => {
      // Bytes from read calls (Linux), printed at exit.
      const script = `process.on('exit', () => process.stderr.write('rchar ' + /rchar: (\\d+)/.exec(require('fs').readFileSync('/proc/self/io', 'utf8'))[1]))`;
      writeFileSync(join(blog.root, 'count.cjs'), script);
      execFile(
        process.execPath,
        ['--require', join(blog.root, 'count.cjs'), COMMAND, 'build', blog.dir, '--out', blog.out],
        (_, __, stderr) => {
          const count = /rchar (\d+)/.exec(stderr)?.[1];
          count ? resolve(Number(count)) : reject(new Error(stderr));
        },
      );
    });
  assert.ok((await bytesRead()) < 1e8);
  const { code, stderr } = await blog.build();
  assert.deepEqual([code, await titles(blog)], [1, ['Two', 'One']]);
  assert.match(stderr, /film\.md:1:1: error: the file has 6000000000 bytes, expected at most 5000000/);
});
