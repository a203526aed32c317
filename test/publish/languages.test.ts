import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { languageLines } from '../../lambda/local/report/language-lines.ts';
import { languagesOf } from '../../lambda/local/report/languages.ts';
import { listAll } from '../../lambda/stores/store.ts';
import { baseOf, readCatalog, writeCatalog } from '../support/whole-catalog.ts';
import { Bench, text } from './blog.ts';

const HUGO = `title = "T"
baseURL = "https://blog.example/"
[languages.en]
[languages.de]
title = "Auf Deutsch"
locale = "de-CH"
`;
const BODY = 'The same words in both, for nobody has come to translating them yet, which takes time.';

async function languagesIn(bench: Bench) {
  const { ask, catalog } = baseOf(await bench.catalog());
  return ask((facts) => languagesOf(facts, catalog.site));
}

describe('a Hugo blog in two languages', () => {
  const files = {
    'hugo.toml': HUGO,
    'content/a.md': text('A', 'tags: [t]\n', 'See [b]({{< ref "b.md" >}}).'),
    'content/a.de.md': text('A', 'tags: [t]\n', 'Siehe [b]({{< ref "b.md" >}}) und [c]({{< ref "c" >}}).'),
    'content/b.md': text('B', '', BODY),
    'content/b.de.md': text('B', '', BODY),
  };

  it('has the default language in the main feeds, and the other in its own feed', async () => {
    const bench = await Bench.with(files);
    const links = async (path: string) => (await bench.items(path)).map(({ url }) => url);
    assert.deepEqual(await links('feed.json'), ['https://blog.example/a/', 'https://blog.example/b/']);
    assert.deepEqual(await links('tags/t/feed.json'), ['https://blog.example/a/']);
    assert.deepEqual(await links('lang/de/feed.json'), ['https://blog.example/de/a/', 'https://blog.example/de/b/']);
    const { title, language, home_page_url, feed_url } = JSON.parse(await bench.read('public/lang/de/feed.json'));
    assert.deepEqual(
      [title, language, home_page_url, feed_url],
      ['Auf Deutsch', 'de-CH', 'https://blog.example/de/', 'https://blog.example/lang/de/feed.json'],
    );
    assert.match(await bench.read('public/lang/de/atom.xml'), /<feed [^>]*xml:lang="de-CH"/);
    assert.match(await bench.read('public/de/index.xml'), /<language>de-CH<\/language>/);
    // A language is no category.
    for (const document of Object.values(await bench.documents())) assert.doesNotMatch(document, /<category[^>]*de/);
  });

  it('links within a language', async () => {
    const bench = await Bench.with(files);
    const [english] = await bench.items();
    const [german] = await bench.items('lang/de/feed.json');
    assert.match(english?.content_html ?? '', /href="https:\/\/blog\.example\/b\/"/);
    assert.match(german?.content_html ?? '', /href="https:\/\/blog\.example\/de\/b\/">b<\/a> und c\./);
    await bench.change({ 'content/c.de.md': text('C') });
    assert.deepEqual(bench.rendered.sort(), ['content/a.de.md', 'content/c.de.md']);
    assert.match((await bench.items('lang/de/feed.json'))[0]?.content_html ?? '', /href="https:\/\/blog\.example\/de\/c\/"/);
  });

  it('treats translations neither as copies nor as renames of each other', async () => {
    const bench = await Bench.with(files);
    const ids = Object.values((await bench.catalog()).posts).map(({ state, version }) => [state, version?.id]);
    assert.deepEqual(ids, [
      ['live', 'https://blog.example/de/a/'],
      ['live', 'https://blog.example/a/'],
      ['live', 'https://blog.example/de/b/'],
      ['live', 'https://blog.example/b/'],
    ]);
    await bench.change({
      'content/b.md': undefined,
      'content/b2.de.md': text('B2', 'slug: c\n', BODY),
      'content/moved.md': text('B', 'slug: d\n', BODY),
    });
    assert.equal((await bench.catalog()).posts['content/moved.md']?.version?.id, 'https://blog.example/b/');
    // It resembles the other German post, so it waits.
    await bench.change({});
    assert.equal((await bench.catalog()).posts['content/b2.de.md']?.version?.id, 'https://blog.example/de/b2/');
  });

  it('recovers its languages after the catalog is lost', async () => {
    const bench = await Bench.with(files);
    const before = await bench.documents();
    await bench.site.delete('state/catalog.json.gz');
    await bench.all();
    assert.deepEqual(await bench.documents(), before);
  });
});

describe('any blog', () => {
  const files = {
    'a.md': text('A'),
    'b.md': text('B', 'lang: de_ch\n'),
    'c.md': text('C', 'lang: en-GB\n'),
    'd.md': text('D', 'lang: fr\n'),
  };

  it('has its own language in the main feed and a feed for each other language by default', async () => {
    const bench = await Bench.with(files);
    const [main, german, french] = [
      await bench.titles(),
      await bench.titles('lang/de-ch/feed.json'),
      await bench.titles('lang/fr/feed.json'),
    ];
    assert.deepEqual([main, german, french], [['A', 'C'], ['B'], ['D']]);
    assert.deepEqual(languageLines(await languagesIn(bench)), [
      'languages: the main feed is in en; others have their own: de-CH (1): lang/de-ch/rss.xml, fr (1): lang/fr/rss.xml; for one feed of all, write terms: [categories, tags, authors] into linefeed.yaml',
    ]);
  });

  it('has all languages in its feeds if its terms exclude languages', async () => {
    const bench = await Bench.with(files, { terms: ['tags'] });
    assert.deepEqual(await bench.titles(), ['A', 'B', 'C', 'D']);
    assert.deepEqual((await listAll(bench.site, 'public/lang/')).length, 0);
    assert.equal(await languagesIn(bench), undefined);
  });

  const olderCatalog = async (bench: Bench) => {
    const known = await readCatalog(bench.site);
    assert.ok(known);
    const { languageFeeds: _, ...site } = known.catalog.site;
    await writeCatalog(bench.site, { ...known.catalog, site: { ...site, terms: ['categories', 'tags', 'authors'] } }, { etag: known.etag });
  };

  it('keeps the single feed of an older catalog; without foreign posts it gets language feeds', async () => {
    const bench = await Bench.with(files, { terms: ['categories', 'tags', 'authors'] });
    await olderCatalog(bench);
    await bench.configure({});
    for (const key of ['posts/e.md', undefined]) {
      if (key) await bench.change({ [key]: text('E', 'lang: it\n') });
      await bench.all();
      assert.deepEqual(await bench.titles(), ['A', 'B', 'C', 'D', 'E']);
    }
    const alone = await Bench.with({ 'a.md': text('A') }, { terms: ['categories', 'tags', 'authors'] });
    await olderCatalog(alone);
    await alone.configure({});
    await alone.all();
    await alone.change({ 'd.md': text('D', 'lang: fr\n') });
    assert.deepEqual([await alone.titles(), await alone.titles('lang/fr/feed.json')], [['A'], ['D']]);
  });

  it('has all posts in the main feed if the oldest is in another language, whatever the number of runs', async () => {
    const foreign = { 'b.md': text('B', 'lang: de\ntags: [x]\n'), 'd.md': text('D', 'lang: fr\n') };
    const later = { 'a.md': text('A').replace('2026-01-01', '2026-01-02') };
    const [bench, early, once] = [await Bench.with(foreign), await Bench.with(foreign), await Bench.with({ ...foreign, ...later })];
    assert.deepEqual([await bench.titles(), await bench.titles('tags/x/feed.json')], [['B', 'D'], ['B']]);
    await bench.all();
    for (const each of [bench, early]) {
      await each.change(later);
      for (let run = 0; run < 2; run += 1) {
        const feeds = [await each.titles(), await each.titles('tags/x/feed.json'), await each.titles('lang/fr/feed.json')];
        assert.deepEqual(feeds, [['A', 'B', 'D'], ['B'], ['D']]);
        assert.deepEqual(await each.documents(), await once.documents());
        await each.all();
      }
    }
    assert.match(
      languageLines(await languagesIn(bench)).join(),
      /^languages: the oldest post is not in en, so the main feed has all posts;/,
    );
  });

  it('has only its own language in main feed and archives once the oldest post is in it', async () => {
    const foreign = { 'b.md': text('B', 'lang: de\ntags: [x]\n'), 'd.md': text('D', 'lang: fr\n') };
    const early = await Bench.with(foreign, { limit: 1 });
    const report = await early.change({ 'a.md': text('A') });
    assert.ok(report.feeds.includes('main'));
    assert.deepEqual([await early.titles(), await early.titles('tags/x/feed.json')], [['A'], []]);
    const once = await Bench.with({ ...foreign, 'a.md': text('A') }, { limit: 1 });
    const isFilled = ([path]: [string, string]) => !path.startsWith('public/tags/x/');
    assert.deepEqual(Object.entries(await early.documents()).filter(isFilled), Object.entries(await once.documents()));
    // A run for a new post starts the job and requests a run that finishes it.
    const fresh = { canImport: false, portions: { heads: 1 } };
    const portioned = await Bench.with(foreign, { limit: 1 });
    await portioned.change({ 'a.md': text('A') }, fresh);
    assert.deepEqual([portioned.requeued.splice(0), (await portioned.catalog()).jobs?.[0]?.kind], [[[]], 'heads']);
    await portioned.change({ 'c.md': text('C', 'tags: [y]\n') }, fresh);
    assert.deepEqual(portioned.requeued.splice(0), [[]], 'every run requests one, since the run that started it may be dead');
    await portioned.run({ keys: [] });
    assert.deepEqual([await portioned.titles('tags/x/feed.json'), (await portioned.catalog()).jobs], [[], undefined]);
  });

  it('has a feed for each other language if its terms include languages', async () => {
    const bench = await Bench.with(files, { terms: ['tags', 'languages'] });
    assert.deepEqual(
      [await bench.titles(), await bench.titles('lang/de-ch/feed.json'), await bench.titles('lang/fr/feed.json')],
      [['A', 'C'], ['B'], ['D']],
    );
    const { title, language, home_page_url } = JSON.parse(await bench.read('public/lang/de-ch/feed.json'));
    assert.deepEqual([title, language, home_page_url], ['Field Notes: de-CH', 'de-CH', 'https://blog.example/']);
  });

  it('moves posts between language feeds when the configuration changes', async () => {
    const bench = await Bench.with(files, { terms: ['tags'] });
    await bench.configure({ terms: ['languages'] });
    await bench.all();
    assert.deepEqual(await bench.titles('lang/fr/feed.json'), ['D']);
    await bench.configure({ language: 'fr', terms: ['languages'] });
    await bench.all();
    assert.deepEqual([await bench.titles(), await bench.titles('lang/fr/feed.json')], [['A', 'D'], []]);
  });

  it('has pages for languages', async () => {
    const bench = await Bench.with(files, { terms: ['languages'], pages: true, opml: true });
    assert.match(await bench.read('public/index.html'), /<h2>Languages<\/h2>[\s\S]*href="lang\/de-ch\/"/);
    assert.match(await bench.read('public/lang/de-ch/index.html'), /<h1><bdi>de-CH<\/bdi>/);
    assert.match(await bench.read('public/feeds.opml'), /<outline text="Languages">/);
  });
});

describe('a file beside the index.md of a bundle', () => {
  const index = text('X', '', 'The post of the bundle, which has files beside it that are no posts.');
  const files = { 'hugo.toml': HUGO, 'content/x/index.md': index, 'content/x/notes.md': text('Notes'), 'content/y.md': text('Y') };

  const undated = index.replace('date: 2026-01-01\n', '');
  const stateOf = async (bench: Bench, key = 'content/x/notes.md') => (await bench.catalog()).posts[key]?.state;

  it('is a part of the bundle, also while the index is refused', async () => {
    const bench = await Bench.with(files);
    assert.deepEqual(await bench.titles(), ['X', 'Y']);
    for (const broken of [undated, 'Text', '---\ntitle: [\n---\n']) {
      await bench.change({ 'content/x/index.md': broken });
      await bench.all();
      assert.deepEqual([await bench.titles(), await stateOf(bench, 'content/x/index.md')], [['X', 'Y'], 'rejected']);
    }
    const fresh = await Bench.with({ ...files, 'content/x/index.md': '---\ntitle: [\n---\n' });
    assert.deepEqual([await fresh.titles(), await stateOf(fresh)], [['Y'], 'part']);
  });

  it('stays published if it was before the index appeared, and is reported', async () => {
    const bench = await Bench.with({ ...files, 'content/x/index.md': undated });
    assert.deepEqual(await bench.titles(), ['Notes', 'Y']);
    await bench.change({ 'content/x/index.md': '---\ntitle: [\n---\n' });
    await bench.change({ 'content/x/notes.md': text('Notes', '', 'Edited.') });
    assert.match((await bench.items())[0]?.content_html ?? '', /Edited/, 'it is not known yet whether index.md makes a bundle');

    const report = await bench.change({ 'content/x/index.md': index });
    assert.deepEqual([await bench.titles(), report.refused], [['X', 'Notes', 'Y'], ['content/x/notes.md']]);
    const problem = (await bench.catalog()).posts['content/x/notes.md']?.problems[0];
    assert.match(
      problem?.message ?? '',
      /^this post became a part of the bundle content\/x\/index\.md, .*; rename content\/x\/index\.md to _index\.md/,
    );
    await bench.change({ 'content/x/notes.md': text('Notes', '', 'Edited again.') });
    await bench.all();
    assert.match((await bench.items()).find(({ title }) => title === 'Notes')?.content_html ?? '', /Edited\./, 'the last good version');

    await bench.change({ 'content/x/index.md': undefined });
    await bench.all();
    assert.deepEqual([await bench.titles(), await stateOf(bench)], [['Notes', 'Y'], 'live']);
    await bench.change({ 'content/x/index.md': index });
    await bench.change({ 'content/x/notes.md': text('Notes', 'draft: true\n') });
    assert.deepEqual([await bench.titles(), await stateOf(bench)], [['X', 'Y'], 'part']);
  });

  it('becomes a post when the index is removed; a full run before that writes nothing', async () => {
    const bench = await Bench.with(files);
    const { changes } = bench.site;
    await bench.all({ exclusive: true });
    assert.equal(bench.site.changes, changes);
    await bench.change({ 'content/x/index.md': undefined });
    assert.deepEqual(await bench.titles(), ['Notes', 'Y']);
    const ids = (await bench.items()).map(({ id }) => id);
    assert.deepEqual(ids, ['https://blog.example/notes/', 'https://blog.example/y/']);
  });

  it('is a post if the generator has no bundles', async () => {
    const bench = await Bench.with({ 'x/index.md': index, 'x/notes.md': text('Notes') });
    assert.deepEqual(await bench.titles(), ['X', 'Notes']);
  });
});

it('a language that is not configured in Hugo gets a feed at the default address, and full runs work', async () => {
  const bench = new Bench();
  await bench.posts.put('hugo.toml', Buffer.from('baseURL = "https://blog.example/"\ntitle = "Field Notes"\nlanguageCode = "en"\n'));
  await bench.posts.put('content/posts/a.md', Buffer.from(text('A')));
  await bench.posts.put('content/posts/b.md', Buffer.from(text('B', 'language: de\n')));
  await bench.all();
  const { generation } = await bench.catalog();
  await bench.all();
  assert.deepEqual([await bench.titles('lang/de/feed.json'), (await bench.catalog()).generation], [['B'], generation]);
  assert.match(await bench.read('public/lang/de/rss.xml'), /<title>B<\/title>/);
});

it('translations of jekyll-polyglot share a permalink, each in the feed of its language', async () => {
  const bench = new Bench();
  const files = {
    '_config.yml': 'title: T\nurl: https://b.example\nplugins: [jekyll-polyglot]\nlanguages: [en, de]\ndefault_lang: en\n',
    '_posts/2026-01-01-one.md': '---\nlang: en\npermalink: /one/\n---\nOne text.\n',
    '_posts/2026-01-01-eins.md': '---\nlang: de\npermalink: /one/\n---\nEin Text.\n',
  };
  for (const [key, content] of Object.entries(files)) await bench.posts.put(key, Buffer.from(content));
  await bench.all();
  const urls = async (path?: string) => (await bench.items(path)).map(({ url }) => url);
  assert.deepEqual([await urls(), await urls('lang/de/feed.json')], [['https://b.example/one/'], ['https://b.example/de/one/']]);
});
