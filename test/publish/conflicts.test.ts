import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { IncompleteRunError, publish } from '../../lambda/publish/publish.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { CONFLICT, type PutOptions } from '../../lambda/stores/store.ts';
import { CONFIG, post } from '../support/blog.ts';
import { publisherOver } from '../support/publisher.ts';
import { readCatalog } from '../support/whole-catalog.ts';

const KEY = 'public/atom.xml';

/** As if other runs were always faster. */
class ContestedStore extends MemoryStore {
  attempts = 0;
  readonly #conflicts: number;

  constructor(conflicts: number) {
    super();
    this.#conflicts = conflicts;
  }

  override async put(key: string, bytes: Uint8Array, options?: PutOptions): Promise<{ etag: string } | typeof CONFLICT> {
    if (key !== KEY) return super.put(key, bytes, options);
    this.attempts += 1;
    assert.ok(this.attempts < 100, 'the write is retried without bound');
    return this.attempts <= this.#conflicts ? CONFLICT : super.put(key, bytes, options);
  }
}

async function contested(conflicts: number) {
  const [posts, site] = [new MemoryStore(), new ContestedStore(conflicts)];
  await posts.put('linefeed.yaml', Buffer.from(CONFIG));
  await posts.put('_posts/2026-03-01-one.md', Buffer.from(post('One')));
  const pauses: number[] = [];
  const publisher = { ...publisherOver(posts, site), pause: async (milliseconds: number) => void pauses.push(milliseconds) };
  return { site, pauses, publisher, run: () => publish({ keys: [], full: true }, publisher) };
}

describe('a document whose write meets conflicts', () => {
  it('is retried at once, then after pauses that double', async () => {
    for (const [conflicts, expected] of [
      [1, []],
      [4, [50, 100, 200]],
      [7, [50, 100, 200, 400, 800, 1600]],
    ] as const) {
      const { site, pauses, run } = await contested(conflicts);
      const report = await run();
      assert.deepEqual([pauses, report.conflicts, site.attempts], [expected, conflicts, conflicts + 1]);
      assert.deepEqual((await readCatalog(site))?.catalog.pending, {});
    }
  });

  it('stays pending after eight attempts while the other documents are written; the next run writes it', async () => {
    const { site, run } = await contested(8);
    await assert.rejects(run(), (error) => {
      assert.ok(error instanceof IncompleteRunError);
      assert.match(error.message, /^public\/atom\.xml: 8 conditional writes in a row met a conflict; another run writes it/);
      return true;
    });
    assert.equal(site.attempts, 8);
    assert.deepEqual(Object.keys((await readCatalog(site))?.catalog.pending ?? {}), ['main']);
    assert.ok(await site.head('public/rss.xml'));
    await run();
    assert.deepEqual([Object.keys((await readCatalog(site))?.catalog.pending ?? {}), site.attempts], [[], 9]);
    assert.ok(await site.head(KEY));
  });
});
