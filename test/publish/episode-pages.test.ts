import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parseRssFeed } from 'feedsmith';
import { outputAt } from '../../lambda/core/catalog/document-path.ts';
import { id3, mp3 } from '../support/audio.ts';
import { Bench, text } from './blog.ts';

const POSTS = {
  'a.md': text('One', 'categories: [talk]\naudio: /1.mp3\n'),
  'b.md': text('Two'),
};
const PAGE = 'public/listen/a/index.html';
const GONE = /not published at the moment/;

async function withAudio(config: object, posts: Record<string, string> = POSTS): Promise<Bench> {
  const bench = new Bench();
  await bench.posts.put('1.mp3', mp3(7.2));
  await bench.configure({ pages: true, ...config });
  await bench.change(posts);
  return bench;
}

const listen = async (bench: Bench) =>
  Object.keys(await bench.documents()).filter((key) => key.startsWith('public/listen/') && !key.endsWith('.gz'));

it('an episode has a page while it is in the feed of a show', async () => {
  const bench = await withAudio({ podcast: { feed: 'categories/talk', title: 'Talk' } });
  assert.deepEqual(await listen(bench), [PAGE]);
  assert.match(await bench.read(PAGE), /<h1>One<\/h1>/);
  assert.match(await bench.read(PAGE), /<a href="\.\.\/\.\.\/categories\/talk\/">Talk<\/a>/);
  assert.match(await bench.read('public/categories/talk/index.html'), /href="\.\.\/\.\.\/listen\/a\/"/);
  await bench.change({ 'a.md': POSTS['a.md'].replace('All about', 'More about') });
  assert.match(await bench.read(PAGE), /More about One/);
  await bench.change({ 'a.md': POSTS['a.md'].replace('[talk]', '[other]') });
  assert.match(await bench.read(PAGE), GONE);
  await bench.change(POSTS);
  assert.doesNotMatch(await bench.read(PAGE), GONE);
  await bench.change({ 'a.md': undefined });
  assert.match(await bench.read(PAGE), GONE);
});

it('the configuration adds and removes episode pages without rendering posts', async () => {
  const bench = await withAudio({});
  assert.deepEqual(await listen(bench), []);
  await bench.configure({ pages: true, podcast: { author: 'Ada' } });
  await bench.all();
  assert.deepEqual([await listen(bench), bench.rendered], [[PAGE], []]);
  await bench.configure({ pages: true, podcast: { author: 'Ada', title: 'Aloud' } });
  await bench.all();
  assert.match(await bench.read(PAGE), /Aloud/);
  await bench.configure({ pages: true });
  await bench.all();
  assert.match(await bench.read(PAGE), GONE);
  const changes = bench.site.changes;
  await bench.all({ exclusive: true });
  assert.equal(bench.site.changes, changes);
});

it("a new episode writes its page and no other episode's", async () => {
  const bench = await withAudio({ podcast: {} }, { 'a.md': POSTS['a.md'], 'c.md': text('Three', 'audio: /1.mp3\n') });
  const before = await bench.documents();
  await bench.change({ 'd.md': text('Four', 'audio: /1.mp3\n') });
  const after = await bench.documents();
  const changed = Object.keys(after).filter((key) => key.startsWith('public/listen/') && after[key] !== before[key]);
  assert.deepEqual(changed.sort(), ['public/listen/d/index.html', 'public/listen/d/index.html.gz']);
});

it('writes chapters as JSON with a link, and empties them when they are removed', async () => {
  const post = (more: string) => text('One', `audio: /1.mp3\n${more}`);
  const bench = await withAudio({ pages: false }, { 'a.md': post("chapters: ['0:00 Intro', '1:30 <b>Goat</b>']\n") });
  const json = async () => JSON.parse(await bench.read('public/listen/a/chapters.json')) as Record<string, unknown>;
  const { _linefeed: _, ...written } = await json();
  const chapters = [
    { startTime: 0, title: 'Intro' },
    { startTime: 90, title: '<b>Goat</b>' },
  ];
  assert.deepEqual(written, { version: '1.2.0', title: 'One', chapters });
  const [item] = parseRssFeed(await bench.read('public/rss.xml')).items ?? [];
  const link = { url: 'https://blog.example/listen/a/chapters.json', type: 'application/json+chapters' };
  assert.deepEqual(item?.podcast?.chapters, link);
  await bench.change({ 'a.md': post('') });
  assert.deepEqual((await json()).chapters, []);
  assert.equal(parseRssFeed(await bench.read('public/rss.xml')).items?.[0]?.podcast?.chapters, undefined);
});

it('takes chapters from the audio file and follows its changes', async () => {
  const file = (chapters: [number, string][]) => Buffer.concat([id3({ chapters }), mp3(7.2)]);
  const bench = await withAudio({ podcast: {} });
  for (const name of ['Intro', 'Opening']) {
    await bench.posts.put('1.mp3', file([[3, name]]));
    await bench.run({ keys: ['1.mp3'] });
    assert.match(await bench.read('public/listen/a/chapters.json'), new RegExp(`"startTime":3,"title":"${name}"`));
    assert.match(await bench.read(PAGE), new RegExp(`#t=3">0:03</a> <a href="https://x.example/0">${name}</a>`));
  }
});

it('a new episode costs the same in a show of 2,000 episodes as in one of 50', async () => {
  const costs = await Promise.all(
    [50, 2_000].map(async (size) => {
      const day = (index: number) => new Date(Date.UTC(2016, 0, 1 + index)).toISOString().slice(0, 10);
      const episode = (index: number) => `---\ntitle: Episode ${index}\ndate: ${day(index)}\naudio: /1.mp3\n---\n\nText ${index}\n`;
      const bench = new Bench();
      await bench.posts.put('1.mp3', mp3(7.2));
      await bench.configure({ pages: true, podcast: {}, archives: 'none' });
      for (let index = 0; index < size; index += 1) await bench.posts.put(`${index}.md`, Buffer.from(episode(index)));
      await bench.all();
      const pages = (await listen(bench)).length;
      const before = bench.site.changes;
      await bench.change({ 'new.md': episode(2_500) });
      return { pages, changes: bench.site.changes - before, rendered: bench.rendered };
    }),
  );
  assert.deepEqual(
    costs.map(({ pages }) => pages),
    [50, 2_000],
  );
  const [small, large] = costs;
  assert.deepEqual(large?.rendered, ['new.md']);
  assert.equal(large?.changes, small?.changes);
  // The catalog twice, an entry, and the show's three feeds, the show's page and the episode's page, each with its gzip copy.
  assert.ok(large && large.changes <= 14, `${large?.changes} writes`);
});

it("outputAt finds an episode's output by its path only", () => {
  const site = { feeds: {} };
  assert.deepEqual(outputAt('listen/a/index.html', site), { kind: 'page', of: { kind: 'episode', post: 'a.md' } });
  assert.deepEqual(outputAt('listen/x/a.html/chapters.json', site), { kind: 'chapters', of: { kind: 'episode', post: 'x/a.html' } });
  assert.equal(outputAt('listen/a/other.html', site), undefined);
  assert.equal(outputAt('listen/index.html', site), undefined);
});

it('does not publish an episode page of another output folder as a post', async () => {
  const bench = await withAudio({ podcast: {} });
  const page = await bench.read(PAGE);
  await bench.change({ 'public/listen/2026-01-01-a/index.html': page });
  assert.equal((await bench.catalog()).posts['public/listen/2026-01-01-a/index.html']?.state ?? 'ignored', 'ignored');
  // Without the stamp it counts as a post, here as a copy.
  await bench.change({ 'public/listen/2026-01-02-a/index.html': page.replace(/<!-- linefeed .*-->\n/, '') });
  assert.equal((await bench.catalog()).posts['public/listen/2026-01-02-a/index.html']?.state, 'duplicate');
});
