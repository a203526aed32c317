import assert from 'node:assert/strict';
import { it } from 'node:test';
import { NODES } from '../../lambda/keys.ts';
import { CatalogStore } from '../../lambda/state/catalog-store.ts';
import { TINY } from '../core/tree/support.ts';
import { FaultyStore } from '../state/faulty-store.ts';
import { Bench, text } from './blog.ts';

const COUNT = 300;
const key = (index: number) => `_posts/2026-01-01-post-${index}.md`;

/** Each post has a tag of its own and links to another post. */
const post = (index: number, title: string) =>
  text(title, `tags: [tag-${index}]\n`, `Post ${index} comes before [[2026-01-01-post-${(index * 7 + 1) % COUNT}]].`);

/** Counts reads of nodes that start while no other read is open. */
class WaitingStore extends FaultyStore {
  waits = 0;
  override get(...given: Parameters<FaultyStore['get']>) {
    if (this.open === 0 && given[0].startsWith(NODES)) this.waits += 1;
    return super.get(...given);
  }
}

async function waits(bench: Bench, files: Record<string, string>): Promise<number> {
  const site = new WaitingStore(bench.site);
  await bench.change(files, { catalog: new CatalogStore(site, { shape: TINY, recentLimit: 0 }) });
  return site.waits;
}

it('a batch of many posts needs less than one round trip for each further post', async () => {
  const all = Object.fromEntries(Array.from({ length: COUNT }, (_, index) => [key(index), post(index, `Story ${index}`)]));
  const bench = await Bench.with({ ...all, '_config.yml': 'title: Many\n' }, { generator: 'obsidian', archives: 'none' });
  const some = (count: number, title: string) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [key(index * Math.floor(COUNT / count)), post(index, title)]));
  await waits(bench, some(1, 'In small nodes from now on'));
  const [few, many] = [await waits(bench, some(10, 'Other')), await waits(bench, some(COUNT, 'New'))];
  assert.ok(few > 3 && many - few < COUNT - 10, `${few} round trips for 10 posts, ${many} for ${COUNT}`);
});
