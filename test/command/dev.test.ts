import assert from 'node:assert/strict';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { type DevServer, startDev } from '../../lambda/local/dev.ts';
import { placesOf } from '../../lambda/local/workspace.ts';
import { Blog, CONFIG, linefeed, post } from '../support/blog.ts';

/** A dev server on a blog, and what its event stream says. */
async function start(context: TestContext, files: Record<string, string>) {
  const blog = await Blog.create(context, files);
  const lines: string[] = [];
  const places = placesOf(blog.dir, join(blog.dir, '.linefeed/public'), join(blog.dir, '.linefeed/state'));
  const server: DevServer = await startDev(places, 0, (line) => lines.push(line));
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

  it('says what to do about a port that is in use', async (context) => {
    const { server } = await start(context, { '_posts/2026-03-01-one.md': post('One') });
    const other = await Blog.create(context, { '_posts/2026-03-01-one.md': post('One') });
    const { code, stderr } = await linefeed('dev', other.dir, '--port', new URL(server.address).port);
    assert.equal(code, 2);
    assert.match(stderr, /port \d+ is in use; stop what uses it, or choose another one with --port/);
  });

  it('does not share a folder with another one', async (context) => {
    const { blog } = await start(context, { '_posts/2026-03-01-one.md': post('One') });
    const other = await linefeed('dev', blog.dir, '--port', '0');
    assert.equal(other.code, 2);
    assert.match(other.stderr, new RegExp(`${process.pid}`));
  });
});
