import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPath } from '../../../lambda/core/post/path-facts.ts';
import { parsePost } from '../../../lambda/core/post/post.ts';
import { postSelector } from '../../../lambda/core/post/selection.ts';
import { isConfigFile, isConfigOfAny } from '../../../lambda/core/site/config.ts';
import { ASTRO_BLOGS, type AstroBlog, CONFIG, schema } from './astro-blogs.ts';
import { type Files, reading } from './sites.ts';

const FRONT = 'title: T\ndate: 2026-03-05';

async function linkOf(files: Files, key: string, front = ''): Promise<string | undefined> {
  const { site, problems } = await reading(files);
  assert.ok(site, JSON.stringify(problems));
  const found = await parsePost(key, Buffer.from(`---\n${FRONT}\n${front}\n---\nText\n`), site, () => []);
  return found.kind === 'post' ? found.post.link : found.kind;
}

const warnings = async (files: Files): Promise<string[]> =>
  (await reading(files)).problems.map(({ key, line, column, message }) => `${key}:${line}:${column}: ${message}`);

const withTitle = (files: Files): Files => ({ ...CONFIG, ...files, 'linefeed.yaml': 'title: Moss\n' });

for (const { name, files, posts, warning } of ASTRO_BLOGS)
  test(`addresses of Astro by ${name}`, async () => {
    const all = withTitle(files);
    const found = await Promise.all(Object.entries(posts).map(([key, [front]]) => linkOf(all, key, front)));
    assert.deepEqual(
      found,
      Object.values(posts).map(([, address]) => `https://moss.example/${address}`),
    );
    const given = await warnings(all);
    assert.deepEqual(given.length, warning === undefined ? 0 : 1, given.join('\n'));
    assert.ok(
      given.every((each) => each.startsWith(warning ?? '')),
      given.join('\n'),
    );
  });

const ROUTE = 'src/pages/read/[...slug].astro';
const MOSS = 'src/content/blog/moss.md';
const named = (name: string): AstroBlog['files'] => ASTRO_BLOGS.find((each) => each.name === name)?.files ?? {};

test('a page with parameters is configuration', () => {
  for (const key of [ROUTE, 'src/pages/[lang]/[slug]/index.astro', 'src/pages/[...id].astro'])
    assert.deepEqual([isConfigFile(key), isConfigOfAny(key)], [true, true], key);
  for (const key of ['src/pages/index.astro', 'src/components/[a].astro', 'src/pages/[a].md', 'pages/[a].astro'])
    assert.equal(isConfigFile(key), false, key);
});

test('without a page that shows them, posts have the address of their file', async () => {
  assert.equal(await linkOf(withTitle({}), MOSS), 'https://moss.example/blog/moss/');
});

test('a page made on request looks its post up by the address', async () => {
  const script =
    "---\nimport { getEntry, render } from 'astro:content';\nconst { slug } = Astro.params;\nconst post = await getEntry('blog', slug);\nconst { Content } = await render(post);\n---\n<Content />";
  assert.equal(await linkOf(withTitle({ [ROUTE]: script }), MOSS), 'https://moss.example/read/moss/');
});

test('the legacy form of collections', async () => {
  const route =
    '---\nexport async function getStaticPaths() {\n  const all = await getCollection("blog");\n  return all.map((entry) => ({\n    params: { slug: entry.slug },\n    props: { entry },\n  }));\n}\nconst { Content } = await Astro.props.entry.render();\n---\n<Content />';
  const files = withTitle({
    [ROUTE]: route,
    'src/content/config.ts': "export const collections = { blog: defineCollection({ type: 'content' }) };",
  });
  assert.equal(await linkOf(files, MOSS), 'https://moss.example/read/moss/');
  assert.deepEqual(await warnings(files), []);
});

for (const [name, params] of [
  ['a call', '{ slug: slugify(post.data.title) }'],
  ['another field', '{ slug: post.data.path }'],
  ['a spread', '{ ...paths(post) }'],
  ["a function of AstroPaper's name with other arguments", '{ slug: getPath(post.data.title, post.filePath, false) }'],
  ['two kinds of entries', "{ slug: post.id } }, { params: { slug: post.id + '-print' }"],
  ['a name that another declaration makes', '{ slug: id }; const id = shorten(post)'],
] as const)
  test(`${name} is a program: the addresses are taken from the page's folder, with a warning`, async () => {
    const files = withTitle({
      [ROUTE]: `---\nexport const getStaticPaths = async () => (await getCollection('blog')).map((post) => ({ params: ${params} }));\n---\n<Content />`,
    });
    assert.equal(await linkOf(files, MOSS), 'https://moss.example/read/moss/');
    assert.match((await warnings(files)).join('\n'), /^src\/pages\/read\/\[\.\.\.slug\]\.astro:2:14: a program makes the addresses/);
  });

// The layout renders the post.
for (const params of ['{ slug: getPath(post.id, post.filePath, false) }', '{ slug: getPostSlug(post.id, post.filePath) }'])
  test(`AstroPaper: ${params}`, async () => {
    const files = withTitle({
      [ROUTE]: `---\nexport async function getStaticPaths() {\n  return (await getCollection('blog')).map((post) => ({ params: ${params}, props: { post } }));\n}\n---\n<PostDetails post={post} />`,
    });
    assert.equal(await linkOf(files, 'src/content/blog/2026/My Walk.md'), 'https://moss.example/read/2026/my-walk/');
    assert.deepEqual(await warnings(files), []);
  });

test("AstroPaper: folders that begin with _ have posts, but are not in addresses; files and Astro's pages are left out", async () => {
  const script =
    "---\nexport async function getStaticPaths() {\n  return (await getCollection('blog')).map((post) => ({ params: { slug: getPath(post.id, post.filePath, false) }, props: { post } }));\n}\n---\n<PostDetails post={post} />";
  const collections = (pattern: string) =>
    `const PATH = "src/data/blog";\nconst blog = defineCollection({ loader: glob({ pattern: "${pattern}", base: \`./\${PATH}\` }) });\nexport const collections = { blog };\n`;
  const files = (pattern: string) => withTitle({ [ROUTE]: script, 'src/content.config.ts': collections(pattern) });
  const paper = files('**/[^_]*.md');
  const site = (await reading(paper)).site ?? assert.fail();
  const isPost = postSelector(site);
  const [inside, deeper] = ['src/data/blog/_releases/My Walk.md', 'src/data/blog/2026/_spring/walks/moss.md'];
  for (const key of [inside, deeper, MOSS]) assert.ok(isPost(key), key);
  for (const key of ['src/pages/_parts/moss.md', 'src/data/.blog/moss.md', 'node_modules/a/moss.md']) assert.ok(!isPost(key), key);
  assert.equal(await linkOf(paper, inside), 'https://moss.example/read/my-walk/');
  assert.equal(await linkOf(paper, deeper), 'https://moss.example/read/2026/walks/moss/');
  const isDraft = (key: string) => readPath(key, site).draft;
  assert.deepEqual([isDraft('src/data/blog/_releases/_moss.md'), isDraft('src/data/blog/_moss/index.md')], [true, false]);
  assert.deepEqual(await warnings(paper), []);
  for (const pattern of ['**/*.md', '[^_]*/[^_]*.md'])
    assert.ok(!postSelector((await reading(files(pattern))).site ?? assert.fail())(inside), pattern);
});

test('addresses in linefeed.yaml take precedence and end the warning', async () => {
  const program = { ...CONFIG, ...named('a program for each address') };
  for (const [line, address] of [
    ['permalink: /x/:path', 'x/moss'],
    ['permalinks: { blog: /y/:path/ }', 'y/moss/'],
  ] as const) {
    const files = { ...program, 'linefeed.yaml': `title: Moss\n${line}\n` };
    assert.equal(await linkOf(files, MOSS), `https://moss.example/${address}`);
    assert.deepEqual(await warnings(files), []);
  }
});

test('the address of the blog is site and base, unless linefeed.yaml has another', async () => {
  const files = named('a base');
  assert.equal((await reading(withTitle(files))).site?.link, 'https://moss.example/den/');
  const own = { ...files, 'linefeed.yaml': 'title: Moss\nlink: https://other.example/\n' };
  assert.equal((await reading(own)).site?.link, 'https://other.example/');
});

test('a page of two collections is the address of both', async () => {
  const files = withTitle({
    'src/content.config.ts': schema({ blog: './src/content/blog', notes: './src/content/notes' }),
    [ROUTE]:
      "---\nexport async function getStaticPaths() {\n  const all = [...(await getCollection('blog')), ...(await getCollection('notes'))];\n  return all.map((entry) => ({ params: { slug: entry.id }, props: { entry } }));\n}\n---\n<Content />",
  });
  assert.equal(await linkOf(files, MOSS), 'https://moss.example/read/moss/');
  assert.equal(await linkOf(files, 'src/content/notes/a/b.md'), 'https://moss.example/read/a/b/');
});

test('remark-math means formulas, unless linefeed.yaml says otherwise', async () => {
  const files = {
    ...withTitle({}),
    'astro.config.mjs':
      "import math from 'remark-math';\nexport default { site: 'https://moss.example', markdown: { remarkPlugins: [math] } };",
  };
  assert.equal((await reading(withTitle({}))).site?.math, undefined);
  assert.equal((await reading(files)).site?.math, true);
  assert.equal((await reading({ ...files, 'linefeed.yaml': 'title: Moss\nmath: false\n' })).site?.math, false);
});
