import assert from 'node:assert/strict';
import { it } from 'node:test';
import { mp3 } from '../support/audio.ts';
import { Bench, text } from './blog.ts';

const AUDIO = 'audio/1.mp3';
const FILES = { 'a.md': text('One', 'audio: /audio/1.mp3\n'), 'b.md': text('Two') };

async function attached(bench: Bench) {
  const [item] = (await bench.items()).filter(({ title }) => title === 'One') as { attachments?: Record<string, unknown>[] }[];
  return item?.attachments?.map(({ size_in_bytes, duration_in_seconds }) => [size_in_bytes, duration_in_seconds]);
}

const warnings = async (bench: Bench) => (await bench.catalog()).posts['a.md']?.problems.map(({ message }) => message);

async function upload(bench: Bench, bytes: Buffer | undefined, key = AUDIO) {
  bench.now += 1000;
  if (bytes) await bench.posts.put(key, bytes);
  else await bench.posts.delete(key);
}

it('an event of an audio file updates its post and no other', async () => {
  const bench = await Bench.with(FILES);
  const missing =
    'audio: the size of https://blog.example/audio/1.mp3 is unknown, so no feed has this file; write its bytes as audio_length, such as 5650889';
  assert.deepEqual([await attached(bench), await warnings(bench)], [undefined, [missing]]);
  const [{ date_modified: before } = {}] = await bench.items();
  const steps: [Buffer | undefined, [number, number][] | undefined][] = [
    [mp3(7.2), [[14_400, 7]]],
    [mp3(14.4), [[28_800, 14]]],
    [undefined, undefined],
  ];
  for (const [bytes, expected] of steps) {
    await upload(bench, bytes);
    await bench.run({ keys: [AUDIO] });
    assert.deepEqual([await attached(bench), bench.rendered], [expected, ['a.md']]);
    assert.deepEqual(await warnings(bench), expected ? [] : [missing]);
  }
  assert.equal((await bench.items())[0]?.date_modified, before, 'readers see no update');
});

it('a full run finds changed files without events, and writes nothing if none changed', async () => {
  const bench = await Bench.with(FILES);
  for (const [bytes, expected] of [
    [mp3(7.2), [[14_400, 7]]],
    [mp3(14.4), [[28_800, 14]]],
  ] as const) {
    await upload(bench, bytes);
    await bench.all();
    assert.deepEqual([await attached(bench), bench.rendered], [expected, ['a.md']]);
    const changes = bench.site.changes;
    await bench.all({ exclusive: true });
    assert.deepEqual([bench.rendered, bench.site.changes], [[], changes]);
  }
  await upload(bench, mp3(7.2), 'other/1.mp3');
  await bench.run({ keys: ['other/1.mp3'] });
  assert.deepEqual(bench.rendered, [], 'a file of the same name elsewhere');
});

it('a file that cannot be read leaves the post unchanged and unread', async () => {
  const bench = await Bench.with(FILES);
  await upload(bench, mp3(7.2));
  bench.posts.getRange = async () => Promise.reject(new Error('503 SlowDown'));
  const report = await bench.run({ keys: [AUDIO] });
  assert.deepEqual([...report.unread], [['a.md', 'audio/1.mp3: 503 SlowDown']]);
  assert.equal(await attached(bench), undefined);
});

it("a wrong size in front matter is a warning, and the file's size counts", async () => {
  const bench = new Bench();
  await bench.posts.put(AUDIO, mp3(7.2));
  await bench.configure({});
  await bench.change({ 'a.md': text('One', 'enclosure: { url: /audio/1.mp3, length: 99, duration: 1:00 }\n') });
  assert.deepEqual(await attached(bench), [[14_400, 60]]);
  assert.deepEqual(await warnings(bench), [
    'enclosure.url: audio/1.mp3 has 14400 bytes, not 99; feeds say 14400; correct the size, or delete it',
  ]);
});
