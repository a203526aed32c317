import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RENDER_INPUTS } from '../../lambda/keys.ts';
import { ConfigurationError, ReconcileFirstError } from '../../lambda/publish/publish.ts';
import type { MemoryStore } from '../../lambda/stores/memory.ts';
import { listAll, type StoredObject } from '../../lambda/stores/store.ts';
import { Bench, HOUR, text } from './blog.ts';

const CARD = '<b>{{ include.of }}, {{ site.data.team[include.of].role }}</b>';
const FILES = {
  '_config.yml': 'title: Field Notes\nurl: https://blog.example\n',
  '_includes/card.html': CARD,
  '_data/team.yml': 'ada:\n  role: counts\n',
  '_posts/2026-01-01-a.md': text('A', '', '{% include card.html of="ada" %}'),
  '_posts/2026-01-02-b.md': text('B'),
};
const A = '_posts/2026-01-01-a.md';

const storedInputs = async (bench: Bench) => (await listAll(bench.site, RENDER_INPUTS)).map(({ key }) => key);
const shown = async (bench: Bench, title: string) => (await bench.items()).find((item) => item.title === title)?.content_html;

function counting(store: MemoryStore): string[] {
  const read: string[] = [];
  const { get } = store;
  store.get = (key, ...rest) => {
    read.push(key);
    return get.call(store, key, ...rest);
  };
  return read;
}

describe('includes and data files', () => {
  it('are rendered into posts, and referenced by the catalog, not stored in it', async () => {
    const bench = await Bench.with(FILES);
    assert.equal(await shown(bench, 'A'), '<p><b>ada, counts</b></p>');
    const catalog = await bench.catalog();
    assert.deepEqual(await storedInputs(bench), [`${RENDER_INPUTS}${catalog.site.materials?.digest}.json.gz`]);
    assert.doesNotMatch(JSON.stringify(catalog), /include\.of/);
  });

  it('change only in a full run, together with the posts that use them', async () => {
    const bench = await Bench.with(FILES);
    await bench.change({
      '_data/team.yml': 'ada: {role: writes}\n',
      '_posts/2026-01-03-c.md': text('C', '', '{% include card.html of="ada" %}'),
    });
    assert.equal(await shown(bench, 'C'), '<p><b>ada, counts</b></p>', 'with the stored ones');
    await bench.all();
    assert.deepEqual([await shown(bench, 'A'), await shown(bench, 'C')], ['<p><b>ada, writes</b></p>', '<p><b>ada, writes</b></p>']);
  });

  it('are not read again by a full run if unchanged', async () => {
    const bench = await Bench.with(FILES);
    const read = counting(bench.posts);
    await bench.all();
    assert.deepEqual(
      read.filter((key) => /^_(?:includes|data)/.test(key)),
      [],
    );
    assert.equal((await storedInputs(bench)).length, 1);
  });

  it('cost a run one request if a post needs them, otherwise none', async () => {
    const bench = await Bench.with(FILES);
    const read = counting(bench.site);
    const materials = () => read.splice(0).filter((key) => key.startsWith(RENDER_INPUTS)).length;
    await bench.change({ '_posts/2026-01-03-c.md': text('C', '', '{{ site.title }}') });
    assert.equal(materials(), 0);
    await bench.change({
      '_posts/2026-01-03-c.md': text('C', '', '{% include card.html of="ada" %}'),
      [A]: text('AA', '', '{% include card.html of="ada" %}'),
    });
    assert.equal(materials(), 1);
  });

  it('are ignored for other generators', async () => {
    const { '_config.yml': _, ...files } = FILES;
    const bench = await Bench.with(files);
    assert.deepEqual([await storedInputs(bench), (await bench.catalog()).site.materials], [[], undefined]);
  });

  it('are in the source folder if there is one, as posts are', async () => {
    const config = 'title: Field Notes\nurl: https://blog.example\nsource: ./src\n';
    const moved = Object.fromEntries(Object.entries(FILES).map(([key, content]) => [`src/${key}`, content]));
    const bench = await Bench.with(
      {
        ...{ ...moved, '_config.yml': config, '_includes/card.html': 'another', '_posts/2026-01-01-z.md': text('Z') },
        'src/food/_posts/2026-01-03-c.md': text(
          'C',
          '',
          '[b]({% post_url 2026-01-02-b %}) [a]({% link _posts/2026-01-01-a.md %}) {% include bad.html %}',
        ),
        'src/_includes/bad.html': '{% nothing %}',
      },
      { permalink: '/:categories/:title/' },
    );
    assert.deepEqual((await bench.titles()).sort(), ['A', 'B', 'C']);
    assert.equal(await shown(bench, 'A'), '<p><b>ada, counts</b></p>');
    assert.equal(await shown(bench, 'C'), '<p><a href="https://blog.example/b/">b</a> <a href="https://blog.example/a/">a</a></p>');
    const { posts } = await bench.catalog();
    const c = posts['src/food/_posts/2026-01-03-c.md'];
    assert.deepEqual([c?.version?.link, c?.version?.terms.categories], ['https://blog.example/food/c/', ['food']]);
    assert.deepEqual(
      c?.problems.map(({ key, line }) => [key, line]),
      [['src/_includes/bad.html', 1]],
    );
  });

  it('disappear from the catalog when all are deleted', async () => {
    const bench = await Bench.with(FILES);
    await bench.posts.delete('_includes/card.html');
    await bench.posts.delete('_data/team.yml');
    await bench.all();
    const { site, posts } = await bench.catalog();
    assert.deepEqual([site.materials, posts[A]?.state], [undefined, 'live']);
    assert.match(posts[A]?.problems[0]?.message ?? '', /there is no text _includes\/card\.html/);
  });

  it('can link to posts, also to posts that appear later', async () => {
    const bench = await Bench.with({
      ...FILES,
      '_includes/more.html': '[more]({% post_url 2026-01-09-more %})',
      [A]: text('A', '', '{% include more.html %}'),
    });
    assert.equal(await shown(bench, 'A'), '<p>more</p>');
    await bench.change({ '_posts/2026-01-09-more.md': text('More') });
    assert.match((await shown(bench, 'A')) ?? '', /href="https:\/\/blog\.example\/more\/">more/);
  });
});

describe('invalid includes and data files', () => {
  const BROKEN = { '_data/team.yml': 'ada:\n  role: counts: well\n', '_includes/card.html': 'new' };

  it('keep the stored ones in use, and are reported by file and line', async () => {
    const bench = await Bench.with(FILES);
    for (const [key, content] of Object.entries(BROKEN)) await bench.posts.put(key, Buffer.from(content));
    await bench.posts.put('_posts/2026-01-03-c.md', Buffer.from(text('C')));
    const { problems } = await bench.all();
    assert.deepEqual(
      problems.map(({ key, line, severity }) => [key, line, severity]),
      [['_data/team.yml', 2, 'error']],
    );
    assert.equal(await shown(bench, 'A'), '<p><b>ada, counts</b></p>');
    assert.ok((await bench.titles()).includes('C'));
  });

  it('stop a first import, as an invalid configuration does', async () => {
    await assert.rejects(
      Bench.with({ ...FILES, ...BROKEN }),
      (error: unknown) => error instanceof ConfigurationError && error.problems[0]?.key === '_data/team.yml',
    );
  });

  it('that are too large are reported with the largest of them', async () => {
    const rows = (count: number) => JSON.stringify(Array.from({ length: count }, (_, number) => `row ${number}`));
    const bench = await Bench.with(FILES);
    for (const [name, count] of [
      ['a', 300_000],
      ['b', 500_000],
      ['c', 200_000],
    ] as const)
      await bench.posts.put(`_data/${name}.json`, Buffer.from(rows(count)));
    const { problems } = await bench.all();
    assert.deepEqual(
      problems.map(({ key, severity }) => [key, severity]),
      [['_data/b.json', 'error']],
    );
    assert.match(
      problems[0]?.message ?? '',
      /_includes and _data total 1\d\.\d MB, more than the maximum of 10\.0 MB; .* with 6\.\d MB: .*exclude in _config\.yml/,
    );
    await bench.posts.put('_config.yml', Buffer.from(`${FILES['_config.yml']}exclude: [_data/b.json]\n`));
    await bench.posts.put('linefeed.yaml', Buffer.from('permalink: /:title/\n'));
    assert.deepEqual((await bench.all()).problems, []);
  });
});

describe('lost stored includes and data files', () => {
  it('reject a run that needs them, render nothing wrongly, and are stored again by a full run', async () => {
    const bench = await Bench.with(FILES);
    for (const key of await storedInputs(bench)) await bench.site.delete(key);
    const before = await bench.documents();
    await assert.rejects(bench.change({ [A]: text('A', '', 'Look: {% include card.html of="ada" %}') }), ReconcileFirstError);
    assert.deepEqual(await bench.documents(), before);
    await bench.change({ '_posts/2026-01-02-b.md': text('BB') });
    assert.ok((await bench.titles()).includes('BB'), 'other runs work');
    await bench.all();
    assert.equal(await shown(bench, 'A'), '<p>Look: <b>ada, counts</b></p>');
    assert.equal((await storedInputs(bench)).length, 1);
  });

  it('are recovered together with a lost catalog', async () => {
    const bench = await Bench.with(FILES);
    const before = await bench.documents();
    for await (const { key } of bench.site.list('state/')) if (!key.startsWith('state/entries/')) await bench.site.delete(key);
    await bench.all();
    assert.deepEqual(await bench.documents(), before);
  });
});

describe('old includes and data files', () => {
  const OTHER = Buffer.from('ada: {role: writes}\n');

  it('are deleted after seven days, not before', async () => {
    const bench = await Bench.with(FILES);
    const [old = ''] = await storedInputs(bench);
    await bench.posts.put('_data/team.yml', OTHER);
    await bench.all();
    assert.equal((await storedInputs(bench)).length, 2);
    bench.now += 8 * 24 * HOUR;
    await bench.all();
    const left = await storedInputs(bench);
    assert.deepEqual([left.length, left.includes(old)], [1, false]);
  });

  it('are rewritten when they are used again, so that no concurrent collection deletes them', async () => {
    const bench = await Bench.with(FILES);
    const [key = ''] = await storedInputs(bench);
    const first = (await bench.site.get(key)) as StoredObject;
    await bench.posts.put('_data/team.yml', OTHER);
    await bench.all();
    await bench.posts.put('_data/team.yml', Buffer.from(FILES['_data/team.yml']));
    await bench.all();
    const again = (await bench.site.get(key)) as StoredObject;
    assert.notEqual(again.etag, first.etag);
    assert.equal(await shown(bench, 'A'), '<p><b>ada, counts</b></p>');
  });
});
