/** Links by the paths of files that are no posts. The addresses are those of Jekyll 4.3.1, Hugo 0.111.3, Zola 0.22.0 and Eleventy 3.1.8. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { listAll, type StoredObject } from '../../lambda/stores/store.ts';
import { Bench, contentOf, hrefs } from './blog.ts';

const own = (generator: string) => ({ 'linefeed.yaml': `title: T\nlink: https://b.example/\ngenerator: ${generator}\n` });
const PAGE = '---\ntitle: P\n---\ntext\n';
const ZOLA = '+++\ntitle = "P"\n+++\ntext\n';
const page = (...lines: string[]) => `---\n${lines.join('\n')}\n---\ntext\n`;
const post = (title: string, body = `A text about ${title}, told at some length.`) =>
  `---\ntitle: ${title}\ndate: 2026-01-01\n---\n\n${body}\n`;

interface Blog {
  files: Record<string, string>;
  /** Of the post with the links. */
  key: string;
  /** As they are written, with the address; undefined for a link that must not lead there. */
  links: Record<string, string | undefined>;
}

const JEKYLL = {
  'about.md': PAGE,
  'docs/index.md': PAGE,
  'docs/deep.html': PAGE,
  'index.html': PAGE,
  '_tools/saw.md': PAGE,
  '_fixed/in/Plane.md': PAGE,
  '_private/x.md': PAGE,
  'old/gone.md': PAGE,
  'sub/by.md': PAGE,
  'own.md': page('permalink: /own/place/'),
  'hidden.md': page('published: false'),
  'plain.html': '<p>text</p>\n',
  'plain.md': 'text\n',
  'My Page.md': PAGE,
  '_tools/future.md': page('date: 2999-01-01'),
  'broken.md': '---\ntitle: [\n---\n',
};

const jekyll = (permalink: string, end: string, folderEnd = end): Blog => ({
  files: {
    ...JEKYLL,
    '_config.yml': `title: T
url: https://b.example
permalink: ${permalink}
exclude: [old]
collections:
  tools: { output: true }
  fixed: { output: true, permalink: "/f/:path/" }
  private: {}
defaults:
  - { scope: { path: sub, type: pages }, values: { permalink: /moved/by/ } }
  - { scope: { path: "", type: posts }, values: { permalink: /posts/own/ } }
`,
  },
  key: '_posts/2026-01-02-two.md',
  links: {
    '{% link about.md %}': `about${end}`,
    '{% link /docs/index.md %}': 'docs/',
    '{% link docs/deep.html %}': `docs/deep${end}`,
    '{% link index.html %}': '',
    '{% link _tools/saw.md %}': `tools/saw${folderEnd}`,
    '{% link _fixed/in/Plane.md %}': 'f/in/Plane/',
    '{% link own.md %}#x': 'own/place/#x',
    '{% link sub/by.md %}': 'moved/by/',
    '{% link plain.html %}': 'plain.html',
    '{% link plain.md %}': 'plain.md',
    '{% link assets/x.pdf %}': 'assets/x.pdf',
    '{% link css/a.scss %}': 'css/a.css',
    '<{% link My Page.md %}>': `My%20Page${end}`,
    // As jekyll-relative-links.
    '../about.md': `about${end}`,
    '{% link hidden.md %}': undefined,
    '{% link old/gone.md %}': undefined,
    '{% link _private/x.md %}': undefined,
    '{% link _tools/future.md %}': undefined,
    '{% link broken.md %}': undefined,
  },
});

const BLOGS: Record<string, Blog> = {
  'jekyll, date': jekyll('date', '.html'),
  'jekyll, pretty': jekyll('pretty', '/'),
  'jekyll, own template': jekyll('/blog/:title', ''),
  'jekyll, own template with a slash': jekyll('/:title/', '/'),
  'jekyll, weekdate': jekyll('weekdate', ''),
  hugo: {
    files: {
      'hugo.toml': `title = "T"
baseURL = "https://b.example/"
[params]
mainSections = ["posts"]
[languages.en]
weight = 1
[languages.de]
weight = 2
`,
      'content/_index.md': PAGE,
      'content/about.md': PAGE,
      'content/about.de.md': PAGE,
      'content/guide/_index.md': PAGE,
      'content/guide/_index.de.md': PAGE,
      'content/guide/deep/_index.md': PAGE,
      'content/guide/deep/My Page.md': PAGE,
      'content/guide/set-up/index.md': PAGE,
      'content/guide/own.md': page('url: /own/place/'),
      'content/guide/slugged.md': page('slug: other'),
      'content/guide/secret.md': page('draft: true'),
      'content/guide/never.md': page('build:', '  render: never'),
      'content/posts/bundle/index.md': post('Bundle'),
      'content/posts/bundle/part.md': PAGE,
      'content/guide/bundle/index.md': post('Guide'),
      'content/guide/bundle/in/part.md': PAGE,
    },
    key: 'content/posts/two.md',
    links: {
      '{{< ref "/about.md" >}}': 'about/',
      '{{< ref "about.md" >}}': 'about/',
      '{{< relref "/guide/" >}}': 'guide/',
      '{{< ref "guide/_index.md" >}}': 'guide/',
      '{{< ref "guide/deep" >}}': 'guide/deep/',
      '<{{< ref "/guide/deep/My Page.md" >}}>': 'guide/deep/my-page/',
      '{{< ref "/guide/set-up/index.md" >}}': 'guide/set-up/',
      '{{< ref "set-up" >}}': 'guide/set-up/',
      '{{< ref "guide/own.md#x" >}}': 'own/place/#x',
      '{{< ref "guide/slugged.md" >}}': 'guide/other/',
      '../about.md': 'about/',
      '../guide/_index.md': 'guide/',
      '{{< ref "secret.md" >}}': undefined,
      '{{< ref "never.md" >}}': undefined,
      '{{< ref "bundle/part.md" >}}': undefined,
      '{{< ref "guide/bundle/in/part.md" >}}': undefined,
    },
  },
  zola: {
    files: {
      'zola.toml': 'title = "T"\nbase_url = "https://b.example"\ndefault_language = "en"\n[languages.de]\n',
      'content/about.md': ZOLA,
      'content/about.de.md': ZOLA,
      'content/blog/about.md': post('Another'),
      'content/guide/_index.md': ZOLA,
      'content/guide/_index.de.md': ZOLA,
      'content/guide/deep/_index.md': ZOLA,
      'content/guide/set-up/index.md': ZOLA,
      'content/guide/own.md': '+++\npath = "own/place"\n+++\n',
      'content/guide/slugged.md': '+++\nslug = "other"\n+++\n',
      'content/guide/secret.md': '+++\ndraft = true\n+++\n',
      'content/guide/never.md': '+++\nrender = false\n+++\n',
      'content/notes/2026-01-01-one/index.md': ZOLA,
      'content/notes/2026-01-01-one/part.md': ZOLA,
      'content/notes/2026-01-01-one/sub/index.md': ZOLA,
    },
    key: 'content/notes/two.md',
    links: {
      '@/about.md': 'about/',
      '@/_index.md': '',
      '@/guide/_index.md': 'guide/',
      '@/guide/deep/_index.md#x': 'guide/deep/#x',
      '@/guide/set-up/index.md': 'guide/set-up/',
      '@/guide/own.md': 'own/place/',
      '@/guide/slugged.md': 'guide/other/',
      '@/notes/2026-01-01-one/sub/index.md': 'notes/2026-01-01-one/sub/',
      '@/_index.de.md': 'de/',
      '@/guide/_index.de.md': 'de/guide/',
      '@/about.de.md': 'de/about/',
      '@/guide/secret.md': undefined,
      '@/guide/never.md': undefined,
      '@/notes/2026-01-01-one/part.md': undefined,
    },
  },
  eleventy: {
    files: {
      ...own('eleventy'),
      'about.md': '# About\n',
      'guide/index.md': PAGE,
      'guide/own.md': page('permalink: /own/place/'),
      'guide/deep/My Page.md': 'text\n',
      'guide/deep/deep.md': 'text\n',
      'guide/none.md': page('permalink: false'),
      'guide/dated.md': page('permalink: "/{{ page.date | date: \'%Y\' }}/x/"'),
      'guide/secret.md': page('draft: true'),
    },
    key: 'posts/two.md',
    links: {
      '../about.md': 'about/',
      '../guide/index.md#x': 'guide/#x',
      '/guide/own.md': 'own/place/',
      '../guide/deep/My%20Page.md': 'guide/deep/My%20Page/',
      '../guide/deep/deep.md': 'guide/deep/',
      '../guide/none.md': undefined,
      '../guide/dated.md': undefined,
      '../guide/secret.md': undefined,
    },
  },
  // https://docs.astro.build/en/guides/markdown-content/#individual-markdown-pages
  astro: {
    files: { ...own('astro'), 'src/pages/about.md': PAGE, 'src/pages/guide/index.md': PAGE, 'src/content/authors/ada.md': PAGE },
    key: 'src/content/blog/two.md',
    links: { '../../pages/about.md': 'about/', '/src/pages/guide/index.md': 'guide/', '../authors/ada.md': undefined },
  },
  obsidian: {
    files: {
      ...own('obsidian'),
      'Wiki/On Moss.md': 'text\n',
      'Wiki/Own.md': page('permalink: own/place'),
      'Wiki/Secret.md': page('publish: false'),
    },
    key: 'Essays/Two.md',
    links: { '../Wiki/On%20Moss': 'Wiki/On-Moss/', 'Own.md': 'own/place', 'Secret.md': undefined },
  },
};

const HUGO = { 'hugo.toml': 'title = "T"\nbaseURL = "https://b.example"\n' };

describe('a link to a page that is no post', () => {
  for (const [generator, { files, key, links }] of Object.entries(BLOGS)) {
    it(`leads to its address: ${generator}`, async () => {
      const given = Object.entries(links).map(
        ([href, path]) => [href, path === undefined ? undefined : `https://b.example/${path}`] as const,
      );
      const body = given.map(([href], index) => `- [${index}](${href})`).join('\n');
      const bench = await Bench.published({ ...files, [key]: post('Two', body) });
      const items = [...((await contentOf(bench, 'Two')) ?? '').matchAll(/<li>(.*?)<\/li>/g)].map(([, item]) => hrefs(item)[0]);
      const { posts, rev } = await bench.catalog();
      const problems = posts[key]?.problems ?? [];
      for (const [index, [href, address]] of given.entries())
        if (address !== undefined) assert.equal(items[index], address, href);
        else assert.ok(items[index] === undefined || /\.md$/.test(items[index] ?? ''), `${href}: ${items[index]}`);
      assert.equal(problems.length, given.filter(([, address]) => address === undefined).length, JSON.stringify(problems));
      await bench.all({ exclusive: true });
      assert.equal((await bench.catalog()).rev, rev, 'a full run finds no page changed');
    });
  }

  it('is rendered again when the page appears, moves, hides or goes, without a full run', async () => {
    const bench = await Bench.published({ ...HUGO, 'content/posts/two.md': post('Two', '[a]({{< ref "about.md" >}}) [b](../about.md)') });
    const links = async () => hrefs(await contentOf(bench, 'Two'));
    assert.deepEqual(await links(), ['https://b.example/posts/about.md']);
    for (const [file, address] of [
      [PAGE, 'https://b.example/about/'],
      [page('url: /me/'), 'https://b.example/me/'],
      [page('draft: true'), undefined],
      [PAGE, 'https://b.example/about/'],
      [undefined, undefined],
    ] as const) {
      await bench.change({ 'content/about.md': file });
      assert.deepEqual(bench.rendered, ['content/posts/two.md']);
      assert.deepEqual(await links(), address === undefined ? ['https://b.example/posts/about.md'] : [address, address]);
      assert.equal((await bench.items()).length, 1);
    }
  });

  it('follows the page when it becomes a part of a bundle', async () => {
    const bench = await Bench.published({ ...HUGO, 'content/a/x.md': PAGE, 'content/posts/two.md': post('Two', '[b](../a/x.md)') });
    const links = async () => hrefs(await contentOf(bench, 'Two'));
    assert.deepEqual(await links(), ['https://b.example/a/x/']);
    await bench.change({ 'content/a/index.md': post('Bundle') });
    assert.deepEqual(await links(), ['https://b.example/posts/a/x.md']);
    await bench.change({ 'content/a/index.md': PAGE });
    assert.deepEqual(await links(), ['https://b.example/posts/a/x.md']);
    await bench.change({ 'content/a/index.md': undefined });
    assert.deepEqual(await links(), ['https://b.example/a/x/']);
  });

  it('leads to the page in the language of the post, if there is one', async () => {
    const { files } = BLOGS.hugo as Blog;
    const body = '[a](../about.md) [b](../guide/own.md) [c]({{< ref "/guide" >}})';
    const bench = await Bench.published({ ...files, 'content/posts/zwei.de.md': post('Zwei', body) });
    const [item] = await bench.items('lang/de/feed.json');
    assert.deepEqual(hrefs(item?.content_html), [
      'https://b.example/de/about/',
      'https://b.example/own/place/',
      'https://b.example/de/guide/',
    ]);
  });

  it('follows the configuration', async () => {
    const { files, key } = BLOGS['jekyll, date'] as Blog;
    const bench = await Bench.published({ ...files, [key]: post('Two', '[a]({% link about.md %})') });
    await bench.change({ '_config.yml': 'title: T\nurl: https://c.example\npermalink: pretty\n' });
    await bench.all();
    assert.deepEqual(hrefs(await contentOf(bench, 'Two')), ['https://c.example/about/']);
  });

  it('is the same after an import in portions', async () => {
    const { files, key, links } = BLOGS.hugo as Blog;
    const all = {
      ...files,
      [key]: post(
        'Two',
        Object.keys(links)
          .map((href) => `[a](${href})`)
          .join('\n'),
      ),
    };
    const whole = await Bench.published(all);
    const bench = new Bench();
    for (const [name, text] of Object.entries(all)) await bench.posts.put(name, Buffer.from(text));
    await bench.all({ portions: { imported: 2, recovered: 2 } });
    assert.equal(await contentOf(bench, 'Two'), await contentOf(whole, 'Two'));
  });

  it('may share its name with a post: posts of the same path come first, then pages', async () => {
    const bench = await Bench.published({
      ...HUGO,
      'content/about.md': PAGE,
      'content/posts/about.md': post('Post'),
      'content/posts/two.md': post('Two', '[a]({{< ref "/about.md" >}}) [b](about.md) [c]({{< ref "about" >}})'),
    });
    const [one, other] = ['https://b.example/about/', 'https://b.example/posts/about/'];
    assert.deepEqual(hrefs(await contentOf(bench, 'Two')), [one, other, other]);
  });
});

type State = [file: string | undefined, address: (usual: string) => string | undefined];

const ABSENT: State = [undefined, () => undefined];
const BROKEN: State = ['---\ntitle: [\n---\n', () => undefined];

/** What each file of a page can become, and the address that Hugo then gives it. */
const STATES: State[] = [
  [PAGE, (usual) => usual],
  [page('title: Moved', 'url: /moved/'), () => 'moved/'],
  [page('draft: true'), () => undefined],
  [page('date: 2026-02-01'), (usual) => usual],
  [page('build:', '  render: never'), () => undefined],
  BROKEN,
  ABSENT,
];

/** With their usual addresses. `posts` are the blog's posts. */
const PAGES: Record<string, string> = {
  'content/a.md': 'a/',
  'content/guide/_index.md': 'guide/',
  'content/guide/b.md': 'guide/b/',
  'content/guide/bundle/index.md': 'guide/bundle/',
  'content/guide/bundle/in/c.md': 'guide/bundle/in/c/',
};

describe('links to pages after any history', () => {
  const keys = Object.keys(PAGES);
  const steps = fc.array(fc.record({ page: fc.nat(keys.length - 1), state: fc.nat(STATES.length - 1), full: fc.nat(4) }), {
    minLength: 1,
    maxLength: 6,
  });

  it('lead where the files say now, as after an import', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(steps, async (history) => {
        const config = { 'hugo.toml': `${HUGO['hugo.toml']}\n[params]\nmainSections = ["posts"]\n` };
        const body = keys.map((key) => `[${key}]({{< ref "/${key.slice('content/'.length)}" >}})`).join(' ');
        const bench = await Bench.published({ ...config, 'content/posts/two.md': post('Two', body) });
        const now = new Map<string, State>();
        for (const { page: index, state, full } of history) {
          const key = keys[index] ?? '';
          // A broken section refuses the configuration.
          const next = (key.endsWith('_index.md') && STATES[state] === BROKEN ? undefined : STATES[state]) ?? ABSENT;
          now.set(key, next);
          await bench.change({ [key]: next[0] });
          // A section's file is a part of the configuration, so the functions request a full run.
          if (full === 0 || key.endsWith('_index.md')) await bench.all();
          // A draft section hides its pages.
          const isDraft = now.get('content/guide/_index.md')?.[0]?.includes('draft') === true;
          const isBundle = now.get('content/guide/bundle/index.md')?.[1]('x') !== undefined;
          const expected = keys.flatMap((each) => {
            const isHidden = (isBundle && each.includes('/in/')) || (isDraft && each.includes('/guide/'));
            const address = isHidden ? undefined : now.get(each)?.[1](PAGES[each] ?? '');
            return address === undefined ? [] : [`https://b.example/${address}`];
          });
          seen.add(`${expected.length}`);
          assert.deepEqual(hrefs(await contentOf(bench, 'Two')), expected);
          assert.equal((await bench.items()).length, 1);
        }
        const fresh = new Bench();
        for (const { key } of await listAll(bench.posts, ''))
          await fresh.posts.put(key, ((await bench.posts.get(key)) as StoredObject).bytes);
        await fresh.all();
        assert.equal(await contentOf(fresh, 'Two'), await contentOf(bench, 'Two'));
      }),
      { seed: 50, numRuns: 30 },
    );
    assert.ok(seen.size > 3, 'histories have several pages');
  });
});
