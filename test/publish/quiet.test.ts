/** No unread storms: what changes nothing that feeds show changes no byte of a document; and what changes heads leaves entries alone. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseAtomFeed } from 'feedsmith';
import type { StoredObject } from '../../lambda/store.ts';
import { Bench } from './blog.ts';

const BODY = 'All about it, told at some length so that it is like no other post.\n';
const FRONT = ['title: Alpha', 'date: 2026-01-01', 'tags: [C, Q&A]', 'description: In short'];
const file = (front: string[], body = BODY) => `---\n${front.join('\n')}\n---\n\n${body}`;
const POSTS = {
  '_posts/a.md': file(FRONT),
  '_posts/b.md': file(['title: Beta', 'date: 2026-02-01', 'category: Log'], `${BODY}More.\n`),
  '_posts/c.md': file(['title: Gamma', 'date: 2026-03-01', 'author: Ada'], `${BODY}And more.\n`),
};

/** Every document with its ETag and its time, which conditional requests go by. */
async function validators(bench: Bench): Promise<[key: string, etag: string, modified: number][]> {
  return (await bench.site.list('public/')).map(({ key, etag, modified }) => [key, etag, modified]);
}

async function entries(bench: Bench) {
  const { bytes } = (await bench.site.get('public/atom.xml')) as StoredObject;
  return parseAtomFeed(Buffer.from(bytes).toString()).entries?.map(({ id, updated, published, title }) => ({
    id,
    updated,
    published,
    title,
  }));
}

const SAME: Record<string, string> = {
  'uploaded again as it was': file(FRONT),
  'with a field that no feed shows': file([...FRONT, 'layout: post', 'comments: true', 'seo: {robots: index}']),
  'with its fields in another order': file([...FRONT].reverse()),
  'with other white space, quotes and comments in front matter': file([
    '# the first post',
    'title:    "Alpha"',
    '',
    "date: '2026-01-01'   # a Thursday",
    'tags:',
    '  - C',
    '  - Q&A',
    'description: >',
    '  In',
    '  short',
  ]),
  'with the line ends of Windows': file(FRONT).replaceAll('\n', '\r\n'),
  'with a byte order mark': `\ufeff${file(FRONT)}`,
  'with empty lines around its text': file(FRONT, `\n\n${BODY}\n\n\n`),
};

describe('not one document changes', () => {
  for (const [how, content] of Object.entries(SAME)) {
    it(`when a post is ${how}`, async () => {
      const bench = await Bench.with(POSTS, { limit: 2 });
      const before = await validators(bench);
      const report = await bench.change({ '_posts/a.md': content });
      assert.deepEqual([report.documents, await validators(bench)], [0, before]);
    });
  }

  it('when everything is uploaded again, and looked at again', async () => {
    const bench = await Bench.with(POSTS, { limit: 2 });
    const before = await validators(bench);
    await bench.change(POSTS);
    await bench.configure({ limit: 2 });
    await bench.all();
    assert.deepEqual(await validators(bench), before);
  });
});

describe('a change of the configuration', () => {
  for (const change of [{ title: 'Meadow Notes' }, { icon: '/icon.png' }, { description: 'Otherwise' }, { copyright: '© Ada' }]) {
    it(`of ${Object.keys(change)} changes the heads of feeds, and no entry’s id, title or dates`, async () => {
      const bench = await Bench.with(POSTS);
      const [before, documents] = [await entries(bench), await bench.documents()];
      await bench.configure(change);
      bench.now += 3_600_000;
      await bench.all();
      assert.notDeepEqual(await bench.documents(), documents);
      assert.deepEqual(await entries(bench), before);
    });
  }
});
