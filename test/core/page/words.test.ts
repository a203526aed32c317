import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import nspell from 'nspell';
import { MESSAGES } from '../../../lambda/core/page/messages.ts';
import { SHOW_MESSAGES } from '../../../lambda/core/page/show-messages.ts';

/** Feed terms that the dictionaries lack. */
const TERMS = new Set(['podcast', 'feed', 'feeds', 'feedreader', 'opml', 'app', 'apps', 'blog', 'reader', 'handy', 'x']);

/** German words that nspell does not derive from the dictionary's stems. */
const NOT_DERIVED = new Set(['recht', 'öffnen', 'gerade', 'schlagwörter', 'schlagwort', 'finden']);

const textsOf = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'function'
      ? [value('X')]
      : Object.values(value as object).flatMap((inner) => textsOf(inner));

const wordsOf = (texts: string[]): string[] => texts.flatMap((text) => text.match(/[\p{L}\p{M}]+(?:[-’'][\p{L}\p{M}]+)*/gu) ?? []);

function dictionaryOf(language: string): (word: string) => boolean {
  const folder = dirname(createRequire(import.meta.url).resolve(`dictionary-${language}`));
  const speller = nspell(readFileSync(join(folder, 'index.aff')), readFileSync(join(folder, 'index.dic')));
  // Elisions (`d’eux-mêmes`) and hyphenated compounds, by their parts.
  const knows = (word: string) => speller.correct(word) || speller.correct(word.replace('’', "'"));
  return (word) =>
    [TERMS, NOT_DERIVED].some((words) => words.has(word.toLowerCase())) ||
    knows(word) ||
    word.split(/[-’']/).every((part) => part.length === 1 || knows(part));
}

describe('messages of pages', () => {
  const languages = [...MESSAGES].map(([language, messages]) => [language, [messages, SHOW_MESSAGES.get(language)]] as const);

  for (const [language, words] of languages.filter(([name]) => name !== 'ar')) {
    it(`are words of ${language}`, () => {
      const isWord = dictionaryOf(language);
      const found = wordsOf(textsOf(words));
      assert.ok(found.length > 60);
      assert.deepEqual(
        found.filter((word) => !isWord(word)),
        [],
      );
    });
  }

  it('use Arabic letters in Arabic', () => {
    const found = wordsOf(textsOf([MESSAGES.get('ar'), SHOW_MESSAGES.get('ar')]));
    assert.ok(found.length > 60);
    assert.deepEqual(
      found.filter((word) => !/^\p{Script=Arabic}[\p{Script=Arabic}\p{M}]*$/u.test(word) && !TERMS.has(word.toLowerCase())),
      [],
    );
  });

  it('differ between languages, except names of languages and formats', () => {
    const [english = [], ...others] = languages.map(([, words]) => textsOf(words));
    for (const other of others) {
      assert.equal(other.length, english.length);
      assert.ok(other.filter((text) => english.includes(text)).length <= 3, other.join(' | '));
    }
  });
});
