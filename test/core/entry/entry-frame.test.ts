import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import { type EntryResult, makeEntries } from '../../../lambda/core/entry/entry.ts';
import { frameProblems } from '../../../lambda/core/entry/entry-frame.ts';
import type { Site } from '../../../lambda/core/model.ts';
import { entryJob } from '../../support/entry-job.ts';
import { render } from '../feed/documents.ts';
import { SITE, yaml } from '../post/reading.ts';

const made = async (own: Partial<Site>, ...lines: string[]): Promise<EntryResult> => {
  const [result] = await makeEntries([await entryJob(yaml(...lines), 0, { ...SITE, ...own })]);
  assert.ok(result);
  return result;
};

const TITLED = ['title: Vec<T> & "co"', 'date: 2026-03-01', 'author: {name: Ada, email: ada@b.example}', 'tags: [x, y]', 'mood: calm'];

describe('entryHeader and entryFooter', () => {
  it('have access to the entry, its front matter and the site, and appear in all formats', async () => {
    const entryHeader =
      '<p>{{ entry.author }} on {{ entry.date | date: "%Y-%m-%d" }}: {{ entry.tags | join: ", " }}, {{ page.mood }}, {{ site.title }}</p>';
    const entryFooter =
      '<a href="mailto:a@b.example?subject={{ entry.title | url_encode }}">{{ entry.title | escape }}</a> <a href="{{ entry.url }}">site</a>';
    const { entry, problems } = await made({ entryHeader, entryFooter }, ...TITLED);
    const expected = [
      `<p>Ada on 2026-03-01: x, y, calm, ${SITE.variables.title ?? ''}</p>`,
      '<p>Text</p>',
      `<a href="mailto:a@b.example?subject=Vec%3CT%3E+%26+%22co%22">Vec&lt;T&gt; &amp; "co"</a> <a href="${entry.link}">site</a>`,
    ].join('\n');
    assert.deepEqual([entry.html, entry.summary, problems], [expected, 'Text', []]);
    const own = { entries: [entry] };
    assert.equal(parseRssFeed(render('rss', own)).items?.[0]?.content?.encoded, expected);
    assert.equal(parseAtomFeed(render('atom', own)).entries?.[0]?.content?.value, expected);
    assert.equal(parseJsonFeed(render('json', own)).items?.[0]?.content_html, expected);
    assert.doesNotMatch(render('atom', { ...own, content: 'summary' }), /mailto/);
  });

  it('are sanitized like the entry', async () => {
    const entryFooter =
      '<script>x</script><p onclick="x" id="a"><a href="javascript:x">y</a><img src="b.png">{% comment %}z{% endcomment %}</p>';
    const { entry } = await made({ entryFooter }, ...TITLED);
    assert.doesNotMatch(entry.html, /script|onclick|z/);
    assert.match(entry.html, new RegExp(`<img src="${entry.link}b.png"`));
  });

  it('do not count as content: changing the footer does not change the content digest', async () => {
    const [plain, one, other] = [await made({}), await made({ entryFooter: '<p>One</p>' }), await made({ entryFooter: '<p>Two</p>' })];
    assert.deepEqual([one.contentDigest, other.contentDigest], [plain.contentDigest, plain.contentDigest]);
    assert.notEqual(one.hash, other.hash);
  });

  it('are removed with a warning when they exceed a limit, and the post remains', async () => {
    for (const [entryFooter, limits, message] of [
      [
        '{% for i in (1..2000) %}{% for j in (1..2000) %}x{% endfor %}{% endfor %}',
        undefined,
        /^entryFooter: Liquid: the template takes more than 100000 steps/,
      ],
      [`<p>${'x'.repeat(900)}</p>`, { body: 918 }, /would be too long/],
      ['{{ entry.summary | markdownify }}', { body: 12 }, /characters in the body|too long/],
    ] as const) {
      const { entry, problems } = await made({ entryFooter, ...(limits && { limits }) }, ...TITLED);
      assert.equal(entry.html, '<p>Text</p>');
      assert.deepEqual(
        problems.map(({ severity }) => severity),
        ['warning'],
      );
      assert.match(problems[0]?.message ?? '', message);
    }
  });

  it('are checked with the configuration', async () => {
    assert.deepEqual(await frameProblems({ ...SITE, entryHeader: '<p>{{ entry.title }}</p>', entryFooter: '{{ page.x }}' }), []);
    const found = await frameProblems({ ...SITE, entryHeader: '<p>\n{% if %}', entryFooter: '{{ entry.title | upcas' });
    assert.deepEqual(
      found.map(({ part }) => part),
      ['entryHeader', 'entryFooter'],
    );
    assert.match(found[0]?.message ?? '', /^line 2, column \d+: Liquid: /);
  });
});
