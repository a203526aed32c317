import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { createLog } from '../../lambda/aws/log.ts';
import { RECONCILE_MESSAGE } from '../../lambda/aws/messages.ts';
import { handleBatch } from '../../lambda/batch/handle-batch.ts';
import { s3Event } from '../../lambda/local/s3/event.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { post } from '../support/blog.ts';
import { publisherOver } from '../support/publisher.ts';

type Line = Record<string, unknown>;

const linesIn = (text: string): Line[] => [...text.matchAll(/^ *(\{"time".*\})$/gm)].map(([, line = '']) => JSON.parse(line));

/** @returns the log of a run with one new post, and of one that refuses it */
async function loggedLines(): Promise<Line[]> {
  const posts = new MemoryStore();
  const lines: string[] = [];
  const context = { requestId: '8f3e2c1a-7b54-5d0f-9a6e-1c2b3d4e5f60' };
  const log = createLog({ write: (line) => lines.push(line), now: Date.now, site: 'my-feeds', context });
  const work = {
    publisher: publisherOver(posts, new MemoryStore()),
    location: { bucket: 'posts', prefix: '' },
    bulk: { send: async () => {} },
    pingHub: async () => assert.fail('no hub is configured'),
    log,
    memory: () => ({ used: 212, of: 1024 }),
  };
  const write = (key: string, text: string) => posts.put(key, Buffer.from(text));
  const key = '_posts/2026-03-02-two.md';
  const upload = async (text: string) => {
    await write(key, text);
    const body = s3Event({ bucket: 'posts', key, kind: 'Put', time: Date.now() });
    assert.deepEqual(await handleBatch([{ id: '2', body }], work), []);
  };
  await write('linefeed.yaml', 'title: A\nlink: https://a.example/\n');
  await write('_posts/2026-03-01-one.md', post('One', 'tags: [C++]\n'));
  assert.deepEqual(await handleBatch([{ id: '1', body: RECONCILE_MESSAGE }], work), []);
  lines.length = 0;
  await upload(post('Two', 'tags: [C++]\n'));
  await upload('---\ntitle: Two\ndate: tomorrow\n---\nText\n');
  return linesIn(lines.join('\n'));
}

it('docs/how-it-works.md prints a published and a refused post as the log does', async () => {
  const [published, refused] = linesIn(readFileSync('docs/how-it-works.md', 'utf8'));
  const [nowPublished, nowRefused] = await loggedLines();
  // Sizes, times and names differ; the fields and counts do not.
  const shape = (line: Line = {}) => Object.entries(line).map(([name, value]) => `${name}: ${typeof value}`);
  const counts = ({ event, keys, rendered, refused, feeds, documents, owed, posts }: Line = {}) => ({
    event,
    keys,
    rendered,
    refused,
    feeds,
    documents,
    owed,
    posts,
  });
  assert.deepEqual(shape(published), shape(nowPublished));
  assert.deepEqual(counts(published), counts(nowPublished));
  const { time: _, ...documented } = refused ?? {};
  const { time: __, ...actual } = nowRefused ?? {};
  assert.deepEqual(documented, actual);
});
