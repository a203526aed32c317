import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { visible } from '../../../lambda/core/catalog/catalog.ts';
import type { Instant } from '../../../lambda/core/model.ts';
import { error, Folder, GONE, NOW, reading, refused } from './support.ts';

const LATER = '2026-07-01T00:00:00.000Z';
const LAST = '2026-08-01T00:00:00.000Z';
const shownTitle = (folder: Folder, moment: Instant = NOW) => {
  const row = folder.rows['a.md'];
  return row && visible(row, moment)?.title;
};

describe('states', () => {
  it("follow from the catalog's moment", () => {
    const folder = new Folder().run({ 'a.md': reading('a.md', { published: LATER, expires: LAST }) });
    assert.equal(folder.state('a.md'), 'scheduled');
    assert.equal(folder.run({}, { moment: LATER }).state('a.md'), 'live');
    assert.equal(folder.run({}, { moment: LAST }).state('a.md'), 'expired');
    assert.equal(folder.rows['a.md']?.released, true);
  });

  it('of a draft do not depend on time', () => {
    const folder = new Folder().run({ 'a.md': reading('a.md', { draft: true }) });
    assert.deepEqual([folder.state('a.md'), folder.rows['a.md']?.released], ['draft', false]);
  });

  it('of a post excluded by its author: ignored, and its id is kept', () => {
    const folder = new Folder().run({ 'a.md': reading('a.md') }).run({ 'a.md': { kind: 'ignored', etag: 'i' } });
    assert.equal(folder.state('a.md'), 'ignored');
    assert.equal(shownTitle(folder), undefined);
    assert.equal(folder.run({ 'a.md': reading('a.md', { slug: 'z' }) }).id('a.md'), 'https://blog.example/a');
  });
});

describe('a post whose file no longer looks like a post', () => {
  const lacks = { ...error('a.md'), message: 'no date' };
  const undated = { kind: 'ignored', etag: 'i', lacks } as const;

  it('is rejected and keeps its last good version until it is fixed or withdrawn', () => {
    const folder = new Folder().run({ 'a.md': reading('a.md') }).run({ 'a.md': undated });
    assert.deepEqual([folder.state('a.md'), shownTitle(folder), folder.rows['a.md']?.problems], ['rejected', 'a', [lacks]]);
    assert.deepEqual([folder.run({ 'a.md': undated }).state('a.md'), shownTitle(folder)], ['rejected', 'a']);
    assert.deepEqual([folder.run({ 'a.md': reading('a.md', { title: 'b' }) }).state('a.md'), shownTitle(folder)], ['live', 'b']);
    folder.run({ 'a.md': undated }).run({ 'a.md': reading('a.md', { draft: true }) });
    assert.deepEqual([folder.state('a.md'), shownTitle(folder)], ['draft', undefined]);
    folder
      .run({ 'a.md': reading('a.md') })
      .run({ 'a.md': undated })
      .run({ 'a.md': GONE });
    assert.deepEqual([folder.state('a.md'), shownTitle(folder)], ['removed', undefined]);
  });

  it('is rejected when it was scheduled, and does not appear at its time', () => {
    const folder = new Folder().run({ 'a.md': reading('a.md', { published: LATER }) }).run({ 'a.md': undated });
    assert.deepEqual([folder.state('a.md'), shownTitle(folder.run({}, { moment: LAST }), LAST)], ['rejected', undefined]);
  });

  it('is ignored when it was a draft, gone, excluded, or never a post', () => {
    for (const before of [reading('a.md', { draft: true }), GONE, { kind: 'ignored', etag: 'x' } as const]) {
      const folder = new Folder()
        .run({ 'a.md': reading('a.md') })
        .run({ 'a.md': before })
        .run({ 'a.md': undated });
      assert.equal(folder.state('a.md'), 'ignored');
    }
    assert.equal(new Folder().run({ 'a.md': undated }).state('a.md'), 'ignored');
  });
});

describe('a rejected post', () => {
  it('keeps its last good version through any number of mistakes, until it is fixed', () => {
    const folder = new Folder().run({ 'a.md': reading('a.md', { title: 'good' }) }).run({ 'a.md': refused('a.md') });
    assert.deepEqual([folder.state('a.md'), shownTitle(folder)], ['rejected', 'good']);
    folder.run({ 'a.md': refused('a.md') }).run({});
    assert.equal(shownTitle(folder), 'good');
    folder.run({ 'a.md': reading('a.md', { title: 'better' }) });
    assert.deepEqual([folder.state('a.md'), shownTitle(folder), folder.rows['a.md']?.problems], ['live', 'better', []]);
  });

  it('keeps it when rendering fails too', () => {
    const folder = new Folder().run({ 'a.md': reading('a.md', { title: 'good' }) });
    folder.run({ 'a.md': reading('a.md', { title: 'bad' }) }, { refusals: new Map([['a.md', [error('a.md')]]]) });
    assert.deepEqual([folder.state('a.md'), shownTitle(folder), folder.last?.posts.size], ['rejected', 'good', 0]);
  });

  it('still expires', () => {
    const folder = new Folder().run({ 'a.md': reading('a.md', { expires: LATER }) }).run({ 'a.md': refused('a.md') });
    assert.equal(shownTitle(folder, NOW), 'a');
    assert.equal(shownTitle(folder.run({}, { moment: LATER }), LATER), undefined);
  });

  it('does not go live if it was not live before, whatever the time', () => {
    const folder = new Folder().run({ 'a.md': reading('a.md', { published: LATER }) }).run({ 'a.md': refused('a.md') });
    assert.equal(folder.run({}, { moment: LAST }).state('a.md'), 'rejected');
    assert.equal(shownTitle(folder, LAST), undefined);
    assert.equal(folder.run({ 'a.md': reading('a.md', { published: LATER }) }, { moment: LAST }).state('a.md'), 'live');
  });

  it('is not shown without a good version, and leaves the catalog when its file is deleted', () => {
    const folder = new Folder().run({ 'a.md': refused('a.md') });
    assert.deepEqual([folder.state('a.md'), shownTitle(folder)], ['rejected', undefined]);
    assert.deepEqual(folder.run({ 'a.md': GONE }).states(), {});
  });

  it('whose last good entry is lost has nothing to show, and keeps its id', () => {
    const folder = new Folder().run({ 'a.md': reading('a.md') }).run({ 'a.md': refused('a.md') });
    folder.run({ 'a.md': refused('a.md') }, { lost: new Set(['a.md']) });
    assert.equal(shownTitle(folder), undefined);
    assert.equal(folder.id('a.md'), 'https://blog.example/a');
  });

  it('is removed when its file is deleted', () => {
    const folder = new Folder()
      .run({ 'a.md': reading('a.md') })
      .run({ 'a.md': refused('a.md') })
      .run({ 'a.md': GONE });
    assert.deepEqual([folder.state('a.md'), shownTitle(folder)], ['removed', undefined]);
  });
});

describe('updated', () => {
  const updated = (folder: Folder) => folder.rows['a.md']?.version?.updated;

  it('is the publication date when the post changed before anybody saw it', () => {
    const folder = new Folder().run({ 'a.md': reading('a.md', { published: LAST }) });
    assert.equal(updated(folder.run({ 'a.md': reading('a.md', { published: LATER }) })), LATER);
  });

  it('is never before the publication date, nor in the future', () => {
    const folder = new Folder().run({ 'a.md': reading('a.md') });
    assert.equal(updated(folder.run({ 'a.md': reading('a.md', { published: '2026-05-05T00:00:00.000Z' }) })), '2026-05-05T00:00:00.000Z');
    folder.run({ 'a.md': reading('a.md', { published: LAST }) });
    assert.equal(updated(folder.run({ 'a.md': reading('a.md') })), '2026-01-01T00:00:00.000Z');
  });
});

it('leaves unaffected rows unchanged', () => {
  const folder = new Folder().run({ 'a.md': reading('a.md'), 'b.md': reading('b.md') });
  const { 'a.md': before } = folder.rows;
  assert.equal(folder.run({ 'b.md': GONE }).rows['a.md'], before);
});
