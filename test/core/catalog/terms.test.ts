import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Slugs, termsOf, withSlugs } from '../../../lambda/core/catalog/terms.ts';

const NONE: Slugs = { categories: {}, tags: {}, authors: {}, languages: {} };
const named = (...tags: string[]) => ({
  categories: new Set<string>(),
  tags: new Set(tags),
  authors: new Set<string>(),
  languages: new Set<string>(),
});
const assignSlugs = (given: Slugs, names: ReturnType<typeof named>): Slugs => withSlugs(given, names, {});

const slugs = (...tags: string[]): Record<string, string> => assignSlugs(NONE, named(...tags)).tags;

describe('slugs of terms', () => {
  it('are readable where the name allows', () => {
    assert.deepEqual(
      { ...slugs('C', 'C++', 'C#', 'Q&A', '日本語', 'Été à Zürich', '100%', '@home') },
      {
        C: 'c',
        'C++': 'c-plus-plus',
        'C#': 'c-sharp',
        'Q&A': 'q-and-a',
        日本語: '日本語',
        'Été à Zürich': 'été-à-zürich',
        '100%': '100-percent',
        '@home': 'at-home',
      },
    );
  });

  it('do not depend on the order of names', () => {
    assert.deepEqual(slugs('vMotion', 'VMotion', 'vmotion'), slugs('vmotion', 'VMotion', 'vMotion'));
    assert.equal(new Set(Object.values(slugs('vMotion', 'VMotion', 'vmotion'))).size, 3);
  });

  it('do not change when other names would get the same slug', () => {
    const first = assignSlugs(NONE, named('vMotion'));
    const second = assignSlugs(first, named('VMotion', 'vMotion'));
    assert.equal(second.tags.vMotion, 'vmotion');
    assert.match(second.tags.VMotion ?? '', /^vmotion-[\da-f]{8}$/);
    assert.deepEqual(assignSlugs(second, named('vMotion', 'VMotion')).tags, second.tags, 'no new names, no new slugs');
  });

  it('differ also on file systems that fold case or Unicode forms', () => {
    for (const names of [
      ['ﬁn', 'fin'],
      ['e\u0301', 'é'],
      ['ΟΔΟΣ', 'οδοσ', 'οδος'],
      ['straße', 'STRASSE'],
      ['Ａ', 'a'],
    ]) {
      const folded = Object.values(slugs(...names)).map((slug) => slug.normalize('NFKC').toUpperCase().toLowerCase());
      assert.equal(new Set(folded).size, names.length, names.join(' '));
    }
  });

  it('are not Windows device names', () => {
    for (const name of ['CON', 'aux', 'Nul', 'PRN', 'com1', 'LPT9', 'COM²']) {
      assert.match(slugs(name)[name] ?? '', /^[a-z]+\d?-[\da-f]{8}$/, name);
    }
    assert.deepEqual({ ...slugs('console', 'com10', 'null') }, { console: 'console', com10: 'com10', null: 'null' });
  });

  it('exist for names of punctuation only, and for very long names', () => {
    for (const name of ['...', '..', '/', '—', '💥']) assert.match(slugs(name)[name] ?? '', /^[\da-f]{8}$/, name);
    const [a, b] = [`${'長'.repeat(500)}a`, `${'長'.repeat(500)}b`];
    const made = slugs(a, b);
    assert.notEqual(made[a], made[b]);
    for (const slug of Object.values(made)) assert.ok(Buffer.byteLength(slug) < 255);
  });

  it('are safe for names that Object.prototype has', () => {
    const made = assignSlugs(NONE, named('constructor', '__proto__', 'toString', '2026'));
    const stored: Slugs = JSON.parse(JSON.stringify(made));
    const terms = termsOf(
      { categories: [], tags: ['__proto__', 'constructor'], authors: [], languages: [] },
      (taxonomy, name) => stored[taxonomy]?.[name],
      { feedLink: 'https://b.example/' },
    );
    assert.deepEqual(
      terms.map(({ slug }) => slug),
      ['proto', 'constructor'],
    );
  });

  it('do not collide with a digest used as a name', () => {
    const { '...': digest = '' } = slugs('...');
    const made = assignSlugs(assignSlugs(NONE, named(digest)), named('...')).tags;
    assert.equal(made[digest], digest);
    assert.notEqual(made['...'], digest);
  });

  it('are distinct for distinct names, and safe in a path', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: 'grapheme' })), (names) => {
        const made = Object.values(slugs(...names)).map((slug) => slug.toLowerCase());
        assert.equal(new Set(made).size, names.length);
        for (const slug of made) assert.ok(slug !== '' && !/[/\\.\0]/.test(slug));
      }),
      { seed: 20260308, numRuns: 100 },
    );
  });
});
