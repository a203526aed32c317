import assert from 'node:assert/strict';
import { it } from 'node:test';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { storeContract } from './contract.ts';

storeContract('memory', async () => new MemoryStore());

it('takes the time from its clock', async () => {
  let now = 1000;
  const store = new MemoryStore({ now: () => now });
  await store.put('a', new Uint8Array());
  now = 2000;
  assert.equal((await store.head('a'))?.modified, 1000);
  await store.put('a', new Uint8Array());
  assert.equal((await store.head('a'))?.modified, 2000);
});
