import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { jekyllIdPath, permalink, unknownTokens } from '../../../lambda/core/post/permalink.ts';
import type { Address } from '../../../lambda/core/post/permalink-tokens.ts';

const ADDRESS: Address = {
  generator: 'jekyll',
  published: '2026-03-01T23:30:05.000Z',
  slug: 'My_Post',
  title: 'My post, really',
  categories: ['Über uns', 'C#'],
  section: 'notes/2026/spring',
  fileName: '2026-03-01-My_Post',
};
const at = (template: string, more: Partial<Address> = {}, timezone = 'UTC') => permalink(template, { ...ADDRESS, ...more }, timezone);

const CATEGORIES = '%C3%BCber%20uns/c%23';
const JEKYLL: Record<string, string> = {
  date: `${CATEGORIES}/2026/03/01/My_Post.html`,
  pretty: `${CATEGORIES}/2026/03/01/My_Post/`,
  ordinal: `${CATEGORIES}/2026/060/My_Post.html`,
  weekdate: `${CATEGORIES}/2026/W09/Sun/My_Post.html`,
  none: `${CATEGORIES}/My_Post.html`,
  '/:year-:short_year/:month/:i_month/:short_month/:long_month/': '2026-26/03/3/Mar/March/',
  '/:day/:i_day/:y_day/:w_year/:week/:w_day/:short_day/:long_day': '01/1/060/2026/09/7/Sun/Sunday',
  '/:hour:minute:second/:slug:output_ext': '233005/my-post.html',
  '/:slugified_categories/:title': '%C3%BCber-uns/c/My_Post',
  '/:collection/:name/:path/': 'posts/2026-03-01-my-post/notes/2026/spring/2026-03-01-My_Post/',
  'no/slash/:title': 'no/slash/My_Post',
  '//a///:title//': 'a/My_Post/',
};

for (const [template, path] of Object.entries(JEKYLL)) test(`Jekyll: ${template}`, () => assert.equal(at(template), path));

const HUGO: Record<string, string> = {
  '/:sections/:slugorfilename/': 'notes/2026/spring/my_post/',
  '/:sections/:slugorcontentbasename/': 'notes/2026/spring/my_post/',
  '/:section/:title/': 'notes/my-post-really/',
  '/:sections[1:]/:slug/': '2026/spring/my_post/',
  '/:sections[0]/:sections[last]/:slug/': 'notes/spring/my_post/',
  '/:sections[:last]/:slug/': 'notes/2026/my_post/',
  '/:year/:monthname/:weekday/:weekdayname/:yearday/:filename/': '2026/March/0/Sunday/60/2026-03-01-my_post/',
  '/:sections[9:]/:contentbasename/': '2026-03-01-my_post/',
};

for (const [template, path] of Object.entries(HUGO))
  test(`Hugo: ${template}`, () => assert.equal(at(template, { generator: 'hugo' }), path));

test("uses the day in the site's time zone", () => {
  assert.equal(at('/:year/:month/:day/', {}, 'Europe/Zurich'), '2026/03/02/');
  assert.equal(at('/:w_year/:week/', { published: '2027-01-01T12:00:00.000Z' }), '2026/53/');
  assert.equal(at('/:y_day', { published: '2028-12-31T12:00:00.000Z' }), '366');
});

const SLUGS: [string, string][] = [
  ['100% sure', '100-sure'],
  ['a#b?c', 'a-b-c'],
  ['C++ & C', 'C++-&-C'],
  ['日本語', '%E6%97%A5%E6%9C%AC%E8%AA%9E'],
  ['café', 'caf%C3%A9'],
  ['a.b', 'a.b'],
  ['///', 'my-post-really'],
];

for (const [slug, part] of SLUGS) test(`slug in a path: ${slug}`, () => assert.equal(at('/:title/', { slug }), `${part}/`));

test('keeps percent-encoding that the author wrote, and encodes a bare %', () => {
  assert.equal(at('/caf%C3%A9/100%/a b/#top?x=1'), 'caf%C3%A9/100%25/a%20b/%23top%3Fx=1');
});

test('categories: removes duplicates; without categories nothing remains', () => {
  assert.equal(at('none', { categories: ['A', 'a', 'B'] }), 'a/b/My_Post.html');
  assert.equal(at('pretty', { categories: [] }), '2026/03/01/My_Post/');
});

test('reports unknown tokens, and keeps them unchanged', () => {
  assert.deepEqual(unknownTokens('/:year/:foo/:constructor/'), ['foo', 'constructor']);
  assert.deepEqual(unknownTokens('pretty'), []);
  assert.equal(at('/:foo/:constructor'), ':foo/:constructor');
  assert.equal(at('toString'), 'toString');
});

test("Jekyll's id is the link's folder and the slug as written", () => {
  assert.equal(jekyllIdPath('2026/03/01/my-post/', 'My_Post & co'), '2026/03/01/My_Post%20&%20co');
  assert.equal(jekyllIdPath('my-post.html', 'my-post'), 'my-post');
});

test('no permalink leaves its site', () => {
  const hostile = fc.array(
    fc.constantFrom(
      '..',
      '.',
      '/',
      '\\',
      '%2e',
      '%2E%2e',
      '%',
      ':',
      'javascript:',
      'http:',
      '@',
      '\t',
      '#',
      '?',
      ':title',
      'a',
      '%5c',
      '\u0000',
    ),
    {
      maxLength: 10,
    },
  );
  fc.assert(
    fc.property(hostile, hostile, fc.constantFrom('jekyll', 'hugo'), (template, slug, generator) => {
      const text = slug.join('');
      const path = permalink(
        template.join(''),
        { ...ADDRESS, generator, slug: text, title: text, section: text, categories: [text] },
        'UTC',
      );
      const url = new URL(`https://blog.example/sub/${path}`);
      assert.equal(url.href, `https://blog.example/sub/${path}`);
    }),
    { seed: 20260305, numRuns: 3_000 },
  );
});
