/** The contract of every store. Each adapter passes all of it, without skips. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { compareKeys } from '../../lambda/core/key-order.ts';
import { CONFLICT, listAll, type Store, UNCHANGED, UnreadableObjectError } from '../../lambda/stores/store.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const ODD_NAMES = [
  'with space',
  'plus+plus',
  '100%',
  '%2e%2e',
  'a&b=c?d#e',
  "it's",
  'quote"',
  '日本語',
  'é',
  'e\u0301',
  '😀',
  '~tilde',
  '...three',
];

/** @param open returns an empty store; keys are under `public/` and `state/` */
export function storeContract(name: string, open: () => Promise<Store>): void {
  describe(`${name}: store contract`, () => {
    reads(open);
    conditions(open);
    contents(open);
    listings(open);
  });
}

async function putEtag(store: Store, key: string, text: string): Promise<string> {
  const result = await store.put(key, bytes(text));
  assert.notEqual(result, CONFLICT);
  return result === CONFLICT ? '' : result.etag;
}

async function text(store: Store, key: string): Promise<string | undefined> {
  const object = await store.get(key);
  assert.notEqual(object, UNCHANGED);
  return object === undefined || object === UNCHANGED ? undefined : new TextDecoder().decode(object.bytes);
}

function reads(open: () => Promise<Store>): void {
  it('returns undefined for an absent key, also below a file', async () => {
    const store = await open();
    await store.put('public/a', bytes('a'));
    for (const key of ['public/none', 'public/none/none', 'public/a/b', `public/${'long'.repeat(100)}`]) {
      assert.equal(await store.get(key), undefined, key);
      assert.equal(await store.get(key, 'etag'), undefined, key);
      assert.equal(await store.head(key), undefined, key);
      assert.equal(await store.delete(key), undefined, key);
    }
  });

  it('does not read an object beyond the size limit, and names its version in the error', async () => {
    const store = open();
    await (await store).put('public/a', bytes('x'.repeat(11)));
    const read = async (largest: number, unless?: string) => (await store).get('public/a', unless, largest);
    const refused = async (): Promise<UnreadableObjectError> => {
      const error = await read(10).catch((thrown: unknown) => thrown);
      assert.ok(error instanceof UnreadableObjectError);
      return error;
    };
    const { message, etag } = await refused();
    assert.match(message, /11 bytes, expected at most 10;/);
    assert.deepEqual([await read(10, etag), (await refused()).etag], [UNCHANGED, etag]);
    const object = await read(11);
    assert.ok(object && object !== UNCHANGED);
    assert.equal(object.size, 11);
    await (await store).put('public/a', bytes('y'.repeat(12)));
    assert.notEqual((await refused()).etag, etag);
  });

  it('reads a range of an object, of a given version', async () => {
    const store = await open();
    await store.put('public/a', bytes('0123456789'));
    const part = async (from: number, length: number, expect?: { etag: string }, key = 'public/a') => {
      const range = await store.getRange(key, from, length, expect);
      return range === undefined || range === CONFLICT ? range : [new TextDecoder().decode(range.bytes), range.size];
    };
    const parts: [number, number, string][] = [
      [0, 4, '0123'],
      [3, 1, '3'],
      [8, 9, '89'],
      [0, 10, '0123456789'],
      [10, 1, ''],
      [99, 5, ''],
    ];
    for (const [from, length, expected] of parts) assert.deepEqual(await part(from, length), [expected, 10], `${from} ${length}`);
    for (const key of ['public/none', 'public/a/b']) assert.equal(await part(0, 4, undefined, key), undefined);
    const first = await store.getRange('public/a', 0, 1);
    assert.ok(first && first !== CONFLICT);
    assert.deepEqual(await part(4, 2, { etag: first.etag }), ['45', 10]);
    await store.put('public/a', bytes('abcdefghijk'));
    for (const from of [4, 99]) assert.equal(await part(from, 2, { etag: first.etag }), CONFLICT);
    assert.deepEqual(await part(4, 2), ['ef', 11]);
    await store.put('public/empty', bytes(''));
    assert.deepEqual(await part(0, 4, undefined, 'public/empty'), ['', 0]);
  });

  it('returns the stored bytes and headers', async () => {
    const store = await open();
    const before = Date.now();
    const etag = await putEtag(store, 'public/tags/a/rss.xml', 'hello');
    const object = await store.get('public/tags/a/rss.xml');
    assert.ok(object !== undefined && object !== UNCHANGED);
    assert.equal(new TextDecoder().decode(object.bytes), 'hello');
    assert.equal(object.etag, etag);
    assert.doesNotMatch(object.etag, /["/]/);
    assert.equal(object.size, 5);
    assert.ok(Math.abs(object.modified - before) < 60_000);
    const { bytes: _, ...head } = object;
    assert.deepEqual(await store.head('public/tags/a/rss.xml'), head);
  });

  it('returns metadata right after the put', async () => {
    const store = await open();
    const metadata = { stamp: '7f3a90c1:12', run: 'r-1' };
    await store.put('public/a', bytes('a'), { metadata, type: 'text/plain', cacheControl: 'no-store', encoding: 'gzip' });
    assert.deepEqual((await store.head('public/a'))?.metadata, metadata);
    await store.put('public/a', bytes('b'));
    assert.deepEqual((await store.head('public/a'))?.metadata, {});
  });

  it('returns UNCHANGED while the ETag is the given one', async () => {
    const store = await open();
    const etag = await putEtag(store, 'public/a', 'one');
    assert.equal(await store.get('public/a', etag), UNCHANGED);
    await store.put('public/a', bytes('two'));
    assert.notEqual(await store.get('public/a', etag), UNCHANGED);
  });

  it('deletes, also repeatedly', async () => {
    const store = await open();
    await store.put('public/a', bytes('a'));
    assert.equal(await store.delete('public/a'), undefined);
    assert.equal(await store.get('public/a'), undefined);
    assert.equal(await store.delete('public/a'), undefined);
    assert.deepEqual(await listAll(store, ''), []);
  });
}

function conditions(open: () => Promise<Store>): void {
  it('creates only if the key does not exist', async () => {
    const store = await open();
    assert.notEqual(await store.put('public/a', bytes('first'), { expect: 'absent' }), CONFLICT);
    assert.equal(await store.put('public/a', bytes('second'), { expect: 'absent' }), CONFLICT);
    assert.equal(await text(store, 'public/a'), 'first');
  });

  it('replaces only the object with the expected ETag', async () => {
    const store = await open();
    const first = await putEtag(store, 'public/a', 'first');
    assert.notEqual(await store.put('public/a', bytes('second'), { expect: { etag: first } }), CONFLICT);
    assert.equal(await store.put('public/a', bytes('third'), { expect: { etag: first } }), CONFLICT);
    assert.equal(await text(store, 'public/a'), 'second');
    assert.equal(await store.put('public/none', bytes('x'), { expect: { etag: first } }), CONFLICT);
    assert.equal(await store.get('public/none'), undefined);
  });

  it('deletes only the object with the expected ETag', async () => {
    const store = await open();
    const first = await putEtag(store, 'public/a', 'first');
    const second = await putEtag(store, 'public/a', 'second');
    assert.equal(await store.delete('public/a', { etag: first }), CONFLICT);
    assert.equal(await text(store, 'public/a'), 'second');
    assert.equal(await store.delete('public/a', { etag: second }), undefined);
    assert.equal(await store.delete('public/a', { etag: second }), CONFLICT);
  });

  for (const state of ['absent', 'etag'] as const) {
    it(`succeeds for exactly one of ten concurrent puts: ${state}`, async () => {
      const store = await open();
      const expect = state === 'absent' ? state : { etag: await putEtag(store, 'public/a', 'before') };
      const texts = Array.from({ length: 10 }, (_, index) => `writer ${index}`);
      const results = await Promise.all(texts.map((own) => store.put('public/a', bytes(own), { expect })));
      const winners = texts.filter((_, index) => results[index] !== CONFLICT);
      assert.equal(winners.length, 1);
      assert.equal(await text(store, 'public/a'), winners[0]);
    });
  }

  it('has equal ETags for equal bytes, so that A, B, A is A again', async () => {
    const store = await open();
    const first = await putEtag(store, 'public/a', 'A');
    const second = await putEtag(store, 'public/a', 'B');
    assert.notEqual(first, second);
    assert.equal(await putEtag(store, 'public/a', 'A'), first);
    assert.equal(await putEtag(store, 'state/other', 'A'), first);
    assert.notEqual(await store.put('public/a', bytes('C'), { expect: { etag: first } }), CONFLICT);
  });
}

function contents(open: () => Promise<Store>): void {
  for (const size of [0, 20_000_000]) {
    it(`stores ${size} bytes`, async () => {
      const store = await open();
      const content = randomBytes(size);
      await store.put('public/a', content);
      const object = await store.get('public/a');
      assert.ok(object !== undefined && object !== UNCHANGED);
      assert.equal(Buffer.compare(object.bytes, content), 0);
      assert.equal((await store.head('public/a'))?.size, size);
    });
  }

  it('copies bytes, so that later changes of a buffer have no effect', async () => {
    const store = await open();
    const given = bytes('given');
    await store.put('public/a', given);
    given.fill(0);
    const got = await store.get('public/a');
    assert.ok(got !== undefined && got !== UNCHANGED);
    got.bytes.fill(0);
    assert.equal(await text(store, 'public/a'), 'given');
  });

  it('accepts odd names unchanged', async () => {
    const store = await open();
    const keys = ODD_NAMES.map((name) => `public/x${name}/y${name}`);
    for (const key of keys) await store.put(key, bytes(key));
    for (const key of keys) assert.equal(await text(store, key), key);
    assert.deepEqual(
      (await listAll(store, 'public/x')).map(({ key }) => key),
      [...keys].sort(compareKeys),
    );
  });
}

function listings(open: () => Promise<Store>): void {
  it('lists more than a thousand keys completely, in UTF-8 order', async () => {
    const store = await open();
    const keys = Array.from({ length: 1234 }, (_, index) => `state/entries/${index}`);
    for (const key of keys) await store.put(key, bytes(key));
    await store.put('state/catalog', bytes('c'));
    assert.deepEqual(
      (await listAll(store, 'state/entries/')).map(({ key }) => key),
      [...keys].sort(compareKeys),
    );
    assert.equal((await listAll(store, 'state/')).length, 1235);
  });

  it('lists by prefix, which may end inside a name', async () => {
    const store = await open();
    for (const key of ['public/b/2', 'public/b/10', 'public/B', 'public/b.txt', 'public/ab', 'state/b']) await store.put(key, bytes(key));
    const listed = async (prefix: string) => (await listAll(store, prefix)).map(({ key }) => key);
    assert.deepEqual(await listed('public/b'), ['public/b.txt', 'public/b/10', 'public/b/2']);
    assert.deepEqual(await listed('public/b/'), ['public/b/10', 'public/b/2']);
    assert.deepEqual(await listed('public/b/1'), ['public/b/10']);
    assert.deepEqual(await listed('public/none/'), []);
    assert.deepEqual(await listed(''), ['public/B', 'public/ab', 'public/b.txt', 'public/b/10', 'public/b/2', 'state/b']);
  });

  it('lists an emoji after U+E000 to U+FFFF, as UTF-8 sorts and UTF-16 does not', async () => {
    const store = await open();
    const keys = ['a', 'a/😀', 'a/\ue000', 'a/ﬀ', 'a/Ａ', 'a.txt', '\ue000', 'Ａ/1', '😀', '😀/1', '𐀀.md'].map((name) => `public/${name}`);
    // A folder cannot contain a file and a folder of one name.
    const possible = keys.filter((key) => !keys.some((other) => other.startsWith(`${key}/`)));
    for (const key of possible) await store.put(key, bytes(key));
    const expected = possible.map((key) => Buffer.from(key)).sort(Buffer.compare);
    assert.deepEqual(
      (await listAll(store, 'public/')).map(({ key }) => key),
      expected.map(String),
    );
    assert.notDeepEqual(expected.map(String), [...possible].sort());
  });

  it('continues a listing after a key, which may not exist', async () => {
    const store = await open();
    for (const key of ['public/a', 'public/b/1', 'public/b/2', 'public/c😀', 'public/c\uffee', 'state/a']) await store.put(key, bytes(key));
    const listed = async (prefix: string, after: string) => (await listAll(store, prefix, { after })).map(({ key }) => key);
    assert.deepEqual(await listed('public/', 'public/b/1'), ['public/b/2', 'public/c\uffee', 'public/c😀']);
    assert.deepEqual(await listed('public/', 'public/b/11'), ['public/b/2', 'public/c\uffee', 'public/c😀']);
    assert.deepEqual(await listed('public/', 'public/c\uffee'), ['public/c😀']);
    assert.deepEqual([await listed('public/', 'a'), await listed('public/b', 'public/c')], [await listed('public/', ''), []]);
    assert.equal((await listed('public/', '')).length, 5);
  });

  it('supports writes during a listing, and an early end of it', async () => {
    const store = await open();
    const keys = Array.from({ length: 1100 }, (_, index) => `state/${String(index).padStart(4, '0')}`);
    for (const key of keys) await store.put(key, bytes(key));
    const seen: string[] = [];
    for await (const { key } of store.list('state/')) {
      seen.push(key);
      if (seen.length === 3) await store.put('public/other', bytes('x'));
      if (seen.length % 100 === 0) await store.delete(key);
    }
    assert.deepEqual(seen, keys);
    for await (const { key } of store.list('state/')) {
      assert.equal(key, keys[0]);
      break;
    }
    assert.equal((await listAll(store, 'state/')).length, 1089);
  });

  it('lists the same facts as head', async () => {
    const store = await open();
    const etag = await putEtag(store, 'public/a', 'hello');
    const modified = (await store.head('public/a'))?.modified;
    assert.deepEqual(await listAll(store, 'public/'), [{ key: 'public/a', etag, size: 5, modified }]);
  });
}
