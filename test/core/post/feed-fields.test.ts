import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Site } from '../../../lambda/core/model.ts';
import { read, readPost, refusals, yaml } from './reading.ts';

/** `line:column: message` */
async function warnings(text: string, site: Partial<Site> = {}): Promise<string[]> {
  const reading = await read(text, site);
  assert.ok(reading.kind === 'post', JSON.stringify(reading));
  for (const { severity } of reading.problems) assert.equal(severity, 'warning');
  return reading.problems.map(({ line, column, message }) => `${line}:${column}: ${message}`);
}

describe('feed', () => {
  it('false excludes a post from the feeds, as do the settings of Eleventy and Hugo', async () => {
    for (const line of [
      'feed: false',
      'feed: { exclude: true }',
      'eleventyExcludeFromCollections: true',
      'build: { list: never }',
      '_build: { list: never }',
    ])
      assert.deepEqual([(await readPost(yaml(line))).unlisted, (await readPost(yaml(line))).draft], [true, false], line);
  });

  it('keeps a post in the feeds when it says so or means something else', async () => {
    for (const line of [
      'title: A',
      'feed: true',
      'feed: { excerpt_only: true }',
      'eleventyExcludeFromCollections: [posts]',
      'build: { list: always }',
    ])
      assert.equal('unlisted' in (await readPost(yaml(line))), false, line);
  });

  it('rejects other values, because a post that should be hidden would be shown', async () => {
    assert.deepEqual(await refusals(yaml('title: A', 'feed: flase')), ['3:7: feed: expected true or false, got "flase"']);
    assert.deepEqual(await refusals(yaml('feed:', '  exclude: always')), ['3:12: feed.exclude: expected true or false, got "always"']);
  });
});

describe('content', () => {
  it('is full or summary, or excerpt_only of jekyll-feed', async () => {
    const of = async (line: string) => (await readPost(yaml(line))).content;
    assert.deepEqual(
      [
        await of('content: summary'),
        await of('content: full'),
        await of('feed: { excerpt_only: true }'),
        await of('feed: { excerpt_only: false }'),
        await of('title: A'),
      ],
      ['summary', 'full', 'summary', 'full', undefined],
    );
  });

  it('with another value is ignored with a warning', async () => {
    assert.deepEqual(await warnings(yaml('content: All of it')), [
      '2:10: content: expected full or summary, got "All of it"; it is left out',
    ]);
  });
});

describe('a picture', () => {
  const image = async (line: string, site: Partial<Site> = {}) => (await readPost(yaml(line), site)).image;
  const PAGE = 'https://blog.example/2026/03/01/hello/';

  it('is read from the names and forms that generators and themes use', async () => {
    const given: [string, object][] = [
      ['image: https://cdn.example/a.png', { url: 'https://cdn.example/a.png' }],
      ['image: { path: /a.png, alt: " A  lens " }', { url: 'https://blog.example/a.png', alt: 'A lens' }],
      ['image: { url: /a.png, alt: { wrong: 1 } }', { url: 'https://blog.example/a.png' }],
      ['cover: { image: a.png, alt: A }', { url: `${PAGE}a.png`, alt: 'A', banner: true }],
      ['cover: ./a.png', { url: `${PAGE}a.png`, banner: true }],
      ['heroImage: /日本 語.png', { url: 'https://blog.example/%E6%97%A5%E6%9C%AC%20%E8%AA%9E.png', banner: true }],
      ['images: [/a.png, /b.png]', { url: 'https://blog.example/a.png' }],
      ['image: ""\ncover: { image: "" }\nimages: [b.png]', { url: `${PAGE}b.png` }],
    ];
    for (const [line, expected] of given) assert.deepEqual(await image(line), expected, line);
    assert.equal((await image('Cover: { Image: a.png }', { generator: 'hugo' }))?.banner, true);
  });

  it('is relative to the site in Jekyll, with or without a leading slash, as in jekyll-feed', async () => {
    const jekyll = { generator: 'jekyll', link: 'https://blog.example/log/' } as const;
    for (const path of ['/a.png', 'a.png'])
      assert.deepEqual(await image(`image: ${path}`, jekyll), { url: 'https://blog.example/log/a.png' });
    assert.deepEqual(await image('image: //cdn.example/a.png', jekyll), { url: 'https://cdn.example/a.png' });
  });

  /** Hugo's `opengraph.html`: resources of the page, else `absURL`. */
  it('is relative to the site in Hugo, or to the bundle', async () => {
    const of = async (key: string, line: string) =>
      (
        await readPost(
          yaml('date: 2026-01-01', line),
          { generator: 'hugo', permalink: '/:sections/:slug/', link: 'https://b.example/sub/' },
          key,
        )
      ).image?.url;
    assert.equal(await of('content/posts/a.md', 'images: [img/pic.png]'), 'https://b.example/sub/img/pic.png');
    assert.equal(await of('content/posts/a/index.md', 'images: [pic.png]'), 'https://b.example/sub/posts/a/pic.png');
    assert.equal(await of('content/posts/a.md', 'cover: { image: pic.png, relative: true }'), 'https://b.example/sub/posts/a/pic.png');
  });

  it('is omitted with a warning if Astro moves it', async () => {
    for (const path of ['./hero.jpg', '/src/assets/hero.jpg', 'src/assets/hero.jpg'])
      assert.match(
        (await warnings(yaml('date: 2026-01-01', `heroImage: ${path}`), { generator: 'astro' }))[0] ?? '',
        /^3:12: heroImage: expected/,
        path,
      );
    for (const path of ['/hero.jpg', '/assets/hero.jpg'])
      assert.deepEqual(await warnings(yaml('date: 2026-01-01', `heroImage: ${path}`), { generator: 'astro' }), [], path);
  });

  it('is absent when a theme uses the field as a switch', async () => {
    for (const line of ['image: false', 'cover: true', 'image: {}', 'cover: { hidden: true }', 'image:'])
      assert.equal(await image(line), undefined, line);
  });

  it('without a valid address is omitted with a warning', async () => {
    const hint = 'expected an address such as https://blog.example/lens.jpg, or a path on the site such as /lens.jpg';
    for (const wrong of ['../../assets/a.png', '@/a.png', '{{ site.url }}/a.png', 'javascript:alert(1)', 'data:image/png;base64,AA'])
      assert.deepEqual(await warnings(yaml('title: A', `heroImage: "${wrong}"`)), [
        `3:12: heroImage: ${hint}, got "${wrong}"; it is left out`,
      ]);
    assert.deepEqual(await warnings(yaml('cover:', '  image: 7')), [`3:10: cover.image: ${hint}, got 7; it is left out`]);
  });
});

describe('the external page of a post', () => {
  const about = async (line: string) => (await readPost(yaml(line))).externalUrl;

  it('is an address elsewhere', async () => {
    for (const name of ['external_url', 'externalUrl', 'external-url', 'externalLink', 'external_link', 'link'])
      assert.equal(await about(`${name}: https://Other.example/a b`), 'https://other.example/a%20b');
  });

  it('is absent when link is a path of a theme, or the post itself', async () => {
    for (const link of [
      '/about/',
      'about',
      'mailto:ada@blog.example',
      '{ url: https://other.example/ }',
      'https://blog.example/2026/03/01/hello/',
    ])
      assert.equal(await about(`link: ${link}`), undefined, link);
  });

  it('without a valid address is omitted with a warning', async () => {
    assert.deepEqual(await warnings(yaml('external_url: /about/')), [
      '2:15: external_url: expected an address that begins with https://, got "/about/"; it is left out',
    ]);
  });
});

describe('former addresses of a post', () => {
  it('are read from redirect_from and aliases, relative to the site', async () => {
    const aliases = async (text: string) => (await readPost(yaml(text), { link: 'https://blog.example/notes/' })).aliases;
    assert.deepEqual(await aliases('redirect_from: /archives/12/'), ['https://blog.example/notes/archives/12/']);
    assert.deepEqual(await aliases('redirect_from: [/a, /a]\naliases: [/b/, "http://old.example/c"]'), [
      'https://blog.example/notes/a',
      'https://blog.example/notes/b/',
      'http://old.example/c',
    ]);
  });

  it('are absent when aliases are other names of a note', async () => {
    for (const text of ['aliases: [My note, Another]', 'aliases: 5', 'aliases: {a: b}', 'redirect_from: "javascript:alert(1)"'])
      assert.equal((await readPost(yaml(text))).aliases, undefined, text);
  });
});
