/** checkStore over stores in memory; test/command/reconcile.test.ts runs it over HTTP. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkStore } from '../../lambda/local/check-store.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { CONFLICT, listAll, type PutOptions } from '../../lambda/stores/store.ts';

const empty = async (store: MemoryStore) => assert.deepEqual(await listAll(store, ''), []);

describe('checkStore', () => {
  it('returns the store itself if it supports all conditions, and leaves no object', async () => {
    const store = new MemoryStore();
    assert.equal(await checkStore(store, 'site'), store);
    await empty(store);
  });

  it('wraps a store that ignores conditions of deletes, so that old objects stay', async () => {
    class Careless extends MemoryStore {
      override delete = (key: string) => super.delete(key);
    }
    const store = new Careless();
    const careful = await checkStore(store, 'site');
    await empty(store);
    const put = await careful.put('a', Buffer.from('a'));
    assert.ok(put !== CONFLICT);
    assert.equal(await careful.delete('a', put), CONFLICT);
    assert.equal((await careful.head('a'))?.size, 1);
    assert.equal(await careful.delete('a'), undefined);
    await empty(store);
  });

  it('rejects a store that refuses writes whose condition holds', async () => {
    class Timid extends MemoryStore {
      readonly refused: string;
      constructor(refused: string) {
        super();
        this.refused = refused;
      }
      override async put(key: string, bytes: Uint8Array, options: PutOptions = {}) {
        return typeof options.expect === this.refused ? CONFLICT : super.put(key, bytes, options);
      }
    }
    await assert.rejects(checkStore(new Timid('string'), 'site'), /bucket site refuses to create an object that is not there/);
    const store = new Timid('object');
    await assert.rejects(checkStore(store, 'site'), /bucket site refuses a write whose If-Match names the ETag that it gave/);
    await empty(store);
  });

  it('passes on errors, and still deletes its object', async () => {
    class Broken extends MemoryStore {
      puts = 0;
      override async put(key: string, bytes: Uint8Array, options: PutOptions = {}) {
        this.puts += 1;
        if (this.puts === 3) throw new Error('the network is down');
        return super.put(key, bytes, options);
      }
    }
    const store = new Broken();
    await assert.rejects(checkStore(store, 'site'), /^Error: the network is down$/);
    await empty(store);
  });
});
