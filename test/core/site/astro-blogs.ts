/** Blogs of Astro 5.17, each with the addresses that its build writes. */

export interface AstroBlog {
  name: string;
  /** Beside the configuration and the schema, which have defaults. */
  files: Record<string, string>;
  /** Front matter and the address of each post. */
  posts: Record<string, [front: string, address: string]>;
  /** Position and start of the one warning. */
  warning?: string;
}

const SCHEMA = 'schema: z.object({ title: z.string(), date: z.coerce.date(), slug: z.string().optional() })';

/** @param bases by name of the collection */
export const schema = (bases: Record<string, string>): string =>
  `import { defineCollection, z } from 'astro:content';
import { glob } from 'astro/loaders';
${Object.entries(bases)
  .map(([, base], at) => `const of${at} = defineCollection({ loader: glob({ pattern: '**/*.{md,mdx}', base: '${base}' }), ${SCHEMA} });`)
  .join('\n')}
export const collections = { ${Object.keys(bases)
    .map((name, at) => `${name}: of${at}`)
    .join(', ')} };
`;

const page = (paths: string): string => `---
import { getCollection, render } from 'astro:content';
${paths}
const { post } = Astro.props;
const { Content } = await render(post);
---
<Content />
`;

const route = (params: string, { before = '', collection = 'blog' } = {}): string =>
  page(`export async function getStaticPaths() {
  const posts = await getCollection('${collection}');
  return posts.map((post) => {
    ${before}
    return { params: ${params}, props: { post } };
  });
}`);

/** Without the post's text. */
const CARD = `---
import { getCollection } from 'astro:content';
export async function getStaticPaths() {
  return (await getCollection('blog')).map((post) => ({ params: { slug: post.id }, props: { post } }));
}
---
<h1>{Astro.props.post.data.title}</h1>
`;

const BLOG = './src/content/blog';
const POSTS: AstroBlog['posts'] = {
  'src/content/blog/2026/My First Walk.md': ['', '2026/my-first-walk'],
  'src/content/blog/moss.md': ['', 'moss'],
  'src/content/blog/dunes/index.md': ['', 'dunes'],
  'src/content/blog/pier.md': ['slug: harbour/pier', 'harbour/pier'],
};
const at = (before: string, after = '/'): AstroBlog['posts'] =>
  Object.fromEntries(Object.entries(POSTS).map(([key, [front, id]]) => [key, [front, `${before}${id}${after}`]]));

const blog = (name: string, files: Record<string, string>, posts: AstroBlog['posts'], warning?: string): AstroBlog => ({
  name,
  files: { 'src/content.config.ts': schema({ blog: BLOG }), ...files },
  posts,
  ...(warning === undefined ? {} : { warning }),
});

// biome-ignore lint/suspicious/noTemplateCurlyInString: a program's.
const TEXT = '{ path: `notes/${post.id}` }';

const config = (text: string) => ({ 'astro.config.mjs': `export default { site: 'https://moss.example', ${text} };\n` });

export const ASTRO_BLOGS: readonly AstroBlog[] = [
  blog('no page with parameters', { 'src/pages/index.astro': '<h1>Moss</h1>' }, {}),
  blog('a folder of another name', { 'src/pages/post/[...slug].astro': route('{ slug: post.id }') }, at('post/')),
  blog('the whole site', { 'src/pages/[...slug].astro': route('{ slug: post.id, }') }, at('')),
  blog(
    'a shorthand member',
    {
      'src/pages/walks/[...id].astro': page(
        "export const getStaticPaths = async () =>\n  (await getCollection('blog')).map((post) => { const { id } = post; return { params: { id }, props: { post } } });",
      ),
    },
    at('walks/'),
  ),
  blog(
    'the slug of front matter',
    { 'src/pages/journal/[slug].astro': route('{ slug: post.data.slug ?? post.id }') },
    { 'src/content/blog/moss.md': ['', 'journal/moss/'], 'src/content/blog/pier.md': ['slug: harbour', 'journal/harbour/'] },
  ),
  blog(
    'the slug of front matter alone',
    { 'src/pages/journal/[slug].astro': route('{ slug: post.data.slug! }') },
    { 'src/content/blog/2026/pier.md': ['slug: harbour', 'journal/harbour/'] },
  ),
  blog(
    'parts of the id',
    { 'src/pages/posts/[year]/[slug].astro': route('{ year, slug }', { before: 'const [year, slug] = post.id.split("/");' }) },
    { 'src/content/blog/2026/My First Walk.md': ['', 'posts/2026/my-first-walk/'] },
  ),
  blog(
    'the last part of the id, and the date',
    {
      'src/pages/[year]/[month]/[slug].astro': route(
        "{ year: post.data.date.getFullYear().toString(), month: String(post.data.date.getMonth() + 1).padStart(2, '0'), slug: post.id.split('/').pop() }",
      ),
    },
    { 'src/content/blog/a/My First Walk.md': ['', '2026/03/my-first-walk/'], 'src/content/blog/moss.md': ['', '2026/03/moss/'] },
  ),
  blog(
    'a folder of the language first',
    {
      'src/pages/[lang]/notes/[...slug].astro': route("{ lang, slug: slug.join('/') || undefined }", {
        before: "const [lang, ...slug] = post.id.split('/');",
      }),
    },
    { 'src/content/blog/en/moss.md': ['', 'en/notes/moss/'], 'src/content/blog/de/a/moos.md': ['', 'de/notes/a/moos/'] },
  ),
  blog('a text with the id', { 'src/pages/[...path].astro': route(TEXT) }, at('notes/')),
  blog(
    'an ending that ids do not have',
    { 'src/pages/read/[...slug].astro': route("{ slug: post.id.replace(/\\.(md|mdx)$/, '') }") },
    at('read/'),
  ),
  blog('a page in a folder', { 'src/pages/read/[...slug]/index.astro': route('{ slug: post.id }') }, at('read/')),
  blog(
    'a collection that its type names',
    {
      'src/posts.ts': "import { getCollection } from 'astro:content';\nexport const all = () => getCollection('blog');\n",
      'src/pages/read/[...slug].astro': `---
import { type CollectionEntry, render } from 'astro:content';
import { all } from '../../posts.ts';
interface Props { post: CollectionEntry<'blog'> }
export async function getStaticPaths() {
  return (await all()).map((post) => ({ params: { slug: post.id }, props: { post } satisfies Props }));
}
const { Content } = await render(Astro.props.post);
---
<Content />
`,
    },
    at('read/'),
  ),
  blog(
    'other folders of collections',
    {
      'src/content.config.ts': schema({ essays: './src/posts', notes: './src/content/notes/en' }),
      'src/pages/essays/[...slug].astro': route('{ slug: post.id }', { collection: 'essays' }),
      'src/pages/n/[...slug].astro': route('{ slug: post.id }', { collection: 'notes' }),
    },
    { 'src/posts/a/Moss.md': ['', 'essays/a/moss/'], 'src/content/notes/en/b/Pier.md': ['', 'n/b/pier/'] },
  ),
  blog(
    'pages of tags, and another page of each post',
    {
      'src/pages/cards/[...slug].astro': CARD,
      'src/pages/tags/[tag].astro': page(
        "export async function getStaticPaths() {\n  const posts = await getCollection('blog');\n  return ['sea'].map((tag) => ({ params: { tag }, props: { post: posts[0] } }));\n}",
      ),
      'src/pages/read/[...slug].astro': route('{ slug: post.id }'),
    },
    at('read/'),
  ),
  blog(
    'no slash at the end',
    { ...config("trailingSlash: 'never'"), 'src/pages/read/[...slug].astro': route('{ slug: post.id }') },
    at('read/', ''),
  ),
  blog(
    'files',
    { ...config("build: { format: 'file' }"), 'src/pages/read/[...slug].astro': route('{ slug: post.id }') },
    at('read/', '.html'),
  ),
  blog('a base', { ...config("base: '/den'"), 'src/pages/read/[...slug].astro': route('{ slug: post.id }') }, at('den/read/')),
  blog(
    'a program for each address',
    {
      'src/path.ts': 'export const pathOf = (id: string) => id;\n',
      'src/pages/read/[...slug].astro': route('{ slug: pathOf(post.id) }').replace(
        '---\n',
        "---\nimport { pathOf } from '../../path.ts';\n",
      ),
    },
    at('read/'),
    'src/pages/read/[...slug].astro:4:23: a program makes the addresses of these posts and is never run, so they are taken as /read/:sections[1:]/:path/; if they differ, write them into linefeed.yaml, as in permalinks: { blog: /read/:sections[1:]/:path/ }',
  ),
  blog(
    'two pages of each post',
    { 'src/pages/blog/[...slug].astro': route('{ slug: post.id }'), 'src/pages/print/[...slug].astro': route('{ slug: post.id }') },
    at('blog/'),
    'src/pages/print/[...slug].astro:3:23: src/pages/blog/[...slug].astro shows the posts of "blog" too',
  ),
];

export const CONFIG = config('');
