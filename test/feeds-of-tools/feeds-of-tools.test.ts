/**
 * Feeds that tools of npm made of the blog beside them, and ours at the same address: the same ids, links and titles in the same order.
 * Jekyll and Hugo: `test/tools/feed-addresses.tools.ts`.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { publish } from '../../lambda/publish/publish.ts';
import { DirectoryStore } from '../../lambda/stores/directory.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { UNCHANGED } from '../../lambda/stores/store.ts';
import { itemsOf } from '../support/feed-items.ts';
import { publisherOver } from '../support/publisher.ts';

const FOLDER = 'test/feeds-of-tools';

const TOOLS = [
  { folder: 'eleventy', by: '@11ty/eleventy 3.1.8 with @11ty/eleventy-plugin-rss 2.0.4', feed: 'feed.xml' },
  { folder: 'astro', by: 'astro 4.16.19 with @astrojs/rss 4.0.19', feed: 'rss.xml' },
];

for (const { folder, by, feed } of TOOLS)
  it(`the feed of ${by}`, async () => {
    const theirs = itemsOf(readFileSync(join(FOLDER, folder, feed), 'utf8'));
    const site = new MemoryStore();
    await publish({ keys: [], full: true }, publisherOver(new DirectoryStore({ roots: { '': join(FOLDER, folder, 'blog') } }), site));
    const object = await site.get(`public/${feed}`);
    assert.ok(object !== undefined && object !== UNCHANGED);
    const ours = itemsOf(Buffer.from(object.bytes).toString());
    assert.equal(theirs?.items.length, 4);
    assert.deepEqual([ours?.kind, ours?.items], [theirs?.kind, theirs?.items]);
    assert.equal(ours?.self, `https://quay.example/${feed}`);
  });
