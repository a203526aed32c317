import assert from 'node:assert/strict';
import { it } from 'node:test';
import createMarkdownIt from 'markdown-it';
import footnotes from 'markdown-it-footnote';
import { linkLabels } from '../../../lambda/core/markdown/link-labels.ts';
import { Dice } from '../../fuzz/generate.ts';

const BRACKETS = ['[', '![', '[a', '](x)'];
const PIECES = [
  ...BRACKETS,
  ...[
    ']',
    '](a)',
    '][b]',
    '[b]',
    '[^1]',
    '[[',
    '!',
    '(',
    ')',
    '`',
    '``',
    '\\',
    '<b>',
    '<http://a.b>',
    '*',
    '**',
    '_',
    'a',
    'b ',
    '\n',
    '&amp;',
  ],
];
/** Above markdown-it's nesting limit. */
const MANY = 400;

function textOf(dice: Dice): string {
  const length = dice.chance(0.05) ? MANY : 1 + dice.below(40);
  const share = dice.chance(0.3) ? 0.6 : 0.2;
  const pieces = Array.from({ length }, () => dice.of(dice.chance(share) ? BRACKETS : PIECES));
  return `${pieces.join('')}\n\n[b]: /x\n\n[^1]: note\n`;
}

it('finds the same links as markdown-it in 3,000 random texts', () => {
  const make = () => createMarkdownIt({ html: true }).use(footnotes);
  const [theirs, ours] = [make(), make().use(linkLabels)];
  let links = 0;
  for (let seed = 0; seed < 3_000; seed++) {
    const text = textOf(new Dice(seed));
    const html = theirs.render(text);
    assert.equal(ours.render(text), html, `seed ${seed}: ${JSON.stringify(text)}`);
    links += html.split('<a ').length - 1;
  }
  assert.ok(links > 3_000, `${links}`);
});
