import assert from 'node:assert/strict';
import { chmod, readFile, rename, rm, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { type DevServer, startDev } from '../../lambda/local/dev/dev.ts';
import { placesOf } from '../../lambda/local/places.ts';
import { Blog, CONFIG, linefeed, post } from '../support/blog.ts';
import { startDev as startCommand } from '../support/dev-command.ts';
import { clientFor } from '../support/s3.ts';

async function start(context: TestContext, files: Record<string, string>) {
  let server: DevServer | undefined;
  // Before the folder is removed.
  context.after(() => server?.close());
  const blog = await Blog.create(context, files);
  const lines: string[] = [];
  const devPlaces = placesOf(blog.dir, join(blog.dir, '.linefeed/public'), join(blog.dir, '.linefeed/state'));
  server = await startDev(devPlaces, { web: 0, s3: 0 }, (line) => lines.push(line));
  return { blog, server, lines, events: await follow(server, context) };
}

/** Repeats the check at each `published` event. */
async function follow(server: DevServer, context: TestContext): Promise<{ until(check: () => Promise<boolean>): Promise<void> }> {
  const abort = new AbortController();
  context.after(() => abort.abort());
  const { body } = await fetch(`${server.address}-/events`, { signal: abort.signal });
  assert.ok(body);
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  return {
    until: async (check) => {
      while (!(await check())) {
        for (let text = ''; !text.includes('event: published'); ) {
          const { value, done } = await reader.read();
          assert.ok(!done, 'the server ended the stream');
          text += value;
        }
      }
    },
  };
}

/** `fetch` cannot send a Host header. */
function get(address: string, headers: Record<string, string>): Promise<Response> {
  return new Promise((resolve, reject) => {
    request(address, { headers }, async (answer) => {
      const parts: Buffer[] = [];
      for await (const part of answer) parts.push(part);
      resolve(new Response(Buffer.concat(parts), { status: answer.statusCode ?? 0 }));
    })
      .on('error', reject)
      .end();
  });
}

async function titles(server: DevServer, path = 'feed.json'): Promise<string[]> {
  const response = await fetch(`${server.address}${path}`);
  assert.equal(response.status, 200, path);
  const { items } = (await response.json()) as { items: { title: string }[] };
  return items.map(({ title }) => title);
}

describe('linefeed dev', () => {
  it('publishes and unpublishes a post at its time, without a file change', async (context) => {
    const [appears, leaves] = [4_000, 6_000].map((delay) => new Date(Date.now() + delay).toISOString());
    const { server, events } = await start(context, {
      '_posts/2026-03-01-one.md': post('One'),
      '_posts/for-a-moment.md': post('For a moment', `date: ${appears}\nexpires: ${leaves}\n`),
    });
    await events.until(async () => isDeepStrictEqual(await titles(server), ['For a moment', 'One']));
    assert.ok(new Date().toISOString() >= String(appears));
    await events.until(async () => isDeepStrictEqual(await titles(server), ['One']));
    assert.ok(new Date().toISOString() >= String(leaves));
  });

  it('publishes new files, edits, renames and deletions', async (context) => {
    const { blog, server, events } = await start(context, { '_posts/2026-03-01-one.md': post('One', 'tags: [stone]\n') });
    assert.deepEqual(await titles(server), ['One']);

    const untilShown = (...expected: string[]) => events.until(async () => isDeepStrictEqual(await titles(server), expected));

    const saved = performance.now();
    await blog.write({ '_posts/2026-03-02-two.md': post('Two', 'tags: [stone]\n') });
    await untilShown('Two', 'One');
    context.diagnostic(`saved file to served feed: ${Math.round(performance.now() - saved)} ms`);
    await events.until(async () => isDeepStrictEqual(await titles(server, 'tags/stone/feed.json'), ['Two', 'One']));

    await blog.write({ '_posts/2026-03-02-two.md': post('Second', 'tags: [stone]\n') });
    await untilShown('Second', 'One');
    const eventItems = async () =>
      (await (await fetch(server.address)).text()).match(/Post(?:Published|Updated|Removed)<\/code> <b>[^<]*/g);
    await events.until(async () => isDeepStrictEqual(await eventItems(), ['PostUpdated</code> <b>Second', 'PostPublished</code> <b>Two']));

    await rename(join(blog.dir, '_posts/2026-03-02-two.md'), join(blog.dir, '_posts/2026-03-02-second.md'));
    const newest = async () =>
      ((await (await fetch(`${server.address}feed.json`)).json()) as { items: { id: string; url: string }[] }).items[0];
    await events.until(async () => (await newest())?.url === 'https://blog.example/2026/03/02/second/');
    assert.equal((await newest())?.id, 'https://blog.example/2026/03/02/two');

    await rm(join(blog.dir, '_posts/2026-03-02-second.md'));
    await untilShown('One');
  });

  it('applies a changed configuration, and keeps the last good one when it breaks', async (context) => {
    const { blog, server, events, lines } = await start(context, { '_posts/2026-03-01-one.md': post('One') });
    const title = async () => ((await (await fetch(`${server.address}feed.json`)).json()) as { title: string }).title;
    await blog.write({ 'linefeed.yaml': CONFIG.replace('Field Notes', 'Meadow Notes') });
    await events.until(async () => (await title()) === 'Meadow Notes');
    // The watcher may read a half-written file, so ignore earlier lines.
    lines.length = 0;
    await blog.write({ 'linefeed.yaml': 'title: [' });
    await events.until(async () => lines.some((line) => line.startsWith('linefeed.yaml:1:')));
    assert.equal(await title(), 'Meadow Notes');
    assert.ok(
      lines.some((line) => line.startsWith('linefeed.yaml:1:')),
      lines.join('\n'),
    );
    assert.match(await (await fetch(server.address)).text(), /linefeed\.yaml/);
  });

  it('detects changed includes and data files, on disk and through its S3 endpoint', async (context) => {
    const { blog, server, events } = await start(context, {
      '_config.yml': 'title: Field Notes\nurl: https://blog.example\n',
      '_includes/a.html': 'first {{ site.data.x.y }}',
      '_data/x.yml': 'y: 1\n',
      '_posts/2026-03-01-one.md': post('One', '', '{% include a.html %}'),
    });
    const untilShown = (expected: string) =>
      events.until(async () =>
        (await (await fetch(`${server.address}feed.json`)).text()).includes(`"content_html": ${JSON.stringify(expected)}`),
      );
    await untilShown('<p>first 1</p>');
    await blog.write({ '_includes/a.html': 'second {{ site.data.x.y }}' });
    await untilShown('<p>second 1</p>');
    const s3 = clientFor(server.s3Address, { credentials: server.credentials });
    await s3.send(new PutObjectCommand({ Bucket: 'posts', Key: '_data/x.yml', Body: 'y: 2\n' }));
    await untilShown('<p>second 2</p>');
  });

  it('accepts posts through its S3 endpoint, and serves what is published', async (context) => {
    const { server, events, blog, lines } = await start(context, { '_posts/2026-03-01-one.md': post('One') });
    const s3 = clientFor(server.s3Address, { credentials: server.credentials });
    const untilShown = (...expected: string[]) => events.until(async () => isDeepStrictEqual(await titles(server), expected));
    const at = { Bucket: 'posts', Key: '_posts/2026-03-02-größer + 1.md' };
    await s3.send(new PutObjectCommand({ ...at, Body: post('Two') }));
    await untilShown('Two', 'One');
    assert.equal(await readFile(join(blog.dir, at.Key), 'utf8'), post('Two'));
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'site', Key: 'public/feed.json' }));
    assert.match((await Body?.transformToString()) ?? '', /"title": "Two"/);
    await assert.rejects(
      s3.send(new PutObjectCommand({ Bucket: 'site', Key: 'public/feed.json', Body: '' })),
      /can be read, not written to/,
    );
    await assert.rejects(s3.send(new PutObjectCommand({ Bucket: 'posts', Key: '.git/config', Body: '' })), /cannot be a key/);
    await s3.send(new DeleteObjectCommand(at));
    await untilShown('One');
    // The folder's watcher sees the same writes; they must cause no second run.
    assert.equal(lines.filter((line) => line.includes('nothing to write')).length, 0);
  });

  it('handles copies, multipart uploads and batch deletions', async (context) => {
    const { server, events } = await start(context, { '_posts/2026-03-01-one.md': post('One') });
    const s3 = clientFor(server.s3Address, { credentials: server.credentials });
    const untilShown = (...expected: string[]) => events.until(async () => isDeepStrictEqual(await titles(server), expected));
    const Bucket = 'posts';
    const draft = { Bucket, Key: '_drafts/two.md' };
    await s3.send(new PutObjectCommand({ ...draft, Body: post('Two') }));
    await s3.send(new CopyObjectCommand({ Bucket, Key: '_posts/2026-03-02-two.md', CopySource: 'posts/_drafts/two.md' }));
    await untilShown('Two', 'One');

    const parts = { Bucket, Key: '_posts/2026-03-03-three.md' };
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(parts));
    const { ETag } = await s3.send(new UploadPartCommand({ ...parts, UploadId, PartNumber: 1, Body: post('Three') }));
    await s3.send(new CompleteMultipartUploadCommand({ ...parts, UploadId, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } }));
    await untilShown('Three', 'Two', 'One');

    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: '_posts/' }));
    const names = Contents.map(({ Key }) => Key).sort();
    assert.deepEqual(names, ['_posts/2026-03-01-one.md', '_posts/2026-03-02-two.md', '_posts/2026-03-03-three.md']);
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: names.slice(0, 2).map((Key) => ({ Key })) } }));
    await untilShown('Three');
  });

  it('listens on this machine only', async (context) => {
    const { server } = await start(context, { '_posts/2026-03-01-one.md': post('One') });
    const addresses = [server.address, server.s3Address].map((address) => new URL(address));
    assert.deepEqual(
      addresses.map(({ hostname }) => hostname),
      ['127.0.0.1', '127.0.0.1'],
    );
    const outside = Object.values(networkInterfaces()).flatMap((all = []) =>
      all.filter(({ internal, family }) => !internal && family === 'IPv4'),
    );
    for (const { port } of addresses) {
      for (const { address } of outside) await assert.rejects(fetch(`http://${address}:${port}/`), `${address}:${port}`);
    }
  });

  it('prints addresses and credentials that work, and exits when interrupted', async (context) => {
    const blog = await Blog.create(context, { '_posts/2026-03-01-one.md': post('One') });
    const dev = await startCommand(blog.dir);
    const {
      AWS_ACCESS_KEY_ID: accessKeyId = '',
      AWS_SECRET_ACCESS_KEY: secretAccessKey = '',
      AWS_DEFAULT_REGION: region = '',
    } = dev.environment;
    const s3 = clientFor(dev.s3, { credentials: { accessKeyId, secretAccessKey }, region });
    const { Buckets } = await s3.send(new ListBucketsCommand({}));
    assert.deepEqual(
      Buckets?.map(({ Name }) => Name),
      ['posts', 'site'],
    );
    assert.equal((await fetch(`${dev.web}/rss.xml`)).status, 200);
    assert.equal(
      await readFile(dev.credentialsFile, 'utf8'),
      `[default]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\nregion = ${region}\n`,
    );
    assert.equal((await stat(dev.credentialsFile)).mode & 0o777, 0o600);
    assert.deepEqual(await dev.close(), [0, null]);
    await assert.rejects(stat(dev.credentialsFile), { code: 'ENOENT' });
  });

  it('creates another secret at each start, and does not reveal it to readers', async (context) => {
    const secrets = new Set<string>();
    for (const _ of ['first', 'second']) {
      const { server } = await start(context, { '_posts/2026-03-01-one.md': post('One') });
      const { secretAccessKey } = server.credentials;
      assert.match(secretAccessKey, /^[0-9a-f]{40}$/);
      secrets.add(secretAccessKey);
      await chmod(server.credentialsFile, 0o644);
      const s3 = clientFor(server.s3Address, { credentials: server.credentials });
      for (const at of [
        { Bucket: 'posts', Key: '.linefeed/state/.credentials' },
        { Bucket: 'site', Key: 'state/.credentials' },
      ]) {
        await assert.rejects(s3.send(new GetObjectCommand(at)), { name: 'NoSuchKey' });
      }
      assert.ok(!(await (await fetch(server.address)).text()).includes(secretAccessKey));
      await server.close();
    }
    assert.equal(secrets.size, 2);
  });

  it('replaces the credentials of a killed run, readable by its user only', async (context) => {
    const blog = await Blog.create(context, { '_posts/2026-03-01-one.md': post('One'), '.linefeed/state/.credentials': 'old' });
    const dev = await startCommand(blog.dir);
    const { mode } = await stat(dev.credentialsFile);
    const text = await readFile(dev.credentialsFile, 'utf8');
    await dev.close();
    assert.deepEqual([mode & 0o777, text.includes(dev.environment.AWS_SECRET_ACCESS_KEY ?? 'none')], [0o600, true]);
  });

  it('accepts only the names given with --host', async (context) => {
    const blog = await Blog.create(context, { '_posts/2026-03-01-one.md': post('One') });
    const dev = await startCommand(blog.dir, '--host', 'blog.test', '--host', 'other.test:8080');
    const statuses = ['blog.test', 'blog.test:1', 'other.test:8080', 'other.test', 'evil.example'].map(
      async (host) => (await get(`${dev.web}/rss.xml`, { host })).status,
    );
    assert.deepEqual(await Promise.all(statuses), [200, 200, 200, 421, 421]);
    await dev.close();
    const { code, stderr } = await linefeed('dev', blog.dir, '--host', 'http://blog.test');
    assert.deepEqual([code, /A host is a name such as blog\.test/.test(stderr)], [2, true], stderr);
  });

  it('rejects web pages at its S3 endpoint', async (context) => {
    const { server } = await start(context, { '_posts/2026-03-01-one.md': post('One') });
    const answers = [
      await fetch(`${server.s3Address}posts`, { method: 'POST', headers: { origin: 'http://evil.example' } }),
      await get(server.s3Address, { host: 'evil.example' }),
    ];
    for (const { status, text } of await Promise.all(
      answers.map(async (answer) => ({ status: answer.status, text: await answer.text() })),
    )) {
      assert.equal(status, 403);
      assert.match(text, /only programs on this machine/);
    }
  });

  it('says what to do about a port in use', async (context) => {
    const { server } = await start(context, { '_posts/2026-03-01-one.md': post('One') });
    const other = await Blog.create(context, { '_posts/2026-03-01-one.md': post('One') });
    const { code, stderr } = await linefeed('dev', other.dir, '--port', new URL(server.address).port, '--s3-port', '0');
    assert.equal(code, 2);
    assert.match(stderr, /port \d+ is in use; stop what uses it, or choose another one with --port/);
    const busy = await linefeed('dev', other.dir, '--port', '0', '--s3-port', new URL(server.s3Address).port);
    assert.equal(busy.code, 2);
    assert.match(busy.stderr, /choose another one with --s3-port/);
  });

  it('refuses a folder that another process uses', async (context) => {
    const { blog } = await start(context, { '_posts/2026-03-01-one.md': post('One') });
    const other = await linefeed('dev', blog.dir, '--port', '0', '--s3-port', '0');
    assert.equal(other.code, 2);
    assert.match(other.stderr, new RegExp(`${process.pid}`));
  });
});
