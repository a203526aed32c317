import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AdoptedItem, Version } from '../../../lambda/core/catalog/catalog.ts';
import { matchItemsToPosts } from '../../../lambda/core/catalog/match-items.ts';
import { site } from './support.ts';

const post = (own: Partial<Version>): Version => ({
  ...{ id: '', link: 'https://blog.example/2026/hello/', title: 'Hello', slug: 'hello', draft: false, ownsId: false },
  ...{ published: '2026-03-01T00:00:00.000Z', updated: '2026-03-01T00:00:00.000Z', references: {}, text: '', shown: '', entry: '' },
  terms: { categories: [], tags: [], authors: [], languages: [] },
  ...own,
});

/** Ids by post key. */
function mapped(posts: Record<string, Partial<Version>>, items: AdoptedItem[], timezone = 'UTC'): Record<string, string> {
  const versions = Object.entries(posts).map(([key, own]) => [key, post(own)] as const);
  return Object.fromEntries([...matchItemsToPosts(versions, items, { ...site, timezone })].map(([key, { id }]) => [key, id]));
}

const one = (item: Partial<AdoptedItem>, own: Partial<Version> = {}): boolean =>
  mapped({ 'a.md': own }, [{ id: 'urn:1', title: 'Another title', ...item }])['a.md'] !== undefined;

describe('an item matches a post', () => {
  for (const [what, link] of [
    ['unchanged', 'https://blog.example/2026/hello/'],
    ['without the trailing slash', 'https://blog.example/2026/hello'],
    ['with http', 'http://blog.example/2026/hello/'],
    ['with www', 'https://www.blog.example/2026/hello/'],
    ['with index.html', 'https://blog.example/2026/hello/index.html'],
    ['with another escaping', 'https://blog.example/2026/h%65llo/'],
    ['on a former host', 'https://old.example/2026/hello/'],
    ['with campaign parameters', 'https://blog.example/2026/hello/?utm_source=rss&utm_medium=feed'],
    ['with a fragment', 'https://blog.example/2026/hello/#start'],
  ] as const) {
    it(`by its address, ${what}`, () => assert.ok(one({ link })));
  }

  it('by its address, with or without percent-encoding and in any Unicode form', () => {
    assert.ok(one({ link: 'http://blog.example/2026/Grüße/' }, { link: 'https://blog.example/2026/Gr%C3%BC%C3%9Fe/' }));
    assert.ok(one({ link: 'http://blog.example/2026/Gru%CC%88%C3%9Fe/' }, { link: 'https://blog.example/2026/Gr%C3%BC%C3%9Fe/' }));
    assert.ok(one({ link: 'http://blog.example/100%/' }, { link: 'https://blog.example/100%/' }));
  });

  it("by an address in the post's aliases", () => {
    const aliases = ['https://blog.example/archives/12/', 'https://blog.example/hi/'];
    assert.ok(one({ link: 'http://blog.example/archives/12' }, { aliases }));
    assert.ok(one({ link: 'http://old.example/hi/' }, { aliases }));
    assert.ok(!one({ link: 'http://blog.example/archives/13' }, { aliases }));
  });

  it('by its id, when the id is the post’s address and the link points elsewhere', () => {
    assert.ok(one({ id: 'https://blog.example/2026/hello', link: 'https://elsewhere.example/story' }));
    assert.ok(one({ id: 'http://old.example/2026/hello', link: 'https://elsewhere.example/story' }));
  });

  it('by the WordPress id of the post', () => {
    assert.ok(one({ id: 'http://old.example/?p=2141', link: 'http://old.example/archives/hello' }, { wordpressId: 2141 }));
    assert.ok(!one({ id: 'http://old.example/?p=2142' }, { wordpressId: 2141 }));
    assert.ok(!one({ id: 'http://old.example/?p=2141' }));
  });

  it('by day and title, whatever quotes, dashes and escapes the feed uses', () => {
    const at = { published: '2026-03-01T17:20:00.000Z' } as const;
    for (const [title, written] of [
      ['It’s here – at last', "It's here -- at last"],
      ['AT&amp;T', 'AT&T'],
      ['Vec<T>', 'Vec<T>'],
      ['Vec&lt;T&gt;', 'Vec<T>'],
      ['<b>Bold</b>', 'Bold'],
      ['日本語の題', '日本語の題'],
    ] as const) {
      assert.ok(one({ ...at, title }, { title: written }), title);
    }
    assert.ok(!one({ title: 'Hello', published: '2026-03-02T00:00:00.000Z' }));
    assert.ok(!one({ title: 'Hello' }));
    assert.ok(!one({ title: '???', ...at }, { title: '!!!' }), 'titles without letters do not match');
  });

  it('by the day in the site’s time zone', () => {
    const item = { id: 'urn:1', title: 'Hello', published: '2026-02-28T23:30:00.000Z' } as const;
    const own = { published: '2026-02-28T23:00:00.000Z' } as const;
    assert.deepEqual(mapped({ 'a.md': own }, [item], 'Europe/Zurich'), { 'a.md': 'urn:1' });
    assert.deepEqual(
      mapped({ 'a.md': { published: '2026-02-28T10:00:00.000Z' } }, [item], 'Europe/Zurich'),
      { 'a.md': 'urn:1' },
      'the same day in UTC',
    );
  });
});

describe('an item does not match a post', () => {
  it('when only the case of the path or the query differs', () => {
    assert.ok(!one({ link: 'https://blog.example/2026/Hello/' }));
    assert.ok(!one({ link: 'https://blog.example/2026/hello/?page=2' }));
  });

  it('when it links to the home page of another host', () => {
    assert.ok(!one({ link: 'https://old.example/' }, { link: 'https://blog.example/' }));
  });

  it('by day and title, when two posts or two items share them', () => {
    const item = (id: string) => ({ id, title: 'Links', published: '2026-03-01T08:00:00.000Z' }) as const;
    const links = (name: string) => ({ title: 'Links', link: `https://blog.example/${name}/` });
    assert.deepEqual(mapped({ 'a.md': links('a'), 'b.md': links('b') }, [item('1')]), {});
    assert.deepEqual(mapped({ 'a.md': links('a') }, [item('1'), item('2')]), {});
  });
});

describe('items and posts', () => {
  it('match one to one: of two items with a post’s address the first one matches', () => {
    const link = 'https://blog.example/2026/hello/';
    assert.deepEqual(
      mapped({ 'a.md': {} }, [
        { id: '1', title: '', link },
        { id: '2', title: '', link },
      ]),
      { 'a.md': '1' },
    );
    assert.deepEqual(mapped({ 'a.md': {}, 'b.md': {} }, [{ id: '1', title: '', link }]), { 'a.md': '1' });
  });

  it('match by address before title, because titles repeat', () => {
    const items: AdoptedItem[] = [
      { id: '1', title: 'Hello', published: '2026-03-01T00:00:00.000Z' },
      { id: '2', title: 'Renamed', link: 'https://blog.example/2026/hello/', published: '2026-03-01T00:00:00.000Z' },
    ];
    assert.deepEqual(mapped({ 'a.md': {}, 'b.md': { link: 'https://blog.example/other/' } }, items), { 'a.md': '2', 'b.md': '1' });
  });

  it('match by the whole address before the path alone', () => {
    const items = [
      { id: 'old', title: '', link: 'https://old.example/2026/hello/' },
      { id: 'new', title: '', link: 'https://blog.example/2026/hello/' },
    ];
    assert.deepEqual(mapped({ 'a.md': {} }, items), { 'a.md': 'new' });
  });
});
