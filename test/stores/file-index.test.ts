import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { it } from 'node:test';
import { DirectoryStore } from '../../lambda/stores/directory.ts';
import { etagOf } from '../../lambda/stores/etag.ts';
import { listAll, UNCHANGED } from '../../lambda/stores/store.ts';
import { folderOf, freshFolder } from './scratch.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const posts = (folder: string, options = {}): DirectoryStore => new DirectoryStore({ roots: { '': folder }, ...options });

const listed = async (store: DirectoryStore) => (await listAll(store, '')).map(({ key, etag }) => ({ key, etag }));

const cacheOf = (text: string): string => join(folderOf({ 'index.json': text }), 'index.json');

const indexOf = (folder: string, row: unknown): string =>
  JSON.stringify({ version: 2, scope: JSON.stringify([{ prefix: '', folder }]), rows: [row] });

/** The cache file of a run that read the file at this age in milliseconds. */
function knows(folder: string, key: string, etag: string, age = 2001): string {
  const { size, mtimeMs, ctimeMs } = statSync(join(folder, key));
  return cacheOf(indexOf(folder, [key, etag, 'digest', size, mtimeMs, ctimeMs, ctimeMs + age, {}]));
}

it('detects an edit of the same size at the same time', async () => {
  const folder = folderOf({ 'a.md': '' });
  const store = posts(folder);
  const path = join(folder, 'a.md');
  for (let edit = 0; edit < 500; edit++) {
    const text = `${1000 + edit}`;
    writeFileSync(path, text);
    assert.equal((await store.head('a.md'))?.etag, etagOf(bytes(text)));
  }
});

it('detects an edit that restores size and time', async () => {
  const folder = folderOf({ 'a.md': 'old' });
  const path = join(folder, 'a.md');
  utimesSync(path, 1e9, 1e9);
  const cache = knows(folder, 'a.md', 'of old');
  writeFileSync(path, 'new');
  utimesSync(path, 1e9, 1e9);
  assert.equal((await posts(folder, { cache }).head('a.md'))?.etag, etagOf(bytes('new')));
});

it('ignores a row that was made when the file was new', async () => {
  const folder = folderOf({ 'a.md': 'a' });
  const cache = knows(folder, 'a.md', 'made too early', 1999);
  assert.equal((await posts(folder, { cache }).head('a.md'))?.etag, etagOf(bytes('a')));
});

it('detects files that another process wrote, changed and removed', async () => {
  const folder = folderOf({ 'a.md': 'a', 'b.md': 'b' });
  const store = posts(folder);
  await listAll(store, '');
  rmSync(join(folder, 'a.md'));
  appendFileSync(join(folder, 'b.md'), '!');
  writeFileSync(join(folder, 'c.md'), 'c');
  assert.deepEqual(
    await listed(store),
    ['b!', 'c'].map((text) => ({ key: `${text[0]}.md`, etag: etagOf(bytes(text)) })),
  );
  assert.equal(await store.head('a.md'), undefined);
});

it('keeps metadata over a restart after a flush', async () => {
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

it('keeps a given ETag over a restart, a rewrite and a new date, until the bytes change', async () => {
  const folder = freshFolder();
  const options = { cache: join(freshFolder(), 'index.json') };
  const path = join(folder, 'a');
  const first = posts(folder, options);
  assert.deepEqual(await first.put('a', bytes('a'), { etag: 'in-parts-2' }), { etag: 'in-parts-2' });
  writeFileSync(path, 'a');
  assert.equal((await first.head('a'))?.etag, 'in-parts-2');
  await first.flush();
  utimesSync(path, 1e9, 1e9);
  const second = posts(folder, options);
  assert.deepEqual(await listed(second), [{ key: 'a', etag: 'in-parts-2' }]);
  writeFileSync(path, 'b');
  assert.deepEqual(await listed(second), [{ key: 'a', etag: etagOf(bytes('b')) }]);
  await second.put('a', bytes('c'), { etag: 'in-parts-3' });
  await second.put('a', bytes('c'));
  assert.equal((await second.head('a'))?.etag, etagOf(bytes('c')));
});

it('drops metadata when the bytes change', async () => {
  const folder = freshFolder();
  const store = posts(folder);
  await store.put('a', bytes('a'), { metadata: { stamp: '7f3a:1' } });
  writeFileSync(join(folder, 'a'), 'b');
  assert.deepEqual((await store.head('a'))?.metadata, {});
});

it('does not read again a file that the index has', async () => {
  const folder = folderOf({ 'a.md': 'bytes' });
  const store = posts(folder, { cache: knows(folder, 'a.md', 'known') });
  assert.deepEqual(await listed(store), [{ key: 'a.md', etag: 'known' }]);
  assert.equal(await store.get('a.md', 'known'), UNCHANGED);
});

it('ignores an index of other folders', async () => {
  const folder = folderOf({ 'a.md': 'a' });
  const cache = knows(folder, 'a.md', 'known');
  const other = new DirectoryStore({ roots: { '': folder, 'public/': freshFolder() }, cache });
  assert.equal((await other.head('a.md'))?.etag, etagOf(bytes('a')));
});

for (const damaged of [
  '',
  '{',
  'null',
  '[]',
  '{"version":1}',
  '{"version":1,"rows":[]}',
  '{"version":2}',
  '{"version":99,"rows":[]}',
  '\0\0',
]) {
  it(`ignores a damaged index: ${JSON.stringify(damaged)}`, async () => {
    const folder = folderOf({ 'a.md': 'a' });
    const cache = cacheOf(damaged);
    const store = posts(folder, { cache });
    assert.deepEqual(await listed(store), [{ key: 'a.md', etag: etagOf(bytes('a')) }]);
    await store.flush();
    assert.ok(readFileSync(cache, 'utf8').includes('a.md'));
  });
}

for (const row of [
  null,
  ['a.md'],
  ['a.md', 'wrong', 'digest', '1', 0, 0, 1e15, {}],
  ['a.md', 'wrong', 1, 1, 0, 0, 1e15, {}],
  ['a.md', 'wrong', 'digest', 1, 0, 0, 1e15, { stamp: 1 }],
]) {
  it(`ignores an index with the row ${JSON.stringify(row)}`, async () => {
    const folder = folderOf({ 'a.md': 'a' });
    const cache = cacheOf(indexOf(folder, row));
    assert.equal((await posts(folder, { cache }).head('a.md'))?.etag, etagOf(bytes('a')));
  });
}
