import assert from 'node:assert/strict';
import { readFile, rename, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { CREDENTIALS, type DevServer, startDev } from '../../lambda/local/dev.ts';
import { placesOf } from '../../lambda/local/workspace.ts';
import { Blog, CONFIG, linefeed, post } from '../support/blog.ts';
import { clientFor } from '../support/s3.ts';

/** A dev server on a blog, and what its event stream says. */
async function start(context: TestContext, files: Record<string, string>) {
  const blog = await Blog.create(context, files);
  const lines: string[] = [];
  const places = placesOf(blog.dir, join(blog.dir, '.linefeed/public'), join(blog.dir, '.linefeed/state'));
  const server: DevServer = await startDev(places, { web: 0, s3: 0 }, (line) => lines.push(line));
  context.after(() => server.close());
  return { blog, server, lines, events: await follow(server, context) };
}

/** Checks again at each `published` event until what is awaited is so. */
async function follow(server: DevServer, context: TestContext): Promise<{ until(isSo: () => Promise<boolean>): Promise<void> }> {
  const abort = new AbortController();
  context.after(() => abort.abort());
  const { body } = await fetch(`${server.address}-/events`, { signal: abort.signal });
  assert.ok(body);
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  return {
    until: async (isSo) => {
      while (!(await isSo())) {
        for (let text = ''; !text.includes('event: published'); ) {
          const { value, done } = await reader.read();
          assert.ok(!done, 'the server ended the stream');
          text += value;
        }
      }
    },
  };
}

/** Lets the caller name the host, as `fetch` does not. */
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
  it('publishes again on new files, edits, renames and deletions', async (context) => {
    const { blog, server, events } = await start(context, { '_posts/2026-03-01-one.md': post('One', 'tags: [stone]\n') });
    assert.deepEqual(await titles(server), ['One']);

    const shows = (...expected: string[]) => events.until(async () => isDeepStrictEqual(await titles(server), expected));

    const saved = performance.now();
    await blog.write({ '_posts/2026-03-02-two.md': post('Two', 'tags: [stone]\n') });
    await shows('Two', 'One');
    context.diagnostic(`saved file to served feed: ${Math.round(performance.now() - saved)} ms`);
    assert.deepEqual(await titles(server, 'tags/stone/feed.json'), ['Two', 'One']);

    await blog.write({ '_posts/2026-03-02-two.md': post('Second', 'tags: [stone]\n') });
    await shows('Second', 'One');

    await rename(join(blog.dir, '_posts/2026-03-02-two.md'), join(blog.dir, '_posts/2026-03-02-second.md'));
    const newest = async () =>
      ((await (await fetch(`${server.address}feed.json`)).json()) as { items: { id: string; url: string }[] }).items[0];
    await events.until(async () => (await newest())?.url === 'https://blog.example/2026/03/02/second/');
    assert.equal((await newest())?.id, 'https://blog.example/2026/03/02/two');

    await rm(join(blog.dir, '_posts/2026-03-02-second.md'));
    await shows('One');
  });

  it('takes up a changed configuration, and keeps the last good one when it breaks', async (context) => {
    const { blog, server, events, lines } = await start(context, { '_posts/2026-03-01-one.md': post('One') });
    const title = async () => ((await (await fetch(`${server.address}feed.json`)).json()) as { title: string }).title;
    await blog.write({ 'linefeed.yaml': CONFIG.replace('Field Notes', 'Meadow Notes') });
    await events.until(async () => (await title()) === 'Meadow Notes');
    await blog.write({ 'linefeed.yaml': 'title: [' });
    await events.until(async () => lines.some((line) => line.startsWith('linefeed.yaml:1:')));
    assert.equal(await title(), 'Meadow Notes');
    assert.ok(
      lines.some((line) => line.startsWith('linefeed.yaml:1:')),
      lines.join('\n'),
    );
    assert.match(await (await fetch(server.address)).text(), /linefeed\.yaml/);
  });

  it('takes posts through its S3 endpoint, and gives what is published', async (context) => {
    const { server, events, blog, lines } = await start(context, { '_posts/2026-03-01-one.md': post('One') });
    const s3 = clientFor(server.s3Address, { credentials: CREDENTIALS });
    const shows = (...expected: string[]) => events.until(async () => isDeepStrictEqual(await titles(server), expected));
    const at = { Bucket: 'posts', Key: '_posts/2026-03-02-größer + 1.md' };
    await s3.send(new PutObjectCommand({ ...at, Body: post('Two') }));
    await shows('Two', 'One');
    assert.equal(await readFile(join(blog.dir, at.Key), 'utf8'), post('Two'));
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'site', Key: 'public/feed.json' }));
    assert.match((await Body?.transformToString()) ?? '', /"title": "Two"/);
    await assert.rejects(
      s3.send(new PutObjectCommand({ Bucket: 'site', Key: 'public/feed.json', Body: '' })),
      /can be read, not written to/,
    );
    await assert.rejects(s3.send(new PutObjectCommand({ Bucket: 'posts', Key: '.git/config', Body: '' })), /cannot be a key/);
    await s3.send(new DeleteObjectCommand(at));
    await shows('One');
    // The folder's watcher sees the same writes; whoever reads along is told once.
    assert.equal(lines.filter((line) => line.includes('nothing to write')).length, 0);
  });

  it('lets no web page speak with its S3 endpoint', async (context) => {
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

  it('says what to do about a port that is in use', async (context) => {
    const { server } = await start(context, { '_posts/2026-03-01-one.md': post('One') });
    const other = await Blog.create(context, { '_posts/2026-03-01-one.md': post('One') });
    const { code, stderr } = await linefeed('dev', other.dir, '--port', new URL(server.address).port, '--s3-port', '0');
    assert.equal(code, 2);
    assert.match(stderr, /port \d+ is in use; stop what uses it, or choose another one with --port/);
    const busy = await linefeed('dev', other.dir, '--port', '0', '--s3-port', new URL(server.s3Address).port);
    assert.equal(busy.code, 2);
    assert.match(busy.stderr, /choose another one with --s3-port/);
  });

  it('does not share a folder with another one', async (context) => {
    const { blog } = await start(context, { '_posts/2026-03-01-one.md': post('One') });
    const other = await linefeed('dev', blog.dir, '--port', '0', '--s3-port', '0');
    assert.equal(other.code, 2);
    assert.match(other.stderr, new RegExp(`${process.pid}`));
  });
});
