import assert from 'node:assert/strict';
import { it } from 'node:test';
import { shownSummary, shownTitle } from '../../../lambda/core/entry/shown-title.ts';
import type { Generator } from '../../../lambda/core/model.ts';

/**
 * What readers show of the `<title type="html">` of jekyll-feed 0.17. Readers also drop the lone `<T>` of `Vec<T> in Rust`;
 * Linefeed keeps it, because the title would otherwise change its meaning.
 */
const JEKYLL: [title: string, shown: string][] = [
  ['A "quoted" & <b>bold</b> title...', 'A “quoted” & bold title…'],
  ['B “x” -- it\'s "`code` & co" <i>y</i> 1 < 2 &amp; A<B', 'B “x” – it’s “`code` & co” y 1 < 2 & A<B'],
  ['Rock &#038; Roll', 'Rock & Roll'],
  ['<p>All</p> of <em>it</em>', 'All of it'],
  ['The \'90s --- "again"', 'The ’90s — “again”'],
  ['a < b > c', 'a < b > c'],
  ['<script>x</script> y', 'y'],
  ['C++ & C# <br> new', 'C++ & C# new'],
  ['<custom-el>x</custom-el>', 'x'],
  ["It's 5 o'clock", 'It’s 5 o’clock'],
  ['Using <details> in HTML', 'Using <details> in HTML'],
  ['Vec<T> in Rust', 'Vec<T> in Rust'],
];

for (const [title, shown] of JEKYLL) it(`Jekyll: ${title}`, () => assert.equal(shownTitle(title, { generator: 'jekyll' }), shown));

/** Hugo 0.111.3 writes `A &lt;em&gt;x&lt;/em&gt;`, which readers show as HTML. */
const HTML: [title: string, shown: string][] = [
  ['A <em>x</em> "q" &amp; it\'s', 'A x "q" & it\'s'],
  ['<span class="a"><b>One</b> two</span>', 'One two'],
  ['Rock &#038; Roll', 'Rock & Roll'],
  ['The <title> and </title> tags', 'The <title> and </title> tags'],
  ['1 < 2 and 3 > 2', '1 < 2 and 3 > 2'],
  ['<b></b>', '<b></b>'],
];

for (const generator of ['hugo', 'wordpress', 'astro', 'eleventy'] as Generator[])
  for (const [title, shown] of HTML) it(`${generator}: ${title}`, () => assert.equal(shownTitle(title, { generator }), shown));

it('keeps titles for other generators', () => {
  for (const generator of ['linefeed', 'zola', 'obsidian'] as Generator[])
    for (const [title] of [...HTML, ...JEKYLL]) assert.equal(shownTitle(title, { generator }), title);
});

it('keeps straight quotes in descriptions', () =>
  assert.equal(shownSummary('say "x" <b>y</b> & z', { generator: 'jekyll' }), 'say "x" y & z'));

it('handles any amount of markup in one pass', () => {
  const title = `${'<b>'.repeat(1_600)}x`;
  assert.equal(shownTitle(title, { generator: 'jekyll' }), title);
});
