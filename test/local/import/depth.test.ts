import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isTooDeep } from '../../../lambda/local/import/depth.ts';
import { Html } from '../../../lambda/local/import/dom.ts';

it('a text stays HTML if more than 50 elements are left open in a paragraph', () => {
  const leftOpen = (most: number) => `<p>${Array.from({ length: most }, (_, index) => `<font color="${index}">`).join('')}Text</p>`;
  assert.equal(isTooDeep(leftOpen(50)), false);
  assert.equal(isTooDeep(leftOpen(51)), true);
});

it('a page is refused with its name if elements are nested more than 25,000 deep', () => {
  const nested = (levels: number) => new Html(`${'<b>'.repeat(levels)}Text`, 'posts/a.html');
  const page = nested(25_000);
  assert.equal(page.textOf(page.find('b', '')), 'Text');
  assert.throws(() => nested(25_001), /^Error: posts\/a\.html: elements nested more than 25000 deep/);
});
