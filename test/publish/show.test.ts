import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parseRssFeed } from 'feedsmith';
import { guidOf } from '../../lambda/core/catalog/show-guids.ts';
import { mp3 } from '../support/audio.ts';
import { Bench, text } from './blog.ts';

const POSTS = {
  'a.md': text('One', 'categories: [talk]\naudio: /1.mp3\nepisode: 1\n'),
  'b.md': text('Two'),
};

async function withAudio(config: object): Promise<Bench> {
  const bench = new Bench();
  await bench.posts.put('1.mp3', mp3(7.2));
  await bench.configure(config);
  await bench.change(POSTS);
  return bench;
}

const rss = async (bench: Bench, path: string) => parseRssFeed(await bench.read(`public/${path}`));

it('a show is the main feed, or the feed of a category with its own metadata', async () => {
  const bench = await withAudio({
    podcast: [
      { author: 'Ada', explicit: false },
      { feed: 'categories/talk', title: 'Talk', language: 'de', type: 'serial' },
    ],
  });
  const main = await rss(bench, 'rss.xml');
  assert.deepEqual([main.title, main.itunes], ['Field Notes', { author: 'Ada', explicit: false }]);
  assert.equal(main.podcast?.guid, guidOf('https://blog.example/rss.xml'));
  const [item] = main.items?.filter(({ title }) => title === 'One') ?? [];
  assert.deepEqual([item?.itunes, item?.enclosures?.[0]?.length], [{ episode: 1, duration: 7 }, 14_400]);
  const talk = await rss(bench, 'categories/talk/rss.xml');
  assert.deepEqual([talk.title, talk.language, talk.itunes], ['Talk', 'de', { type: 'serial' }]);
  assert.equal(talk.podcast?.guid, guidOf('https://blog.example/categories/talk/rss.xml'));
});

it('a show keeps its guid when the feed moves, and takes a configured guid', async () => {
  const bench = await withAudio({ podcast: { author: 'Ada' } });
  await bench.configure({ podcast: { author: 'Ada' }, feeds: { rss: 'podcast.xml' }, feedLink: 'https://f.example/' });
  await bench.all();
  assert.equal((await rss(bench, 'podcast.xml')).podcast?.guid, guidOf('https://blog.example/rss.xml'));
  const guid = '29cdca4a-32d8-56ba-b48b-09a011c5daa9';
  await bench.configure({ podcast: { guid }, feeds: { rss: 'podcast.xml' } });
  await bench.all();
  assert.equal((await rss(bench, 'podcast.xml')).podcast?.guid, guid);
});

it('a new show changes only its feed, and renders no post', async () => {
  const bench = await Bench.with({ 'b.md': POSTS['b.md'] });
  const before = await bench.documents();
  await bench.configure({ podcast: { author: 'Ada' } });
  await bench.all();
  const after = await bench.documents();
  assert.deepEqual(bench.rendered, []);
  assert.deepEqual(
    Object.keys(after).filter((key) => after[key] !== before[key]),
    ['public/rss.xml', 'public/rss.xml.gz'],
  );
});
