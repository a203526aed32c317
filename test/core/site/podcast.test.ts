import assert from 'node:assert/strict';
import { it } from 'node:test';
import { itunesCategoriesSourceOfTruth } from 'podcast-partytime/dist/parser/itunes-categories.js';
import { APPLE_CATEGORIES } from '../../../lambda/core/site/apple-categories.ts';
import { own, refusals, siteOf } from './sites.ts';

const shows = async (...lines: string[]) => (await siteOf(own(...lines))).podcast;
const problemsOf = async (...lines: string[]) =>
  (await refusals(own('podcast:', ...lines.map((line) => `  ${line}`)))).map((text) => text.slice(14));

it('is a show, with the author of the blog, and absolute addresses', async () => {
  assert.deepEqual(await shows('author: Ada', 'podcast:', '  image: /cover.jpg', '  person: { name: Ada, image: /ada.jpg, role: host }'), [
    {
      feed: 'main',
      author: 'Ada',
      image: 'https://b.example/cover.jpg',
      people: [{ name: 'Ada', image: 'https://b.example/ada.jpg', role: 'host' }],
    },
  ]);
  assert.equal(await shows('limit: 3'), undefined);
});

it('reads short and long forms', async () => {
  const [short] =
    (await shows(
      'podcast: { email: a@b.example, category: Technology, funding: "https://b.example/pay", person: Ada, txt: x, license: cc0 }',
    )) ?? [];
  const [long] =
    (await shows(
      'podcast:',
      '  owner: { email: a@b.example }',
      '  category: [Technology]',
      '  funding: [{ url: "https://b.example/pay" }]',
      '  person: [{ name: Ada }]',
      '  txt: [{ text: x }]',
      '  license: { name: cc0 }',
    )) ?? [];
  assert.deepEqual(short, long);
  assert.deepEqual(short, {
    feed: 'main',
    owner: { email: 'a@b.example' },
    categories: [{ name: 'Technology' }],
    funding: [{ url: 'https://b.example/pay', text: '' }],
    people: [{ name: 'Ada' }],
    txt: [{ text: 'x' }],
    license: { name: 'cc0' },
  });
});

it('can be several shows, each with its own feed', async () => {
  assert.deepEqual(await shows('podcast: [{ title: A }, { title: B, feed: categories/b }]'), [
    { feed: 'main', title: 'A' },
    { feed: 'categories/b', title: 'B' },
  ]);
  const twice = await refusals(own('podcast: [{ title: A }, { title: B }]'));
  assert.match(twice[0] ?? '', /two shows have the feed main; write another "feed" for one, such as categories\/podcast$/);
});

it("accepts Apple's categories only in exact spelling", async () => {
  assert.deepEqual((await shows('podcast: { category: ["Society & Culture > Documentary", "TV & Film"] }'))?.[0]?.categories, [
    { name: 'Society & Culture', sub: 'Documentary' },
    { name: 'TV & Film' },
  ]);
  const wrong: [string, string][] = [
    ['technology', 'Technology'],
    ['society & culture > documentary', 'Society & Culture > Documentary'],
    ['Documentary', 'Society & Culture > Documentary'],
    ['Society & Culture > Documentry', 'Society & Culture > Documentary'],
    ['Technology > Podcasting', 'Technology'],
    ['Arts > Books > Poems', 'Arts > Books'],
  ];
  for (const [given, suggested] of wrong)
    assert.deepEqual(await problemsOf(`category: ${given}`), [
      `4:13: podcast.category: ${JSON.stringify(given)} is no category of Apple Podcasts, upper and lower case included; did you mean "${suggested}"?`,
    ]);
});

it('has the same categories as an independent parser', () => {
  const theirs = Object.fromEntries(itunesCategoriesSourceOfTruth.map(({ name, subCategories }) => [name, [...subCategories].sort()]));
  const ours = Object.fromEntries(Object.entries(APPLE_CATEGORIES).map(([name, subs]) => [name, [...subs].sort()]));
  assert.deepEqual(ours, theirs);
});

it('reads value, images, trailers and app addresses', async () => {
  const [show] =
    (await shows(
      'podcast:',
      '  value: { type: lightning, method: keysend, suggested: "0.00000005", recipients: [{ name: Ada, type: node, address: 02d5, split: 90 }, { type: node, address: 03ae, split: 10, fee: true }] }',
      '  images: ["https://b.example/a.jpg", { url: "https://b.example/w.jpg", aspectRatio: 16/9, width: 1920 }]',
      '  trailer: { title: Soon, url: "https://b.example/0.mp3", date: 2026-03-01, type: audio/mpeg }',
      '  apps: { spotify: "https://open.spotify.com/show/1" }',
    )) ?? [];
  assert.deepEqual(show, {
    feed: 'main',
    values: [
      {
        ...{ type: 'lightning', method: 'keysend', suggested: '0.00000005' },
        recipients: [
          { type: 'node', address: '02d5', split: 90, name: 'Ada' },
          { type: 'node', address: '03ae', split: 10, fee: true },
        ],
      },
    ],
    images: [{ url: 'https://b.example/a.jpg' }, { url: 'https://b.example/w.jpg', aspectRatio: '16/9', width: 1920 }],
    trailers: [{ title: 'Soon', url: 'https://b.example/0.mp3', published: Date.UTC(2026, 2, 1), type: 'audio/mpeg' }],
    apps: { spotify: 'https://open.spotify.com/show/1' },
  });
});

it('rejects unknown settings and invalid values', async () => {
  assert.match((await problemsOf('catgory: Technology'))[0] ?? '', /^4:12: podcast\.catgory: no such setting; did you mean category\?$/);
  const wrong: [string, RegExp][] = [
    ['email: nobody', /expected an e-mail address, got "nobody"/],
    ['guid: 12', /expected a UUID, got "12"/],
    ['type: weekly', /expected episodic or serial, got "weekly"/],
    ['feed: /podcast/', /expected main, or the folder of a category, tag or author, such as categories\/podcast, got "\/podcast\/"/],
    ['podroll: [x]', /expected the podcast:guid of each show, a UUID, got "x"/],
    ['funding: pay', /expected an address, or a map/],
    ['explicit: maybe', /expected true or false, got "maybe"/],
    ['value: { type: lightning }', /podcast\.value: expected a type, a method and recipients, such as \{ type: lightning/],
    ['images: [cover]', /podcast\.images: expected addresses, or maps such as/],
    ['trailer: { title: Soon }', /podcast\.trailer: expected a map such as/],
    ['apps: { deezer: "https://d.example/" }', /podcast\.apps\.deezer: no such setting/],
    ['newFeedUrl: /feed', /expected an address that begins with https:\/\//],
  ];
  for (const [line, message] of wrong) assert.match((await problemsOf(line))[0] ?? '', message, line);
  assert.match((await refusals(own('podcast: true')))[0] ?? '', /podcast: expected settings of a show, such as podcast: \{ author: Ada/);
});

it('is served from media/, or another address, with an optional prefix for statistics', async () => {
  const media = async (...lines: string[]) => (await siteOf(own(...lines))).media;
  assert.equal(await media('limit: 3'), undefined);
  assert.deepEqual(await media('media: copy', 'feedLink: https://f.example/x'), { base: 'https://f.example/x/media/', build: 'copy' });
  assert.deepEqual(await media('media: link', 'mediaPrefix: https://op3.dev/e/'), {
    ...{ base: 'https://b.example/media/', build: 'link' },
    prefix: 'https://op3.dev/e/',
  });
  assert.deepEqual(await media('media: https://cdn.example/files'), { base: 'https://cdn.example/files/' });
  assert.deepEqual(await media('mediaPrefix: https://op3.dev/e/'), { prefix: 'https://op3.dev/e/' });
  assert.match(
    (await refusals(own('media: move')))[0] ?? '',
    /media: expected copy, link, or the address of a folder such as https:\/\/cdn\.example\/files\/, got "move"$/,
  );
});
