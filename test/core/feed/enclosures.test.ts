import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import { makeEntries } from '../../../lambda/core/entry/entry.ts';
import { loadPodcast } from '../../../lambda/core/feed/podcast-loader.ts';
import type { Enclosure } from '../../../lambda/core/media.ts';
import { entryJob } from '../../support/entry-job.ts';
import { SITE, yaml } from '../post/reading.ts';
import { entry, feed, render } from './documents.ts';

before(loadPodcast);

const MP3: Enclosure = { url: 'https://cdn.example/1.mp3?a=1&b="<', length: 5650889, type: 'audio/mpeg', duration: 1872 };
const OGG: Enclosure = { url: 'https://cdn.example/1.ogg', length: 4, type: 'audio/ogg' };
const own = (...enclosures: Enclosure[]) => feed({ entries: [entry({ enclosures })] });

test('RSS has the first enclosure, Atom and JSON have all', () => {
  const url = 'https://cdn.example/1.mp3?a=1&b=%22%3C';
  const rss = parseRssFeed(render('rss', own(MP3, OGG)));
  assert.deepEqual(rss.items?.[0]?.enclosures, [{ url, length: 5650889, type: 'audio/mpeg' }]);
  const atom = parseAtomFeed(render('atom', own(MP3, OGG)));
  assert.deepEqual(
    atom.entries?.[0]?.links?.filter(({ rel }) => rel === 'enclosure'),
    [
      { rel: 'enclosure', href: url, length: 5650889, type: 'audio/mpeg' },
      { rel: 'enclosure', href: 'https://cdn.example/1.ogg', length: 4, type: 'audio/ogg' },
    ],
  );
  const json = parseJsonFeed(render('json', own(MP3, OGG)));
  assert.deepEqual(json.items?.[0]?.attachments, [
    { url, mime_type: 'audio/mpeg', size_in_bytes: 5650889, duration_in_seconds: 1872 },
    { url: 'https://cdn.example/1.ogg', mime_type: 'audio/ogg', size_in_bytes: 4 },
  ]);
});

test('no format contains an enclosure with an invalid address, type or length', () => {
  const bad = [
    { ...MP3, url: 'javascript:1' },
    { ...MP3, type: 'audio"><x' },
    { ...MP3, length: -1 },
    { ...MP3, length: 1.5 },
  ];
  for (const format of ['rss', 'atom', 'json'] as const) {
    const without = render(format, feed({ entries: [entry()] }));
    const undeclared = (text: string) => text.replace(/ xmlns:(?:itunes|podcast)="[^"]*"/g, '');
    for (const each of bad) assert.equal(undeclared(render(format, own(each))), without);
  }
});

test('an enclosure of unknown size or type is omitted, with a warning that names the field to write', async () => {
  const made = async (...lines: string[]) => {
    const [result] = await makeEntries([await entryJob(yaml(...lines))]);
    assert.ok(result);
    return [
      result.entry.enclosures,
      result.problems.map(({ line, column, message, severity }) => `${severity} ${line}:${column}: ${message}`),
    ];
  };
  assert.deepEqual(await made('podcast_file: https://cdn.example/1'), [
    undefined,
    [
      'warning 2:15: podcast_file: the size of https://cdn.example/1 is unknown, so no feed has this file; write its bytes as podcast_file_length, such as 5650889, or set remoteMedia: true to request it',
      'warning 2:15: podcast_file: the type of https://cdn.example/1 is unknown, so no feed has this file; write it as podcast_file_type, such as audio/mpeg, or set remoteMedia: true to request it',
    ],
  ]);
  assert.deepEqual(await made('audio: { url: /1.mp3 }', 'title: A'), [
    undefined,
    [
      'warning 2:15: audio.url: the size of https://blog.example/1.mp3 is unknown, so no feed has this file; write its bytes as audio.length, such as 5650889',
    ],
  ]);
  const complete = [{ url: 'https://cdn.example/1', length: 7, type: 'audio/mpeg' }];
  assert.deepEqual(
    await made('podcast_file: https://cdn.example/1', 'podcast_file_length: 7', 'podcast_file_type: audio/mpeg'),
    [complete, []],
    'the fields named in the warnings are read',
  );
});

test('the media prefix is added once, to audio and video only', async () => {
  const urls = async (line: string, prefix: string) => {
    const [result] = await makeEntries([await entryJob(yaml(line), 0, { ...SITE, media: { prefix } })]);
    return result?.entry.enclosures?.map(({ url }) => url);
  };
  const file = (url: string, type = 'audio/mpeg') => `enclosure: { url: "${url}", length: 1, type: ${type} }`;
  const prefix = 'https://op3.dev/e/';
  assert.deepEqual(await urls(file('https://a.example/1.mp3'), prefix), ['https://op3.dev/e/a.example/1.mp3']);
  assert.deepEqual(await urls(file('http://a.example/1.mp3'), prefix), ['https://op3.dev/e/http://a.example/1.mp3']);
  assert.deepEqual(await urls(file('https://op3.dev/e/a.example/1.mp3'), prefix), ['https://op3.dev/e/a.example/1.mp3']);
  assert.deepEqual(await urls(file('https://a.example/1.pdf', 'application/pdf'), prefix), ['https://a.example/1.pdf']);
});
