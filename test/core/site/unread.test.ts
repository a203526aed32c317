import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { parsePost } from '../../../lambda/core/post/post.ts';
import { postSelector } from '../../../lambda/core/post/selection.ts';
import { isConfigFile } from '../../../lambda/core/site/config.ts';
import { type Files, reading, siteOf } from './sites.ts';

const own = (generator: string) => ({ 'linefeed.yaml': `title: T\nlink: https://x.example/\ngenerator: ${generator}\n` });
const HUGO = 'title = "T"\nbaseURL = "https://x.example/"\n';

/** Without a start: no warning. */
const WARNED: [string, Files, string, string | undefined][] = [
  [
    'eleventy',
    { 'content/blog/blog.11tydata.js': 'import all from "./all.js";\nexport default merge(all, {\n  draft: true,\n});\n' },
    'content/blog/blog.11tydata.js:3:3',
    'a program, which is never run, so feeds may show posts that "draft" hides',
  ],
  [
    'eleventy',
    { 'content/a.11tydata.cjs': 'module.exports = { permalink: (data) => data.x && data.y }' },
    'content/a.11tydata.cjs:1:20',
    'permalink: computed by a program',
  ],
  ['eleventy', { 'content/blog/blog.11tydata.js': 'export default { tags: ["posts"], layout: "post.njk" };' }, '', undefined],
  [
    'eleventy',
    { '_data/eleventyComputed.js': 'x.eleventyExcludeFromCollections = y' },
    '_data/eleventyComputed.js:1:3',
    '"eleventyExcludeFrom',
  ],
  ['eleventy', { 'eleventy.config.js': 'c.ignores.add("private")' }, 'eleventy.config.js:1:3', '"ignores.add" may hide'],
  [
    'eleventy',
    { 'eleventy.config.js': 'c.addPreprocessor("drafts", "*", (data, content) => {\n if (data.draft && build) return false;\n});' },
    '',
    undefined,
  ],
  [
    'eleventy',
    { 'eleventy.config.mjs': 'c.addPreprocessor("wip", "md", (d) => d.wip ? false : 1)' },
    'eleventy.config.mjs:1:3',
    '"addPreprocessor(" may',
  ],
  ['eleventy', { '.eleventyignore': '# mine\nnode_modules\nREADME.md\ncontent/private\n' }, '.eleventyignore:4:1', '"c" may hide'],
  ['eleventy', { '.eleventyignore': '# mine\nnode_modules\n' }, '', undefined],
  ['jekyll', { '_plugins/hide.rb': 'x\nreject { |p| p["hidden"] }\n' }, '_plugins/hide.rb:2:17', '"hidden" may hide'],
  ['jekyll', { '_plugins/toc.rb': 'module Toc\nend\n' }, '', undefined],
  ['hugo', { 'config/production/hugo.toml': '[[cascade]]\n' }, 'config/production/hugo.toml:1:3', '"cascade" may hide'],
  ['hugo', { 'config/production/hugo.toml': 'enableGitInfo = true\n' }, '', undefined],
  ['hugo', { 'hugo.toml': `${HUGO}ignoreFiles = ["secret/.*"]\n` }, 'hugo.toml:3:15', 'ignoreFiles: not read, so feeds may show'],
  [
    'hugo',
    { 'hugo.toml': `${HUGO}[[module.mounts]]\nsource = "posts"\ntarget = "content/posts"\n` },
    'hugo.toml:3:1',
    'module: content mounts are',
  ],
  ['hugo', { 'hugo.toml': `${HUGO}ignoreFiles = []\n[[module.mounts]]\nsource = "content"\ntarget = "content"\n` }, '', undefined],
  [
    'astro',
    { 'src/content.config.ts': 'schema: z.object({\n  archived: z.boolean() })' },
    'src/content.config.ts:2:3',
    '"archived" may hide',
  ],
  ['astro', { 'src/content.config.ts': 'hideEditPost: z.boolean(), hideToc: z.boolean()' }, '', undefined],
  ['astro', { 'src/content.config.ts': 'hideFromFeed: z.boolean()' }, 'src/content.config.ts:1:1', '"hideFromFeed" may hide'],
  ['astro', { 'src/content.config.ts': 'hide: z.boolean()' }, 'src/content.config.ts:1:1', '"hide" may hide'],
  ['astro', { 'src/content/config.ts': 'draft: z.boolean().default(true)' }, 'src/content/config.ts:1:1', '"draft:" may hide'],
  ['astro', { 'src/content.config.ts': 'draft: z.boolean().optional(), unlisted: z.boolean(), featured: z.boolean()' }, '', undefined],
];

describe('a file that may hide posts and is not read', () => {
  for (const [generator, files, place, start] of WARNED)
    it(`${generator}: ${Object.keys(files)}: ${start ?? 'no warning'}`, async () => {
      const base: Files =
        generator === 'hugo'
          ? { 'hugo.toml': HUGO }
          : generator === 'jekyll'
            ? { '_config.yml': 'title: T\nurl: https://x.example\n' }
            : own(generator);
      for (const name of Object.keys(files)) assert.ok(isConfigFile(name), 'the file is a configuration file');
      const { site, problems } = await reading({ ...base, ...files });
      assert.ok(site, JSON.stringify(problems));
      assert.deepEqual(
        problems.map(({ key, line, column, severity, message }) => [`${key}:${line}:${column}`, severity, message.slice(0, start?.length)]),
        start === undefined ? [] : [[place, 'warning', start]],
      );
      for (const { message } of problems) assert.match(message, /; (?:write|exclude|list) .+/);
    });
});

test('does not warn when linefeed.yaml selects the posts', async () => {
  const files = {
    '.eleventyignore': 'content/private\n',
    'linefeed.yaml': `${own('eleventy')['linefeed.yaml']}posts: ["!content/private"]\n`,
  };
  assert.deepEqual((await reading(files)).problems, []);
});

const post = '---\ntitle: A\ndate: 2026-01-01\n---\nText\n';

async function isShown(files: Files, key: string): Promise<boolean> {
  const site = await siteOf(files);
  const found = await parsePost(key, Buffer.from(post), site, () => []);
  return postSelector(site)(key) && found.kind === 'post' && !found.post.draft && !found.post.unlisted;
}

test('Eleventy: reads literals of a program, for a folder or for one file', async () => {
  const of = (name: string) => ({ ...own('eleventy'), [name]: 'module.exports = () => ({ draft: true, n: x() });' });
  const shown = async (name: string) => [await isShown(of(name), 'content/blog/a.md'), await isShown(of(name), 'content/blog/b.md')];
  assert.deepEqual(await shown('content/blog/blog.11tydata.js'), [false, false]);
  assert.deepEqual(await shown('content/blog/a.11tydata.mjs'), [false, true]);
  assert.deepEqual(await shown('node_modules/blog/blog.11tydata.js'), [true, true]);
});

test('Eleventy: reads JSON data for a folder or for one file', async () => {
  const of = (name: string) => ({ ...own('eleventy'), [name]: '{"eleventyExcludeFromCollections": true}' });
  const shown = async (name: string) => [await isShown(of(name), 'content/blog/a.md'), await isShown(of(name), 'content/blog/b.md')];
  assert.deepEqual(await shown('content/blog/blog.json'), [false, false]);
  assert.deepEqual(await shown('content/blog/blog.11tydata.json'), [false, false]);
  assert.deepEqual(await shown('content/blog/a.11tydata.json'), [false, true]);
  assert.deepEqual(await shown('content/other/other.json'), [true, true]);
});

test('Obsidian: excludes the folders that Publish excludes', async () => {
  const files = { ...own('obsidian'), '.obsidian/publish.json': '{"siteId": "x", "excluded": ["Private/", "Work/Secret"]}' };
  const shown = await Promise.all(
    ['Private/a.md', 'Private/b/a.md', 'Privateer/a.md', 'Work/a.md', 'Work/Secret/a.md'].map((key) => isShown(files, key)),
  );
  assert.deepEqual(shown, [false, false, true, true, false]);
});

test('Zola: excludes ignored content', async () => {
  const files = { 'zola.toml': 'title = "T"\nbase_url = "https://x.example"\nignored_content = ["temp.*", "**/wip/**"]\n' };
  const shown = await Promise.all(
    ['content/a.md', 'content/temp.md', 'content/blog/temp.x.md', 'content/wip/a.md'].map((key) => isShown(files, key)),
  );
  assert.deepEqual(shown, [true, false, false, false]);
});
