import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { originalKeys } from '../../../lambda/core/catalog/traits.ts';
import { error, Folder, GONE, LONG, type Own, reading, refused } from './support.ts';

const COPIES = [
  'a copy.md',
  'a copy 2.md',
  'a - Copy.md',
  'a - Copy (2).md',
  'a (1).md',
  'a 2.md',
  'a (conflicted copy 2026-01-02).md',
  'a (conflicted copy 2026-01-02 093000).md',
  "a (Ann's conflicted copy 2026-01-02).md",
  'a.sync-conflict-20260102-093000-ABCDEFG.md',
  'a_conflict-20260102-093000.md',
  'Copy of a.md',
  'a (copy).md',
  'a (3rd copy).md',
  'a - Kopie.md',
  'Kopie von a.md',
];

describe('a file named as a copy', () => {
  const own: Own = { body: LONG, title: 'Story' };

  for (const copy of COPIES) {
    it(`${copy} is a duplicate of a.md, read together or later, with a warning`, () => {
      const first = new Folder().run({ [copy]: reading(copy, own), 'a.md': reading('a.md', own) });
      const later = new Folder().run({ 'a.md': reading('a.md', own) }).run({ [copy]: reading(copy, own) });
      for (const folder of [first, later]) {
        assert.deepEqual(folder.states(), { 'a.md': 'live', [copy]: 'duplicate' });
        const [problem] = folder.rows[copy]?.problems ?? [];
        assert.equal(problem?.severity, 'warning');
        assert.match(problem?.message ?? '', /^this is a copy of a\.md, so it is not published; delete one of them/);
      }
    });

    it(`${copy} is a duplicate with the same title or the same text, and a separate post with neither`, () => {
      const beside = (other: Own) => new Folder().run({ 'a.md': reading('a.md', own), [copy]: reading(copy, other) }).state(copy);
      const published = '2026-02-02T00:00:00.000Z';
      assert.equal(beside({ title: 'Story', body: `Another ${LONG}`, published }), 'duplicate');
      assert.equal(beside({ title: 'Another', body: LONG, published }), 'duplicate');
      assert.equal(beside({ title: 'Another', body: `Another ${LONG}` }), 'live');
    });
  }

  it('is recognized in folders of posts too', () => {
    assert.deepEqual(originalKeys('posts/story copy/index.md'), ['posts/story/index.md']);
    assert.deepEqual(originalKeys('posts/story copy/index.de.md'), ['posts/story/index.de.md']);
    assert.deepEqual(originalKeys('posts/2026-01-01-story copy.md'), ['posts/2026-01-01-story.md']);
    for (const key of ['posts/story.md', 'copy.md', 'posts/photocopy.md', 'posts/copy of/index.md', 'posts 2/story.md', '2.md']) {
      assert.deepEqual(originalKeys(key), [], key);
    }
  });

  it('is published without an original, and stays published when the original appears', () => {
    const folder = new Folder().run({ 'a copy.md': reading('a copy.md', own) });
    assert.ok(folder.last?.resembled.has('a.md'), 'the original is read in the same run');
    folder.run({ 'a.md': reading('a.md', own) });
    assert.deepEqual(folder.states(), { 'a copy.md': 'live', 'a.md': 'duplicate' });
  });

  it('takes over from a deleted original, with its id', () => {
    const folder = new Folder().run({ 'a.md': reading('a.md', own) }).run({ 'a copy.md': reading('a copy.md', own) });
    folder.run({ 'a.md': GONE });
    assert.deepEqual([folder.states(), folder.id('a copy.md')], [{ 'a copy.md': 'live' }, 'https://blog.example/a']);
  });

  it('stays a duplicate of a rejected original while that has a last good version', () => {
    const folder = new Folder()
      .run({ 'a.md': reading('a.md', own) })
      .run({ 'a.md': refused('a.md'), 'a copy.md': reading('a copy.md', own) });
    assert.deepEqual(folder.states(), { 'a.md': 'rejected', 'a copy.md': 'duplicate' });
    const never = new Folder().run({ 'a.md': refused('a.md'), 'a copy.md': reading('a copy.md', own) });
    assert.deepEqual(never.states(), { 'a.md': 'rejected', 'a copy.md': 'live' });
    const late = new Folder().run(
      { 'a.md': reading('a.md', own), 'a copy.md': reading('a copy.md', own) },
      { refusals: new Map([['a.md', [error('a.md')]]]) },
    );
    assert.deepEqual(late.states(), { 'a.md': 'rejected', 'a copy.md': 'live' });
  });

  it('of a draft is published', () => {
    const folder = new Folder().run({ 'a.md': reading('a.md', { ...own, draft: true }), 'a copy.md': reading('a copy.md', own) });
    assert.deepEqual(folder.states(), { 'a.md': 'draft', 'a copy.md': 'live' });
  });

  it('with an explicit id is published', () => {
    const folder = new Folder().run({ 'a.md': reading('a.md', own), 'a copy.md': reading('a copy.md', { ...own, ownId: 'x' }) });
    assert.deepEqual(folder.states(), { 'a.md': 'live', 'a copy.md': 'live' });
  });
});

describe('two posts with one address', () => {
  const link = 'https://blog.example/story/';

  it('are not both published: the second is a duplicate, with an error that names the first', () => {
    const folder = new Folder().run({ 'a.md': reading('a.md', { link }), 'b.md': reading('b.md', { link }) });
    assert.deepEqual(folder.states(), { 'a.md': 'live', 'b.md': 'duplicate' });
    const [problem] = folder.rows['b.md']?.problems ?? [];
    assert.equal(problem?.severity, 'error');
    assert.match(
      problem?.message ?? '',
      /^a\.md already has the address https:\/\/blog\.example\/story\/, so this post is not published; give it/,
    );
    folder.run({ 'b.md': reading('b.md', { link: 'https://blog.example/other/' }) });
    assert.equal(folder.state('b.md'), 'live');
  });
});
