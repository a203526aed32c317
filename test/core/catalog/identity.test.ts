import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PostReading } from '../../../lambda/core/catalog/fold.ts';
import { idCandidates } from '../../../lambda/core/catalog/identity.ts';
import type { Instant } from '../../../lambda/core/model.ts';
import { Folder, GONE, LONG, post, reading, site } from './support.ts';

const same = { body: LONG, title: 'Story' };

describe('ids', () => {
  it('are the permalink at first publication, and do not change with it', () => {
    const folder = new Folder().run({ 'a.md': reading('a.md') });
    assert.equal(folder.id('a.md'), 'https://blog.example/a');
    folder.run({ 'a.md': reading('a.md', { slug: 'z', link: 'https://blog.example/z/' }) });
    assert.equal(folder.id('a.md'), 'https://blog.example/a');
  });

  it('follow the address until somebody has seen the post', () => {
    const published = '2027-01-01T00:00:00.000Z';
    const folder = new Folder().run({ 'a.md': reading('a.md', { published }) });
    folder.run({ 'a.md': reading('a.md', { published, slug: 'z' }) });
    assert.equal(folder.id('a.md'), 'https://blog.example/z');
    folder.run({}, { moment: published }).run({ 'a.md': reading('a.md', { published, slug: 'y' }) }, { moment: published });
    assert.equal(folder.id('a.md'), 'https://blog.example/z');
  });

  it('depend on the strategy', () => {
    const { link, slug, published } = post('a.md');
    const first = (id: typeof site.id, generator: typeof site.generator = 'linefeed') =>
      idCandidates('a.md', { link, slug, published, wordpressId: 7 }, { ...site, id, generator })[0];
    assert.equal(first('tag'), 'tag:blog.example,2026-01-01:/a/');
    assert.equal(first('wordpress'), 'https://blog.example/?p=7');
    assert.equal(first('permalink', 'jekyll'), 'https://blog.example/a');
  });

  it('are never used twice, whatever posts appear and disappear', () => {
    const folder = new Folder().run({ 'a.md': reading('a.md') });
    folder.run({ 'a.md': reading('a.md', { slug: 'moved' }) });
    folder.run({ 'b.md': reading('b.md', { slug: 'a' }) });
    assert.notEqual(folder.id('b.md'), folder.id('a.md'));
    folder.run({ 'b.md': reading('b.md', { slug: 'gone' }), 'c.md': reading('c.md', { slug: 'a', title: 'c' }) });
    assert.equal(new Set(['a.md', 'b.md', 'c.md'].map(folder.id)).size, 3);
  });

  it('written by authors take precedence, and are not given to other posts', () => {
    const folder = new Folder().run({ 'a.md': reading('a.md'), 'b.md': reading('b.md', { ownId: 'https://blog.example/a' }) });
    assert.equal(folder.id('b.md'), 'https://blog.example/a');
    assert.notEqual(folder.id('a.md'), 'https://blog.example/a');
    assert.equal(folder.state('a.md'), 'live');
  });

  it('written by authors that another post has make the post a duplicate, until that post is gone', () => {
    const folder = new Folder().run({ 'a.md': reading('a.md', { ownId: 'x' }) }).run({ 'b.md': reading('b.md', { ownId: 'x' }) });
    assert.equal(folder.state('b.md'), 'duplicate');
    assert.match(folder.rows['b.md']?.problems[0]?.message ?? '', /^id: a\.md already has the id "x"/);
    folder.run({ 'a.md': GONE });
    assert.deepEqual(folder.states(), { 'b.md': 'live' });
    folder.run({ 'a.md': reading('a.md', { ownId: 'x' }) });
    assert.deepEqual(folder.states(), { 'a.md': 'duplicate', 'b.md': 'live' });
  });

  it('written by authors later, but already taken, reject the edit and keep the last good version', () => {
    const folder = new Folder().run({ 'a.md': reading('a.md'), 'b.md': reading('b.md') });
    folder.run({ 'b.md': reading('b.md', { ownId: 'https://blog.example/a', title: 'new' }) });
    assert.equal(folder.state('b.md'), 'rejected');
    assert.equal(folder.rows['b.md']?.kept, true);
    assert.equal(folder.id('b.md'), 'https://blog.example/b');
    folder.run({ 'b.md': reading('b.md', { ownId: 'y' }) });
    assert.deepEqual([folder.state('b.md'), folder.id('b.md')], ['live', 'y']);
  });
});

describe('a renamed file', () => {
  const ways: Record<string, [PostReading, PostReading]> = {
    'with its body': [reading('a.md', same), reading('b.md', same)],
    'with its slug and day': [
      reading('a.md', { body: 'x', slug: 's', link: 'https://blog.example/1/s/' }),
      reading('b.md', { body: 'y', slug: 's', link: 'https://blog.example/2/s/' }),
    ],
    'with its address': [
      reading('a.md', { body: 'x', slug: 's' }),
      reading('b.md', { body: 'y', slug: 's', published: '2026-02-02T00:00:00.000Z' }),
    ],
    'with an explicit id': [reading('a.md', { ownId: 'x' }), reading('b.md', { ownId: 'x' })],
  };
  for (const [way, [before, after]] of Object.entries(ways)) {
    it(`${way} keeps its id, in either order, in one run or two`, () => {
      const start = () => new Folder().run({ 'a.md': before });
      const id = start().id('a.md');
      const histories = [
        start().run({ 'a.md': GONE }).run({ 'b.md': after }),
        start().run({ 'a.md': GONE, 'b.md': after }),
        start().run({ 'b.md': after, 'a.md': GONE }),
      ];
      for (const folder of histories) assert.deepEqual([folder.states(), folder.id('b.md')], [{ 'b.md': 'live' }, id]);
      const early = start().run({ 'b.md': after });
      assert.ok(early.last?.resembled.has('a.md'), 'the other file is read too');
    });
  }

  it('is a duplicate while the old file exists, then takes over its id and its update date', () => {
    const folder = new Folder().run({ 'a.md': reading('a.md', same) });
    const stored = folder.rows['a.md']?.version;
    if (stored) Object.assign(stored, { updated: '2026-03-03T00:00:00.000Z', shown: 'shown' });
    folder.run({ 'b.md': reading('b.md', same) });
    assert.deepEqual(folder.states(), { 'a.md': 'live', 'b.md': 'duplicate' });
    folder.run({ 'a.md': GONE });
    assert.deepEqual(folder.states(), { 'b.md': 'live' });
    const { id, updated, shown } = folder.rows['b.md']?.version ?? {};
    assert.deepEqual({ id, updated, shown }, { id: 'https://blog.example/a', updated: '2026-03-03T00:00:00.000Z', shown: 'shown' });
  });

  it('may be renamed back and forth', () => {
    const folder = new Folder().run({ 'a.md': reading('a.md', same) });
    for (let time = 0; time < 3; time += 1) {
      folder.run({ 'b.md': reading('b.md', same), 'a.md': GONE });
      assert.deepEqual([folder.states(), folder.id('b.md')], [{ 'b.md': 'live' }, 'https://blog.example/a']);
      folder.run({ 'a.md': reading('a.md', same) }).run({ 'b.md': GONE });
      assert.deepEqual([folder.states(), folder.id('a.md')], [{ 'a.md': 'live' }, 'https://blog.example/a']);
    }
  });

  it('that was a draft or scheduled leaves no row behind', () => {
    const folder = new Folder().run({
      'a.md': reading('a.md', { draft: true }),
      'b.md': reading('b.md', { published: '2027-01-01T00:00:00.000Z' }),
    });
    assert.deepEqual(folder.run({ 'a.md': GONE, 'b.md': GONE }).states(), {});
  });
});

describe('copies', () => {
  it('of live and scheduled posts are duplicates, and reported', () => {
    const folder = new Folder().run({ 'a.md': reading('a.md', same), 'b.md': reading('b.md', same) });
    assert.deepEqual(folder.states(), { 'a.md': 'live', 'b.md': 'duplicate' });
    assert.match(folder.rows['b.md']?.problems[0]?.message ?? '', /copy of a\.md/);
  });

  it('are published when either file becomes a different post', () => {
    const folder = new Folder().run({ 'a.md': reading('a.md', same), 'b.md': reading('b.md', same) });
    folder.run({ 'a.md': reading('a.md', { title: 'Other', body: `Other: ${LONG}` }) });
    assert.deepEqual(folder.states(), { 'a.md': 'live', 'b.md': 'live' });
    assert.equal(folder.rows['b.md']?.version?.entry, '', 'its body is not rendered yet');
    assert.notEqual(folder.id('a.md'), folder.id('b.md'));
  });

  it('of drafts and expired posts are published', () => {
    const past: Instant = '2026-02-01T00:00:00.000Z';
    for (const hidden of [{ draft: true }, { expires: past }]) {
      const folder = new Folder().run({ 'a.md': reading('a.md', { ...same, ...hidden }) }).run({ 'b.md': reading('b.md', same) });
      assert.equal(folder.state('b.md'), 'live');
    }
  });

  it('of short texts are not recognized', () => {
    const folder = new Folder().run({ 'a.md': reading('a.md', { body: 'Hello' }), 'b.md': reading('b.md', { body: 'Hello' }) });
    assert.deepEqual(folder.states(), { 'a.md': 'live', 'b.md': 'live' });
  });
});

describe('former ids', () => {
  it('are kept for a post that is deleted and created again', () => {
    const folder = new Folder().run({ 'a.md': reading('a.md') }).run({ 'a.md': GONE });
    assert.equal(folder.state('a.md'), 'removed');
    folder.run({ 'a.md': reading('a.md', { slug: 'else', body: 'all new' }) });
    assert.deepEqual([folder.state('a.md'), folder.id('a.md')], ['live', 'https://blog.example/a']);
  });

  it('are kept for a post that became a draft and was deleted', () => {
    const folder = new Folder().run({ 'a.md': reading('a.md') }).run({ 'a.md': reading('a.md', { draft: true, slug: 'else' }) });
    assert.deepEqual([folder.state('a.md'), folder.id('a.md')], ['draft', 'https://blog.example/a']);
    folder.run({ 'a.md': GONE }).run({ 'a.md': reading('a.md', { slug: 'else' }) });
    assert.equal(folder.id('a.md'), 'https://blog.example/a');
  });

  it('are found for 5,000 files moved at once', () => {
    const many = (prefix: string) =>
      Object.fromEntries(
        Array.from({ length: 5000 }, (_, number) => {
          const key = `${prefix}/${number}.md`;
          return [key, reading(key, { body: `${number} ${LONG}`, title: `${number}` })];
        }),
      );
    const folder = new Folder().run(many('a'));
    const gone = Object.fromEntries(Object.keys(folder.rows).map((key) => [key, GONE]));
    folder.run({ ...gone, ...many('b') });
    assert.equal(folder.id('b/77.md'), 'https://blog.example/77');
    assert.equal(Object.keys(folder.rows).length, 5000);
  });
});
