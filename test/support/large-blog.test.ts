import assert from 'node:assert/strict';
import { it } from 'node:test';
import { wholeCatalog } from '../../lambda/core/catalog/facts/catalog-entries.ts';
import { LAST_KEY } from '../../lambda/core/key-order.ts';
import { SortedFacts } from '../../lambda/core/tree/sorted-facts.ts';
import { publish } from '../../lambda/publish/publish.ts';
import { CatalogStore } from '../../lambda/state/catalog-store.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { CONFIG } from './blog.ts';
import { LargeBlog } from './large-blog.ts';
import { publisherOver } from './publisher.ts';

const SIZE = 300;
const FIRST = 4;

/** Hides digests and ETags, which the generated catalog makes up. */
const withoutDigests = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value)
      .replace(/"[0-9a-f]{22,}"/g, '"digest"')
      .replace(/\b[0-9a-f]{4}[\w-]{22}(?=[ "])/g, 'etag'),
  );

/** The index by text has digests in its keys too. */
const comparable = (entries: Iterable<readonly [string, unknown]>) =>
  [...entries].map(([key, value]) => [key.replace(/^x\/[0-9a-f]+/, 'x/digest'), withoutDigests(value)]).sort();

it('the catalog of a generated large blog equals that of a build', async () => {
  const [posts, site, blog] = [new MemoryStore(), new MemoryStore(), new LargeBlog(SIZE)];
  await posts.put('linefeed.yaml', Buffer.from(CONFIG));
  for (let index = FIRST; index <= SIZE; index += 1) await posts.put(blog.key(index), Buffer.from(blog.text(index)));
  await publish({ keys: [], full: true }, publisherOver(posts, site));
  const built = await new CatalogStore(site).read();
  assert.ok(built);
  const catalog = await built.ask((facts) => wholeCatalog(built.catalog, facts));
  const expected = await built.ask((facts) => [...facts.range('', LAST_KEY)]);
  const [[key, row] = []] = Object.entries(catalog.posts);
  assert.ok(key && row);
  const made = [...blog.entries(FIRST, new Map([[key, row]]))];
  assert.deepEqual(comparable(made), comparable(expected));
  assert.deepEqual([...new SortedFacts(made).range('', LAST_KEY)], made, 'in key order, unique');
});
