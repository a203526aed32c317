import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { DirectoryStore } from '../../lambda/stores/directory.ts';
import { HiddenKeyError, InvalidKeyError, listAll } from '../../lambda/stores/store.ts';
import { storeContract } from './contract.ts';
import { folderOf, freshFolder } from './scratch.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const posts = (folder: string, options = {}): DirectoryStore => new DirectoryStore({ roots: { '': folder }, ...options });

const keys = async (store: DirectoryStore, prefix = ''): Promise<string[]> => (await listAll(store, prefix)).map(({ key }) => key);

storeContract('directory', async () => {
  const folder = freshFolder();
  return new DirectoryStore({ roots: { 'public/': join(folder, 'out'), 'state/': join(folder, 'state') } });
});

storeContract('directory with one root', async () => posts(freshFolder(), { cache: join(freshFolder(), 'index.json') }));

it('rejects keys that are no path below a root, in every operation', async () => {
  const folder = freshFolder();
  const store = new DirectoryStore({ roots: { 'public/': join(folder, 'out') } });
  const refused = ['..', '../a', 'a/../../b', 'a/..', './a', 'a/./b', '', '/etc/passwd', 'a//b', 'a/', 'a\0b', '..\\a', 'a\\b'];
  for (const key of refused.map((rest) => `public/${rest}`)) {
    const error = ({ message }: Error) => message.startsWith(JSON.stringify(key));
    await assert.rejects(store.get(key), error);
    await assert.rejects(store.head(key), error);
    await assert.rejects(store.put(key, bytes('x')), error);
    await assert.rejects(store.delete(key), error);
  }
  await assert.rejects(listAll(store, 'public/../'), /"public\/\.\."/);
  await assert.rejects(store.get('other/a'), /"other\/a" is in none/);
  assert.equal(existsSync(folder), false);
});

it('omits dot-files, node_modules and ignored folders from listings', async () => {
  const folder = folderOf({
    'a.md': '',
    '.env': '',
    '.git/config': '',
    'node_modules/x/readme.md': '',
    'sub/.hidden': '',
    'sub/b.md': '',
    'out/rss.xml': '',
  });
  const store = posts(folder, { ignore: [join(folder, 'out')] });
  assert.deepEqual(await keys(store), ['a.md', 'sub/b.md']);
  assert.deepEqual(await keys(store, 'node_modules/'), []);
  assert.deepEqual(await keys(store, 'out/'), []);
});

it("finds a key's root by the longest prefix", async () => {
  const folder = folderOf({ 'posts/a.md': 'a', 'posts/public/shadowed.md': '', 'out/rss.xml': 'r' });
  const store = new DirectoryStore({ roots: { '': join(folder, 'posts'), 'public/': join(folder, 'out') } });
  assert.deepEqual(await keys(store), ['a.md', 'public/rss.xml']);
});

it('follows only links within the root, also in a cycle', async () => {
  const outside = folderOf({ 'secret.md': 'secret', 'deep/secret.md': 'secret' });
  const folder = folderOf({ 'a.md': 'a', 'sub/b.md': 'b', '.hidden/c.md': 'c' });
  const links: Record<string, string> = {
    'inside.md': join(folder, 'a.md'),
    linked: join(folder, 'sub'),
    'sub/back': folder,
    'outside.md': join(outside, 'secret.md'),
    deep: join(outside, 'deep'),
    'dangling.md': join(folder, 'none'),
    shown: join(folder, '.hidden'),
  };
  for (const [name, target] of Object.entries(links)) symlinkSync(target, join(folder, name));
  const store = posts(folder);
  assert.deepEqual(await keys(store), ['a.md', 'inside.md', 'linked/b.md', 'sub/b.md']);
  for (const key of ['outside.md', 'deep/secret.md', 'shown/c.md']) {
    assert.deepEqual([await store.get(key), await store.head(key), await store.delete(key)], [undefined, undefined, undefined], key);
  }
  for (const key of ['deep/new.md', 'deep/new/new.md', 'deep/secret.md', 'shown/c.md', 'shown/d.md']) {
    await assert.rejects(store.put(key, bytes('x')), HiddenKeyError, key);
  }
  assert.deepEqual(await keys(store, 'deep/'), []);
  assert.deepEqual(readdirSync(join(outside, 'deep')), ['secret.md']);
  assert.deepEqual(readdirSync(join(folder, '.hidden')), ['c.md']);
  assert.ok(lstatSync(join(folder, 'outside.md')).isSymbolicLink());
  assert.equal(await store.get('dangling.md'), undefined);
});

it('counts only files as objects', async () => {
  const folder = folderOf({ 'sub/a.md': 'a' });
  execFileSync('mkfifo', [join(folder, 'pipe.md')]);
  const store = posts(folder);
  for (const key of ['sub', 'pipe.md']) assert.deepEqual([await store.get(key), await store.head(key)], [undefined, undefined]);
  assert.deepEqual(await keys(store), ['sub/a.md']);
});

it('replaces a link to a file outside, and does not write through it', async () => {
  const outside = folderOf({ 'a.md': 'theirs' });
  const folder = folderOf({});
  symlinkSync(join(outside, 'a.md'), join(folder, 'a.md'));
  await posts(folder).put('a.md', bytes('ours'));
  assert.equal(readFileSync(join(outside, 'a.md'), 'utf8'), 'theirs');
  assert.equal(readFileSync(join(folder, 'a.md'), 'utf8'), 'ours');
});

it('supports a root behind a link', async () => {
  const folder = folderOf({ 'a.md': 'a' });
  const link = freshFolder();
  symlinkSync(folder, link);
  const store = posts(link);
  await store.put('new/b.md', bytes('b'));
  assert.deepEqual(await keys(store), ['a.md', 'new/b.md']);
  assert.notEqual(await store.get('a.md'), undefined);
});

it('ignores temporary files of a crashed run, and removes them in the next put', async () => {
  const left = ['.linefeed-2147483646-0123abcd-7.tmp', `.linefeed-${process.pid}-0123abcd-7.tmp`];
  const running = `.linefeed-${process.ppid}-0123abcd-7.tmp`;
  const folder = folderOf({ 'a.md': 'a', [running]: 'half', ...Object.fromEntries(left.map((name) => [name, 'half'])) });
  const store = posts(folder);
  assert.deepEqual(await keys(store), ['a.md']);
  await store.put('b.md', bytes('b'));
  assert.deepEqual(readdirSync(folder).sort(), [running, 'a.md', 'b.md']);
});

it('leaves no temporary file when a put fails', async () => {
  const folder = folderOf({ 'a/b.md': 'b' });
  for (const key of ['a', 'a/b.md/c', `a/${'long'.repeat(100)}`, `${'long'.repeat(100)}/b`]) {
    await assert.rejects(posts(folder).put(key, bytes('a')), InvalidKeyError, key);
  }
  assert.deepEqual([readdirSync(folder), readdirSync(join(folder, 'a'))], [['a'], ['b.md']]);
});

it('uses the MD5 of the bytes as ETag, like S3', async () => {
  const store = posts(folderOf({ 'quick.md': 'The quick brown fox jumps over the lazy dog' }));
  assert.deepEqual(
    (await listAll(store, '')).map(({ etag }) => etag),
    ['9e107d9d372bb6826bd81d3542a419d6'],
  );
  assert.deepEqual(await store.put('empty.md', bytes('')), { etag: 'd41d8cd98f00b204e9800998ecf8427e' });
});

it('ignores the output folder under another spelling, as on a case-insensitive file system', async () => {
  const folder = folderOf({ 'a.md': 'a', 'public/rss.xml': 'r', 'node_modules/x/readme.md': 'x' });
  symlinkSync(folder, `${folder}-link`);
  for (const name of ['PUBLIC', 'Node-Modules'])
    symlinkSync(join(folder, name === 'PUBLIC' ? 'public' : 'node_modules'), join(folder, name));
  for (const root of [folder, `${folder}-link`]) {
    const store = posts(root, { ignore: [join(root, 'public')] });
    assert.deepEqual(await keys(store), ['a.md']);
    for (const key of ['PUBLIC/rss.xml', 'Node-Modules/x/readme.md', 'NODE_MODULES/x/readme.md', 'public/rss.xml']) {
      assert.deepEqual([await store.get(key), await store.delete(key)], [undefined, undefined], key);
      await assert.rejects(store.put(key, bytes('x')), HiddenKeyError, key);
    }
  }
  assert.equal(readFileSync(join(folder, 'public/rss.xml'), 'utf8'), 'r');
});

it('lists hidden files that identify a generator, and allows writing and deleting them', async () => {
  const store = posts(
    folderOf({ '.eleventy.js': '1', '.obsidian/app.json': '{}', '.obsidian/workspace.json': '{}', 'sub/.eleventy.js': '' }),
  );
  assert.deepEqual(await keys(store), ['.eleventy.js', '.obsidian/app.json']);
  assert.deepEqual(await keys(store, '.obsidian/'), ['.obsidian/app.json']);
  await store.put('.eleventy.js', bytes('2'));
  await assert.rejects(store.put('.obsidian/workspace.json', bytes('2')), HiddenKeyError);
  await store.delete('.obsidian/app.json');
  assert.deepEqual(await keys(store), ['.eleventy.js']);
});
