import assert from 'node:assert/strict';
import { it } from 'node:test';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { OverlayStore } from '../../lambda/stores/overlay.ts';
import { CONFLICT, type StoredObject } from '../../lambda/stores/store.ts';
import { storeContract } from './contract.ts';

storeContract('overlay', async () => new OverlayStore(new MemoryStore()));

it('an overlay shows what is below, and changes nothing there', async () => {
  const below = new MemoryStore();
  const { etag } = (await below.put('a', Buffer.from('old'))) as { etag: string };
  await below.put('b', Buffer.from('kept'));
  const store = new OverlayStore(below);
  const before = await below.list('');
  assert.equal(await store.put('a', Buffer.from('new'), { expect: 'absent' }), CONFLICT);
  assert.notEqual(await store.put('a', Buffer.from('new'), { expect: { etag } }), CONFLICT);
  await store.put('c', Buffer.from('more'));
  assert.equal(await store.delete('b', { etag: 'other' }), CONFLICT);
  await store.delete('b');
  assert.deepEqual(
    (await store.list('')).map(({ key }) => key),
    ['a', 'c'],
  );
  assert.equal(Buffer.from(((await store.get('a')) as StoredObject).bytes).toString(), 'new');
  assert.equal(await store.get('b'), undefined);
  assert.deepEqual(await below.list(''), before);
});
