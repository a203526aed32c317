import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Site } from '../../../lambda/core/model.ts';
import { parseDuration } from '../../../lambda/core/text/duration.ts';
import { read, readPost, yaml } from './reading.ts';

const BLOG = 'https://blog.example/';
const PAGE = `${BLOG}2026/03/01/hello/`;

async function enclosures(lines: string[], site: Partial<Site> = {}) {
  const { enclosures } = await readPost(yaml('date: 2026-03-01', ...lines), site);
  return enclosures?.map(({ field: _, line: __, column: ___, files: ____, ...facts }) => facts);
}

async function warnings(lines: string[]): Promise<string[]> {
  const reading = await read(yaml(...lines));
  assert.ok(reading.kind === 'post');
  assert.equal(reading.post.enclosures, undefined);
  return reading.problems.map(({ line, column, message }) => `${line}:${column}: ${message}`);
}

const complete = (url: string) => [{ url, length: 5650889, type: 'audio/mpeg', duration: 1872 }];

it('reads the fields of generators, themes, plug-ins and exports', async () => {
  const given: [string[], string, Partial<Site>?][] = [
    [['enclosure:', '  url: /1.mp3', '  length: 5650889', '  type: audio/mpeg', '  duration: 31:12'], `${BLOG}1.mp3`],
    [['audio: { src: 1.mp3, size: "5650889", mime_type: audio/mpeg, duration: PT31M12S }'], `${PAGE}1.mp3`],
    [['audio: https://cdn.example/1', 'audio_length: 5650889', 'audio_type: audio/mpeg', 'duration: "31:12"'], 'https://cdn.example/1'],
    [['audio_file: /1.mp3', 'audio_file_size: 5650889', 'audio_duration: "00:31:12"'], `${BLOG}1.mp3`],
    [['audioUrl: /1.mp3', 'audioLength: 5650889', 'audioDuration: 1872'], `${BLOG}1.mp3`],
    // jekyll-podcast
    [['podcast: { file: /1.mp3, size: 5650889, duration: 1872, type: full }'], `${BLOG}1.mp3`],
    // Octopod
    [['audio:', '  mp3: /1.mp3', 'filesize: 5650889', 'duration: "0:31:12"'], `${BLOG}1.mp3`],
    [['audio:', '  mp3: /1.mp3', 'filesize:', '  mp3: 5650889', 'duration: "0:31:12"'], `${BLOG}1.mp3`],
    // Castanet
    [
      ['podcast_file: 1.mp3', 'podcast_bytes: "5650889"', 'podcast_duration: "31:12"'],
      'https://cdn.example/show/1.mp3',
      { generator: 'hugo', variables: { params: { media_prefix: 'https://cdn.example/show/' } } },
    ],
    // eleventy-plugin-podcaster
    [['episode: { filename: /1.mp3, size: 5650889, duration: 1871.6, number: 3 }'], `${BLOG}1.mp3`],
    // Seriously Simple Podcasting
    [['audio_file: https://cdn.example/1.mp3', 'duration: "31:12"', 'filesize_raw: 5650889'], 'https://cdn.example/1.mp3'],
    // PowerPress
    [
      ['enclosure: |', '  https://cdn.example/1.mp3', '  5650889', '  audio/mpeg', '  a:1:{s:8:"duration";s:8:"00:31:12";}'],
      'https://cdn.example/1.mp3',
    ],
  ];
  for (const [lines, url, site] of given) {
    const found = await enclosures(lines, site);
    assert.deepEqual(found, complete(url), lines.join('\n'));
  }
});

it('reads several files, and drops duplicates', async () => {
  const list = ['enclosures:', '  - { url: /1.mp3, length: 1 }', '  - /2.m4a', '  - { url: /1.mp3 }'];
  assert.deepEqual(await enclosures(list), [
    { url: `${BLOG}1.mp3`, length: 1, type: 'audio/mpeg' },
    { url: `${BLOG}2.m4a`, type: 'audio/x-m4a' },
  ]);
  assert.deepEqual(await enclosures(['audio: { mp3: /1.mp3, ogg: /1.ogg }', 'filesize: { mp3: 1, ogg: 2 }']), [
    { url: `${BLOG}1.mp3`, length: 1, type: 'audio/mpeg' },
    { url: `${BLOG}1.ogg`, length: 2, type: 'audio/ogg' },
  ]);
});

it('ignores these fields when themes use them for something else', async () => {
  for (const line of [
    'audio: true',
    'audio: false',
    'podcast: The Field Notes Show',
    'podcast: https://show.example/',
    'episode: 12',
    'episode: { number: 3, title: Three }',
    'podcast: { link: https://show.example/ }',
    'file: notes.txt',
    'duration: 31:12',
    'filesize: large',
  ])
    assert.equal(await enclosures([line]), undefined, line);
});

it('lists the keys where the file may be in the bucket', async () => {
  const files = async (lines: string[], site: Partial<Site> = {}, key = 'posts/a.md') => {
    const post = await readPost(yaml('date: 2026-03-01', ...lines), site, key);
    assert.deepEqual(
      post.references,
      (post.enclosures ?? []).flatMap((each) => each.files ?? []).map((file) => `file:${file}`),
    );
    return post.enclosures?.[0]?.files;
  };
  const base = { permalink: '/:title/' };
  assert.deepEqual(await files(['audio: /audio/1%202.mp3'], base), ['audio/1 2.mp3']);
  assert.deepEqual(await files(['enclosure: ./1.mp3'], base), ['posts/1.mp3', 'a/1.mp3']);
  assert.deepEqual(await files(['audio: https://blog.example/1.mp3?x'], base), ['1.mp3']);
  assert.deepEqual(await files(['audio: /1.mp3'], { ...base, generator: 'hugo' }), ['static/1.mp3', '1.mp3']);
  assert.deepEqual(await files(['audio: /1.mp3'], { ...base, generator: 'jekyll', source: 'src/' }), ['src/1.mp3', '1.mp3']);
  for (const other of ['audio: https://cdn.example/1.mp3', 'audio: /%2e%2e/1.pdf', 'enclosure: /notes.pdf'])
    assert.equal(await files([other], base), undefined, other);
});

it('warns about a value that is not a file', async () => {
  const expected = 'expected the address of a file, such as https://blog.example/1.mp3, or a path on the site such as /1.mp3';
  assert.deepEqual(await warnings(['title: A', 'enclosure: none']), [`3:12: enclosure: ${expected}, got "none"; it is left out`]);
  assert.deepEqual(await warnings(['audio:', '  url: "{{ site.cdn }}/1.mp3"']), [
    `3:8: audio.url: ${expected}, got "{{ site.cdn }}/1.mp3"; it is left out`,
  ]);
});

it('warns about a size or duration that it cannot read, and omits it', async () => {
  const reading = await read(yaml('audio: { url: /1.mp3, size: 5 MB, duration: long }'));
  assert.ok(reading.kind === 'post');
  assert.deepEqual(
    reading.problems.map(({ message, severity }) => `${severity}: ${message}`),
    [
      'warning: audio.size: expected the size in bytes, got "5 MB"; it is left out',
      'warning: audio.duration: expected a duration such as 31:12 or 1872, got "long"; it is left out',
    ],
  );
  assert.deepEqual(
    reading.post.enclosures?.map(({ url, length }) => [url, length]),
    [[`${BLOG}1.mp3`, undefined]],
  );
});

it('reads durations in all common forms', () => {
  const given: [unknown, number | undefined][] = [
    [1872, 1872],
    ['1872.4', 1872],
    ['31:12', 1872],
    ['0:31:12', 1872],
  ];
  given.push(['1:02:03', 3723], ['PT1H2M3S', 3723], ['PT31M', 1860], [0.2, 1]);
  for (const none of ['0:00', 'PT', '5 min', true, '']) given.push([none, undefined]);
  for (const [value, seconds] of given) assert.equal(parseDuration(value), seconds, JSON.stringify(value));
});
