/** The cost of an edit while `linefeed dev` runs: file system calls for any number of posts, and the order of documents. */
import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { it, type TestContext } from 'node:test';
import { startDev } from '../../../lambda/local/dev/dev.ts';
import { placesOf } from '../../../lambda/local/places.ts';
import { DirectoryStore } from '../../../lambda/stores/directory.ts';
import { listAll } from '../../../lambda/stores/store.ts';
import { archived } from '../../support/archive.ts';
import { CONFIG, linefeed } from '../../support/blog.ts';
import { callsOf, count } from '../../support/calls.ts';

/** `edit` saves a post and resolves when its run has ended. */
async function devOf(t: TestContext, posts: number) {
  const root = mkdtempSync(join(tmpdir(), 'linefeed-calls-'));
  t.after(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, '_posts'));
  writeFileSync(join(root, 'linefeed.yaml'), CONFIG);
  const file = (index: number) => join(root, '_posts', `${index}.md`);
  for (let index = 0; index < posts; index += 1) writeFileSync(file(index), archived(index));
  // In a process, which can start threads.
  assert.equal((await linefeed('build', root, '--out', join(root, 'public'), '--state', join(root, 'state'))).code, 0);
  const printed = new EventEmitter();
  const places = placesOf(root, join(root, 'public'), join(root, 'state'));
  const server = await startDev(places, { web: 0, s3: 0 }, (line) => printed.emit('line', line));
  t.after(() => server.close());
  const edit = async (text: string) => {
    const ran = once(printed, 'line');
    writeFileSync(file(3), `${archived(3)}\n${text}\n`);
    await ran;
  };
  // The first edit loads nodes of the catalog and modules.
  await edit('First.');
  return { edit, root };
}

it('an edit touches only the post and its documents, for any number of posts', async (t) => {
  const [small, large] = [await devOf(t, 60), await devOf(t, 600)];
  const few = await callsOf(() => small.edit('Second.'));
  const many = await callsOf(() => large.edit('Second.'));
  assert.equal(count(many, 'readdirSync'), 0);
  assert.equal(count(many, 'lstatSync'), count(few, 'lstatSync'));
  assert.equal(count(many, 'renameSync'), count(few, 'renameSync'));
  for (const name of ['statSync', 'openSync', 'readFileSync'] as const)
    assert.ok(count(many, name) <= count(few, name) + 4, `${name}: ${count(many, name)} for 600 posts, ${count(few, name)} for 60`);
  const read = many.filter(({ path }) => path.includes('_posts/')).map(({ path }) => basename(path));
  assert.deepEqual([...new Set(read)], ['3.md']);
});

it('a listing calls stat once for each file, and a read opens its object without stat', async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'linefeed-calls-'));
  t.after(() => rmSync(root, { recursive: true }));
  const store = new DirectoryStore({ roots: { 'public/': root }, exclusive: true });
  for (let index = 0; index < 50; index += 1) await store.put(`public/${index}.xml`, Buffer.from(`${index}`));
  const listed = await callsOf(() => listAll(store, 'public/'));
  assert.deepEqual([count(listed, 'statSync'), count(listed, 'openSync'), count(listed, 'readdirSync')], [50, 0, 1]);
  const got = await callsOf(() => store.get('public/7.xml'));
  assert.deepEqual([count(got, 'statSync'), count(got, 'openSync'), count(got, 'readFileSync')], [0, 1, 1]);
});

it('an edit writes the main feed first, and lets the server respond before the other outputs', async (t) => {
  const { edit, root } = await devOf(t, 60);
  const calls = await callsOf(() => edit('Second.'));
  const written = calls.filter(({ name, path }) => name === 'turn' || (name === 'renameSync' && path.startsWith(join(root, 'public'))));
  const names = written.map(({ name, path }) => (name === 'turn' ? name : relative(join(root, 'public'), path)));
  const main = names.slice(0, names.indexOf('turn'));
  assert.deepEqual(
    main.filter((name) => !name.endsWith('.gz')),
    ['rss.xml', 'atom.xml', 'feed.json'],
  );
  assert.ok(names.length > 3 * main.length, names.join(' '));
});
