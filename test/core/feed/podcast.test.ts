import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { parseRssFeed } from 'feedsmith';
import { parseFeed } from 'podcast-partytime';
import { guidOf } from '../../../lambda/core/catalog/show-guids.ts';
import { loadPodcast } from '../../../lambda/core/feed/podcast-loader.ts';
import type { Show } from '../../../lambda/core/media.ts';
import { entry, render } from './documents.ts';

before(loadPodcast);

const SHOW: Show = {
  feed: 'main',
  guid: '917393e3-1b1e-5cef-ace4-edaa54e1f810',
  author: 'Ada & Co',
  summary: 'About <tides>',
  keywords: ['sea', 'goats & sheep'],
  owner: { name: 'Ada <A>', email: 'ada@a.example' },
  image: 'https://a.example/cover.jpg?a=1&b=2',
  categories: [{ name: 'Society & Culture', sub: 'Documentary' }, { name: 'Technology' }],
  explicit: false,
  type: 'serial',
  block: true,
  complete: true,
  newFeedUrl: 'https://b.example/feed?a=1&b=2',
  locked: true,
  funding: [{ url: 'https://a.example/pay', text: 'Support <us>' }],
  people: [{ name: 'Ada', role: 'host', group: 'cast', image: 'https://a.example/a.jpg', url: 'https://a.example/' }],
  medium: 'podcast',
  license: { name: 'cc-by-4.0', url: 'https://l.example/' },
  txt: [{ text: 'abc "]]>', purpose: 'verify' }],
  updateFrequency: { text: 'weekly', rrule: 'FREQ=WEEKLY' },
  podroll: ['29cdca4a-32d8-56ba-b48b-09a011c5daa9'],
  values: [
    {
      type: 'lightning',
      method: 'keysend',
      suggested: '0.00000005000',
      recipients: [
        { name: 'Ada & co', type: 'node', address: '02d5c1bf8b940dc9cadca86d1b0a3c37fbe39cee4c7e839e33bef9174531d27f52', split: 99 },
        { type: 'node', address: '03ae', split: 1, customKey: '696969', customValue: 'x"y', fee: true },
      ],
    },
  ],
  images: [
    { url: 'https://a.example/wide.jpg?a=1&b=2', alt: 'A "wide" view', aspectRatio: '16/9', width: 1920, height: 1080, purpose: 'banner' },
  ],
  trailers: [
    { title: 'Soon & later', url: 'https://a.example/0.mp3', published: Date.UTC(2026, 2, 1), length: 5, type: 'audio/mpeg', season: 2 },
  ],
};

const EPISODE = entry({
  enclosures: [
    { url: 'https://a.example/1.mp3?a=1&b=2', length: 5, type: 'audio/mpeg', duration: 1872 },
    { url: 'https://a.example/1.opus', length: 4, type: 'audio/ogg' },
  ],
  episode: {
    title: 'Three & more',
    summary: 'Of a <goat>',
    keywords: ['goat', 'a & b'],
    number: 3,
    display: 'Ch. 3 & on',
    season: 2,
    seasonName: 'The "harbour"',
    type: 'bonus',
    explicit: true,
    image: 'https://a.example/3.jpg',
    block: true,
    chapters: 'https://a.example/3.json',
    transcripts: [{ url: 'https://a.example/3.vtt', type: 'text/vtt', language: 'en', rel: 'captions' }],
    people: [{ name: 'Bob', role: 'guest' }],
    soundbites: [{ start: 73.5, duration: 60, title: 'Best & most' }],
    license: { name: 'cc0-1.0' },
    txt: [{ text: 'of <this>' }],
    images: [{ url: 'https://a.example/e.jpg' }],
    values: [{ type: 'lightning', method: 'lnaddress', recipients: [{ type: 'lnaddress', address: 'ada@a.example', split: 100 }] }],
  },
});

const xml = () => render('rss', { show: SHOW, entries: [EPISODE] });

test('feedsmith reads back every field of the show', () => {
  const { itunes, podcast } = parseRssFeed(xml());
  assert.deepEqual(itunes, {
    author: 'Ada & Co',
    summary: 'About <tides>',
    keywords: ['sea', 'goats & sheep'],
    owner: { name: 'Ada <A>', email: 'ada@a.example' },
    image: 'https://a.example/cover.jpg?a=1&b=2',
    categories: [{ text: 'Society & Culture', categories: [{ text: 'Documentary' }] }, { text: 'Technology' }],
    explicit: false,
    type: 'serial',
    block: true,
    complete: true,
    newFeedUrl: 'https://b.example/feed?a=1&b=2',
  });
  assert.deepEqual(podcast, {
    guid: SHOW.guid,
    locked: { value: true, owner: 'ada@a.example' },
    fundings: [{ url: 'https://a.example/pay', display: 'Support <us>' }],
    persons: [{ display: 'Ada', role: 'host', group: 'cast', img: 'https://a.example/a.jpg', href: 'https://a.example/' }],
    medium: 'podcast',
    license: { display: 'cc-by-4.0', url: 'https://l.example/' },
    txts: [{ display: 'abc "]]>', purpose: 'verify' }],
    updateFrequency: { display: 'weekly', rrule: 'FREQ=WEEKLY' },
    podroll: { remoteItems: [{ feedGuid: '29cdca4a-32d8-56ba-b48b-09a011c5daa9' }] },
    values: [
      {
        type: 'lightning',
        method: 'keysend',
        suggested: 0.00000005,
        valueRecipients: SHOW.values?.[0]?.recipients,
      },
    ],
    images: [
      {
        href: 'https://a.example/wide.jpg?a=1&b=2',
        alt: 'A "wide" view',
        aspectRatio: '16/9',
        width: 1920,
        height: 1080,
        purpose: 'banner',
      },
    ],
    trailers: [
      {
        display: 'Soon & later',
        url: 'https://a.example/0.mp3',
        pubDate: 'Sun, 01 Mar 2026 00:00:00 GMT',
        length: 5,
        type: 'audio/mpeg',
        season: 2,
      },
    ],
  });
});

test('feedsmith reads back every field of an episode', () => {
  const [item] = parseRssFeed(xml()).items ?? [];
  assert.deepEqual(item?.enclosures, [{ url: 'https://a.example/1.mp3?a=1&b=2', length: 5, type: 'audio/mpeg' }]);
  assert.deepEqual(item?.itunes, {
    title: 'Three & more',
    summary: 'Of a <goat>',
    keywords: ['goat', 'a & b'],
    episode: 3,
    season: 2,
    episodeType: 'bonus',
    duration: 1872,
    explicit: true,
    image: 'https://a.example/3.jpg',
    block: true,
  });
  assert.deepEqual(item?.podcast, {
    episode: { number: 3, display: 'Ch. 3 & on' },
    season: { number: 2, name: 'The "harbour"' },
    chapters: { url: 'https://a.example/3.json', type: 'application/json+chapters' },
    transcripts: [{ url: 'https://a.example/3.vtt', type: 'text/vtt', language: 'en', rel: 'captions' }],
    persons: [{ display: 'Bob', role: 'guest' }],
    soundbites: [{ startTime: 73.5, duration: 60, display: 'Best & most' }],
    license: { display: 'cc0-1.0' },
    txts: [{ display: 'of <this>' }],
    images: [{ href: 'https://a.example/e.jpg' }],
    values: [{ type: 'lightning', method: 'lnaddress', valueRecipients: [{ type: 'lnaddress', address: 'ada@a.example', split: 100 }] }],
    alternateEnclosures: [{ type: 'audio/ogg', length: 4, sources: [{ uri: 'https://a.example/1.opus' }] }],
  });
});

test('the feed contains up to 100 chapters, for apps that do not read the JSON file', () => {
  const chapters = (chapterList: NonNullable<NonNullable<typeof EPISODE.episode>['chapterList']>) =>
    parseRssFeed(render('rss', { entries: [{ ...EPISODE, id: 'c', episode: { chapterList } }] })).items?.[0]?.psc?.chapters;
  assert.deepEqual(
    chapters([
      { start: 0, title: 'A & "b"' },
      { start: 3_723.5, url: 'https://a.example/?a=1&b=2', image: 'https://a.example/c.jpg' },
    ]),
    [
      { start: '00:00:00.000', title: 'A & "b"' },
      { start: '01:02:03.500', title: '01:02:03.500', href: 'https://a.example/?a=1&b=2', image: 'https://a.example/c.jpg' },
    ],
  );
  const many = (count: number) => Array.from({ length: count }, (_, start) => ({ start }));
  assert.deepEqual([chapters(many(100))?.length, chapters(many(101))], [100, undefined]);
});

test('podcast-partytime reads back the same fields', () => {
  const feed = parseFeed(xml());
  assert.ok(feed);
  assert.deepEqual(
    [feed.author, feed.owner, feed.itunesImage, feed.itunesCategory, feed.explicit, feed.itunesType, feed.itunesNewFeedUrl],
    [
      'Ada & Co',
      { name: 'Ada <A>', email: 'ada@a.example' },
      SHOW.image,
      ['Society & Culture > Documentary', 'Technology'],
      false,
      'serial',
      SHOW.newFeedUrl,
    ],
  );
  assert.deepEqual(
    [feed.guid, feed.locked, feed.medium, feed.itunesBlock, feed.itunesComplete, feed.podcastFunding],
    [SHOW.guid, true, 'podcast', true, true, [{ message: 'Support <us>', url: 'https://a.example/pay' }]],
  );
  const [item] = feed.items;
  assert.deepEqual(
    [item?.enclosure, item?.duration, item?.itunesEpisode, item?.itunesSeason, item?.itunesEpisodeType, item?.explicit],
    [{ url: 'https://a.example/1.mp3?a=1&b=2', length: 5, type: 'audio/mpeg' }, 1872, 3, 2, 'bonus', true],
  );
  assert.deepEqual(item?.podcastChapters, { url: 'https://a.example/3.json', type: 'application/json+chapters' });
  assert.deepEqual(item?.podcastTranscripts, [{ url: 'https://a.example/3.vtt', type: 'text/vtt', language: 'en', rel: 'captions' }]);
});

test('namespaces are declared only when used, and other formats do not change', () => {
  const declared = (text: string) => /xmlns:(?:itunes|podcast)=/.test(text.slice(0, 1000));
  assert.deepEqual([declared(xml()), declared(render('rss', { entries: [entry()] }))], [true, false]);
  assert.ok(declared(render('rss', { show: { feed: 'main' }, entries: [] })));
  assert.ok(declared(render('rss', { entries: [EPISODE, entry({ id: 'b' })] })));
  for (const format of ['atom', 'json'] as const) assert.equal(render(format, { show: SHOW }), render(format));
});

test("guidOf returns the UUIDv5 of the specification's examples", () => {
  assert.equal(guidOf('https://mp3s.nashownotes.com/pc20rss.xml'), '917393e3-1b1e-5cef-ace4-edaa54e1f810');
  assert.equal(guidOf('http://podnews.net/rss//'), '9b024349-ccf0-5f69-a609-6b82873eab3c');
});
