import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newCatalog } from '../../lambda/core/catalog/catalog.ts';
import { headOf } from '../../lambda/core/catalog/facts/catalog-entries.ts';
import type { Edit } from '../../lambda/core/catalog/facts/draft.ts';
import { outputKey } from '../../lambda/core/catalog/facts/fact-keys.ts';
import { continues } from '../../lambda/core/catalog/history.ts';
import { LAST_KEY } from '../../lambda/core/key-order.ts';
import type { Json } from '../../lambda/core/tree/facts.ts';
import { CATALOG, DAMAGED, NODES } from '../../lambda/keys.ts';
import { isSuccessor } from '../../lambda/publish/retire-catalog.ts';
import { type Base, inMemory } from '../../lambda/state/catalog-base.ts';
import { CatalogStore, type VersionedCatalog } from '../../lambda/state/catalog-store.ts';
import { UnusableRootError } from '../../lambda/state/node-store.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { CONFLICT, type Expected, listAll } from '../../lambda/stores/store.ts';
import { site } from '../core/catalog/support.ts';

class RecordingStore extends MemoryStore {
  readonly puts: string[] = [];
  readonly gets: { key: string; unless: string | undefined }[] = [];

  override put(...given: Parameters<MemoryStore['put']>): ReturnType<MemoryStore['put']> {
    this.puts.push(given[0]);
    return super.put(...given);
  }

  override get(...given: Parameters<MemoryStore['get']>): ReturnType<MemoryStore['get']> {
    this.gets.push({ key: given[0], unless: given[1] });
    return super.get(...given);
  }
}

const EMPTY: Base = inMemory(headOf(newCatalog('g1', site, { entries: 'r', documents: 1, pages: 1 })), []);

const added = (key: string, value: Json): Edit => ({ key, value, existed: false });

async function commit(catalogs: CatalogStore, base: Base, edits: Edit[], expect: Expected): Promise<VersionedCatalog> {
  const written = await catalogs.write({ ...base.catalog, rev: base.catalog.rev + 1 }, edits, base, expect);
  assert.ok(written !== CONFLICT);
  return written;
}

const numbered = (count: number, size = 1): Edit[] =>
  Array.from({ length: count }, (_, index) => added(`k/${String(index).padStart(5, '0')}`, 'x'.repeat(size)));

describe('a catalog', () => {
  it('stores up to 128 KB of recent edits in its root; more become nodes that are written before the root', async () => {
    for (const [count, hasNodes] of [
      [120, false],
      [130, true],
    ] as const) {
      const store = new RecordingStore();
      const written = await commit(new CatalogStore(store), EMPTY, numbered(count, 1_000), 'absent');
      assert.equal(store.puts.slice(0, -1).length > 0, hasNodes, `${count} KB`);
      assert.ok(store.puts.slice(0, -1).every((key) => key.startsWith(NODES)));
      assert.equal(store.puts.at(-1), CATALOG);
      assert.equal(await written.ask((facts) => facts.count('', LAST_KEY)), count);
    }
  });

  it('that is unchanged is read without its bytes', async () => {
    const store = new RecordingStore();
    const catalogs = new CatalogStore(store);
    const { etag } = await commit(catalogs, EMPTY, numbered(3), 'absent');
    for (const unless of [undefined, etag, etag]) {
      const read = await catalogs.read();
      assert.deepEqual([read?.etag, store.gets.at(-1)], [etag, { key: CATALOG, unless }]);
      assert.equal(await read?.ask((facts) => facts.count('', LAST_KEY)), 3);
    }
    const other = await commit(new CatalogStore(store), (await catalogs.read()) ?? assert.fail(), [added('k/new', 1)], { etag });
    assert.equal((await catalogs.read())?.etag, other.etag);
  });

  for (const count of [0, 999, 1_000, 1_001, 2_500])
    it(`of ${count} entries is scanned in parts, which do not stay in memory`, async () => {
      const store = new RecordingStore();
      const { scan } = await commit(new CatalogStore(store, { recentLimit: 0 }), EMPTY, numbered(count), 'absent');
      const read = async () => {
        const found: string[] = [];
        for await (const [key] of scan(['', LAST_KEY])) found.push(key);
        return found;
      };
      assert.deepEqual(
        await read(),
        numbered(count).map(({ key }) => key),
      );
      const requests = store.gets.length;
      await read();
      assert.equal(store.gets.length, 2 * requests);
    });

  it('continues another one by the names of its last 128 commits', async () => {
    const catalogs = new CatalogStore(new MemoryStore());
    const all = [await commit(catalogs, EMPTY, [], 'absent')];
    for (let count = 1; count < 130; count += 1) {
      const last = all.at(-1) ?? assert.fail();
      all.push(await commit(catalogs, last, [], { etag: last.etag }));
    }
    const latest = all.at(-1) ?? assert.fail();
    assert.deepEqual(
      all.map(({ catalog }) => continues(latest.catalog, catalog)),
      all.map((_, index) => (index < 2 ? undefined : true)),
    );
    assert.equal(continues(all[5]?.catalog ?? assert.fail(), latest.catalog), false, 'an older one');
  });

  it('does not continue a restored one of the same or an earlier revision', async () => {
    const [store, other] = [new CatalogStore(new MemoryStore()), new CatalogStore(new MemoryStore())];
    const base = await commit(store, EMPTY, [], 'absent');
    const [one, two] = [await commit(store, base, [], { etag: base.etag }), await commit(other, base, [], 'absent')];
    assert.equal(continues(two.catalog, one.catalog), false);
    const later = await commit(other, two, [], { etag: two.etag });
    assert.deepEqual([await isSuccessor(later, one), await isSuccessor(later, base), await isSuccessor(later, two)], [false, true, true]);
  });

  it('continues one of many commits before if it has the same outputs', async () => {
    const output = (rev: number, digest: string) => added(outputKey('main', 'main'), { rev, digest, entries: 1 });
    const of = async (first: Edit, last: Edit): Promise<VersionedCatalog[]> => {
      const catalogs = new CatalogStore(new MemoryStore());
      const all = [await commit(catalogs, EMPTY, [first], 'absent')];
      for (let count = 0; count < 140; count += 1) {
        const current = all.at(-1) ?? assert.fail();
        all.push(await commit(catalogs, current, count === 139 ? [{ ...last, existed: true }] : [], { etag: current.etag }));
      }
      return all;
    };
    const [[early], ...others] = [
      await of(output(1, 'a'), output(1, 'a')),
      await of(output(1, 'a'), output(1, 'b')),
      await of(output(1, 'a'), output(9, 'b')),
    ] as const;
    const [forked, successor] = others.map((all) => all.at(-1));
    assert.ok(early && forked && successor);
    assert.deepEqual([await isSuccessor(forked, early), await isSuccessor(successor, early)], [false, true]);
  });
});

describe('a root with a lost node', () => {
  const lostNode = async () => {
    const store = new RecordingStore();
    const catalogs = new CatalogStore(store, { recentLimit: 0 });
    const written = await commit(catalogs, EMPTY, numbered(200), 'absent');
    for (const { key } of await listAll(store, NODES)) await store.delete(key);
    const error = await written.ask((facts) => facts.get('k/00001')).catch((caught: unknown) => caught);
    assert.ok(error instanceof UnusableRootError);
    assert.equal(error.etag, written.etag);
    return { store, catalogs, written, error };
  };

  it('is set aside, and a placeholder has the reason', async () => {
    const { store, catalogs, error } = await lostNode();
    await catalogs.setAside(error, 'g2');
    assert.equal(await catalogs.read(), undefined);
    assert.match((await catalogs.readPlaceholder())?.why?.message ?? '', /is lost.*it is kept as state\/damaged\//);
    assert.equal((await listAll(store, DAMAGED)).length, 1);
  });

  it('stays if another run has replaced it meanwhile', async () => {
    const { store, catalogs, written, error } = await lostNode();
    const other = await commit(new CatalogStore(store), EMPTY, [added('k/a', 1)], { etag: written.etag });
    await catalogs.setAside(error, 'g2');
    assert.equal((await catalogs.read())?.etag, other.etag);
    assert.deepEqual(await listAll(store, DAMAGED), []);
  });
});

describe('an import in portions', () => {
  const head = EMPTY.catalog;
  const claimed = async (catalogs: CatalogStore) => {
    const place = await catalogs.putPlaceholder('claim');
    assert.ok(place !== CONFLICT);
    return place;
  };

  it('commits each portion in the placeholder, and is read back with its cursor', async () => {
    const store = new MemoryStore();
    const [catalogs, others] = [new CatalogStore(store), new CatalogStore(store)];
    const first = await catalogs.writeImport(await claimed(catalogs), { head, after: 'b.md' }, numbered(2), EMPTY);
    assert.ok(first !== CONFLICT);
    assert.equal(await others.read(), undefined);
    const there = await others.putPlaceholder('another claim');
    assert.ok(there !== CONFLICT && there.import);
    assert.deepEqual([there.claim, there.import.after], ['claim', 'b.md']);
    const second = await others.writeImport(there, { head }, [added('k/new', 1)], there.import.base);
    assert.ok(second !== CONFLICT);
    assert.deepEqual([second.import.after, second.import.base.catalog.rev], [undefined, 0]);
    assert.equal(await second.import.base.ask((facts) => facts.count('', LAST_KEY)), 3);
    assert.equal(await catalogs.writeImport(first, { head }, numbered(9), first.import.base), CONFLICT);
  });

  it('has a larger limit for recent edits', async () => {
    // 16 MB of edits.
    for (const [kilobytes, hasNodes] of [
      [200, false],
      [16_000, false],
      [17_000, true],
    ] as const) {
      const store = new RecordingStore();
      const catalogs = new CatalogStore(store);
      await catalogs.writeImport(await claimed(catalogs), { head, after: '' }, numbered(kilobytes, 1_000), EMPTY);
      assert.equal(
        store.puts.some((key) => key.startsWith(NODES)),
        hasNodes,
      );
    }
  });

  it('keeps the outdated catalog that it replaces', async () => {
    const store = new MemoryStore();
    const catalogs = new CatalogStore(store);
    const stored = await commit(catalogs, EMPTY, numbered(3), 'absent');
    await catalogs.retire(stored, 'claim', { key: CATALOG, line: 1, column: 1, message: 'was older', severity: 'warning' });
    const place = await claimed(catalogs);
    await catalogs.writeImport(place, { head: { ...head, generation: 'g2' }, after: '' }, numbered(1), EMPTY);
    const { old, why } = (await new CatalogStore(store).readPlaceholder()) ?? assert.fail();
    assert.equal(why?.message, 'was older');
    assert.equal(await old?.ask((facts) => facts.count('', LAST_KEY)), 3);
  });
});
