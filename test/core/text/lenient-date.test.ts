import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Generator } from '../../../lambda/core/model.ts';
import { parseDateAs } from '../../../lambda/core/text/lenient-date.ts';

/** Expected: Ruby 3.1's `Time.parse` in Asia/Tokyo, which Jekyll uses; undefined where it fails or the day does not exist. */
const RUBY: Record<string, string | undefined> = {
  '2023-01-29 18:30:22 2023 -0800': '2023-01-29T09:30:22Z',
  '2023-01-29 18:30:22 -0800 2023': '2023-01-30T02:30:22Z',
  '2023-01-29 18:30:22 PST': '2023-01-30T02:30:22Z',
  '2023-01-29 18:30:22 -0800 PST': '2023-01-30T02:30:22Z',
  '2023-01-29 18:30:22 AEST': '2023-01-29T09:30:22Z',
  '2023-01-29 18:30 Europe/Berlin': '2023-01-29T09:30:00Z',
  '2023-01-29 at 18:30 EST': '2023-01-29T23:30:00Z',
  '2023-01-29 18:30 +1': '2023-01-29T09:30:00Z',
  '2023-01-29 18:30 Uhr': '2023-01-29T09:30:00Z',
  '2023-01-29 6pm': '2023-01-29T09:00:00Z',
  '2023-01-29 6:30:00PM': '2023-01-29T09:30:00Z',
  '2023-01-29 18h30': '2023-01-29T09:30:00Z',
  '2023-01-29,18:30': '2023-01-29T09:30:00Z',
  '2023-01-29_18:30': '2023-01-29T09:30:00Z',
  '20230129': '2023-01-28T15:00:00Z',
  '20230129 18:30': '2023-01-29T09:30:00Z',
  '20230129T1830': '2023-01-29T09:30:00Z',
  '20230129T183022Z': '2023-01-29T18:30:22Z',
  '29/01/2023': '2023-01-28T15:00:00Z',
  '29.01.2023': '2023-01-28T15:00:00Z',
  '29th January 2023 at 6pm': '2023-01-29T09:00:00Z',
  'Sunday, 29. Januar 2023': '2023-01-28T15:00:00Z',
  'Jan 29, 2023 at 6:30pm': '2023-01-29T09:30:00Z',
  'Sun Jan 29 18:30:22 -0800 2023': '2023-01-30T02:30:22Z',
  '2023 Jan 29': '2023-01-28T15:00:00Z',
  '01/29/2023': undefined,
  '2023-01-29 25:00': undefined,
  '2023-02-31 at 6pm': undefined,
  tomorrow: undefined,
  '2023-01': undefined,
};

const instant = (text: string | undefined) => (text === undefined ? undefined : new Date(text).toISOString());

for (const [text, expected] of Object.entries(RUBY))
  it(`Jekyll: ${text}`, () => assert.equal(parseDateAs('jekyll', text, 'Asia/Tokyo'), instant(expected)));

/** Expected: Node's `new Date` in UTC. */
for (const text of ['07/08/2022', '7/8/2022 10:00', '12/31/2022'])
  it(`Astro: ${text}`, () => assert.equal(parseDateAs('astro', text, 'UTC'), instant(`${text} UTC`)));

it('accepts each form only for its own generator', () => {
  for (const generator of ['hugo', 'zola', 'eleventy', 'linefeed'] as Generator[])
    for (const text of ['29/01/2023', '07/08/2022', '2023-01-29 6pm', 20230129])
      assert.equal(parseDateAs(generator, text, 'UTC'), undefined, `${generator} ${text}`);
  assert.equal(parseDateAs('hugo', '2023-01-29 18:30:22 -0800 PST', 'UTC'), instant('2023-01-29T18:30:22-08:00'));
  assert.equal(parseDateAs('jekyll', 20230129, 'UTC'), instant('2023-01-29'));
  assert.equal(parseDateAs('jekyll', `2023-01-29 6pm${' '.repeat(100_000)}`, 'UTC'), undefined);
});
