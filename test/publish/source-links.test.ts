import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Bench, contentOf, hrefs } from './blog.ts';

const own = (generator: string, ...lines: string[]) => ({
  'linefeed.yaml': ['title: T', 'link: https://b.example/', `generator: ${generator}`, ...lines].join('\n'),
});
const post = (title: string, body = `A text about ${title}, told at some length.`) =>
  `---\ntitle: ${title}\ndate: 2026-01-01\n---\n\n${body}\n`;

/** Files, the key of the post with the links, and its links with their expected addresses. */
const BLOGS: Record<string, [files: Record<string, string>, key: string, links: Record<string, string>]> = {
  // As jekyll-relative-links 0.6.1, which leaves `.html`, titles and HTML unchanged.
  jekyll: [
    {
      '_config.yml': 'title: T\nurl: https://b.example\n',
      '_posts/2026-01-01-one.md': post('One'),
      '_posts/sub/2026-01-03-three.md': post('Three'),
    },
    '_posts/2026-01-02-two.md',
    {
      '2026-01-01-one.md': '2026/01/01/one.html',
      './2026-01-01-one.md#x': '2026/01/01/one.html#x',
      'sub/2026-01-03-three.md': '2026/01/01/three.html',
      '/_posts/2026-01-01-one.md': '2026/01/01/one.html',
      '2026-01-01-one.html': '2026/01/01/one.html',
    },
  ],
  hugo: [
    {
      'hugo.toml': 'title = "T"\nbaseURL = "https://b.example"\n',
      'content/posts/one.md': post('One'),
      'content/notes/other/index.md': post('Other'),
    },
    'content/posts/two/index.md',
    {
      '../one.md': 'posts/one/',
      '../../notes/other/index.md#a': 'notes/other/#a',
      '/posts/one.md': 'posts/one/',
      'posts/one.md': 'posts/one/',
      '../one.html': 'posts/one/',
    },
  ],
  zola: [
    { 'zola.toml': 'title = "T"\nbase_url = "https://b.example"\n', 'content/blog/2026-01-01-one.md': post('One') },
    'content/blog/two.md',
    { '@/blog/2026-01-01-one.md': 'blog/one/', '2026-01-01-one.md': 'blog/one/', './2026-01-01-one.md': 'blog/one/' },
  ],
  eleventy: [
    { ...own('eleventy'), 'posts/one.md': post('One'), 'posts/My Post.md': post('Mine') },
    'posts/two.md',
    {
      'one.md': 'posts/one/',
      '/posts/one.md': 'posts/one/',
      'one.html': 'posts/one/',
      'My%20Post.md': 'posts/My%20Post/',
      // Tags of the blog's own.
      '{% ref "one.md" %}': 'posts/one/',
      " {%- postLink './posts/one.md' -%} ": 'posts/one/',
      '{% ref "one.md" %}#x': 'posts/one/#x',
    },
  ],
  astro: [
    { ...own('astro'), 'src/content/blog/One.md': post('One'), 'src/content/notes/x.mdx': post('X') },
    'src/content/blog/two.md',
    {
      './One.md': 'blog/one/',
      'src/content/blog/One.md': 'blog/one/',
      '/src/content/blog/One.md': 'blog/one/',
      '../notes/x.mdx?a=b': 'notes/x/?a=b',
    },
  ],
  obsidian: [
    { ...own('obsidian'), 'Essays/On Moss.md': post('Moss'), 'Deep/In/Roots.md': post('Roots') },
    'Essays/Two.md',
    {
      'On%20Moss.md': 'Essays/On-Moss/',
      'On%20Moss': 'Essays/On-Moss/',
      'Roots.md': 'Deep/In/Roots/',
      '../Deep/In/Roots': 'Deep/In/Roots/',
    },
  ],
  wordpress: [{ ...own('wordpress', 'permalink: /:slug/'), 'posts/one.md': post('One') }, 'posts/two.md', { 'one.md': 'one/' }],
  linefeed: [
    { ...own('linefeed', 'permalink: /:slug/'), 'posts/one.md': post('One') },
    'posts/two.md',
    { 'one.md': 'one/', 'one.html': 'one/' },
  ],
};

describe('a link by the path of a file', () => {
  for (const [generator, [files, key, links]] of Object.entries(BLOGS)) {
    it(`leads to the post: ${generator}`, async () => {
      const body = Object.keys(links)
        .map((href, index) => `[${index}](${href})`)
        .join(' ');
      const bench = await Bench.published({ ...files, [key]: post('Two', body) });
      assert.deepEqual(
        hrefs(await contentOf(bench, 'Two')),
        Object.values(links).map((path) => `https://b.example/${path}`),
      );
      assert.deepEqual((await bench.catalog()).posts[key]?.problems, []);
    });
  }

  const HUGO = BLOGS.hugo?.[0] ?? {};

  it('is resolved in any form of Markdown and HTML, but not in code or on another site', async () => {
    const body =
      '[a][r] [b](<../one.md> "t") <a href="../one.md">c</a> [d](https://x.example/one.md) `[e](../one.md)` [f](#g)\n\n[r]: ../one.md\n';
    const bench = await Bench.published({ ...HUGO, 'content/posts/two/index.md': post('Two', body) });
    const one = 'https://b.example/posts/one/';
    assert.deepEqual(hrefs(await contentOf(bench, 'Two')), [one, one, one, 'https://x.example/one.md', 'https://b.example/posts/two/#g']);
  });

  it('leads to the translation in its language, if there is one', async () => {
    const config = `${HUGO['hugo.toml']}[languages.en]\nweight = 1\n[languages.de]\nweight = 2\n`;
    const files = { ...HUGO, 'hugo.toml': config, 'content/posts/one.de.md': post('Eins') };
    const bench = await Bench.published({ ...files, 'content/posts/two.de.md': post('Zwei', '[a](one.md) [b](../notes/other/index.md)') });
    const [item] = (await bench.items('lang/de/feed.json')).filter(({ title }) => title === 'Zwei');
    assert.deepEqual(hrefs(item?.content_html), ['https://b.example/de/posts/one/', 'https://b.example/notes/other/']);
  });

  it('is updated when the post appears later or moves', async () => {
    const bench = await Bench.published({ ...HUGO, 'content/posts/two.md': post('Two', '[a](later.md) [b](one.md)') });
    assert.deepEqual(hrefs(await contentOf(bench, 'Two')), ['https://b.example/posts/two/later.md', 'https://b.example/posts/one/']);
    await bench.change({
      'content/posts/later.md': post('Later'),
      'content/posts/one.md': post('One').replace('date', 'slug: first\ndate'),
    });
    await bench.all();
    assert.deepEqual(hrefs(await contentOf(bench, 'Two')), ['https://b.example/posts/later/', 'https://b.example/posts/first/']);
  });

  it('that matches no post stays, with a warning that suggests the post of that name elsewhere', async () => {
    const body = '[a](lost.md) [b](../other/one.md) [c](lost.html) [d](../../../out.md)';
    const bench = await Bench.published({ ...HUGO, 'content/posts/two.md': post('Two', body) });
    assert.deepEqual(
      (await bench.catalog()).posts['content/posts/two.md']?.problems.map(({ line, column, message }) => `${line}:${column}: ${message}`),
      [
        '6:5: lost.md: no live post or page has this path; the link stays as it is; correct the path or publish that post',
        '6:18: ../other/one.md: no live post or page has this path; the link stays as it is; did you mean https://b.example/posts/one/? correct the path or publish that post',
      ],
    );
    assert.equal(hrefs(await contentOf(bench, 'Two'))[2], 'https://b.example/posts/two/lost.html');
  });

  it('never refuses a post, whatever their number', async () => {
    const links = Array.from({ length: 3_000 }, (_, index) => `[${index}](a-rather-long-name-of-a-post-that-does-not-exist-${index}.md)`);
    const bench = await Bench.published({ ...HUGO, 'content/posts/two.md': post('Two', `[x](one.md) ${links.join(' ')}`) });
    assert.equal(hrefs(await contentOf(bench, 'Two'))[0], 'https://b.example/posts/one/');
  });
});

const sources = (html = '') => [...html.matchAll(/ src="([^"]*)"/g)].map(([, src]) => src);

describe('a picture by the path of its file', () => {
  it('is a warning in Astro, which renames it, once for each path', async () => {
    const body = '![a](./pic.png) ![b](../../assets/y.png) ![a](./pic.png) ![c](/c.png) ![d](https://x.example/d.png) ![e](~/assets/e.png)';
    const bench = await Bench.published({ ...own('astro'), 'src/content/blog/two.md': post('Two', body) });
    const problems = (await bench.catalog()).posts['src/content/blog/two.md']?.problems ?? [];
    assert.match(problems[0]?.message ?? '', /; write media: copy into linefeed\.yaml, or put it into public, /);
    assert.deepEqual(
      problems.map(({ line, column, message }) => `${line}:${column}: ${message.split(',')[0]}`),
      [
        '6:6: ./pic.png: Astro publishes this picture under another name',
        '6:22: ../../assets/y.png: Astro publishes this picture under another name',
        '6:106: ~/assets/e.png: Astro publishes this picture under another name',
      ],
    );
  });

  /** `transformLink` of quartz/util/path.ts: a path in the vault, from its root. */
  it('has its path in the vault in Quartz', async () => {
    const config = 'const config = { configuration: { pageTitle: "T", baseUrl: "b.example/notes" } }\nexport default config\n';
    const body = '![[Files/My Pic.png|300]] ![[pic.png]] ![[./Files/a&b.mp3]] ![[/Files/c.mp4]]';
    const bench = await Bench.published({ 'quartz.config.ts': config, 'content/Essays/Two.md': post('Two', body) });
    assert.deepEqual(
      sources(await contentOf(bench, 'Two')),
      ['Files/My-Pic.png', 'pic.png', 'Files/a-and-b.mp3', 'Files/c.mp4'].map((path) => `https://b.example/notes/${path}`),
    );
  });

  it('has its address on the site: beside a bundle in Hugo and Zola, below the base URL in Jekyll', async () => {
    const hugo = await Bench.published({
      ...BLOGS.hugo?.[0],
      'content/posts/two/index.md': post('Two', '![a](pic.png) ![b](./b.png) ![c](/c.png)'),
    });
    assert.deepEqual(
      sources(await contentOf(hugo, 'Two')),
      ['posts/two/pic.png', 'posts/two/b.png', 'c.png'].map((path) => `https://b.example/${path}`),
    );
    const zola = await Bench.published({ ...BLOGS.zola?.[0], 'content/blog/two/index.md': post('Two', '![a](pic.png)') });
    assert.deepEqual(sources(await contentOf(zola, 'Two')), ['https://b.example/blog/two/pic.png']);
    const body =
      "![a]({{ site.baseurl }}/a.png) ![b]({{ '/b.png' | relative_url }}) ![c]({{ 'c.png' | absolute_url }}) ![d]({{ site.url }}{{ site.baseurl }}/d.png)";
    const config = 'title: T\nurl: https://b.example\nbaseurl: /log\n';
    const jekyll = await Bench.published({ '_config.yml': config, '_posts/2026-01-02-two.md': post('Two', body) });
    assert.deepEqual(
      sources(await contentOf(jekyll, 'Two')),
      ['a', 'b', 'c', 'd'].map((name) => `https://b.example/log/${name}.png`),
    );
  });
});
