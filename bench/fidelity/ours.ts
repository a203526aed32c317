import { skippedFiles } from '../../lambda/core/catalog/membership.ts';
import type { Problem } from '../../lambda/core/model.ts';
import { PUBLIC } from '../../lambda/keys.ts';
import { publish } from '../../lambda/publish/publish.ts';
import { DirectoryStore } from '../../lambda/stores/directory.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { listAll, UNCHANGED } from '../../lambda/stores/store.ts';
import { publisherOver } from '../../test/support/publisher.ts';
import { catalogOf } from '../../test/support/whole-catalog.ts';
import type { Item } from './item.ts';

export interface Ours {
  generator: string;
  link: string;
  roots: string[];
  items: Item[];
  /** Files by state or reason: `draft`, `rejected`, `no date` */
  others: Record<string, string[]>;
  problems: Problem[];
}

const SETTINGS = { limit: 10_000, content: 'full', terms: ['languages'], archives: 'none', pages: false, opml: false } as const;

interface JsonItem {
  url: string;
  title: string;
  date_published: string;
  tags?: string[];
  content_html: string;
}

async function itemsOf(site: MemoryStore): Promise<JsonItem[]> {
  const items = new Map<string, JsonItem>();
  for (const { key } of await listAll(site, PUBLIC)) {
    const object = key.endsWith('feed.json') ? await site.get(key) : undefined;
    if (!object || object === UNCHANGED) continue;
    const feed: { items: JsonItem[] } = JSON.parse(Buffer.from(object.bytes).toString());
    for (const item of feed.items) items.set(item.url, item);
  }
  return [...items.values()];
}

export async function publishOurs(folder: string): Promise<Ours> {
  const site = new MemoryStore();
  const posts = new DirectoryStore({ roots: { '': folder } });
  const catalog = await catalogOf(
    await publish({ keys: [], full: true }, publisherOver(posts, site, { ...SETTINGS, terms: [...SETTINGS.terms] })),
  );
  const rows = Object.entries(catalog.posts);
  const sources = new Map(rows.flatMap(([key, row]) => (row.version ? [[row.version.link, key] as const] : [])));
  const others: Record<string, string[]> = skippedFiles(catalog);
  for (const [key, { state }] of rows) if (!['live', 'ignored', 'part'].includes(state)) others[state] = [...(others[state] ?? []), key];
  const items = (await itemsOf(site)).map(({ url, title, date_published: date, tags = [], content_html: html }): Item => {
    const source = sources.get(url);
    return { ...(source === undefined ? {} : { source }), url, title, date, categories: tags, html };
  });
  const { generator, link, roots = [] } = catalog.site;
  return { generator, link, roots, items, others, problems: rows.flatMap(([, { problems }]) => problems) };
}
