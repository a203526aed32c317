/** How an author says that feeds show a post. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { makeEntries } from '../../../lambda/core/entry/entry.ts';
import type { Entry, FeedDocument } from '../../../lambda/core/model.ts';
import { all, reader, render } from '../feed/documents.ts';
import { read, SITE } from './reading.ts';

const postOf = async (front: string, body = 'Text', site = SITE) => {
  const reading = await read(`---\ntitle: Hello\n${front}\n---\n${body}\n`, site);
  assert.ok(reading.kind === 'post', JSON.stringify(reading));
  return reading;
};

async function entryOf(front: string, body?: string, site = SITE): Promise<Entry> {
  const { post } = await postOf(front, body, site);
  const job = { post, links: {}, site, id: post.link, terms: [], shown: '', updated: post.published, modified: post.published };
  const [made] = await makeEntries([job]);
  assert.deepEqual(made?.problems, []);
  return made?.entry ?? assert.fail();
}

const documents = async (front: string, own: Partial<FeedDocument> = {}, body?: string, site = SITE) => {
  const entries = [await entryOf(front, body, site)];
  const [rss, atom, json] = [render('rss', { ...own, entries }), render('atom', { ...own, entries }), render('json', { ...own, entries })];
  return { rss: reader(rss), atom: reader(atom), json: JSON.parse(json).items[0] };
};

describe('feed: false', () => {
  it('keeps a post out of feeds, as Eleventy’s own switch does', async () => {
    const listed = async (front: string) => (await postOf(front)).post.listed;
    assert.deepEqual(
      await Promise.all(
        ['', 'feed: true', 'feed: {excerpt_only: true}', 'feed: false', 'eleventyExcludeFromCollections: true'].map(listed),
      ),
      [true, true, true, false, false],
    );
  });
});

describe('content', () => {
  it('of a post wins over the feed’s, both ways, in every format', async () => {
    const summary = await documents('content: summary\ndescription: In short');
    assert.deepEqual([summary.rss('item/content:encoded'), summary.atom('entry/content')], [[], []]);
    assert.deepEqual([summary.json.content_html, summary.json.content_text], [undefined, 'In short']);
    const full = await documents('content: full', { content: 'summary' });
    assert.deepEqual([full.rss('item/content:encoded'), full.atom('entry/content')], [['<p>Text</p>'], ['<p>Text</p>']]);
    assert.equal(full.json.content_html, '<p>Text</p>');
  });

  it('is also read from jekyll-feed’s switch; anything else is a warning by line', async () => {
    assert.equal((await postOf('feed:\n  excerpt_only: true')).post.content, 'summary');
    const { post, problems } = await postOf('content: my text');
    assert.equal(post.content, undefined);
    assert.deepEqual([problems[0]?.line, problems[0]?.severity], [3, 'warning']);
    assert.match(problems[0]?.message ?? '', /^content: expected full or summary/);
  });
});

describe('the picture of a post', () => {
  const FORMS = {
    'image: /a.jpg': 'https://blog.example/a.jpg',
    'cover: https://cdn.example/a.png': 'https://cdn.example/a.png',
    'image:\n  path: /a.jpg\n  alt: Dusk': 'https://blog.example/a.jpg',
    'cover:\n  image: a.jpg': 'https://blog.example/2026/03/01/hello/a.jpg',
    'heroImage: "/b c.webp"': 'https://blog.example/b%20c.webp',
    'featured_image: //cdn.example/a.gif': 'https://cdn.example/a.gif',
  };

  it('is read from every form that generators know, and made absolute as those in the text are', async () => {
    for (const [front, url] of Object.entries(FORMS)) assert.equal((await entryOf(front)).image?.url, url, front);
  });

  it('is media:content in RSS and Atom, with type and description, and image in JSON Feed', async () => {
    const { rss, atom, json } = await documents('image:\n  path: /a.jpg?w=1&h=2\n  alt: Vec<T> & "co"');
    for (const read of [rss, atom]) {
      assert.deepEqual(read('media:content@url'), ['https://blog.example/a.jpg?w=1&h=2']);
      assert.deepEqual([read('media:content@medium'), read('media:content@type')], [['image'], ['image/jpeg']]);
      assert.deepEqual(read('media:content/media:description'), ['Vec<T> & "co"']);
    }
    assert.equal(json.image, 'https://blog.example/a.jpg?w=1&h=2');
    const plain = await documents('image: /picture');
    assert.deepEqual([plain.rss('media:content@type'), plain.rss('media:content/media:description')], [[], []]);
  });

  it('that is none is left out: without a word where a theme means something else, with a warning where it is a mistake', async () => {
    for (const front of ['image: false', 'image: javascript:alert(1)', 'image: "data:image/png;base64,AA"']) {
      assert.equal((await entryOf(front)).image, undefined, front);
    }
    const { problems } = await postOf('image: 5');
    assert.deepEqual([problems[0]?.line, problems[0]?.severity], [3, 'warning']);
    assert.match(problems[0]?.message ?? '', /^image: expected an address or a path, such as image: \/images\/cover.jpg/);
  });
});

describe('what a post of a link blog is about', () => {
  it('is a related link in RSS and Atom, and external_url in JSON Feed; the entry’s own link stays its permalink', async () => {
    for (const front of ['external_url: https://news.example/?a=1&b=2', 'link: https://news.example/?a=1&b=2']) {
      const { rss, atom, json } = await documents(front);
      assert.deepEqual(rss('item/link'), ['https://blog.example/2026/03/01/hello/']);
      for (const [read, element] of [
        [rss, 'atom:link'],
        [atom, 'link'],
      ] as const) {
        const related = read(`${element}@rel`).lastIndexOf('related');
        assert.equal(read(`${element}@href`)[related], 'https://news.example/?a=1&b=2');
      }
      assert.deepEqual([json.url, json.external_url], ['https://blog.example/2026/03/01/hello/', 'https://news.example/?a=1&b=2']);
    }
  });

  it('is no path, no other scheme; a wrong external_url is refused by line', async () => {
    for (const front of ['link: /about/', 'link: javascript:alert(1)', 'link: true'])
      assert.equal((await entryOf(front)).external, undefined, front);
    const reading = await read('---\ntitle: Hello\nexternal_url: news\n---\nText\n');
    assert.ok(reading.kind === 'refused');
    assert.deepEqual(
      [reading.problems[0]?.line, reading.problems[0]?.message],
      [3, 'external_url: expected an address that begins with https://, got "news"'],
    );
  });
});

describe('source:markdown', () => {
  it('is what the author wrote, after Liquid, in RSS, and only where the configuration wants it', async () => {
    const body = 'Some *text* ]]> {{ page.title }} ]]>';
    const { rss } = await documents('', {}, body, { ...SITE, liquid: true, markdown: true });
    assert.deepEqual(rss('item/source:markdown'), ['Some *text* ]]> Hello ]]>']);
    assert.deepEqual((await documents('', {}, body)).rss('item/source:markdown'), []);
    assert.equal((await entryOf('', body)).markdown, undefined);
  });

  it('is not in a feed of summaries', async () => {
    const entries = [await entryOf('', 'Text', { ...SITE, markdown: true })];
    assert.deepEqual(all(render('rss', { content: 'summary', entries }), 'item/source:markdown'), []);
  });
});

it('an entry that says none of this is what it was before there was any of it', async () => {
  const entry = await entryOf('');
  assert.deepEqual(
    ['content', 'image', 'external', 'markdown'].filter((name) => name in entry),
    [],
  );
});
