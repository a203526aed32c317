import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parseRssFeed } from 'feedsmith';
import { pictureSize } from '../../lambda/publish/image-facts.ts';
import { Bench, text } from './blog.ts';

/** Only the header. */
function png(width: number, height: number): Buffer {
  const start = Buffer.alloc(40);
  Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1').copy(start);
  start.writeUInt32BE(width, 16);
  start.writeUInt32BE(height, 20);
  return start;
}

function webp(form: string, bytes: [at: number, value: number, length: number][]): Buffer {
  const start = Buffer.alloc(40);
  start.write(`RIFF\0\0\0\0WEBP${form}`, 'latin1');
  for (const [at, value, length] of bytes) start.writeUIntLE(value, at, length);
  return start;
}

it('reads the size of a picture from its header', () => {
  const gif = Buffer.from('R0lGODlhLAHIAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
  const sizes = [
    png(300, 200),
    gif,
    webp('VP8X', [
      [24, 299, 3],
      [27, 199, 3],
    ]),
    webp('VP8 ', [
      [26, 300 | 0x4000, 2],
      [28, 200, 2],
    ]),
    webp('VP8L', [[21, 299 | (199 << 14), 4]]),
  ].map(pictureSize);
  assert.deepEqual(
    sizes,
    Array.from({ length: 5 }, () => ({ width: 300, height: 200 })),
  );
  // Encoded by libwebp.
  assert.deepEqual(pictureSize(Buffer.from('UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA', 'base64')), { width: 1, height: 1 });
  for (const start of [Buffer.from('<svg'), Buffer.alloc(0), png(0, 0), gif.subarray(0, 8)]) assert.equal(pictureSize(start), undefined);
});

it('a cover has the facts of its file, an upload updates the post, and `updated` stays', async () => {
  const bench = await Bench.with({ 'posts/a.md': text('A', 'image: /assets/a.png\n') }, { cover: ['enclosure', 'thumbnail'] });
  const item = async () => parseRssFeed(await bench.read('public/rss.xml')).items?.[0];
  assert.deepEqual(
    [(await item())?.media?.thumbnails, (await item())?.enclosures],
    [[{ url: 'https://blog.example/assets/a.png' }], undefined],
  );
  const { updated } = (await bench.catalog()).posts['posts/a.md']?.version ?? {};
  for (const [width, length] of [
    [120, 40],
    [240, 41],
  ] as const) {
    await bench.posts.put('assets/a.png', Buffer.concat([png(width, 80), Buffer.alloc(length - 40)]));
    if (width === 120) await bench.run({ keys: ['assets/a.png'] });
    else await bench.all();
    const { media, enclosures } = (await item()) ?? {};
    assert.deepEqual(media?.thumbnails, [{ url: 'https://blog.example/assets/a.png', width, height: 80 }]);
    assert.deepEqual(enclosures, [{ url: 'https://blog.example/assets/a.png', length, type: 'image/png' }]);
  }
  assert.equal((await bench.catalog()).posts['posts/a.md']?.version?.updated, updated);
});

it('reads no picture without `cover`', async () => {
  const bench = await Bench.with({ 'posts/a.md': text('A', 'image: /assets/a.png\n'), 'assets/a.png': 'x' });
  const { version } = (await bench.catalog()).posts['posts/a.md'] ?? {};
  assert.deepEqual([version?.files, Object.keys(version?.references ?? {})], [undefined, []]);
  assert.doesNotMatch(await bench.read('public/rss.xml'), /fileSize|thumbnail/);
});

it('front matter states the size of an external picture; an enclosure of unknown size is a warning', async () => {
  const bench = await Bench.with(
    {
      'posts/a.md': text('A', 'image: { path: "https://cdn.example/a.jpg", width: 12, height: 8, bytes: 99 }\n'),
      'posts/b.md': text('B', 'image: https://cdn.example/b.jpg\n'),
    },
    { cover: ['enclosure'] },
  );
  const items = parseRssFeed(await bench.read('public/rss.xml')).items ?? [];
  assert.deepEqual(
    items.map(({ enclosures }) => enclosures),
    [[{ url: 'https://cdn.example/a.jpg', length: 99, type: 'image/jpeg' }], undefined],
  );
  assert.deepEqual([items[0]?.media?.contents?.[0]?.width, items[0]?.media?.contents?.[0]?.height], [12, 8]);
  const { posts } = await bench.catalog();
  assert.deepEqual([posts['posts/a.md']?.problems, posts['posts/b.md']?.problems.map(({ severity }) => severity)], [[], ['warning']]);
});
