import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Generator, Site } from '../../../lambda/core/model.ts';
import { read, SITE } from './reading.ts';

/** Without an address, the file is not a post. The date is given if it comes from the path. */
type Row = [key: string, lines: string[], address: string | undefined, date?: string];

const LAYOUTS: Partial<Record<Generator, Partial<Site>>> = {
  hugo: { permalink: '/:sections/:slugorfilename/', permalinks: { notes: '/p/:year/:slug' } },
  zola: { permalink: '/:sections/:slug/', languages: { fr: { language: 'fr', path: 'fr/' } } },
  eleventy: { permalink: '/:sections/:path/', roots: ['content', 'src', 'src/content'] },
  astro: { permalink: '/:sections/:path/', roots: ['src/content', 'src/data', 'src/pages'] },
};

const D = 'date: 2026-07-08';
const slug = 'permalink: "blog/{{ page.fileSlug }}/index.html"';

const ADDRESSES: Partial<Record<Generator, Row[]>> = {
  // Hugo 0.111.3, run on these files.
  hugo: [
    ['content/posts/b.md', [D, 'url: v/w'], 'v/w/'],
    ['content/posts/g.md', [D, 'url: /g/g.html'], 'g/g.html'],
    ['content/notes/c.md', [D], 'p/2026/c/'],
  ],
  // `Page::parse` and its tests in components/content/src/page.rs of getzola/zola; dates of folders are a Linefeed extension.
  zola: [
    ['content/a.md', ['path: inside/2026/01/02/run'], 'inside/2026/01/02/run/', '2026-01-02'],
    ['content/a.md', ['path: /inside/2026/1/2/run/'], 'inside/2026/1/2/run/', '2026-01-02'],
    ['content/a.md', [D, 'path: deep/walk'], 'deep/walk/'],
    ['content/a.md', [D, 'path: /hello-world'], 'hello-world/'],
    ['content/a.fr.md', [D, 'path: deep/walk'], 'deep/walk/'],
    ['content/a.fr.md', [D], 'fr/a/'],
    ['content/blog/2026/01/02/run.md', ['title: A'], 'blog/2026/01/02/run/', '2026-01-02'],
    ['content/blog/2018-10-12_hello.md', ['title: A'], 'blog/hello/', '2018-10-12'],
    ['content/blog/2018-10-12T00:00:00Z-hello.md', ['title: A'], 'blog/hello/', '2018-10-12'],
    ['content/blog/2018-10-12 - hello.md', ['title: A'], 'blog/hello/', '2018-10-12'],
    ['content/blog/2018-10-12.md', ['title: A'], 'blog/2018-10-12/', '2018-10-12'],
    ['content/blog/2018-1-2-hello.md', ['title: A'], undefined],
    ['content/a.md', ['path: deep/walk'], undefined],
    ['content/2026/13/45/a.md', ['title: A'], undefined],
  ],
  // Eleventy 3.1.8, run on these files.
  eleventy: [
    ['posts/alpha/2026-01-01-index.md', [slug], 'blog/alpha/', '2026-01-01'],
    ['posts/2026-01-07-fs.md', [slug], 'blog/fs/', '2026-01-07'],
    ['posts/2026-01-03-dirdated/index.md', [slug], 'blog/dirdated/', '2026-01-03'],
    ['posts/2026-01-05/day.md', [], 'posts/2026-01-05/day/', '2026-01-05'],
    ['posts/2026-01-02-plain.md', [], 'posts/2026-01-02-plain/', '2026-01-02'],
    ['posts/beta/2026-01-01-beta.md', [], 'posts/beta/2026-01-01-beta/', '2026-01-01'],
    ['posts/x-2026-01-09-mid.md', [slug], 'blog/mid/', '2026-01-09'],
    ['posts/1234-56-78.md', [], undefined],
    ['posts/2026-01-10.md', [], 'posts/2026-01-10/', '2026-01-10'],
    ['posts/2026-01-03-dirdated/index.md', [], 'posts/2026-01-03-dirdated/', '2026-01-03'],
    ['posts/My Post.md', [D], 'posts/My%20Post/'],
    ['content/blog/fourthpost/fourthpost.md', [D], 'blog/fourthpost/'],
    ['posts/fourthpost/fourthpost/index.md', [D], 'posts/fourthpost/fourthpost/'],
    ['index.md', [D], ''],
    ['posts/p4.md', [D, 'permalink: /a/p4/index.html'], 'a/p4/'],
    ['posts/p1.md', [D, 'permalink: /a/b.html'], 'a/b.html'],
    ['posts/p6.md', [D, 'permalink: "/{{ page.filePathStem }}.html"'], 'posts/p6.html'],
    ['posts/p5.md', [D, 'title: "It\'s \\"B & C\\" — no"', 'slug: q', 'permalink: "/{{ slug }}/x/"'], 'q/x/'],
    ['posts/p5.md', [D, 'title: "It\'s B & fooBar\'s"', 'permalink: "/{{ title | slugify }}/x/"'], 'its-b-and-foobars/x/'],
    ['posts/p7.md', [D, 'permalink: "/{{ page.date | date: \'%Y/%-m/%d\' }}/{{ page.fileSlug }}/"'], '2026/7/08/p7/'],
  ],
  // github-slugger 2.0.0, which Astro 5.18 uses for ids.
  astro: [
    ['src/content/blog/My Post.md', [D], 'blog/my-post/'],
    ['src/content/blog/v1.2-release.md', [D], 'blog/v12-release/'],
    ['src/content/blog/2026-01-01-Hello_World.md', [D], 'blog/2026-01-01-hello_world/'],
    ['src/content/blog/C++ & co.md', [D], 'blog/c--co/'],
    ['src/content/blog/2026/x.md', [D, 'slug: walks/y'], 'blog/walks/y/'],
    ['src/content/blog/it’s Größe.md', [D], 'blog/its-gr%C3%B6%C3%9Fe/'],
  ],
};

for (const [generator, rows] of Object.entries(ADDRESSES) as [Generator, Row[]][]) {
  describe(`addresses of ${generator}`, () => {
    for (const [key, lines, address, date] of rows) {
      it(`${key} ${lines.join(', ')}`, async () => {
        const site = { ...LAYOUTS[generator], generator, timezone: 'UTC' };
        const reading = await read(`---\n${lines.join('\n')}\n---\nText\n`, site, key);
        if (address === undefined) {
          assert.equal(reading.kind, 'ignored');
          return;
        }
        assert.ok(reading.kind === 'post', JSON.stringify(reading));
        assert.equal(reading.post.link, SITE.link + address);
        assert.equal(reading.post.published.slice(0, 10), date ?? '2026-07-08');
      });
    }
  });
}

it('Eleventy: rejects an unsupported template, and a title that needs transliteration', async () => {
  for (const template of [
    '/{{ x }}/',
    '/{% if a %}b{% endif %}/',
    '/{{ title | shout }}/',
    '/{{ page.date }}/',
    '/{{ title | slugify }}/',
  ]) {
    const reading = await read(`---\n${D}\ntitle: Größe\npermalink: "${template}"\n---\n`, { generator: 'eleventy' }, 'posts/a.md');
    assert.match(reading.kind === 'refused' ? (reading.problems[0]?.message ?? '') : reading.kind, /^permalink: expected a path/, template);
  }
});
