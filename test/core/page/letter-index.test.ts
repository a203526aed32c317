import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { groupByLetter, MAX_GROUPS } from '../../../lambda/core/page/letter-index.ts';

const sorted = (names: string[], language: string) => names.sort(new Intl.Collator(language).compare).map((name) => ({ name }));

const grouped = (language: string, ...names: string[]) =>
  groupByLetter(sorted(names, language), language).map(({ label, members }) => `${label}: ${members.map(({ name }) => name).join(' ')}`);

describe('groupByLetter', () => {
  const CASES: [name: string, language: string, names: string[], groups: string[]][] = [
    ['ignores case and diacritics', 'en', ['apple', 'Éclair', 'Ant', 'egg', 'Ångström'], ['A: Ångström Ant apple', 'E: Éclair egg']],
    ['groups everything that is not a letter', 'en', ['.net', '1984', '#art', 'a', '🎈', '٣'], ['#: .net #art 🎈 1984 ٣', 'A: a']],
    [
      'language-specific letters in Swedish',
      'sv',
      ['Ärlig', 'apa', 'Öl', 'Åska', 'zebra'],
      ['A: apa', 'Z: zebra', 'Å: Åska', 'Ä: Ärlig', 'Ö: Öl'],
    ],
    ['the same letters in German', 'de', ['Ärger', 'Apfel', 'Öl', 'Oma'], ['A: Apfel Ärger', 'O: Öl Oma']],
    ['language-specific upper case', 'tr', ['ışık', 'istanbul'], ['I: ışık', 'İ: istanbul']],
    ['hiragana and katakana', 'ja', ['あい', 'アウ', 'あえ', 'が', 'か'], ['あ: あい アウ あえ', 'か: か が']],
    ['Arabic', 'ar', ['بحر', 'شمس', 'بيت'], ['ب: بحر بيت', 'ش: شمس']],
    ['punctuation in Thai', 'th', ['.net', 'ก', '#art'], ['#: #art .net', 'ก: ก']],
    ['an astral letter', 'en', ['𝒜b', '𐐀'], ['𝒜: 𝒜b', '𐐀: 𐐀']],
    ['an empty name', 'en', [''], ['#: ']],
  ];
  for (const [name, language, names, groups] of CASES) it(name, () => assert.deepEqual(grouped(language, ...names), groups));

  it('joins neighbouring letters to ranges above the limit', () => {
    const names = Array.from({ length: 100 }, (_, index) => String.fromCodePoint(0x4e00 + index));
    const groups = groupByLetter(sorted(names, 'zh'), 'zh');
    const order = sorted(names, 'zh').map(({ name }) => name);
    assert.equal(groups.length, 34);
    assert.deepEqual([groups[0]?.label, groups.at(-1)?.label], [`${order[0]}–${order[2]}`, order[99]]);
    assert.deepEqual(
      groups.flatMap(({ members }) => members.map(({ name }) => name)),
      order,
    );
  });

  it('keeps every name, keeps the order within a group, and is bounded, for any names', () => {
    const text = fc.string({ unit: 'binary', maxLength: 4 });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 200 }), fc.constantFrom('en', 'sv', 'ja', 'th', 'ar', 'zh', 'tr'), (names, language) => {
        const members = sorted(names, language);
        const groups = groupByLetter(members, language);
        assert.ok(groups.length <= MAX_GROUPS);
        assert.equal(new Set(groups.flatMap((group) => group.members)).size, members.length);
        for (const group of groups) {
          assert.notEqual(group.label, '');
          assert.ok(group.members.length > 0);
        }
        if (groups.length < MAX_GROUPS / 2)
          for (const group of groups) {
            const places = group.members.map((member) => members.indexOf(member));
            assert.deepEqual(
              places,
              places.toSorted((a, b) => a - b),
            );
          }
      }),
      { seed: 20260307, numRuns: 300 },
    );
  });
});
