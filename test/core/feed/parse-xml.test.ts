import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parseXml } from '../../../lambda/core/feed/parse-xml.ts';

const nested = (count: number) => `<rss>\n${'<x>'.repeat(count)}${'</x>'.repeat(count)}</rss>`;

it('refuses elements that are nested too deeply, at the first of them', () => {
  let count = 0;
  const opentag = () => {
    count += 1;
  };
  assert.throws(() => parseXml(nested(200_000), { opentag }, true), /^Error: 2:768: elements nested more than 256 deep$/);
  assert.equal(count, 256);
  assert.doesNotThrow(() => parseXml(nested(255), { opentag }));
});

it('allows more elements that are not in one another', () => {
  const opentag = () => {};
  assert.doesNotThrow(() => parseXml(`<rss>${'<x/><y></y>'.repeat(1_000)}</rss>`, { opentag }));
});
