import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { parseRssFeed } from 'feedsmith';
import { strToU8, zipSync } from 'fflate';
import { linefeed } from '../support/blog.ts';

async function emptyFolder(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'linefeed-import-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const items = async (dir: string) =>
  JSON.parse(await readFile(join(dir, 'public', 'feed.json'), 'utf8')).items as Record<string, unknown>[];

const PODCASTS = 'test/import/podcasts';

const page = (body: string) =>
  `<!DOCTYPE html><html><head><title>x</title></head><body><article class="h-entry">${body}</article></body></html>`;

const SUBSTACK = {
  'posts.csv': `post_id,post_date,is_published,email_sent_at,type,audience,title,subtitle,podcast_url
101.tin-kettles,2024-03-01T09:30:00.000Z,true,,newsletter,everyone,"Tin, and ""copper""",A short history,
102.for-friends,2024-03-02T09:30:00.000Z,true,,newsletter,only_paid,For friends,,
103.not-yet,,false,,newsletter,everyone,Not yet,,
104.a-talk,2024-03-04T09:30:00.000Z,true,,podcast,everyone,A talk,,https://api.substack.com/a.mp3?x=1&y=2
105.lost,2024-03-05T09:30:00.000Z,true,,newsletter,everyone,Lost,,
`,
  'email_list.kettles.csv': 'email\nada@example.com\n',
  'posts/101.tin-kettles.html': `<p>Tin is <em>light</em>.<a class="footnote-anchor" id="footnote-anchor-1" href="#footnote-1">1</a></p>
<figure><img src="https://substackcdn.com/a.png" alt="A kettle"><figcaption class="image-caption">Mine</figcaption></figure>
<div class="subscription-widget-wrap-editor"><div class="subscription-widget"><p class="cta-caption">Subscribe for more</p><form><input></form></div></div>
<p class="button-wrapper" data-attrs="{&quot;url&quot;:&quot;%%share_url%%&quot;}"><a class="button" href="%%share_url%%">Share</a></p>
<p class="button-wrapper" data-attrs="{&quot;url&quot;:&quot;https://a.example/&quot;}"><a class="button" href="https://a.example/">Shop</a></p>
<div class="footnote"><a id="footnote-1" href="#footnote-anchor-1" class="footnote-number">1</a><div class="footnote-content"><p>Very.</p></div></div>`,
  'posts/102.for-friends.html': '<p>Only for those who pay.</p>',
  'posts/103.not-yet.html': '<p>A start.</p>',
  'posts/104.a-talk.html': '<p>We talk about lids.</p>',
};

const MEDIUM = {
  'README.html': '<p>Your archive</p>',
  'profile/profile.html': page('<h3 class="p-name">Ada &amp; Bo</h3>'),
  'posts/2019-01-02_Tin---copper-0123456789ab.html': page(`<header><h1 class="p-name">Tin &amp; copper</h1></header>
<section data-field="subtitle" class="p-summary">A short
history</section>
<section data-field="body" class="e-content"><section class="section"><div class="section-divider"><hr class="section-divider"></div><div class="section-content">
<h3 class="graf graf--h3 graf--leading graf--title">Tin &amp; copper</h3><p class="graf graf--p">Both are <strong>metals</strong>.</p>
<figure class="graf graf--figure"><img class="graf-image" src="https://cdn-images-1.medium.com/max/800/1*a.png"><figcaption>A pot</figcaption></figure>
<pre class="graf graf--pre">let x;<br>x = 1;</pre></div></section></section>
<footer><p>By <a href="https://medium.com/@ada" class="p-author h-card">Ada</a> on <a href="https://medium.com/p/0123456789ab"><time class="dt-published" datetime="2019-01-02T03:04:05.678Z">January 2, 2019</time></a>.</p>
<p><a href="https://medium.com/@ada/tin-copper-0123456789ab" class="p-canonical">Canonical link</a></p></footer>`),
  'posts/draft_A-start-ba9876543210.html': page(
    '<header><h1 class="p-name">A start</h1></header><section class="e-content"><p>So</p></section>',
  ),
};

async function zipIn(folder: string, files: Record<string, string>): Promise<string> {
  const file = join(folder, 'export.zip');
  await writeFile(file, zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))));
  return file;
}

describe('linefeed import', () => {
  it('writes only into its folder, and settings as they are meant, whatever an export says', async (context) => {
    const dir = await emptyFolder(context);
    const ghost = {
      db: [
        {
          data: {
            settings: [
              { key: 'title', value: 'Kettles\u0092\u2028' },
              { key: 'url', value: 'https://k.example/\nhub: https://hub.example/' },
            ],
            posts: [
              {
                id: 1,
                title: 'It\u0092s',
                slug: 'evil',
                html: '<p>One \ue000 and \ue010</p>',
                status: 'published',
                published_at: '../../../a',
              },
              {
                id: 2,
                title: 'Long',
                slug: '長'.repeat(100),
                html: '<p>Two</p>',
                status: 'published',
                published_at: '2020-01-02T03:04:05Z',
              },
            ],
          },
        },
      ],
    };
    await writeFile(join(dir, 'ghost.json'), JSON.stringify(ghost));
    const { code, stderr } = await linefeed('import', join(dir, 'ghost.json'), join(dir, 'a/b/blog'));
    assert.deepEqual([code, stderr], [0, '']);
    assert.deepEqual(((await readdir(dir, { recursive: true })) as string[]).filter((name) => name.endsWith('.md')).sort(), [
      `a/b/blog/posts/2020-01-02-${'長'.repeat(66)}.md`,
      'a/b/blog/posts/evil.md',
    ]);
    const settings = await readFile(join(dir, 'a/b/blog/linefeed.yaml'), 'utf8');
    assert.deepEqual(settings.split('\n').slice(0, 3), [
      'title: "Kettles\\u0092\\u2028"',
      'link: https://k.example/hub:%20https://hub.example/',
      'liquid: false',
    ]);
    const post = await readFile(join(dir, 'a/b/blog/posts/evil.md'), 'utf8');
    assert.match(post, /^title: "It\\u0092s"$/m);
    assert.match(post, /^One \ue000 and \ue010$/m, 'characters of private use stay');
    const checked = await linefeed('check', join(dir, 'a/b/blog'));
    assert.match(checked.stdout, /^posts\/evil\.md:3:7: error: date: expected a date, got "\.\.\/\.\.\/\.\.\/a"/);
    assert.match(checked.stdout, /2 posts read: 1 error, 0 warnings/);
  });

  it('keeps feeds where WordPress has them, whatever the names of terms and authors', async (context) => {
    const dir = await emptyFolder(context);
    const category = (slug: string, parent: string, name: string) =>
      `<wp:category><wp:category_nicename>${slug}</wp:category_nicename><wp:category_parent>${parent}</wp:category_parent><wp:cat_name>${name}</wp:cat_name></wp:category>`;
    const item = (id: number, status: string, terms: string) =>
      `<item><title>Post ${id}</title><dc:creator>ada_l</dc:creator><wp:post_id>${id}</wp:post_id><wp:post_date_gmt>2020-01-0${id} 00:00:00</wp:post_date_gmt><wp:status>${status}</wp:status><wp:post_type>post</wp:post_type>${terms}</item>`;
    const term = (domain: string, slug: string, name: string) =>
      `<category domain="${domain}" nicename="${slug}"><![CDATA[${name}]]></category>`;
    const posts = [
      item(
        1,
        'publish',
        term('category', 'sounds', 'Music &amp; News') + term('category', 'records', 'Records') + term('post_tag', 'tin', 'Tin'),
      ),
      item(2, 'publish', term('category', 'tin-can', 'Lids') + term('category', 'lids', 'Tin can') + term('post_tag', '%d0%ba', 'Kettle')),
      item(3, 'draft', term('category', 'secret', 'Plans')),
    ];
    await writeFile(
      join(dir, 'a.xml'),
      `<rss xmlns:wp="w" xmlns:dc="d"><channel><title>T</title><link>https://k.example/</link><wp:author><wp:author_login>ada_l</wp:author_login><wp:author_display_name>Ada Lovelace</wp:author_display_name></wp:author>${category('sounds', '', 'Music')}${category('records', 'sounds', 'Records')}${posts.join('')}</channel></rss>`,
    );
    await linefeed('import', join(dir, 'a.xml'), join(dir, 'blog'));
    const checked = await linefeed('build', join(dir, 'blog'), '--out', join(dir, 'public'));
    assert.deepEqual([checked.code, checked.stderr], [0, '']);
    for (const [path, title] of [
      ['category/sounds', 'Music &#x26; News'],
      ['category/sounds/records', 'Records'],
      ['category/tin-can', 'Lids'],
      ['category/lids', 'Tin can'],
      ['tag/tin', 'Tin'],
      ['tag/\u043a', 'Kettle'],
      ['author/ada_l', 'Ada Lovelace'],
    ]) {
      const feed = await readFile(join(dir, 'public', path ?? '', 'feed/index.html'), 'utf8');
      assert.equal(/<title>(.*)<\/title>/.exec(feed)?.[1], `T: ${title}`, path);
      assert.ok((await readdir(join(dir, 'public', path ?? '', 'feed/atom'))).includes('index.html'));
    }
    assert.doesNotMatch(await readFile(join(dir, 'blog/linefeed.yaml'), 'utf8'), /secret|plans|tag\/tin/);
  });

  it('imports WordPress posts, with ids, addresses and pictures', async (context) => {
    const dir = await emptyFolder(context);
    const { code, stdout, stderr } = await linefeed('import', 'test/import/wordpress.xml', dir);
    assert.deepEqual([code, stderr], [0, '']);
    assert.deepEqual(stdout.trimEnd().split('\n'), [
      `3 posts of WordPress in ${dir} (drafts: 2)`,
      'media.txt: 4 addresses of pictures and other files; keep them there',
      '1 post with a password: written as drafts',
      'not imported: 1 page',
      `next: linefeed check ${dir}`,
    ]);
    assert.deepEqual((await readdir(dir)).sort(), ['linefeed.yaml', 'media.txt', 'posts']);
    assert.deepEqual((await readdir(join(dir, 'posts'))).sort(), ['2015-01-02-rock-roll.md', '2015-01-03-for-friends.md', 'post-215.md']);
    const built = await linefeed('build', dir, '--out', join(dir, 'public'));
    assert.deepEqual([built.code, built.stderr], [0, '']);
    const [item, ...others] = await items(dir);
    assert.equal(others.length, 0);
    assert.deepEqual(
      [item?.id, item?.url, item?.title, item?.date_published, item?.tags, item?.authors, item?.image],
      [
        'https://kettles.example/?p=214',
        'https://kettles.example/2015/01/rock-roll/',
        'Rock & Roll',
        '2015-01-02T03:04:05Z',
        ['Music', 'Uncategorized', 'Tin & copper'],
        [{ name: 'Ada Lovelace' }],
        'https://kettles.example/p1.jpg',
      ],
    );
    assert.deepEqual(item?.attachments, [
      { url: 'https://kettles.example/rock.mp3', mime_type: 'audio/mpeg', size_in_bytes: 5650889, duration_in_seconds: 1872 },
    ]);
    const html = String(item?.content_html);
    for (const part of [
      '<p>A *star* and <em>more</em>.<br />\nSecond line.</p>',
      'src="https://kettles.example/a.jpg" alt="A"',
      'A lens',
      'https://kettles.example/p1.jpg',
      'https://kettles.example/p2.jpg',
      '<pre><code>x\n\ny\n</code></pre>',
      '<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"',
    ])
      assert.ok(html.includes(part), `${part} in ${html}`);
    assert.equal(item?.summary, 'A *star* and more. Second line.');
  });

  it('converts classic WordPress posts: text like elements, code of plug-ins, galleries, duplicate ids', async (context) => {
    const folder = await emptyFolder(context);
    const contents = [
      'Use &lt;b&gt; and &amp;lt;, [1].\n\n<p align="left">One</p>\n\nTwo\nlines',
      '[sourcecode language="php"]\n&lt;?php echo 1;\n\n  // two\n[/sourcecode]',
      '<pre lang="php"><?php if ($a < 1) echo "<td>"; ?></pre>',
      '[cce_java]\nint a;\n[/cce_java]\n\n<code lang="js">a<b</code>',
      '<pre>[php]\n<?= $a ?>\n[/php]</pre>',
      '[gallery columns="2"] and [gallery ids="9"]',
    ];
    const item = (id: number, type: string, more: string) =>
      `<item><title>${id}</title><link>https://k.example/${id}/</link><guid>https://k.example/?p=${Math.max(id, 2)}</guid><wp:post_id>${id}</wp:post_id><wp:post_date_gmt>2015-01-0${(id % 9) + 1} 03:04:05</wp:post_date_gmt><wp:status>publish</wp:status><wp:post_type>${type}</wp:post_type>${more}</item>`;
    const file = (id: number, order: number) =>
      item(
        id,
        'attachment',
        `<wp:attachment_url>https://k.example/${id}.jpg</wp:attachment_url><wp:post_parent>6</wp:post_parent><wp:menu_order>${order}</wp:menu_order>`,
      );
    const posts = contents.map((content, index) => item(index + 1, 'post', `<content:encoded><![CDATA[${content}]]></content:encoded>`));
    const wxr = `<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>K</title><link>https://k.example</link>${posts.join('')}${file(8, 2)}${file(9, 1)}</channel></rss>`;
    await writeFile(join(folder, 'k.xml'), wxr);
    const dir = join(folder, 'blog');
    const { code, stdout } = await linefeed('import', join(folder, 'k.xml'), dir);
    assert.equal(code, 0);
    assert.match(stdout, /^1 post had the id of another post, and got a new one$/m);
    const built = await linefeed('build', dir, '--out', join(dir, 'public'));
    assert.deepEqual([built.code, built.stderr], [0, '']);
    const found = (await items(dir)).sort((a, b) => String(a.title).localeCompare(String(b.title)));
    assert.deepEqual(
      found.map(({ content_html: html }) => html),
      [
        '<p>Use &lt;b&gt; and &amp;lt;, [1].</p>\n<p>One</p>\n<p>Two<br />\nlines</p>',
        '<pre><code class="language-php">&lt;?php echo 1;\n\n  // two\n</code></pre>',
        '<pre><code class="language-php">&lt;?php if ($a &lt; 1) echo "&lt;td&gt;"; ?&gt;\n</code></pre>',
        '<pre><code class="language-java">int a;\n</code></pre>\n<p><code>a&lt;b</code></p>',
        '<pre><code class="language-php">&lt;?= $a ?&gt;\n</code></pre>',
        '<p><img src="https://k.example/9.jpg" alt="" /> <img src="https://k.example/8.jpg" alt="" /> and <img src="https://k.example/9.jpg" alt="" /></p>',
      ],
    );
  });

  it('imports Ghost posts', async (context) => {
    const dir = await emptyFolder(context);
    const { code, stdout } = await linefeed('import', 'test/import/ghost.json', dir);
    assert.deepEqual([code, stdout.split('\n')[0]], [0, `1 post of Ghost in ${dir}`]);
    await linefeed('build', dir, '--out', join(dir, 'public'));
    const [item] = await items(dir);
    assert.deepEqual([item?.id, item?.url, item?.tags, item?.summary], ['64b', 'https://ghost.example/hello/', ['News'], 'Short']);
    assert.match(String(item?.content_html), /src="https:\/\/ghost\.example\/content\/a\.png"/);
  });

  it('makes drafts of Ghost posts that not all may read', async (context) => {
    const dir = await emptyFolder(context);
    const posts = ['public', 'members', 'paid', 'tiers'].map((visibility) => ({
      ...{ title: visibility, slug: visibility, html: '<p>Text</p>', status: 'published', visibility },
      published_at: '2020-01-01T00:00:00.000Z',
    }));
    const file = join(dir, 'ghost.json');
    await writeFile(file, JSON.stringify({ db: [{ data: { posts } }] }));
    const { code, stdout } = await linefeed('import', file, join(dir, 'blog'));
    assert.equal(code, 0);
    assert.match(stdout, /^3 posts for members: written as drafts$/m);
    const drafts = await Promise.all(
      posts.map(async ({ slug }) => (await readFile(join(dir, `blog/posts/2020-01-01-${slug}.md`), 'utf8')).includes('draft: true')),
    );
    assert.deepEqual(drafts, [false, true, true, true]);
  });

  it('leaves a post HTML whose elements are nested too deeply', async (context) => {
    const dir = await emptyFolder(context);
    const nested = (levels: number) => `${'<div>'.repeat(levels)}deep${'</div>'.repeat(levels)}`;
    const posts = [500, 501].map((levels) => ({
      id: `${levels}`,
      title: `${levels}`,
      slug: `${levels}`,
      html: nested(levels),
      status: 'published',
    }));
    const file = join(dir, 'ghost.json');
    await writeFile(file, JSON.stringify({ db: [{ data: { posts } }] }));
    const { code, stdout } = await linefeed('import', file, join(dir, 'blog'));
    assert.deepEqual(
      [code, (await readdir(join(dir, 'blog/posts'))).sort(), stdout.split('\n')[1]],
      [0, ['500.md', '501.html'], 'posts/501.html: its elements are nested too deeply for Markdown, so it is HTML'],
    );
    const html = await readFile(join(dir, 'blog/posts/501.html'), 'utf8');
    assert.ok(html.endsWith(`\n---\n\n${nested(501)}\n`));
  });

  it('leaves a post HTML that has no form in Markdown', async (context) => {
    const dir = await emptyFolder(context);
    const html = '<frameset><frame src="a.html"></frameset><p>In frames</p>';
    const posts = ['<p>One</p>', html].map((each, id) => ({ id, title: 'T', slug: `s${id}`, html: each, status: 'published' }));
    await writeFile(join(dir, 'ghost.json'), JSON.stringify({ db: [{ data: { posts } }] }));
    const { code, stdout } = await linefeed('import', join(dir, 'ghost.json'), join(dir, 'blog'));
    assert.deepEqual(
      [code, (await readdir(join(dir, 'blog/posts'))).sort(), stdout.split('\n')[1]],
      [0, ['s0.md', 's1.html'], 'posts/s1.html: its elements have no form in Markdown, so it is HTML'],
    );
    assert.ok((await readFile(join(dir, 'blog/posts/s1.html'), 'utf8')).endsWith(`\n---\n\n${html}\n`));
  });

  it('imports Substack posts; those for subscribers only become drafts', async (context) => {
    const folder = await emptyFolder(context);
    const [file, dir] = [await zipIn(folder, SUBSTACK), join(folder, 'blog')];
    const { code, stdout } = await linefeed('import', file, dir, '--link', 'https://kettles.substack.com');
    assert.equal(code, 0);
    assert.deepEqual(stdout.trimEnd().split('\n'), [
      `4 posts of Substack in ${dir} (drafts: 2)`,
      'media.txt: 2 addresses of pictures and other files; keep them there',
      '1 post for subscribers only: written as drafts',
      'not imported: 1 post without a text',
      `next: linefeed check ${dir}`,
    ]);
    assert.match(await readFile(join(dir, 'posts/2024-03-02-for-friends.md'), 'utf8'), /^draft: true$/m);
    assert.equal(await readFile(join(dir, 'media.txt'), 'utf8'), 'https://api.substack.com/a.mp3?x=1&y=2\nhttps://substackcdn.com/a.png\n');
    const built = await linefeed('build', dir, '--out', join(dir, 'public'));
    assert.deepEqual([built.code, built.stderr], [0, '']);
    const rss = await readFile(join(dir, 'public', 'feed', 'index.html'), 'utf8');
    assert.match(rss, /<atom:link href="https:\/\/kettles\.substack\.com\/feed\/"/);
    const [talk, tin] = await items(dir);
    const url = 'https://kettles.substack.com/p/tin-kettles';
    assert.deepEqual(
      [tin?.id, tin?.url, tin?.title, tin?.date_published, tin?.summary],
      [url, url, 'Tin, and "copper"', '2024-03-01T09:30:00Z', 'A short history'],
    );
    const html = String(tin?.content_html);
    for (const part of [
      '<em>light</em>',
      'src="https://substackcdn.com/a.png"',
      '<figcaption>Mine',
      'https://a.example/',
      'Very.',
      'footnote-1"',
    ])
      assert.ok(html.includes(part), `${part} in ${html}`);
    assert.doesNotMatch(html, /%%|Subscribe|Share/);
    assert.match(String(talk?.content_html), /<audio src="https:\/\/api\.substack\.com\/a\.mp3\?x=1&amp;y=2" controls/);
  });

  it("reports that a Substack export lacks the publication's address", async (context) => {
    const folder = await emptyFolder(context);
    const { code, stdout } = await linefeed('import', await zipIn(folder, SUBSTACK), join(folder, 'blog'));
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^the export does not say the address of the publication: write it as link into linefeed\.yaml, or import with --link, so that ids stay$/m,
    );
    const wrong = await linefeed('import', join(folder, 'export.zip'), join(folder, 'other'), '--link', 'kettles');
    assert.deepEqual([wrong.code, wrong.stderr], [2, 'linefeed: --link kettles is no address; give one such as https://blog.example/\n']);
  });

  it('imports Medium stories', async (context) => {
    const folder = await emptyFolder(context);
    const [file, dir] = [await zipIn(folder, MEDIUM), join(folder, 'blog')];
    const { code, stdout } = await linefeed('import', file, dir);
    assert.deepEqual([code, stdout.split('\n')[0]], [0, `2 posts of Medium in ${dir} (drafts: 1)`]);
    assert.deepEqual((await readdir(join(dir, 'posts'))).sort(), ['2019-01-02-tin-copper.md', 'a-start.md']);
    const built = await linefeed('build', dir, '--out', join(dir, 'public'));
    assert.deepEqual([built.code, built.stderr], [0, '']);
    assert.doesNotMatch(await readFile(join(dir, 'linefeed.yaml'), 'utf8'), /feeds/);
    const feed = JSON.parse(await readFile(join(dir, 'public', 'feed.json'), 'utf8'));
    const [item] = feed.items;
    assert.deepEqual(
      [feed.title, item.id, item.url, item.title, item.date_published, item.authors[0].name, item.summary],
      [
        'Ada & Bo',
        'https://medium.com/p/0123456789ab',
        'https://medium.com/@ada/tin-copper-0123456789ab',
        'Tin & copper',
        '2019-01-02T03:04:05Z',
        'Ada',
        'A short history',
      ],
    );
    assert.match(item.content_html, /^<p>Both are <strong>metals<\/strong>/);
    assert.match(item.content_html, /max\/800\/1\*a\.png/);
    assert.match(item.content_html, /<pre><code>let x;\nx = 1;/);
  });

  it('reads a title of Medium whose elements are nested deeply', async (context) => {
    const folder = await emptyFolder(context);
    const title = `${'<b>'.repeat(20_000)}Deep`;
    const story = page(`<h1 class="p-name">${title}</h1><section class="e-content"><p>So</p></section>`);
    const file = await zipIn(folder, { ...MEDIUM, 'posts/2019-01-03_Deep-0123456789ac.html': story });
    const { code } = await linefeed('import', file, join(folder, 'blog'));
    assert.equal(code, 0);
    assert.match(await readFile(join(folder, 'blog/posts/deep.md'), 'utf8'), /^title: "Deep"$/m);
  });

  it('does not overwrite existing files', async (context) => {
    const dir = await emptyFolder(context);
    await writeFile(join(dir, 'linefeed.yaml'), 'mine');
    const { code, stderr } = await linefeed('import', 'test/import/ghost.json', dir);
    assert.deepEqual([code, stderr], [2, `linefeed: ${join(dir, 'linefeed.yaml')} exists; name an empty folder\n`]);
    assert.deepEqual([await readdir(dir), await readFile(join(dir, 'linefeed.yaml'), 'utf8')], [['linefeed.yaml'], 'mine']);
  });

  it('rejects files that are not a supported export', async (context) => {
    const dir = await emptyFolder(context);
    const expected = 'expected an export of WordPress (XML), Ghost (JSON), Substack or Medium (ZIP), or the RSS feed of a podcast';
    await zipIn(dir, { 'a.txt': 'x' });
    const empty = await linefeed('import', join(dir, 'export.zip'), join(dir, 'out'));
    assert.deepEqual([empty.code, empty.stderr], [2, `linefeed: ${join(dir, 'export.zip')}: ${expected}\n`]);
    for (const [name, text, reason] of [
      ['a.txt', 'text', expected],
      ['a.json', '{"a": 1}', expected],
      ['a.zip', 'PK\x03\x04 and nothing more', 'invalid zip data'],
      ['a.xml', '<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>', '1:'],
    ] as const) {
      await writeFile(join(dir, name), text);
      const { code, stderr } = await linefeed('import', join(dir, name), join(dir, 'out'));
      assert.equal(code, 2);
      assert.ok(stderr.startsWith(`linefeed: ${join(dir, name)}: ${reason}`), stderr);
    }
    const gone = await linefeed('import', join(dir, 'gone.xml'), join(dir, 'out'));
    assert.deepEqual([gone.code, gone.stderr], [2, `linefeed: ${join(dir, 'gone.xml')} cannot be read; name the file of the export\n`]);
  });
});

describe('linefeed import of a podcast feed', () => {
  it('keeps guids, dates, files and other fields of each host, so that adopting the feed changes nothing', async (context) => {
    const folder = await emptyFolder(context);
    const file = { castopod: '?_from=feed', powerpress: '/012.mp3', anchor: 'goat.mp3', libsyn: '?dest-id=1' };
    for (const [host, end] of Object.entries(file)) {
      const [dir, source] = [join(folder, host), `${PODCASTS}/${host}.xml`];
      assert.equal((await linefeed('import', source, dir)).code, 0, host);
      const check = await linefeed('check', dir);
      assert.deepEqual([check.code, check.stdout], [0, '1 post read: 0 errors, 0 warnings\n'], host);
      assert.equal((await linefeed('build', dir, '--out', join(dir, 'public'))).code, 0);
      const [before, after] = await Promise.all(
        [source, join(dir, 'public', 'rss.xml')].map(async (path) => parseRssFeed(await readFile(path, 'utf8'))),
      );
      const facts = (feed: typeof before) => {
        const item = feed?.items?.find(({ enclosures }) => enclosures);
        const { keywords, subtitle: _, summary, title: __, duration: ___, ...itunes } = item?.itunes ?? {};
        const isShort = summary !== undefined && !item?.description?.includes(summary) && !item?.content?.encoded?.includes(summary);
        return {
          // Linefeed adds a guid, and the numbers of Apple's elements.
          podcast: { guid: '', ...feed?.podcast, ...(host === 'castopod' ? {} : { guid: '' }) },
          details: { ...item?.podcast, ...(host === 'castopod' ? {} : { episode: 0, season: 0 }) },
          keywords,
          summary: isShort ? summary : undefined,
          guid: item?.guid?.value,
          date: Date.parse(String(item?.pubDate)),
          file: item?.enclosures?.[0],
          itunes,
          title: item?.title,
        };
      };
      assert.deepEqual(facts(after), facts(before), host);
      assert.equal(after?.items?.[0]?.itunes?.duration, host === 'powerpress' ? 1872 : 40, host);
      assert.ok(facts(after).file?.url?.endsWith(end), host);
      assert.deepEqual(
        [after?.title, after?.itunes?.owner?.email, after?.itunes?.explicit, after?.itunes?.type, after?.itunes?.image],
        [before?.title, before?.itunes?.owner?.email, before?.itunes?.explicit, before?.itunes?.type, before?.itunes?.image],
        host,
      );
      if (before?.podcast?.guid) assert.equal(after?.podcast?.guid, before.podcast.guid);
      const { stdout } = await linefeed('adopt', source, '--dir', dir, '--out', join(dir, 'public'));
      assert.match(stdout, /1 would be taken over by posts|: 1 would be/, host);
      assert.doesNotMatch(stdout, /podcast:guid|had another id/, host);
    }
  });

  it('reports a show guid that the configuration lacks, and a category that Apple does not have', async (context) => {
    const dir = await emptyFolder(context);
    const { stdout } = await linefeed('import', `${PODCASTS}/castopod.xml`, join(dir, 'a'));
    assert.match(stdout, /^not imported: category Sea Shanties, which is not Apple's$/m);
    await writeFile(join(dir, 'linefeed.yaml'), 'title: A\nlink: https://pod.example/\n');
    await writeFile(join(dir, 'a.md'), '---\ntitle: The goat\ndate: 2026-04-05\n---\n');
    const adopted = await linefeed('adopt', `${PODCASTS}/castopod.xml`, '--dir', dir);
    assert.match(
      adopted.stdout,
      /^podcast:guid 6f3a3c5e-4d5b-5b8a-9a4e-1b7c5d6e7f80 identifies the show in apps: write it to linefeed.yaml/m,
    );
  });

  it('refuses elements that are nested too deeply, with the line', async (context) => {
    const file = join(await emptyFolder(context), 'a.rss');
    const deep = `${'<x>'.repeat(200_000)}${'</x>'.repeat(200_000)}`;
    await writeFile(file, `<rss><channel><item><enclosure url="https://pod.example/a.mp3"/></item>\n${deep}</channel></rss>`);
    const { code, stderr } = await linefeed('import', file, join(file, '..', 'a'));
    assert.deepEqual(
      [code, stderr],
      [2, `linefeed: ${file}: 2:765: elements nested more than 256 deep; export it again, or correct it there\n`],
    );
  });
});
