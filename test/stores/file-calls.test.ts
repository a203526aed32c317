/** Calls of the file system for a new document, counted: a cold build makes one for each of thousands of files. */
import assert from 'node:assert/strict';
import fs, { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { DirectoryStore } from '../../lambda/stores/directory.ts';
import { UNCHANGED } from '../../lambda/stores/store.ts';

type Name =
  | 'realpathSync'
  | 'statSync'
  | 'existsSync'
  | 'mkdirSync'
  | 'readdirSync'
  | 'openSync'
  | 'writeSync'
  | 'closeSync'
  | 'renameSync';
const NAMES: Name[] = [
  'realpathSync',
  'statSync',
  'existsSync',
  'mkdirSync',
  'readdirSync',
  'openSync',
  'writeSync',
  'closeSync',
  'renameSync',
];

async function callsOf(work: () => Promise<unknown>): Promise<Partial<Record<Name, number>>> {
  const calls: Partial<Record<Name, number>> = {};
  const { native } = realpathSync;
  const originals = Object.fromEntries(NAMES.map((name) => [name, fs[name]]));
  const counted =
    (name: Name, original: unknown) =>
    (...given: unknown[]) => {
      calls[name] = (calls[name] ?? 0) + 1;
      return (original as (...given: unknown[]) => unknown)(...given);
    };
  for (const name of NAMES) if (name !== 'realpathSync') Object.assign(fs, { [name]: counted(name, fs[name]) });
  Object.assign(realpathSync, { native: counted('realpathSync', native) });
  syncBuiltinESMExports();
  try {
    await work();
  } finally {
    Object.assign(fs, originals);
    Object.assign(realpathSync, { native });
    syncBuiltinESMExports();
  }
  return calls;
}

it('writes a new document with seven calls, and finds an absent one with one', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'linefeed-calls-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const store = new DirectoryStore({ roots: { 'public/': folder }, exclusive: true });
  await store.put('public/tags/a/rss.xml', Buffer.from('first'), { expect: 'absent' });
  assert.deepEqual(await callsOf(() => store.head('public/tags/a/atom.xml')), { statSync: 1 });
  assert.deepEqual(await callsOf(() => store.put('public/tags/a/atom.xml', Buffer.from('new'), { expect: 'absent' })), {
    ...{ realpathSync: 1, statSync: 2, openSync: 1, writeSync: 1, closeSync: 1, renameSync: 1 },
  });
  // Another program may remove the folder.
  rmSync(join(folder, 'tags'), { recursive: true });
  await store.put('public/tags/a/feed.json', Buffer.from('again'), { expect: 'absent' });
  assert.equal(fs.readFileSync(join(folder, 'tags/a/feed.json'), 'utf8'), 'again');
});

it('does not open what it wrote and read to find it unchanged', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'linefeed-calls-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const store = new DirectoryStore({ roots: { 'state/': folder }, exclusive: true });
  const { etag } = (await store.put('state/catalog', Buffer.from('root'))) as { etag: string };
  await store.get('state/catalog');
  let found: unknown;
  const calls = await callsOf(async () => {
    found = await store.get('state/catalog', etag);
  });
  assert.deepEqual([found, calls.openSync], [UNCHANGED, undefined]);
  // Another program's edit within the same tick, of another size.
  fs.writeFileSync(join(folder, 'catalog'), 'other');
  assert.notEqual(await store.get('state/catalog', etag), UNCHANGED);
});
