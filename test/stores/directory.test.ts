import assert from 'node:assert/strict';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, it } from 'node:test';
import { UNCHANGED } from '../../lambda/store.ts';
import { DirectoryStore } from '../../lambda/stores/directory.ts';
import { etagOf } from '../../lambda/stores/etag.ts';
import { storeContract } from '../store-contract.ts';

const scratch = mkdtempSync(join(tmpdir(), 'linefeed-directory-'));
after(() => rmSync(scratch, { recursive: true }));

let folders = 0;
const freshFolder = (): string => join(scratch, `${folders++}`);

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A folder with these files, by path from it. */
function folderOf(files: Record<string, string>): string {
  const folder = freshFolder();
  mkdirSync(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const posts = (folder: string, options = {}): DirectoryStore => new DirectoryStore({ roots: { '': folder }, ...options });

/** What a listing says about contents. */
const listed = async (store: DirectoryStore) => (await store.list('')).map(({ key, etag }) => ({ key, etag }));

const keys = async (store: DirectoryStore, prefix = ''): Promise<string[]> => (await store.list(prefix)).map(({ key }) => key);

/** As if the file had been written long before anyone looked; only a file that is not young can be believed unread. */
function age(path: string): void {
  utimesSync(path, 1e9, 1e9);
}

storeContract('directory', async () => {
  const folder = freshFolder();
  return new DirectoryStore({ roots: { 'public/': join(folder, 'out'), 'state/': join(folder, 'state') } });
});

storeContract('directory with one root', async () => posts(freshFolder(), { cache: join(scratch, `${folders}.json`) }));

it('refuses keys that are no path below a root, by name, in every operation', async () => {
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
  await assert.rejects(store.list('public/../'), /"public\/\.\."/);
  await assert.rejects(store.get('other/a'), /"other\/a" is in none/);
  assert.equal(existsSync(folder), false);
});

it('lists neither dot-files nor node_modules nor what it is told to ignore', async () => {
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

it('lets the longest prefix decide where a key is', async () => {
  const folder = folderOf({ 'posts/a.md': 'a', 'posts/public/shadowed.md': '', 'out/rss.xml': 'r' });
  const store = new DirectoryStore({ roots: { '': join(folder, 'posts'), 'public/': join(folder, 'out') } });
  assert.deepEqual(await keys(store), ['a.md', 'public/rss.xml']);
});

it('follows links inside the root only, and survives one that leads back', async () => {
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
  for (const key of ['outside.md', 'deep/secret.md']) {
    await assert.rejects(store.get(key), new RegExp(`"${key}".*leads out`));
    await assert.rejects(store.head(key), /leads out/);
  }
  await assert.rejects(store.put('deep/new.md', bytes('x')), /leads out/);
  await assert.rejects(store.put('deep/new/new.md', bytes('x')), /leads out/);
  await assert.rejects(store.delete('deep/secret.md'), /leads out/);
  assert.deepEqual(await keys(store, 'deep/'), []);
  assert.deepEqual(readdirSync(join(outside, 'deep')), ['secret.md']);
  assert.equal(await store.get('dangling.md'), undefined);
});

it('replaces a link to outside instead of writing through it', async () => {
  const outside = folderOf({ 'a.md': 'theirs' });
  const folder = folderOf({});
  symlinkSync(join(outside, 'a.md'), join(folder, 'a.md'));
  await posts(folder).put('a.md', bytes('ours'));
  assert.equal(readFileSync(join(outside, 'a.md'), 'utf8'), 'theirs');
  assert.equal(readFileSync(join(folder, 'a.md'), 'utf8'), 'ours');
});

it('may have a root that is reached over a link', async () => {
  const folder = folderOf({ 'a.md': 'a' });
  const link = freshFolder();
  symlinkSync(folder, link);
  const store = posts(link);
  await store.put('new/b.md', bytes('b'));
  assert.deepEqual(await keys(store), ['a.md', 'new/b.md']);
  assert.notEqual(await store.get('a.md'), undefined);
});

it('ignores what a crashed run left, and removes it with the next put', async () => {
  const left = ['.linefeed-2147483646-0123abcd-7.tmp', `.linefeed-${process.pid}-0123abcd-7.tmp`];
  const running = `.linefeed-${process.ppid}-0123abcd-7.tmp`;
  const folder = folderOf({ 'a.md': 'a', [running]: 'half', ...Object.fromEntries(left.map((name) => [name, 'half'])) });
  const store = posts(folder);
  assert.deepEqual(await keys(store), ['a.md']);
  await store.put('b.md', bytes('b'));
  assert.deepEqual(readdirSync(folder).sort(), [running, 'a.md', 'b.md']);
});

it('leaves nothing beside the file when a put fails', async () => {
  const folder = folderOf({ 'a/b.md': 'b' });
  await assert.rejects(posts(folder).put('a', bytes('a')));
  assert.deepEqual(readdirSync(folder), ['a']);
});

it('notices an edit of the same size in the same instant', async () => {
  const folder = folderOf({ 'a.md': '' });
  const store = posts(folder);
  const path = join(folder, 'a.md');
  for (let edit = 0; edit < 500; edit++) {
    const text = `${1000 + edit}`;
    writeFileSync(path, text);
    assert.equal((await store.head('a.md'))?.etag, etagOf(bytes(text)));
  }
});

it('notices an edit that restores size and time', async () => {
  const folder = folderOf({ 'a.md': 'old' });
  const path = join(folder, 'a.md');
  age(path);
  const store = posts(folder);
  await store.list('');
  writeFileSync(path, 'new');
  age(path);
  assert.equal((await store.head('a.md'))?.etag, etagOf(bytes('new')));
});

it('notices files that another process wrote, changed and removed', async () => {
  const folder = folderOf({ 'a.md': 'a', 'b.md': 'b' });
  const store = posts(folder);
  await store.list('');
  rmSync(join(folder, 'a.md'));
  appendFileSync(join(folder, 'b.md'), '!');
  writeFileSync(join(folder, 'c.md'), 'c');
  assert.deepEqual(
    await listed(store),
    ['b!', 'c'].map((text) => ({ key: `${text[0]}.md`, etag: etagOf(bytes(text)) })),
  );
  assert.equal(await store.head('a.md'), undefined);
});

it('keeps metadata over a restart when it was flushed', async () => {
  const folder = freshFolder();
  const options = { cache: join(freshFolder(), 'deep', 'index.json') };
  const metadata = { stamp: '7f3a:1' };
  const first = posts(folder, options);
  await first.put('a', bytes('a'), { metadata });
  assert.equal(existsSync(options.cache), false);
  await first.flush();
  assert.deepEqual((await posts(folder, options).head('a'))?.metadata, metadata);
  assert.deepEqual((await posts(folder).head('a'))?.metadata, {});
  assert.deepEqual(readdirSync(dirname(options.cache)), ['index.json']);
});

it('loses metadata with the bytes they were about', async () => {
  const folder = freshFolder();
  const store = posts(folder);
  await store.put('a', bytes('a'), { metadata: { stamp: '7f3a:1' } });
  writeFileSync(join(folder, 'a'), 'b');
  assert.deepEqual((await store.head('a'))?.metadata, {});
});

it('does not read again what the index knows', async () => {
  const folder = folderOf({ 'a.md': 'bytes' });
  const path = join(folder, 'a.md');
  const cache = join(freshFolder(), 'index.json');
  const { size, mtimeMs, ctimeMs } = statSync(path);
  const scope = JSON.stringify([{ prefix: '', folder }]);
  const row = ['a.md', 'known', size, mtimeMs, ctimeMs, ctimeMs + 5000, {}];
  mkdirSync(dirname(cache));
  writeFileSync(cache, JSON.stringify({ version: 1, scope, rows: [row] }));
  const store = posts(folder, { cache });
  assert.deepEqual(await listed(store), [{ key: 'a.md', etag: 'known' }]);
  assert.equal(await store.get('a.md', 'known'), UNCHANGED);
});

for (const damaged of ['', '{', 'null', '[]', '{"version":1}', '{"version":99,"rows":[]}', '\0\0']) {
  it(`does without an index that is damaged: ${JSON.stringify(damaged)}`, async () => {
    const folder = folderOf({ 'a.md': 'a' });
    const cache = join(freshFolder(), 'index.json');
    mkdirSync(dirname(cache));
    writeFileSync(cache, damaged);
    const store = posts(folder, { cache });
    assert.deepEqual(await listed(store), [{ key: 'a.md', etag: etagOf(bytes('a')) }]);
    await store.flush();
    assert.ok(readFileSync(cache, 'utf8').includes('a.md'));
  });
}

for (const row of [null, ['a.md'], ['a.md', 'wrong', '1', 0, 0, 1e15, {}], ['a.md', 'wrong', 1, 0, 0, 1e15, { stamp: 1 }]]) {
  it(`does without an index with the row ${JSON.stringify(row)}`, async () => {
    const folder = folderOf({ 'a.md': 'a' });
    const cache = join(freshFolder(), 'index.json');
    mkdirSync(dirname(cache));
    writeFileSync(cache, JSON.stringify({ version: 1, scope: JSON.stringify([{ prefix: '', folder }]), rows: [row] }));
    assert.equal((await posts(folder, { cache }).head('a.md'))?.etag, etagOf(bytes('a')));
  });
}
