import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MOVED } from '../../lambda/http-headers.ts';
import { Bench, text } from './blog.ts';

const A = { 'posts/a.md': text('A') };

/** The target of each redirect; undefined for a document at its address. */
async function targets(bench: Bench, ...names: string[]): Promise<(string | undefined)[]> {
  const heads = await Promise.all(names.flatMap((name) => [name, `${name}.gz`]).map((name) => bench.site.head(`public/${name}`)));
  const found = heads.map((head) => (head === undefined ? 'absent' : head.metadata[MOVED]));
  assert.deepEqual(
    found.filter((_, index) => index % 2 === 0),
    found.filter((_, index) => index % 2 === 1),
    'copies redirect like their documents',
  );
  return found.filter((_, index) => index % 2 === 0);
}

describe('the main feed', () => {
  it('is redirected from the addresses in `feeds.moved`', async () => {
    const bench = await Bench.with(A, { feeds: { moved: { 'feed.xml': 'atom', 'blog/index.xml': 'rss' } } });
    const [atom, rss] = ['https://blog.example/atom.xml', 'https://blog.example/rss.xml'];
    assert.deepEqual(await targets(bench, 'feed.xml', 'blog/index.xml', 'atom.xml', 'rss.xml'), [atom, rss, undefined, undefined]);
    assert.equal(await bench.read('public/feed.xml'), await bench.read('public/atom.xml'));
    await bench.change({ 'posts/b.md': text('B') });
    assert.equal(await bench.read('public/blog/index.xml.gz'), await bench.read('public/rss.xml'));
  });

  it('is redirected from its former address after a rename, without configuration', async () => {
    const bench = await Bench.with(A);
    const moves = async (feeds: object, names: string[]) => {
      bench.now += 3_600_000;
      await bench.configure({ feeds });
      await bench.all();
      return targets(bench, ...names);
    };
    const here = 'https://blog.example/';
    assert.deepEqual(await moves({ atom: 'feed.xml' }, ['feed.xml', 'atom.xml']), [undefined, `${here}feed.xml`]);
    assert.deepEqual(await moves({ atom: 'new.xml' }, ['new.xml', 'feed.xml', 'atom.xml']), [
      undefined,
      `${here}new.xml`,
      `${here}new.xml`,
    ]);
    const { documents } = await bench.all();
    assert.equal(documents, 0, 'no work is left');
    assert.deepEqual(await moves({}, ['atom.xml', 'feed.xml', 'new.xml']), [undefined, `${here}atom.xml`, `${here}atom.xml`]);
    assert.deepEqual(await moves({ rss: 'atom.xml', atom: 'rss.xml' }, ['atom.xml', 'rss.xml']), [undefined, undefined]);
  });

  it('gets a lost redirect back in a full run', async () => {
    const bench = await Bench.with(A, { feeds: { moved: { 'feed.xml': 'atom' } } });
    await bench.site.delete('public/feed.xml');
    await bench.all();
    assert.deepEqual(await targets(bench, 'feed.xml'), ['https://blog.example/atom.xml']);
  });
});
