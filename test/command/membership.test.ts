import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { Blog, linefeed, post } from '../support/blog.ts';

it('build, check and status count files that are not posts, and list them with --verbose and in JSON', async (context) => {
  const blog = await Blog.create(context, {
    'linefeed.yaml': '',
    'config.toml': 'base_url = "https://blog.example"\ntitle = "Field Notes"\n',
    'content/one.md': post('One', 'date: 2026-03-01\n'),
    'content/two.md': post('Two', 'date: 2026-03-02\n'),
    'content/three.md': post('Three', 'date: 2026-03-03\n'),
    'content/four.md': post('Four', 'date: 2026-03-04\n'),
    'content/five.md': post('Five', 'date: 2026-03-05\n'),
    'content/six.md': post('Six', 'date: 2026-03-06\n'),
    'content/about.md': post('About'),
    'content/_index.md': '+++\ntitle = "Posts"\n+++\n',
    'content/.trash/old.md': post('Old'),
    'content/picture.jpg': '',
    '.git/config': '',
    'README.md': '',
    'linefeed.yml': '',
  });
  const { rm } = await import('node:fs/promises');
  await rm(join(blog.dir, 'linefeed.yaml'));
  await rm(join(blog.dir, 'linefeed.yml'));
  writeFileSync(join(blog.root, 'else.md'), post('Else'));
  symlinkSync(join(blog.root, 'else.md'), join(blog.dir, 'content/else.md'));
  symlinkSync('../content', join(blog.dir, 'content/again'));
  writeFileSync(Buffer.concat([Buffer.from(join(blog.dir, 'content/caf')), Buffer.from([0xe9]), Buffer.from('.md')]), post('Café'));
  mkdirSync(join(blog.dir, 'node_modules'));
  const skipped = {
    'ignored folder': ['content/.trash/'],
    'link out of the blog': ['content/else.md'],
    'link to a folder above': ['content/again/'],
    'name of a page': ['content/_index.md'],
    'no date': ['content/about.md'],
    'not UTF-8 name': ['content/caf\ufffd.md'],
  };
  const line =
    'not taken as posts: 6 files (1 ignored folder, 1 link out of the blog, 1 link to a folder above, 1 name of a page, 1 no date, 1 not UTF-8 name)';
  const built = await blog.build('--verbose');
  assert.equal(built.code, 0, built.stderr);
  for (const [reason, [key]] of Object.entries(skipped)) assert.ok(built.stdout.includes(`\n  ${key}: ${reason}\n`), built.stdout);
  assert.ok(built.stdout.includes(`${line}:\n`), built.stdout);
  for (const ran of [await blog.build(), await linefeed('check', blog.dir), await linefeed('status', blog.dir, '--out', blog.out)]) {
    assert.deepEqual([ran.code, ran.stdout.endsWith(`${line}; --verbose names them\n`)], [0, true], ran.stdout);
  }
  const again = await blog.summary();
  assert.deepEqual([again.skipped, again.written, again.posts], [skipped, 0, 6]);
});

it('warns when more files were skipped than published', async (context) => {
  const blog = await Blog.create(context, { 'astro.config.mjs': '', 'src/content/one.md': post('One', 'date: 2026-03-01\n') });
  await blog.write({ 'src/content/a.md': post('A'), 'src/content/b.md': post('B') });
  const { stdout } = await blog.build();
  assert.match(stdout, /^WARNING: more files were not taken as posts than were: 2 files \(2 no date\); --verbose names them$/m);
});

it('prints nothing about skipped files when there are none', async (context) => {
  const blog = await Blog.create(context, { '_posts/2026-03-01-one.md': post('One'), 'README.md': '', '_layouts/post.html': '' });
  const { stdout } = await blog.build();
  assert.doesNotMatch(stdout, /not taken/);
  assert.deepEqual((await blog.summary()).skipped, {});
});

const FOLDERS = {
  'linefeed.yaml': '',
  'hugo.toml': 'baseURL = "https://blog.example"\ntitle = "Field Notes"\n',
  'content/posts/one.md': post('One', 'date: 2026-03-01\n'),
  'content/posts/two/index.md': post('Two', 'date: 2026-03-02\n'),
  'content/policies/privacy.md': post('Privacy', 'date: 2026-03-03\n'),
  'content/notes/tide.md': post('Tide', 'date: 2026-03-06\n', '[Privacy](/policies/privacy/) and [about]({{< ref "about" >}}).'),
  'content/Terms_of_use.md': post('Terms', 'date: 2026-03-03\nfeed: true\n'),
  'content/about/index.md': post('About', 'date: 2026-03-04\n'),
  'content/posts/draft.md': post('Draft', 'date: 2026-03-05\ndraft: true\n'),
};
const CHOICE =
  'folders of posts: content/posts (2), content (1), content/notes (1); to choose, write posts: ["content/posts"] into linefeed.yaml\n' +
  'pages, in no feed: content/about (1), content/policies (1); to publish them, write feed: true into each, or choose folders with posts: […] into linefeed.yaml\n';

it('build and check list the folders of posts, until linefeed.yaml selects them', async (context) => {
  const blog = await Blog.create(context, FOLDERS);
  const { rm } = await import('node:fs/promises');
  await rm(join(blog.dir, 'linefeed.yaml'));
  for (const ran of [await blog.build(), await linefeed('check', blog.dir)]) assert.ok(ran.stdout.includes(CHOICE), ran.stdout);
  const summary = await blog.summary();
  assert.deepEqual(summary.folders, { 'content/posts': 2, content: 1, 'content/notes': 1 });
  assert.deepEqual([summary.pageFolders, summary.unlisted], [{ 'content/about': 1, 'content/policies': 1 }, 2]);
  const items = await blog.items();
  assert.deepEqual(items.map(({ title }) => title).sort(), ['One', 'Terms', 'Tide', 'Two']);
  assert.match(String(items.find(({ title }) => title === 'Tide')?.content_html), /href="https:\/\/blog\.example\/about\/"/);
  for (const posts of ['[content/posts]', '[content/posts, content/policies]']) {
    await blog.write({ 'linefeed.yaml': `posts: ${posts}\n` });
    const { stdout } = await blog.build();
    assert.doesNotMatch(stdout, /folders of posts|pages, in no feed/);
    assert.equal((await blog.summary()).posts, posts === '[content/posts]' ? 2 : 3);
  }
  assert.deepEqual((await blog.summary()).folders, {});
});

it('prints no folders when all posts are in one folder, or in _posts', async (context) => {
  const one = await Blog.create(context, { 'hugo.toml': FOLDERS['hugo.toml'], 'content/posts/one.md': post('One', 'date: 2026-03-01\n') });
  const two = await Blog.create(context, { 'a/_posts/2026-03-01-one.md': post('One'), '_posts/2026-03-02-two.md': post('Two') });
  for (const blog of [one, two]) assert.doesNotMatch((await blog.build()).stdout, /folders of posts/);
});
