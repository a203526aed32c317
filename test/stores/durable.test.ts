/** Durability: the catalog's bytes are on the disk before its name, and its name before the write counts. Nothing else is synced. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { newCatalog } from '../../lambda/core/catalog/catalog.ts';
import type { Site } from '../../lambda/core/model.ts';
import { DirectoryStore } from '../../lambda/stores/directory.ts';
import { writeCatalog } from '../support/whole-catalog.ts';
import { freshFolder } from './scratch.ts';

function recorded(context: TestContext): string[] {
  const calls: string[] = [];
  const { fsyncSync, renameSync } = fs;
  context.mock.method(fs, 'fsyncSync', (file: number) => {
    calls.push(fs.fstatSync(file).isDirectory() ? 'sync folder' : 'sync file');
    fsyncSync(file);
  });
  context.mock.method(fs, 'renameSync', (from: string, to: string) => {
    calls.push('rename');
    renameSync(from, to);
  });
  syncBuiltinESMExports();
  context.after(() => {
    context.mock.restoreAll();
    syncBuiltinESMExports();
  });
  return calls;
}

const open = (): DirectoryStore => {
  const folder = freshFolder();
  return new DirectoryStore({ roots: { 'public/': join(folder, 'out'), 'state/': join(folder, 'state') }, exclusive: true });
};

it("syncs the catalog's file, renames it, then syncs the folder", async (context) => {
  const store = open();
  const calls = recorded(context);
  await writeCatalog(store, newCatalog('g', {} as Site, { entries: '', documents: 0, pages: 0 }), 'absent');
  assert.deepEqual(calls, ['sync file', 'rename', 'sync folder']);
});

it('syncs no document and no entry', async (context) => {
  const store = open();
  const calls = recorded(context);
  await store.put('public/rss.xml', Buffer.from('a'));
  await store.put('state/entries/a', Buffer.from('a'));
  assert.deepEqual(calls, ['rename', 'rename']);
});
