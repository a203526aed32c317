/** Puts a generated large blog into stores, as if published. */
import type { Row } from '../../lambda/core/catalog/catalog.ts';
import { entriesPerLeaf, factKey, PENDING } from '../../lambda/core/catalog/facts/fact-keys.ts';
import { rowsOf } from '../../lambda/core/catalog/facts/questions.ts';
import type { Key } from '../../lambda/core/model.ts';
import { TreeBuilder } from '../../lambda/core/tree/build.ts';
import { encodeNode } from '../../lambda/core/tree/codec.ts';
import type { NewNode } from '../../lambda/core/tree/node.ts';
import { CATALOG, ENTRIES } from '../../lambda/keys.ts';
import { publish } from '../../lambda/publish/publish.ts';
import { encodeRoot } from '../../lambda/state/catalog-root.ts';
import { CatalogStore } from '../../lambda/state/catalog-store.ts';
import { nodeKey } from '../../lambda/state/node-store.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { type Store, UNCHANGED } from '../../lambda/stores/store.ts';
import { CONFIG } from './blog.ts';
import { LargeBlog } from './large-blog.ts';
import type { PackedStore } from './packed-store.ts';
import { publisherOver } from './publisher.ts';

/**
 * Posts that are published one by one, so that the root has recent changes, as usual. The first run writes the documents that later ones
 * replace.
 */
const ONE_BY_ONE = 3;

/** The next posts are 0 and -1. */
const LAST = -1;

/** Memory: 16 MB, and about 150 bytes a post. */
export async function publishLargeBlog({ posts, site }: { posts: Store; site: PackedStore }, size: number): Promise<LargeBlog> {
  const blog = new LargeBlog(size);
  const first = Math.min(ONE_BY_ONE, size) + 1;
  const write = (index: number) => posts.put(blog.key(index), Buffer.from(blog.text(index)));
  await posts.put('linefeed.yaml', Buffer.from(CONFIG));
  const shown = blog.shown(first, LAST);
  for (const index of shown) await write(index);
  const real = await publishedRows(posts, shown.map(blog.key));
  for (const [key, bytes] of real.objects) await site.put(key, bytes, { type: 'application/json' });
  const builder = new TreeBuilder({ leaf: entriesPerLeaf, inner: 75 }, '0.large');
  const { generation } = real.catalog;
  const save = (nodes: readonly NewNode[]) => {
    for (const [name, node] of nodes) site.pack(nodeKey(generation, name), encodeNode(`${generation}/${name}`, node));
  };
  for (const [key, value] of blog.entries(first, real.rows)) save(builder.add(key, value));
  const { tree, nodes } = builder.finish();
  save(nodes);
  site.flush();
  const root = encodeRoot({
    kind: 'catalog',
    head: { ...real.catalog, rev: 1 },
    map: { tree, recent: blog.outputs(LAST, first).map((output) => [factKey(PENDING, output), 1, 1]) },
  });
  await site.put(CATALOG, root.bytes, { type: 'application/json', encoding: 'gzip' });
  // As in functions; otherwise a run reads all rows.
  for (let index = first - 1; index > 0; index -= 1) {
    await write(index);
    await publish({ keys: [blog.key(index)] }, { ...publisherOver(posts, site), exclusive: false });
  }
  return blog;
}

/** Publishes a blog of these posts alone: its catalog, rows and entries. */
async function publishedRows(posts: Store, keys: readonly Key[]) {
  const site = new MemoryStore();
  await publish({ keys: [], full: true }, { ...publisherOver(posts, site), makeDocuments: async () => [] });
  const published = await new CatalogStore(site).read();
  if (!published) throw new Error('nothing was published');
  const rows: ReadonlyMap<Key, Row> = await published.ask((facts) => rowsOf(facts, keys));
  const objects: [string, Uint8Array][] = [];
  for await (const { key } of site.list(ENTRIES)) {
    const object = await site.get(key);
    if (object && object !== UNCHANGED) objects.push([key, object.bytes]);
  }
  return { catalog: published.catalog, rows, objects };
}
