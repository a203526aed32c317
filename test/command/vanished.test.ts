import assert from 'node:assert/strict';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { DeleteObjectCommand, DeleteObjectsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { Blog, CONFIG, linefeed, post } from '../support/blog.ts';
import { type Dev, itemsOf, startDev, until } from '../support/dev-command.ts';
import { clientFor } from '../support/s3.ts';

const TWO = { '_posts/2026-03-01-one.md': post('One'), '_posts/2026-03-02-two.md': post('Two') };

const pageOf = async ({ web }: Dev) => (await fetch(`${web}/`)).text();
const titlesOf = async (dev: Dev) => (await itemsOf<{ title: string }>(dev)).map(({ title }) => title);
const titles = async (blog: Blog) => (await blog.items()).map(({ title }) => title);

describe('linefeed build without a published post', () => {
  it('keeps the feeds, names the folder and what to do, and exits with 2', async (context) => {
    const blog = await Blog.create(context, TWO);
    await blog.build();
    await rename(join(blog.dir, '_posts'), join(blog.root, 'unmounted'));
    const { code, stderr } = await blog.build();
    assert.deepEqual([code, await titles(blog)], [2, ['Two', 'One']]);
    assert.ok(
      stderr.startsWith(`_posts/:1:1: error: all 2 published posts are gone from ${join(blog.dir, '_posts')}/ and none came`),
      stderr,
    );
    assert.match(stderr, /; if you deleted the posts on purpose, say so with --allow-empty\n$/);
    const summary = await blog.summary();
    assert.deepEqual([summary.code, summary.vanished, summary.posts], [2, 2, 2]);
    await rename(join(blog.root, 'unmounted'), join(blog.dir, '_posts'));
    assert.equal((await blog.build()).code, 0);
  });

  it('empties the feeds with --allow-empty', async (context) => {
    const blog = await Blog.create(context, TWO);
    await blog.build();
    await rm(join(blog.dir, '_posts'), { recursive: true });
    const { code } = await blog.build('--allow-empty');
    assert.deepEqual([code, await titles(blog)], [0, []]);
    assert.equal((await blog.build()).code, 0);
  });

  it('keeps the feeds when run on another folder', async (context) => {
    const [blog, other] = [await Blog.create(context, TWO), await Blog.create(context)];
    await blog.build();
    const { code } = await linefeed('build', other.dir, '--out', blog.out);
    assert.deepEqual([code, await titles(blog)], [2, ['Two', 'One']]);
  });
});

describe('linefeed dev without a published post', () => {
  it('starts, serves the last good feeds, shows the problem, and continues when the posts are back', async (context) => {
    const blog = await Blog.create(context, TWO);
    const first = await startDev(blog.dir);
    await first.close();
    await rename(join(blog.dir, '_posts'), join(blog.root, 'unmounted'));
    const dev = await startDev(blog.dir);
    context.after(() => dev.close());
    const isShown = async () => (await pageOf(dev)).includes('published posts are gone from');
    assert.deepEqual([(await itemsOf(dev)).length, await isShown()], [2, true]);
    await rename(join(blog.root, 'unmounted'), join(blog.dir, '_posts'));
    await until(dev, context, async () => !(await isShown()));
    assert.equal((await itemsOf(dev)).length, 2);
  });

  it('keeps the feeds when the folder disappears while it runs, until a post appears', async (context) => {
    const blog = await Blog.create(context, TWO);
    const dev = await startDev(blog.dir);
    context.after(() => dev.close());
    await rm(join(blog.dir, '_posts'), { recursive: true });
    const isShown = async () => (await pageOf(dev)).includes('published posts are gone from');
    await until(dev, context, isShown);
    assert.equal((await itemsOf(dev)).length, 2);
    await blog.write({ '_posts/2026-03-03-three.md': post('Three') });
    await until(dev, context, async () => (await itemsOf(dev)).length === 1 && !(await isShown()));
  });

  it('keeps the feeds when the folder is renamed', async (context) => {
    const blog = await Blog.create(context, { ...TWO, 'linefeed.yaml': `${CONFIG}posts: ["_posts/**"]\n` });
    const dev = await startDev(blog.dir);
    context.after(() => dev.close());
    await rename(join(blog.dir, '_posts'), join(blog.dir, 'posts2'));
    await until(dev, context, async () => (await pageOf(dev)).includes('published posts are gone from'));
    assert.deepEqual(await titlesOf(dev), ['Two', 'One']);
  });
});

describe('the S3 endpoint of linefeed dev', () => {
  const Bucket = 'posts';
  const [one, two] = Object.keys(TWO);

  async function started(context: TestContext) {
    const blog = await Blog.create(context, TWO);
    const dev = await startDev(blog.dir);
    context.after(() => dev.close());
    const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = dev.environment;
    const s3 = clientFor(dev.s3, { credentials: { accessKeyId, secretAccessKey } });
    const untilShown = (...expected: string[]) => until(dev, context, async () => isDeepStrictEqual(await titlesOf(dev), expected));
    return { blog, dev, s3, untilShown };
  }

  it('empties the feeds when a client deletes the last post', async (context) => {
    const { dev, s3, untilShown } = await started(context);
    await s3.send(new DeleteObjectCommand({ Bucket, Key: one }));
    await untilShown('Two');
    await s3.send(new DeleteObjectCommand({ Bucket, Key: two }));
    await untilShown();
    assert.ok(!(await pageOf(dev)).includes('published posts are gone from'));
    await s3.send(new PutObjectCommand({ Bucket, Key: '_posts/2026-03-03-three.md', Body: post('Three') }));
    await untilShown('Three');
  });

  it('empties the feeds when a client deletes all posts at once', async (context) => {
    const { s3, untilShown } = await started(context);
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: one }, { Key: two }] } }));
    await untilShown();
  });

  it('removes the post that a client deletes, but not the others when their folder disappears at the same time', async (context) => {
    const { blog, dev, s3, untilShown } = await started(context);
    await s3.send(new DeleteObjectCommand({ Bucket, Key: one }));
    await rename(join(blog.dir, '_posts'), join(blog.root, 'unmounted'));
    await untilShown('Two');
    await until(dev, context, async () => (await pageOf(dev)).includes('the only published post is gone from'));
    assert.deepEqual(await titlesOf(dev), ['Two']);
  });
});
