/** Every combination of traits that two posts can share, compared with a table. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { visible } from '../../../lambda/core/catalog/catalog.ts';
import { comingChanges } from '../../../lambda/core/catalog/coming.ts';
import type { PostReading } from '../../../lambda/core/catalog/fold.ts';
import { RENAME_WINDOW } from '../../../lambda/core/catalog/traits.ts';
import { instantAt } from '../../../lambda/core/instant.ts';
import type { Instant } from '../../../lambda/core/model.ts';
import { randomFrom } from '../../simulation/random.ts';
import { Folder, GONE, LONG, NOW, type Own, reading } from './support.ts';

const NAMES = ['address', 'body', 'title', 'slug', 'day'] as const;
type Trait = (typeof NAMES)[number];

const COMBINATIONS: Trait[][] = Array.from({ length: 32 }, (_, bits) => NAMES.filter((_, index) => bits & (1 << index)));

/** From docs/decisions. */
const NO_RENAME = ['', 'address', 'body', 'title', 'slug', 'day', 'title slug'];
const isRename = (shared: Trait[]): boolean => !NO_RENAME.includes(shared.join(' '));
const isHeld = (shared: Trait[]): boolean =>
  shared.includes('address') || (['body', 'title', 'day'] as const).every((trait) => shared.includes(trait));

const at = (milliseconds: number) => instantAt(Date.parse(NOW) + milliseconds);

/** Random posts that share exactly these traits. */
function pair(shared: Trait[], seed: number): [Own, Own] {
  const random = randomFrom(seed);
  const own = (who: string): Own => {
    const word = `${who}${Math.floor(random() * 1e9)}`;
    const day = (who === 'a' ? 0 : 14) + 1 + Math.floor(random() * 14);
    return {
      link: `https://blog.example/${word}/`,
      body: `${word} ${LONG}`,
      title: `Title ${word}`,
      slug: `slug-${word}`,
      published: instantAt(Date.UTC(2026, 1, day, Math.floor(random() * 9))),
    };
  };
  const [a, b] = [own('a'), own('b')];
  const fields = { address: 'link', body: 'body', title: 'title', slug: 'slug', day: 'published' } as const;
  return [a, { ...b, ...Object.fromEntries(shared.map((trait) => [fields[trait], a[fields[trait]]])) }];
}

const written = (key: string, own: Own, modified: string): PostReading => ({ ...reading(key, own), modified }) as PostReading;

/** Records the ids that a reader sees for the new file. */
class Reader {
  readonly folder: Folder;
  readonly ids = new Set<string>();

  constructor(own: Own) {
    this.folder = new Folder().run({ 'a.md': written('a.md', own, at(-1e9)) });
  }

  run(readings: Record<string, PostReading>, moment: Instant): this {
    this.folder.run(readings, { moment, patient: true });
    const row = this.folder.rows['b.md'];
    const shown = row && visible(row, moment);
    if (shown) this.ids.add(shown.id);
    return this;
  }
}

const MINUTE = 60_000;

for (const [index, shared] of COMBINATIONS.entries()) {
  describe(`two files that share ${shared.join(', ') || 'nothing'}`, () => {
    const seeds = Array.from({ length: 8 }, (_, number) => index * 8 + number);
    const histories = (a: Own, b: Own, gap: number) => ({
      'removed first': new Reader(a).run({ 'a.md': GONE }, NOW).run({ 'b.md': written('b.md', b, at(gap)) }, at(gap)),
      'written first': new Reader(a).run({ 'b.md': written('b.md', b, NOW) }, NOW).run({ 'a.md': GONE }, at(gap)),
      'written first, seen late': new Reader(a)
        .run({ 'b.md': written('b.md', b, NOW) }, NOW)
        .run({ 'a.md': GONE, 'b.md': written('b.md', b, NOW) }, at(gap)),
    });

    it(`are ${isRename(shared) ? '' : 'not '}a rename when one disappears shortly before or after the other appears`, () => {
      for (const seed of seeds) {
        const [a, b] = pair(shared, seed);
        const id = new Folder().run({ 'a.md': reading('a.md', a) }).id('a.md');
        const sameRun = new Reader(a).run({ 'a.md': GONE, 'b.md': written('b.md', b, NOW) }, NOW);
        for (const [way, { folder, ids }] of Object.entries({ sameLook: sameRun, ...histories(a, b, RENAME_WINDOW - 1000) })) {
          assert.equal(folder.state('b.md'), 'live', `${way}, seed ${seed}`);
          assert.equal(ids.size, 1, `${way}, seed ${seed}`);
          assert.equal(ids.has(id ?? ''), isRename(shared), `${way}, seed ${seed}`);
        }
      }
    });

    it('are different posts when more time passes, unless the new one was a duplicate', () => {
      for (const seed of seeds) {
        const [a, b] = pair(shared, seed);
        const id = new Folder().run({ 'a.md': reading('a.md', a) }).id('a.md');
        const { 'removed first': removed } = histories(a, b, RENAME_WINDOW + 1000);
        assert.deepEqual([removed.folder.state('b.md'), removed.ids.has(id ?? '')], ['live', false], `seed ${seed}`);
        const early = new Reader(a).run({ 'b.md': written('b.md', b, NOW) }, NOW).run({}, at(RENAME_WINDOW + 1000));
        assert.equal(early.folder.state('b.md'), isHeld(shared) ? 'duplicate' : 'live', `seed ${seed}`);
        assert.equal(early.folder.state('a.md'), 'live', `seed ${seed}`);
        early.run({ 'a.md': GONE }, at(RENAME_WINDOW + 2000));
        assert.equal(early.folder.state('b.md'), 'live', `seed ${seed}`);
        assert.deepEqual([early.ids.size, early.ids.has(id ?? '')], [1, isHeld(shared) && isRename(shared)], `seed ${seed}`);
      }
    });

    it(`are ${isHeld(shared) ? 'not both published' : 'both published'} when a run reads both`, () => {
      for (const seed of seeds) {
        const [a, b] = pair(shared, seed);
        const first = new Folder().run({ 'a.md': reading('a.md', a), 'b.md': reading('b.md', b) });
        const later = new Folder().run({ 'a.md': reading('a.md', a) }).run({ 'b.md': reading('b.md', b) });
        for (const folder of [first, later]) {
          assert.deepEqual(folder.states(), { 'a.md': 'live', 'b.md': isHeld(shared) ? 'duplicate' : 'live' }, `seed ${seed}`);
        }
      }
    });
  });
}

describe('different posts', () => {
  const thread = { body: LONG, title: 'Open thread' };

  it('of one day may have the same text under different titles', () => {
    const folder = new Folder().run({ 'a.md': reading('a.md', { ...thread, title: 'Morning' }), 'b.md': reading('b.md', thread) });
    assert.deepEqual(folder.states(), { 'a.md': 'live', 'b.md': 'live' });
    assert.notEqual(folder.id('a.md'), folder.id('b.md'));
  });

  it('in a series with the same title and text have separate ids', () => {
    const folder = new Folder();
    for (const day of ['01', '08', '15', '22']) {
      const key = `2026-05-${day}-thread.md`;
      folder.run({ [key]: reading(key, { ...thread, published: instantAt(Date.parse(`2026-05-${day}`)) }) });
    }
    assert.equal(new Set(Object.keys(folder.rows).map(folder.id)).size, 4);
    assert.deepEqual([...new Set(Object.values(folder.states()))], ['live']);
  });

  it('in a series keep separate ids when the previous one was removed some time ago', () => {
    const folder = new Folder().run({ 'a.md': reading('a.md', thread) }).run({ 'a.md': GONE });
    const next = { ...thread, published: '2026-05-08T00:00:00.000Z' } as const;
    folder.run({ 'b.md': written('b.md', next, at(RENAME_WINDOW + 1)) }, { moment: at(RENAME_WINDOW + 1) });
    assert.equal(folder.id('b.md'), 'https://blog.example/b');
    assert.equal(folder.id('a.md'), 'https://blog.example/a', 'the removed post keeps its id');
  });

  it('may repeat the text of a removed post under another title and date', () => {
    const folder = new Folder().run({ 'a.md': reading('a.md', thread) });
    folder.run({ 'a.md': GONE, 'b.md': reading('b.md', { body: LONG, title: 'Again', published: '2026-05-08T00:00:00.000Z' }) });
    assert.equal(folder.id('b.md'), 'https://blog.example/b');
  });

  it('in a series that keeps only its newest post have separate ids', () => {
    const own = (day: string): Own => ({ title: 'This week', slug: 'this-week', published: instantAt(Date.parse(`2026-05-${day}`)) });
    const folder = new Folder().run({ 'a.md': reading('a.md', { ...own('01'), link: 'https://blog.example/01/this-week/' }) });
    folder.run({ 'a.md': GONE, 'b.md': reading('b.md', { ...own('08'), link: 'https://blog.example/08/this-week/' }) });
    assert.equal(folder.id('b.md'), 'https://blog.example/08/this-week');
  });
});

describe('a new file that resembles a published post', () => {
  const [a, b] = pair(['body', 'day'], 7);
  const start = () => new Folder().run({ 'a.md': reading('a.md', a) });

  it('waits where events name single files, and is published after RENAME_WINDOW', () => {
    const folder = start().run({ 'b.md': written('b.md', b, NOW) }, { patient: true });
    assert.equal(folder.state('b.md'), 'waiting');
    assert.deepEqual(folder.last?.resembled, new Set(['a.md']));
    assert.equal(folder.last?.posts.size, 0, 'nothing is rendered with an id that may be wrong');
    folder.run({}, { patient: true, moment: at(RENAME_WINDOW - 1) });
    assert.equal(folder.state('b.md'), 'waiting');
    folder.run({}, { patient: true, moment: at(RENAME_WINDOW) });
    assert.deepEqual([folder.state('b.md'), folder.rows['b.md']?.version?.entry, folder.rows['b.md']?.written], ['live', '', undefined]);
  });

  it('does not wait longer after edits, nor because of a file time in the future', () => {
    const folder = start().run({ 'b.md': written('b.md', b, at(365 * 24 * 60 * MINUTE)) }, { patient: true });
    folder.run({ 'b.md': written('b.md', b, at(RENAME_WINDOW - 1)) }, { patient: true, moment: at(RENAME_WINDOW - 1) });
    assert.equal(folder.state('b.md'), 'waiting');
    assert.equal(folder.run({}, { patient: true, moment: at(RENAME_WINDOW) }).state('b.md'), 'live');
  });

  it('ends in time if it began by a clock that was ahead', () => {
    const ahead = at(365 * 24 * 60 * MINUTE);
    const folder = start().run({ 'b.md': written('b.md', b, NOW) }, { patient: true, moment: ahead, unread: new Set(['a.md']) });
    const states = [0, RENAME_WINDOW - 1, RENAME_WINDOW].map((later) => folder.run({}, { patient: true, moment: at(later) }).state('b.md'));
    assert.deepEqual(states, ['waiting', 'waiting', 'live']);
  });

  it('does not wait when its file is older than the window, or existed before', () => {
    assert.equal(
      start()
        .run({ 'b.md': written('b.md', b, at(-RENAME_WINDOW)) }, { patient: true })
        .state('b.md'),
      'live',
    );
    const coming = { ...b, published: at(9 * MINUTE) };
    const folder = new Folder().run({ 'b.md': written('b.md', coming, NOW) }).run({ 'a.md': reading('a.md', { ...a, published: NOW }) });
    folder.run({ 'b.md': written('b.md', { ...coming, tags: ['x'] }, NOW) }, { patient: true });
    assert.equal(folder.state('b.md'), 'scheduled');
  });

  it('keeps waiting while the other file cannot be read', () => {
    const folder = start().run({ 'b.md': written('b.md', b, NOW) }, { patient: true });
    folder.run({}, { patient: true, moment: at(RENAME_WINDOW), unread: new Set(['a.md']) });
    assert.equal(folder.state('b.md'), 'waiting');
    folder.run({ 'a.md': GONE }, { patient: true, moment: at(RENAME_WINDOW + MINUTE) });
    assert.deepEqual([folder.state('b.md'), folder.id('b.md')], ['live', folder.last?.slice.now('b.md')?.version?.id]);
    assert.equal(folder.id('b.md'), start().id('a.md'));
  });

  it('does not wait when it resembles a removed post more', () => {
    const folder = new Folder().run({ 'a.md': reading('a.md', a), 'c.md': reading('c.md', { ...b, link: 'https://blog.example/c/' }) });
    const id = folder.id('c.md');
    folder.run({ 'c.md': GONE }).run({ 'b.md': written('b.md', b, NOW) }, { patient: true });
    assert.deepEqual([folder.state('b.md'), folder.id('b.md')], ['live', id]);
  });

  it('is scheduled for the end of its wait, or for its own date if that is later', () => {
    const folder = start().run({ 'b.md': written('b.md', b, NOW) }, { patient: true });
    const [change] = comingChanges({ posts: folder.rows, moment: NOW });
    assert.deepEqual(change, { key: 'b.md', title: b.title, change: 'publishes', at: at(RENAME_WINDOW) });
    const later = start().run(
      { 'b.md': written('b.md', { ...b, body: a.body ?? '', title: a.title ?? '', published: at(9 * MINUTE) }, NOW) },
      { patient: true },
    );
    assert.deepEqual(
      comingChanges({ posts: later.rows, moment: NOW }).map(({ at: time }) => time),
      [at(9 * MINUTE)],
    );
  });

  it('leaves no row when its file is deleted while it waits', () => {
    const folder = start().run({ 'b.md': written('b.md', b, NOW) }, { patient: true });
    folder.run({ 'b.md': GONE }, { patient: true });
    assert.deepEqual(folder.states(), { 'a.md': 'live' });
  });
});

describe('of several candidates for a rename', () => {
  it('each new file takes the id of the post with which it shares most', () => {
    const own = (body: string, slug: string): Own => ({
      body: `${body} ${LONG}`,
      slug,
      link: `https://blog.example/${slug}/`,
      title: 'Untitled',
    });
    const folder = new Folder().run({ 'a.md': reading('a.md', own('one', 'x')), 'b.md': reading('b.md', own('two', 'y')) });
    const ids = [folder.id('a.md'), folder.id('b.md')];
    folder.run({ 'a.md': GONE, 'b.md': GONE, 'c.md': reading('c.md', own('two', 'u')), 'd.md': reading('d.md', own('one', 'v')) });
    assert.deepEqual([folder.id('d.md'), folder.id('c.md')], ids);
  });

  it('a translation is excluded', () => {
    const own: Own = { body: LONG, title: 'Story', link: 'https://blog.example/story/' };
    const folder = new Folder().run({ 'a.md': reading('a.md', own) });
    const translated = reading('b.md', { ...own, link: 'https://blog.example/de/story/' });
    if (translated.kind === 'post') translated.post.terms.languages = ['de'];
    folder.run({ 'a.md': GONE, 'b.md': translated });
    assert.notEqual(folder.id('b.md'), folder.id('a.md'));
  });
});

describe('a catalog without removal times', () => {
  it('matches at any time: a half-seen rename keeps its id', () => {
    const folder = new Folder().run({ 'a.md': reading('a.md', { body: LONG, title: 'Story' }) }).run({ 'a.md': GONE });
    const row = folder.rows['a.md'];
    assert.equal(row?.removed, NOW);
    if (row) delete row.removed;
    const later = at(9 * RENAME_WINDOW);
    const renamed = new Folder();
    renamed.rows = { ...folder.rows };
    renamed.run({ 'b.md': written('b.md', { body: LONG, title: 'Story' }, later) }, { moment: later });
    assert.equal(renamed.id('b.md'), 'https://blog.example/a');
  });

  it('holds copies of files without a known time, and lets none wait', () => {
    const own: Own = { body: LONG, title: 'Story' };
    const folder = new Folder().run({ 'a.md': reading('a.md', own), 'b.md': reading('b.md', own) });
    const row = folder.rows['b.md'];
    if (row) delete row.written;
    folder.run({ 'a.md': reading('a.md', { ...own, title: 'Other' }) }, { patient: true });
    assert.equal(folder.state('b.md'), 'live');
  });
});

it('a removal that is seen again keeps its time', () => {
  const folder = new Folder().run({ 'a.md': reading('a.md') }).run({ 'a.md': GONE });
  assert.equal(folder.run({ 'a.md': GONE }, { moment: at(MINUTE) }).rows['a.md']?.removed, NOW);
  folder.run({ 'a.md': reading('a.md') }, { moment: at(MINUTE) }).run({ 'a.md': GONE }, { moment: at(2 * MINUTE) });
  assert.equal(folder.rows['a.md']?.removed, at(2 * MINUTE));
});

it('five minutes separate a rename from two posts', () => {
  assert.equal(RENAME_WINDOW, 5 * MINUTE, 'a change of RENAME_WINDOW changes what docs/moving.md promises');
});
