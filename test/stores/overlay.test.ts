import assert from 'node:assert/strict';
import { it } from 'node:test';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { OverlayStore } from '../../lambda/stores/overlay.ts';
import { CONFLICT, listAll, type StoredObject } from '../../lambda/stores/store.ts';
import { storeContract } from './contract.ts';

storeContract('overlay', async () => new OverlayStore(new MemoryStore()));

it('an overlay shows the objects below, and does not change them', async () => {
  const below = new MemoryStore();
  const { etag } = (await below.put('a', Buffer.from('old'))) as { etag: string };
  await below.put('b', Buffer.from('kept'));
  const store = new OverlayStore(below);
  const before = await listAll(below, '');
  assert.equal(await store.put('a', Buffer.from('new'), { expect: 'absent' }), CONFLICT);
  assert.notEqual(await store.put('a', Buffer.from('new'), { expect: { etag } }), CONFLICT);
  await store.put('c', Buffer.from('more'));
  assert.equal(await store.delete('b', { etag: 'other' }), CONFLICT);
  await store.delete('b');
  assert.deepEqual(
    (await listAll(store, '')).map(({ key }) => key),
    ['a', 'c'],
  );
  assert.equal(Buffer.from(((await store.get('a')) as StoredObject).bytes).toString(), 'new');
  assert.equal(await store.get('b'), undefined);
  assert.deepEqual(await listAll(below, ''), before);
});

it('an overlay lists lower and own objects in UTF-8 order, as of the start of the listing', async () => {
  const below = new MemoryStore();
  for (const key of ['b', 'd', '\uff5e']) await below.put(key, Buffer.from('below'));
  const store = new OverlayStore(below);
  for (const key of ['a', 'c', '\uff5d', '😀']) await store.put(key, Buffer.from('own'));
  const seen: string[] = [];
  for await (const { key } of store.list('')) {
    seen.push(key);
    // Hides the object below from now on.
    if (key === 'b') await store.put('d', Buffer.from('new'));
  }
  assert.deepEqual(seen, ['a', 'b', 'c', 'd', '\uff5d', '\uff5e', '😀']);
});
