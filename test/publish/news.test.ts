/** Post events: each is sent once, and repeated only if it may not have arrived. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PostEvent } from '../../lambda/core/catalog/post-events.ts';
import { instantAt } from '../../lambda/core/instant.ts';
import type { RunContext } from '../../lambda/publish/publish.ts';
import { Bench, HOUR, text } from './blog.ts';

const A = 'posts/a.md';
const BODY = 'A long text about lamps and lenses, so long that nobody takes it for another one.';

async function blog(files: Record<string, string> = { [A]: text('A') }, config: object = {}) {
  const events: PostEvent[] = [];
  const own: Partial<RunContext> = { publishEvents: async (sent) => void events.push(...sent) };
  const bench = await Bench.with({}, config);
  const taken = () => events.splice(0).map(({ kind, id, title }) => [kind, id, title]);
  const change = async (changed: Record<string, string | undefined>, more: Partial<RunContext> = {}) => {
    await bench.change(changed, { ...own, ...more });
    return taken();
  };
  await change(files);
  return { bench, news: events, own, taken, change };
}

const ID = 'https://blog.example/a';

describe('a run sends', () => {
  it("events with the post's facts when a post appears, changes and leaves", async () => {
    const { bench, news: events, own, change } = await blog({});
    await bench.change({ [A]: text('A', 'tags: [C++]\n') }, own);
    const [published, ...more] = events.splice(0);
    const { event, rev, ...facts } = published ?? assert.fail();
    assert.match(event, /^g1-\d+-[0-9a-f]{8}$/);
    assert.deepEqual(facts, {
      ...{ kind: 'PostPublished', id: ID, link: 'https://blog.example/a/', title: 'A' },
      ...{ published: '2026-01-01T00:00:00.000Z', updated: '2026-01-01T00:00:00.000Z' },
      ...{ categories: [], tags: ['C++'], authors: [] },
    });
    assert.deepEqual([more, (await bench.catalog()).rev > rev], [[], true]);
    assert.deepEqual(await change({ [A]: text('New') }), [['PostUpdated', ID, 'New']]);
    assert.deepEqual(await change({ [A]: undefined }), [['PostRemoved', ID, 'New']]);
    assert.deepEqual(await change({ [A]: text('New') }), [['PostPublished', ID, 'New']]);
  });

  it('no event if neither title nor text changes', async () => {
    const { change } = await blog();
    assert.deepEqual(await change({ [A]: text('A', 'tags: [new]\n') }), []);
    assert.deepEqual(await change({ [A]: text('A', 'tags: [new]\n# a comment\n') }), []);
  });

  it('no event for a first import or an import after the catalog is lost', async () => {
    const bench = await Bench.with({});
    await bench.site.delete('state/catalog.json.gz');
    const events: PostEvent[] = [];
    const own: Partial<RunContext> = { publishEvents: async (sent) => void events.push(...sent) };
    await bench.posts.put(A, Buffer.from(text('A')));
    await bench.all(own);
    await bench.site.delete('state/catalog.json.gz');
    await bench.all(own);
    assert.deepEqual([await bench.titles(), events], [['A'], []]);
  });

  it('events for drafts, scheduled, expired and unlisted posts when they become visible or invisible', async () => {
    const { bench, own, taken, change } = await blog({ [A]: text('A', 'draft: true\n') });
    assert.deepEqual(taken(), []);
    const soon = instantAt(bench.now + 2 * HOUR);
    const later = instantAt(bench.now + 3 * HOUR);
    assert.deepEqual(await change({ [A]: text('A', `date: ${soon}\nexpires: ${later}\n`) }), []);
    for (const [at, sent] of [
      [soon, [['PostPublished', ID, 'A']]],
      [later, [['PostRemoved', ID, 'A']]],
    ] as const) {
      bench.now = Date.parse(at);
      await bench.run({ keys: [], scheduledFor: at }, own);
      assert.deepEqual(taken(), sent);
    }
    assert.deepEqual(await change({ [A]: text('A', 'feed: false\n') }), []);
    assert.deepEqual(await change({ [A]: text('A') }), [['PostPublished', ID, 'A']]);
    assert.deepEqual(await change({ [A]: text('A', 'feed: false\n') }), [['PostRemoved', ID, 'A']]);
  });

  it('no event for a renamed file or a changed id', async () => {
    const { change } = await blog({ [A]: text('A', '', BODY) });
    assert.deepEqual(await change({ [A]: undefined, 'posts/b.md': text('A', '', BODY) }), []);
    assert.deepEqual(await change({ 'posts/b.md': text('A', 'id: urn:own\n', BODY) }), []);
    assert.deepEqual(await change({ 'posts/b.md': undefined }), [['PostRemoved', 'urn:own', 'A']]);
  });

  it('events for the published post if a draft has the same id', async () => {
    const { change } = await blog({ [A]: text('A', 'id: urn:own\n') });
    const draft = text('Draft', 'draft: true\nid: urn:own\n');
    assert.deepEqual(await change({ 'posts/z.md': draft, [A]: text('New', 'id: urn:own\n') }), [['PostUpdated', 'urn:own', 'New']]);
  });

  it('no event for a post that breaks and is repaired, since its last good version stays', async () => {
    const { change } = await blog();
    assert.deepEqual(await change({ [A]: '---\ndate: tomorrow\n---\n' }), []);
    assert.deepEqual(await change({ [A]: text('A') }), []);
  });
});

describe('events that cannot be sent', () => {
  const fails: Partial<RunContext> = {
    publishEvents: async () => {
      throw new Error('the bus is down');
    },
  };

  it('stay in the catalog, and the next run sends them unchanged', async () => {
    const { bench, news: events, own, change } = await blog();
    await assert.rejects(change({ [A]: text('New') }, fails), /the bus is down/);
    await bench.run({ keys: [] }, own);
    const [first] = events.splice(0);
    assert.deepEqual([first?.kind, first?.title], ['PostUpdated', 'New']);
    // Sent, but the run dies before it clears them.
    const seen: string[] = [];
    const dies: Partial<RunContext> = {
      publishEvents: async (sent) => {
        seen.push(...sent.map(({ event }) => event));
        throw new Error('killed');
      },
    };
    await assert.rejects(change({ [A]: text('Newer') }, dies), /killed/);
    await bench.run({ keys: [] }, own);
    assert.deepEqual(
      seen,
      events.map(({ event }) => event),
    );
    await bench.run({ keys: [] }, own);
    assert.equal(events.length, 1);
    assert.deepEqual((await bench.catalog()).news, {});
  });

  it('are merged: the last change of each post is sent, also a removal of a post whose publication may have been sent', async () => {
    const { bench, own, taken, change } = await blog();
    const B = 'posts/b.md';
    await assert.rejects(change({ [B]: text('B') }, fails));
    await assert.rejects(change({ [B]: undefined }, fails));
    await assert.rejects(change({ [A]: text('One') }, fails));
    await assert.rejects(change({ [A]: text('Two') }, fails));
    await bench.run({ keys: [] }, own);
    assert.deepEqual(taken(), [
      ['PostUpdated', ID, 'Two'],
      ['PostRemoved', 'https://blog.example/b', 'B'],
    ]);
  });

  it('are sent in portions if there are many', async () => {
    const { bench, own, news: events } = await blog({}, { archives: 'none' });
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, number) => [`posts/n${number}.md`, text(`N${number}`)]));
    bench.requeued.length = 0;
    await bench.change(many, own);
    assert.deepEqual([events.length, bench.requeued], [256, [[]]]);
    await bench.run({ keys: [] }, own);
    assert.equal(new Set(events.map(({ event }) => event)).size, 300);
  });

  it("wait until the post's feed is written", async () => {
    const { bench, own, news: events } = await blog({});
    let clock = 0;
    await bench.change({ [A]: text('A') }, { ...own, now: () => bench.now + clock++, until: bench.now });
    assert.deepEqual([events, Object.keys((await bench.catalog()).news)], [[], [ID]]);
    await bench.run({ keys: [] }, own);
    assert.equal(events.length, 1);
  });
});
