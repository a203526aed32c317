/** A lost catalog is recovered in portions of any size as at once. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import type { Row, Version } from '../../lambda/core/catalog/catalog.ts';
import { entriesOf, headOf, wholeCatalog } from '../../lambda/core/catalog/facts/catalog-entries.ts';
import { postToFold, TO_FOLD } from '../../lambda/core/catalog/facts/fact-keys.ts';
import { RECOVERY } from '../../lambda/core/catalog/recovery.ts';
import { type Found, foundInRow } from '../../lambda/core/catalog/recovery-notes.ts';
import { entryHash } from '../../lambda/core/entry/entry.ts';
import { LAST_KEY } from '../../lambda/core/key-order.ts';
import type { Entry, Key, Term } from '../../lambda/core/model.ts';
import { entryKey, PUBLIC } from '../../lambda/keys.ts';
import { type Remains, recoverCatalog } from '../../lambda/publish/recover-catalog.ts';
import { type Base, inMemory, withEdits } from '../../lambda/state/catalog-base.ts';
import type { StoredEntry } from '../../lambda/state/entry-store.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { rows as randomRows, slugsFor } from '../core/catalog/facts/random-rows.ts';
import { empty, NOW, site } from '../core/catalog/support.ts';
import { recovered } from './recovery-model.ts';

const KEYS = ['a.md', 'b.md', 'c.md', 'd.md', 'e.md'];
const IDS = ['https://blog.example/a', 'https://blog.example/b', 'https://blog.example/c', 'tag:d'];
const LINKS = ['https://blog.example/a/', 'https://blog.example/b/', 'https://blog.example/c/'];
const GENERATIONS = ['g0', 'g1', 'g2', 'g3'];

const entry = fc.record({
  key: fc.constantFrom(...KEYS),
  id: fc.constantFrom(...IDS),
  link: fc.constantFrom(...LINKS),
  title: fc.constantFrom('Hello', 'Bye', 'Hi'),
  text: fc.constantFrom('', 't1', 't2'),
  slug: fc.constantFrom('hello', 'bye', 'hi'),
  published: fc.constantFrom(
    '2026-01-01T00:00:00.000Z',
    '2026-02-01T00:00:00.000Z',
    '2026-06-01T00:30:00.000Z',
    '2026-07-01T00:00:00.000Z',
  ),
  tags: fc.subarray(['C', 'C++', 'c']),
  slugs: fc.constantFrom('c', 'c-plus-plus', 'see', ''),
  feeds: fc.option(fc.subarray(['releases']), { nil: undefined }),
  generation: fc.constantFrom(...GENERATIONS),
  rev: fc.integer({ min: 1, max: 3 }),
  modified: fc.integer({ min: 1, max: 4 }),
});

const remains = fc.record({
  entries: fc.array(entry, { maxLength: 24 }),
  shown: fc.array(fc.tuple(fc.constantFrom(...IDS), fc.constantFrom(...LINKS)), { maxLength: 6 }),
  files: fc.subarray(KEYS),
  old: fc.option(fc.tuple(randomRows, fc.subarray(GENERATIONS.slice(1))), { nil: undefined }),
});

type Left = typeof remains extends fc.Arbitrary<infer T> ? T : never;

function storedOf({
  key,
  id,
  link,
  title,
  text,
  slug,
  published,
  tags,
  slugs,
  feeds,
  generation,
  rev,
}: Left['entries'][number]): StoredEntry {
  const terms = tags.map((name, index): Term => ({ taxonomy: 'tags', name, slug: index === 0 ? slugs : name.toLowerCase() }));
  const made = {
    key,
    id,
    link,
    title,
    published,
    updated: published,
    authors: [],
    terms,
    summary: '',
    html: `${rev} ${generation}`,
  } as Entry;
  return { written: { generation, rev }, entry: made, slug, text, shown: 's', ownsId: false, ...(feeds ? { ownFeeds: feeds } : {}) };
}

interface World {
  store: MemoryStore;
  old: Base | undefined;
  found: Found[];
}

async function worldOf({ entries, shown, old }: Left): Promise<World> {
  let now = 0;
  const store = new MemoryStore({ now: () => now });
  const found = new Map<string, Found>();
  for (const each of entries) {
    const stored = storedOf(each);
    const hash = entryHash(stored.entry);
    now = each.modified;
    await store.put(entryKey(hash), Buffer.from(JSON.stringify(stored)));
    found.set(hash, { written: stored.written, modified: now, key: each.key, version: versionOf(stored, hash), terms: stored.entry.terms });
  }
  for (const [index, [id, link]] of shown.entries()) {
    const items = [{ id, url: link, content_text: '' }];
    const feed = { version: 'https://jsonfeed.org/version/1.1', title: 't', items };
    await store.put(`${PUBLIC}${index}.json`, Buffer.from(JSON.stringify(feed)));
  }
  if (!old) return { store, old: undefined, found: [...found.values()] };
  const [posts, former] = old;
  const catalog = {
    ...empty(),
    generation: 'g0',
    former,
    rev: 2,
    moment: NOW,
    posts: Object.fromEntries(posts),
    slugs: slugsFor(posts, site),
  };
  const ofRows = [...posts].flatMap(([key, row]: [Key, Row]) => foundInRow(key, row, catalog));
  return { store, old: inMemory(headOf(catalog), entriesOf(catalog)), found: [...found.values(), ...ofRows] };
}

function versionOf(
  { entry: { id, link, title, published, updated, terms }, slug, text, shown, ownsId, ownFeeds }: StoredEntry,
  hash: string,
): Version {
  const tags = terms.map(({ name }) => name);
  return {
    ...{ id, link, title, published, updated, references: {}, slug, text, shown, ownsId, draft: false, entry: hash },
    terms: { categories: [], tags, authors: [], languages: [], ...(ownFeeds ? { feeds: ownFeeds } : {}) },
  };
}

/** All entries of the map, and how many portions it took. */
async function recoverIn(world: World, { files, shown }: Left, entries: number): Promise<{ base: Base; portions: number }> {
  const given: Remains = {
    ...{ site: world.store, old: world.old, settings: site, moment: NOW },
    documents: async () => shown.map((_, index) => `${PUBLIC}${index}.json`),
    isThere: (key) => files.includes(key),
    check: () => {},
  };
  let portions = 0;
  const begun = { import: { base: inMemory(headOf(empty()), []), recovery: RECOVERY } };
  const done = await recoverCatalog(
    begun,
    given,
    { entries, documents: entries },
    async ({ import: last }, { head, ...progress }, edits) => {
      portions += 1;
      // As from a root that is read again.
      return JSON.parse(JSON.stringify({ import: { base: withEdits(last.base, head, edits), ...progress } }), (name, value) =>
        name === 'base' ? inMemory(value.catalog, value.contents.entries) : value,
      );
    },
  );
  assert.ok('import' in Object(done));
  return { base: (done as typeof begun).import.base, portions };
}

it('a recovery in portions gives the rows and slugs of one at once', async () => {
  let kept = 0;
  await fc.assert(
    fc.asyncProperty(remains, fc.integer({ min: 1, max: 5 }), async (left, size) => {
      const world = await worldOf(left);
      const once = await recoverIn(world, left, Number.POSITIVE_INFINITY);
      const several = await recoverIn(world, left, size);
      const all = (base: Base) => base.ask((facts) => [...facts.range('', LAST_KEY)]);
      assert.deepEqual(await all(several.base), await all(once.base));
      assert.deepEqual(several.base.catalog, once.base.catalog);
      if (left.entries.length > size) assert.ok(several.portions > once.portions, `${several.portions} portions`);

      const catalog = await once.base.ask((facts) => wholeCatalog(once.base.catalog, facts));
      const old = world.old && { generation: 'g0', former: left.old?.[1] ?? [], slugs: slugsFor(left.old?.[0] ?? new Map(), site) };
      const shown = left.shown.map(([id, link]) => ({ id, link }));
      const expected = recovered({ found: world.found, shown, old, moment: NOW, site, isThere: (key) => left.files.includes(key) });
      const rows = Object.entries(catalog.posts).map(([key, row]) => [key, { isKept: row.kept === true, version: row.version }]);
      assert.deepEqual(Object.fromEntries(rows), Object.fromEntries(expected.rows));
      assert.deepEqual(withoutEmpty(catalog.slugs), withoutEmpty(expected.slugs));
      const gone = (await once.base.ask((facts) => [...facts.range(...TO_FOLD)])).map(([key]) => postToFold(key));
      assert.deepEqual(gone.sort(), expected.gone.sort());
      kept += rows.filter(([, row]) => Object(row).isKept).length;
      // Nothing else is left of the notes.
      const expectedMap = entriesOf(catalog).length + gone.length;
      assert.equal((await all(once.base)).length, expectedMap);
    }),
    { seed: 18, numRuns: 200 },
  );
  assert.ok(kept > 100, `${kept} rows with a last good version`);
});

const withoutEmpty = (slugs: object) => Object.fromEntries(Object.entries(slugs).filter(([, names]) => Object.keys(names).length > 0));
