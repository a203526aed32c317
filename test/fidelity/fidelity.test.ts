import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { compare } from '../../bench/fidelity/compare.ts';
import type { Item } from '../../bench/fidelity/item.ts';
import { Blog, post } from '../support/blog.ts';

const item = (name: string, more: Partial<Item> = {}): Item => ({
  source: `posts/${name}.md`,
  url: `https://blog.example/${name}/`,
  title: name,
  date: '2026-03-01T00:00:00Z',
  categories: ['Walks'],
  html: `<p>About ${name}, <a href="/more/">more</a> <img src="/${name}.png"></p>`,
  ...more,
});

const classesOf = (ours: Item[], theirs: Item[]) =>
  compare(ours, { name: 'test', items: theirs, isComplete: true }).differences.map((each) => [each.class, each.ours, each.theirs]);

it('matches posts by source, address, or title and day', () => {
  const { source: _, ...moved } = item('One', { url: 'https://elsewhere.example/one' });
  const { posts, pictures, links, differences } = compare([item('One'), item('Two')], {
    name: 'test',
    items: [
      moved,
      item('Two', { url: 'http://localhost:4000/Two/', html: item('Two').html?.replace('/Two', 'http://localhost:4000/Two') ?? '' }),
    ],
    isComplete: true,
  });
  assert.deepEqual(posts, { theirs: 2, ours: 2, matched: 2, equal: 1, withoutText: 0 });
  assert.deepEqual(
    [pictures, links],
    [
      { theirs: 2, found: 2, renamed: 0 },
      { theirs: 2, found: 2 },
    ],
  );
  assert.deepEqual(
    differences.map((each) => each.class),
    ['address'],
  );
});

it('reports missing and extra posts, and pages that are not posts', () => {
  assert.deepEqual(classesOf([item('One'), item('About')], [item('Two'), item('About', { isPost: false })]), [
    ['missing', undefined, undefined],
    ['extra', undefined, undefined],
    ['extra', undefined, undefined],
  ]);
});

const html = (body: string): Partial<Item> => ({ html: body });

const CASES: [name: string, ours: Partial<Item>, theirs: Partial<Item>, found: unknown[]][] = [
  ['an address', { url: 'https://blog.example/one.html' }, {}, [['address', '/one.html', '/One/']]],
  ['a title', { title: 'Won' }, {}, [['title', 'Won', 'One']]],
  ['a title in typographic quotes is equal', { title: 'It\u2019s' }, { title: "It's" }, []],
  ['a date', { date: '2026-03-01T01:00:00Z' }, {}, [['date', '2026-03-01T01:00:00Z', '2026-03-01T00:00:00Z']]],
  ['a date in another zone is equal', { date: '2026-03-01T01:00:00+01:00' }, {}, []],
  ['categories', { categories: [] }, {}, [['categories', '', 'walks']]],
  ['the order and case of categories are equal', { categories: ['b', 'A'] }, { categories: ['a', 'B'] }, []],
  ['template syntax', html('<p>{% x %}</p>'), html('<p>y</p>'), [['text: template syntax', '{% x %}', undefined]]],
  ['template syntax in code is text', html('<code>{% x %}</code>'), html('<code>{% x %}</code>'), []],
  ['typography', html('<p>\u201cx\u201d</p>'), html('<p>"x"</p>'), [['text: typography', undefined, undefined]]],
  ['lost text', html('<p>a</p>'), html('<p>a</p><p>b c</p>'), [['text: lost', '', 'b c']]],
  ['added text', html('<p>a b</p>'), html('<p>a</p>'), [['text: added', 'b', '']]],
  ['changed text', html('<p>a b</p>'), html('<p>a c</p>'), [['text: changed', 'b', 'c']]],
  ['white space and elements are equal', html('<div>a\n b</div>'), html('<p>a  b</p><script>x</script>'), []],
  ['a lost picture', html(''), html('<img src="a.png">'), [['picture: lost', undefined, 'https://blog.example/One/a.png']]],
  [
    'a picture at another address',
    html('<img src="/i/a.png">'),
    html('<img src="a.png">'),
    [['picture: other address', 'https://blog.example/i/a.png', 'https://blog.example/One/a.png']],
  ],
  ['an added picture', html('<img src="/a.png">'), html(''), [['picture: added', 'https://blog.example/a.png', undefined]]],
  [
    "a picture under Astro's name",
    html('<img src="a b.png"><img src="c.jpg">'),
    html('<img src="/_astro/c.CKhGuLR__Z1qPQRG.webp"><img src="/_astro/a_b.2kMLWSoL.webp">'),
    [
      ['picture: name of the build', 'https://blog.example/One/c.jpg', 'https://blog.example/_astro/c.CKhGuLR__Z1qPQRG.webp'],
      ['picture: name of the build', 'https://blog.example/One/a b.png', 'https://blog.example/_astro/a_b.2kMLWSoL.webp'],
    ],
  ],
  [
    'pictures under names of eleventy-img, by their text',
    html('<img src="a.png" alt="Pier"><img src="b.png" alt="Boat">'),
    html('<img src="/img/1d-Qm4xR3f-640.webp" alt="Boat"><img src="/img/9x_Lm4xR3f-640.webp" alt="Moss">'),
    [
      ['picture: name of the build', 'https://blog.example/One/b.png', 'https://blog.example/img/1d-Qm4xR3f-640.webp'],
      ['picture: lost', undefined, 'https://blog.example/img/9x_Lm4xR3f-640.webp'],
      ['picture: added', 'https://blog.example/One/a.png', undefined],
    ],
  ],
  [
    'each picture pairs once',
    html('<img src="a.png">'),
    html('<img src="/_astro/a.2kMLWSoL.webp"><img src="/_astro/a.2kMLWSoL_x.webp">'),
    [
      ['picture: name of the build', 'https://blog.example/One/a.png', 'https://blog.example/_astro/a.2kMLWSoL.webp'],
      ['picture: lost', undefined, 'https://blog.example/_astro/a.2kMLWSoL_x.webp'],
    ],
  ],
  ['a lost link', html('x'), html('<a href="https://b.example/">x</a>'), [['link: lost', undefined, 'https://b.example/']]],
  ['an added link', html('<a href="https://b.example/">x</a>'), html('x'), [['link: added', 'https://b.example/', undefined]]],
  ['links with other ends of an address are equal', html('<a href="/b.html">x</a>'), html('<a href="/b/">x</a>'), []],
  ['anchors in the page are equal', html('<a href="#p-fn1">x</a>'), html('<a href="#fn1">x</a>'), []],
];

for (const [name, ours, theirs, found] of CASES)
  it(name, () => assert.deepEqual(classesOf([item('One', ours)], [item('One', theirs)]), found));

const FILES = {
  'linefeed.yaml': '',
  'config.toml': 'base_url = "https://blog.example"\ntitle = "Field Notes"\n',
  'content/one.md': post('One', 'date: 2026-03-01\n', 'The pier at dawn, and [a map](https://maps.example/).\n\n![Pier](pier.png)'),
  'content/two.md': post('Two', 'date: 2026-03-02\n', 'A walk of two hours, which ends at the harbour.'),
  'content/three.md': post('Three', 'date: 2026-03-04\n', 'Without a layout.\n\n![Boat](boat.png)\n\nThe end.'),
  'content/about.md': post('About'),
};

const page = (body: string) => `<html><head><title>x</title></head><body><nav><a href="/">Home</a></nav><main>${body}</main></body></html>`;

const SITE = {
  'one/index.html': page(
    '<h1>One</h1><article><p>The pier at dawn, and <a href="https://maps.example/">a map</a>.</p><p><img src="pier.png"></p></article>',
  ),
  'two/index.html': page(
    '<div><img src="cover.png"></div><article><div><h1>Two</h1><time datetime="2026-03-03T00:00:00Z">3 March</time></div><p>A walk of two hours, which ends at the pub.</p></article>',
  ),
  'three/index.html': '<p>Without a layout.</p><p><img src="boat.png"></p><p>The end.</p>',
  'rss.xml': `<rss version="2.0"><channel><title>T</title><link>https://blog.example/</link><description>d</description>
<item><title>One</title><link>https://blog.example/one/</link><pubDate>Sun, 01 Mar 2026 00:00:00 +0000</pubDate></item>
<item><title>Lost</title><link>https://blog.example/lost/</link></item></channel></rss>`,
};

async function blogWithSite(context: TestContext): Promise<Blog> {
  const blog = await Blog.create(context, FILES);
  for (const [name, text] of Object.entries(SITE)) {
    await mkdir(dirname(join(blog.out, name)), { recursive: true });
    await writeFile(join(blog.out, name), text);
  }
  return blog;
}

async function fidelity(env: Record<string, string>, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const command = ['--enable-source-maps', 'scripts/run.mjs', 'bench/fidelity/fidelity.main.ts', ...args];
  try {
    return {
      code: 0,
      ...(await promisify(execFile)(process.execPath, command, { env: { ...process.env, INIT_CWD: process.cwd(), ...env } })),
    };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

it('compares with a built site and with a feed, and prints numbers and examples', async (context) => {
  const blog = await blogWithSite(context);
  const { code, stdout, stderr } = await fidelity({}, blog.dir, '--site', blog.out);
  assert.deepEqual([code, stderr], [1, '']);
  assert.deepEqual(stdout.trimEnd().split('\n'), [
    '3 posts as zola',
    'not published:',
    '  no date: 1',
    '    content/about.md',
    `compared with ${blog.out}`,
    'posts:    3 of 4 (75.00 %); equal: 2',
    'pictures: 2 of 2 (100.00 %)',
    'links:    1 of 1 (100.00 %)',
    '  missing: 1 in 1 posts',
    '    /lost/',
    '  date: 1 in 1 posts',
    '    content/two.md',
    '      here:  2026-03-02T00:00:00Z',
    '      there: 2026-03-03T00:00:00.000Z',
    '  text: changed: 1 in 1 posts',
    '    content/two.md',
    '      here:  harbour.',
    '      there: pub.',
  ]);
  const json = JSON.parse((await fidelity({}, blog.dir, '--feed', join(blog.out, 'rss.xml'), '--json')).stdout);
  assert.deepEqual(json.compared.posts, { theirs: 2, ours: 3, matched: 1, equal: 0, withoutText: 1 });
  assert.deepEqual(json.compared.differences, [{ class: 'missing', post: '/lost/' }]);
  assert.equal((await fidelity({}, blog.dir, '--alone')).code, 0);
});

/** Stands in for Eleventy: loads the configuration, writes a page, and emits its end event. */
const ELEVENTY = `const { mkdirSync, writeFileSync } = require('node:fs');
const [collections, ends] = [[], []];
const config = { addCollection: (_, of) => collections.push(of), on: (name, end) => name === 'eleventy.after' && ends.push(end) };
const { dir } = require(process.cwd() + '/.eleventy.js')(config);
const page = { inputPath: './' + dir.input + '/one.md', url: '/walks/one/', date: new Date('2026-03-01T00:00:00Z'),
  data: { title: 'One', tags: ['posts', 'tide'] }, templateContent: '<p>The pier at dawn.</p>' };
for (const of of collections) of({ getAll: () => [page] });
const out = process.argv.find((each) => each.startsWith('--output=')).slice(9);
mkdirSync(out + '/walks/one', { recursive: true });
writeFileSync(out + '/walks/one/index.html', '<html><body><main><h1>One</h1><p>The pier at dawn.</p><p><a href="/">Home</a></p></main></body></html>');
for (const end of ends) end();
`;
const ZOLA = `#!/bin/sh
if [ "$1" = --version ]; then echo zola 0.22.0; exit; fi
mkdir -p "$3/one"
if grep -q '{"source"' templates/page.html && grep -q linefeed-fidelity-failed templates/shortcodes/absent.html && ! grep -q highlight_code config.toml
then echo '{"source":"one.md","url":"https://blog.example/one/","title":"One","date":"2026-03-01","categories":[],"html":"<p>The pier at dawn.</p>"}' > "$3/one/index.html"
else echo "the blog was not adapted" >&2; fi
`;
const ASTRO = `import { cpSync } from 'node:fs';
cpSync('built', process.argv[process.argv.indexOf('--outDir') + 1], { recursive: true });
`;
const PIER = post('One', 'date: 2026-03-01\n', 'The pier at dawn.');
const PAGE = '<html><body><header>Blog</header><div><article><p>The pier at dawn.</p></article></div></body></html>';
const RSS = `<rss version="2.0"><channel><title>T</title><link>https://blog.example/</link><description>d</description>
<item><title>First</title><link>https://blog.example/blog/one/</link><pubDate>Sun, 01 Mar 2026 00:00:00 +0000</pubDate></item></channel></rss>`;
const OWN = 'title: T\nlink: https://blog.example/\n';

const TOOLS: [name: string, files: Record<string, string>, found: unknown[]][] = [
  [
    'eleventy 9.9.9',
    {
      'linefeed.yaml': OWN,
      '.eleventy.js': 'module.exports = (config) => ({ dir: { input: config.addCollection ? "notes" : "" } });\n',
      'notes/one.md': PIER,
      'node_modules/@11ty/eleventy/cmd.cjs': ELEVENTY,
      'node_modules/@11ty/eleventy/package.json': '{"version":"9.9.9"}',
    },
    [
      ['address', '/notes/one/', '/walks/one/'],
      ['categories', '', 'tide'],
    ],
  ],
  [
    'zola 0.22.0',
    {
      'linefeed.yaml': '',
      'config.toml': 'base_url = "https://blog.example"\ntitle = "T"\ntheme = "absent"\n[markdown]\nhighlight_code = true\n',
      'content/one.md': `${PIER}\n{{ absent() }}`,
      'bin/zola': ZOLA,
    },
    [],
  ],
  [
    'astro 9.9.9',
    {
      'linefeed.yaml': OWN,
      'astro.config.mjs': '',
      'src/content/blog/one.md': PIER,
      'built/blog/one/index.html': PAGE,
      'built/rss.xml': RSS,
      'node_modules/astro/package.json': '{"version":"9.9.9","bin":{"astro":"run.mjs"}}',
      'node_modules/astro/run.mjs': ASTRO,
    },
    [['title', 'One', 'First']],
  ],
  [
    'quartz 9.9.9',
    {
      'linefeed.yaml': OWN,
      'quartz.config.ts': '',
      'content/one.md': PIER,
      'package.json': '{"version":"9.9.9"}',
      'built/one.html': PAGE,
      'node_modules/x': '',
      'quartz/bootstrap-cli.mjs': ASTRO.replace('outDir', 'output'),
    },
    [],
  ],
];

for (const [name, files, found] of TOOLS)
  it(`runs ${name}, and reads its posts`, async (context) => {
    const blog = await Blog.create(context, files);
    if ('bin/zola' in files) await chmod(join(blog.dir, 'bin/zola'), 0o755);
    const { stdout, stderr } = await fidelity({ PATH: `${join(blog.dir, 'bin')}:${process.env.PATH}` }, blog.dir, '--json');
    assert.equal(stderr, '');
    const { compared } = JSON.parse(stdout);
    assert.equal(compared.reference, name);
    assert.deepEqual(compared.posts, { theirs: 1, ours: 1, matched: 1, equal: found.length === 0 ? 1 : 0, withoutText: 0 });
    assert.deepEqual(
      compared.differences.map((each: Record<string, string>) => [each.class, each.ours, each.theirs]),
      found,
    );
  });

it('explains what it cannot compare with', async (context) => {
  const blog = await blogWithSite(context);
  const others = await Promise.all(
    ['.eleventy.js', 'astro.config.mjs', 'quartz.config.ts', '.obsidian/app.json'].map(async (sign) => {
      const { dir } = await Blog.create(context, { 'linefeed.yaml': OWN, [sign]: '', 'one.md': PIER });
      return (await fidelity({}, dir)).stderr;
    }),
  );
  assert.deepEqual(others, [
    'fidelity: Eleventy is not in node_modules; install it there, or give its output with --site\n',
    'fidelity: Astro is not in node_modules; install it there, or give its output with --site\n',
    'fidelity: Quartz is not in the folder quartz; give the built site with --site, or a feed with --feed\n',
    'fidelity: Quartz is not in the folder quartz; give the built site with --site, or a feed with --feed\n',
  ]);
  for (const [args, message] of [
    [[], 'fidelity: zola is not installed; give its output with --site, or its feed with --feed\n'],
    [['--site', `${blog.out}/gone`], `fidelity: ${blog.out}/gone: no such folder; name the folder that the generator wrote\n`],
    [['--feed', join(blog.out, 'one/index.html')], `fidelity: ${join(blog.out, 'one/index.html')}: expected a feed in RSS, Atom or JSON`],
  ] as const) {
    const { code, stderr } = await fidelity({ PATH: blog.dir }, blog.dir, ...args);
    assert.equal(code, 2);
    assert.ok(stderr.startsWith(message), stderr);
  }
});
