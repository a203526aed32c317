/** Size, type and duration of attached files, read over HTTP from an S3 server that counts the bytes it sends, headers included. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, it } from 'node:test';
import type { Post } from '../../lambda/core/model.ts';
import { FIRST_PART, MOST_BYTES } from '../../lambda/publish/audio-duration.ts';
import { withFileFacts } from '../../lambda/publish/file-facts.ts';
import { DirectoryStore } from '../../lambda/stores/directory.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { S3Store } from '../../lambda/stores/s3.ts';
import { CONFLICT, type Store } from '../../lambda/stores/store.ts';
import { readPost, yaml } from '../core/post/reading.ts';
import { flac, id3, m4a, mp3, opus, vorbis, wav } from '../support/audio.ts';
import { startS3 } from '../support/s3.ts';

const LARGE = 200_000_000;
/** Bytes of the headers of all responses for a file. */
const HEADERS = 4_000;
const bucket = new MemoryStore();
/** Served without a copy. */
const large = new Map<string, Buffer>();
const server: Store = Object.assign(Object.create(bucket) as MemoryStore, {
  get: async (key: string) => {
    const bytes = large.get(key);
    return bytes ? { bytes, size: bytes.length, etag: `large-${key}`, modified: 0, metadata: {} } : bucket.get(key);
  },
  head: async (key: string) => bucket.head(key),
});
let responses: Promise<number>[] = [];
const sent = async () => (await Promise.all(responses)).reduce((sum, bytes) => sum + bytes, 0);
const s3 = await startS3({ posts: server }, {}, (handler) => (request, response) => {
  const before = response.socket?.bytesWritten ?? 0;
  responses.push(once(response, 'finish').then(() => (request.socket.bytesWritten ?? 0) - before));
  void handler(request, response);
});
after(() => s3.close());
beforeEach(() => {
  responses = [];
});
const posts = new S3Store({ client: s3.client, bucket: 'posts' });

async function facts(name: string, bytes: Buffer) {
  if (bytes.length > 1_000_000) large.set(name, bytes);
  else await bucket.put(name, bytes);
  const { post, problems } = await withFileFacts(await readPost(yaml(`enclosure: /${name}`)), posts);
  assert.deepEqual(problems, []);
  const [{ length, type, duration } = {}] = post.enclosures ?? [];
  return [length, type, duration];
}

async function attached(name: string, bytes: Buffer, known?: Post): Promise<Post> {
  if (bytes.length > 1_000_000) large.set(name, bytes);
  else await bucket.put(name, bytes);
  return (await withFileFacts(await readPost(yaml(`enclosure: /${name}`)), posts, known)).post;
}

/** Pads with silence that no parser needs. */
const long = (bytes: Buffer, size = LARGE): Buffer => Buffer.concat([bytes, Buffer.alloc(size - bytes.length)]);

it('reads size, type and duration of each format from at most 256 KB of a 200 MB file', async () => {
  const cases: [string, Buffer, string, number][] = [
    ['vbr.mp3', long(mp3(3600, { xing: true })), 'audio/mpeg', 3600],
    ['picture.mp3', long(mp3(3600, { xing: true, picture: 3_000_000 })), 'audio/mpeg', 3600],
    ['1.wav', long(wav(10)), 'audio/wav', 10],
    ['1.flac', long(flac(3600)), 'audio/flac', 3600],
    ['1.opus', opus(3600, LARGE), 'audio/ogg', 3600],
    ['1.ogg', vorbis(3600, LARGE), 'audio/ogg', 3600],
    ['1.mp4', m4a(3600, { sound: LARGE, samples: 900_000 }), 'video/mp4', 3600],
    ['1.m4a', m4a(3600, { sound: LARGE, samples: 900_000 }), 'audio/x-m4a', 3600],
  ];
  for (const [name, content, type, duration] of cases) {
    responses = [];
    assert.deepEqual(await facts(name, content), [content.length, type, duration], name);
    const bytes = await sent();
    assert.ok(bytes >= FIRST_PART && bytes <= MOST_BYTES + HEADERS, `${name}: ${bytes} bytes`);
    assert.ok(responses.length <= 5, `${name}: ${responses.length} requests`);
    large.clear();
  }
});

it('reads the duration of files of a few kilobytes, also of MP3 without a frame count', async () => {
  for (const [name, bytes, seconds] of [
    ['a.mp3', mp3(7.2), 7],
    ['b.mp3', mp3(7.2, { picture: 100 }), 7],
    ['c.wav', wav(2), 2],
    ['d.opus', opus(3), 3],
    ['e.m4a', m4a(4), 4],
    ['f.flac', flac(5), 5],
  ] as const) {
    assert.deepEqual((await facts(name, bytes))[2], seconds, name);
  }
});

it('requests one byte while the ETag is unchanged, and more after a change', async () => {
  await bucket.put('a.mp3', mp3(36));
  const post = await readPost(yaml('audio: a.mp3', 'permalink: /a/'));
  const first = await withFileFacts({ ...post, enclosures: [{ ...post.enclosures?.[0], files: ['a.mp3'] }] as never }, posts);
  assert.deepEqual(first.post.files?.['a.mp3']?.duration, 36);
  responses = [];
  const given = { ...post, enclosures: [{ ...post.enclosures?.[0], files: ['a.mp3'] }] as never };
  assert.deepEqual(await withFileFacts(given, posts, first.post), first);
  assert.ok((await sent()) < HEADERS);
  assert.equal(responses.length, 1);
  await bucket.put('a.mp3', mp3(72));
  const second = await withFileFacts(given, posts, first.post);
  assert.deepEqual([second.post.files?.['a.mp3']?.duration, second.post.files?.['a.mp3']?.length], [72, 144_000]);
});

it('reads chapters and title beside pictures from at most 256 KB', async () => {
  const chapters: [number, string][] = [
    [0, 'Início'],
    [61, 'Middle'],
  ];
  const expected = [
    { start: 0, title: 'Início', url: 'https://x.example/0' },
    { start: 61, title: 'Middle', url: 'https://x.example/1' },
  ];
  const withoutLinks = expected.map(({ url: _, ...chapter }) => chapter);
  const cases: [string, Buffer, string | undefined][] = [
    ['4.mp3', Buffer.concat([id3({ title: 'Tides', chapters }), mp3(36)]), 'Tides'],
    ['3.mp3', Buffer.concat([id3({ title: '潮', chapters }, 3), mp3(36)]), '潮'],
    [
      'pictures.mp3',
      Buffer.concat([id3({ title: 'Tides', chapters, picture: 3_000_000, chapterPicture: 200_000 }), mp3(36, { xing: true })]),
      'Tides',
    ],
    ['nero.m4a', m4a(36, { chapters, sound: 2_000_000 }), undefined],
  ];
  for (const [name, bytes, title] of cases) {
    responses = [];
    const found = await attached(name, bytes);
    assert.deepEqual(
      [found.episode?.chapterList, found.files?.[name]?.duration],
      [name.endsWith('mp3') ? expected : withoutLinks, 36],
      name,
    );
    assert.deepEqual([found.files?.[name]?.title, found.files?.[name]?.chapters], [title, 2], name);
    const count = await sent();
    assert.ok(count <= MOST_BYTES + HEADERS, `${name}: ${count} bytes`);
    // The catalog stores only their number, so they are read again.
    assert.deepEqual((await attached(name, bytes, found)).episode, found.episode);
    large.clear();
  }
});

it('prefers chapters and title of front matter to those of the file', async () => {
  const bytes = Buffer.concat([id3({ title: 'Of the file', chapters: [[5, 'Of the file']] }), mp3(36)]);
  await bucket.put('1.mp3', bytes);
  const own = await withFileFacts(await readPost(yaml('title: Hello', 'audio: /1.mp3', 'chapters: ["00:07 Own"]')), posts);
  assert.deepEqual([own.post.title, own.post.episode?.chapterList], ['Hello', [{ start: 7, title: 'Own' }]]);
  const untitled = await withFileFacts({ ...(await readPost(yaml('audio: /1.mp3'))), title: '' }, posts);
  assert.deepEqual(
    [untitled.post.title, untitled.post.episode?.chapterList],
    ['Of the file', [{ start: 5, title: 'Of the file', url: 'https://x.example/0' }]],
  );
});

it('reads the title of each kind of tag', async () => {
  const v1 = Buffer.concat([mp3(7.2), Buffer.from('TAGTides'.padEnd(128, '\0'), 'latin1')]);
  for (const [name, bytes] of [
    ['v1.mp3', v1],
    ['title.mp3', Buffer.concat([id3({ title: 'Tides' }), mp3(7.2)])],
    ['title.ogg', vorbis(3, 0, 'Tides')],
    ['title.m4a', m4a(3, { title: 'Tides' })],
  ] as const)
    assert.equal((await attached(name, bytes)).files?.[name]?.title, 'Tides', name);
});

it('reads at most 1,000 of 100,000 chapters', async () => {
  const many = Array.from({ length: 100_000 }, (_, index): [number, string] => [index, 'x']);
  for (const [name, bytes] of [
    ['many.mp3', Buffer.concat([id3({ chapters: many }), mp3(36, { xing: true })])],
    ['many.m4a', m4a(36, { chapters: many })],
  ] as const) {
    responses = [];
    const { episode } = await attached(name, bytes);
    assert.equal(episode?.chapterList?.length, 1_000, name);
    assert.ok((await sent()) <= MOST_BYTES + HEADERS, name);
    large.clear();
  }
});

it('bounds what it reads of damaged and hostile files, and reports their size', async () => {
  const lying = m4a(4);
  lying.writeUInt32BE(0x7fffffff, lying.indexOf('stsz') - 4);
  const cut = flac(5).subarray(0, 20);
  const chapters = Buffer.concat(Array.from({ length: 100_000 }, () => Buffer.from('\0\0\0\x08free', 'latin1')));
  const cases: [string, Buffer][] = [
    ['cut.flac', cut],
    ['text.mp3', Buffer.from('not sound '.repeat(100))],
    ['text.opus', Buffer.from('OggS'.repeat(50_000))],
    ['empty.mp3', Buffer.alloc(0)],
    ['tag.mp3', Buffer.from('ID3\x04\0\0\x7f\x7f\x7f\x7f', 'latin1')],
    ['lying.m4a', lying],
    ['atoms.m4a', Buffer.concat([m4a(4).subarray(0, 16), chapters])],
    ['zeros.mp3', Buffer.alloc(LARGE)],
    // A data chunk beyond the end of the file; frame counts and granules of years.
    ['lying.wav', Buffer.concat([wav(2).subarray(0, 40), Buffer.from([255, 255, 255, 127])])],
    ['lying.opus', opus(2 ** 40)],
    ['cut.wav', wav(2).subarray(0, 30)],
    ['cut.m4a', m4a(4).subarray(0, 130)],
    ['cut.opus', opus(4).subarray(0, 40)],
    ['cut.mp3', mp3(36).subarray(0, 100)],
    ['cut.ogg', vorbis(4).subarray(0, 45)],
    ['cut.mp4', m4a(4, { chapters: [[0, 'x']] }).subarray(0, -10)],
  ];
  for (const [name, bytes] of cases) {
    responses = [];
    assert.deepEqual((await facts(name, bytes))[0], bytes.length, name);
    const count = await sent();
    assert.ok(count <= MOST_BYTES + HEADERS, `${name}: ${count} bytes`);
    large.clear();
  }
});

it('reads only parts of a sparse 2 GB file in a folder', async (context) => {
  const dir = await mkdtemp(join(tmpdir(), 'linefeed-'));
  context.after(() => rm(dir, { recursive: true }));
  const folder = new DirectoryStore({ roots: { '': dir } });
  const bytes: number[] = [];
  const counted = {
    getRange: async (...given: Parameters<Store['getRange']>) => {
      const range = await folder.getRange(...given);
      if (range !== undefined && range !== CONFLICT) bytes.push(range.bytes.length);
      return range;
    },
  } as Store;
  const size = 2_147_483_648;
  for (const [name, head, seconds] of [
    ['1.mp3', mp3(3600, { xing: true }), 3600],
    ['1.wav', wav(10), 10],
    ['1.m4a', m4a(3600), 3600],
    ['1.flac', flac(3600), 3600],
    ['1.opus', opus(10), undefined],
    ['zeros.mp3', Buffer.alloc(0), undefined],
    ['zeros.m4a', Buffer.alloc(0), undefined],
  ] as const) {
    bytes.length = 0;
    await writeFile(join(dir, name), head);
    await truncate(join(dir, name), size);
    const { post, problems } = await withFileFacts(await readPost(yaml(`enclosure: /${name}`)), counted);
    const [{ length, duration } = {}] = post.enclosures ?? [];
    assert.deepEqual([length, duration, problems], [size, seconds, []], name);
    const sum = bytes.reduce((total, each) => total + each, 0);
    assert.ok(sum <= MOST_BYTES, `${name}: ${sum} bytes`);
  }
});
