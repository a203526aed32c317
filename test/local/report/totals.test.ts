/** Totals over all posts, updated by the changes of each run, compared with a full count. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { type Catalog, listed, visible } from '../../../lambda/core/catalog/catalog.ts';
import { comingChanges } from '../../../lambda/core/catalog/coming.ts';
import { publicFeeds } from '../../../lambda/core/catalog/outputs.ts';
import { folderOf } from '../../../lambda/local/report/folders.ts';
import { summarize } from '../../../lambda/local/report/summary.ts';
import { nextTotals, readTotals, type Totals } from '../../../lambda/local/report/totals.ts';
import type { Report } from '../../../lambda/publish/publish.ts';
import { documentTargets } from '../../../lambda/publish/write-output.ts';
import { Bench, HOUR } from '../../publish/blog.ts';
import { randomOf } from '../../support/random.ts';
import { baseOf, catalogOf } from '../../support/whole-catalog.ts';

const HUGO = 'baseURL = "https://blog.example/"\ntitle = "Field Notes"\nlanguageCode = "en"\n';

function postText(random: (below: number) => number): string {
  const maybe = (odds: number, line: string) => (random(odds) === 0 ? `${line}\n` : '');
  return [
    `---\ntitle: Post ${random(1_000)}\n`,
    maybe(8, 'date: tomorrow') || `date: 2026-0${1 + random(6)}-${10 + random(15)}\n`,
    maybe(3, `tags: [t${random(4)}]`),
    maybe(4, `url: /shared-${random(2)}/`),
    maybe(6, 'draft: true'),
    maybe(6, 'expiryDate: 2026-06-03'),
    maybe(6, 'feed: false'),
    maybe(8, 'language: de'),
    `---\n\nText ${random(1_000_000)} of this post, like no other.\n`,
  ].join('');
}

/** Counted in all rows. */
function counted({ posts, feeds, site, moment }: Catalog): Totals {
  const shown = Object.entries(posts).filter(([, row]) => listed(row, moment));
  const folders = new Map<string, number>();
  for (const [key] of shown) if (site.generator === 'hugo') folders.set(folderOf(key, site), (folders.get(folderOf(key, site)) ?? 0) + 1);
  const links = new Map<string, string[]>();
  for (const [key, row] of Object.entries(posts)) {
    const link = visible(row, moment)?.link;
    if (link !== undefined) links.set(link, [...(links.get(link) ?? []), key]);
  }
  return {
    posts: shown.length,
    folders,
    feeds: publicFeeds(Object.keys(feeds)).length,
    documents: Object.keys(feeds).flatMap((output) => documentTargets(output, site)).length,
    failed: new Map(Object.entries(feeds).flatMap(([output, { problem }]) => (problem === undefined ? [] : [[output, problem] as const]))),
    shared: new Map([...links].filter(([, keys]) => keys.length > 1)),
  };
}

const inOrder = ({ folders, failed, shared, ...numbers }: Totals) => ({
  ...numbers,
  ...{
    folders: [...folders].sort(),
    failed: [...failed].sort(),
    shared: [...shared].map(([link, keys]) => [link, [...keys].sort()]).sort(),
  },
});

for (const config of [
  { 'hugo.toml': HUGO },
  { 'linefeed.yaml': '{ title: A, link: https://blog.example/, main: { exclude: tag = t1 } }' },
]) {
  it(`totals equal a full count, and a run with few changes reads few rows: ${Object.keys(config)}`, async () => {
    let shares = 0;
    for (let seed = 1; seed <= 12; seed += 1) {
      const random = randomOf(seed);
      const bench = new Bench();
      for (const [key, content] of Object.entries(config)) await bench.posts.put(key, Buffer.from(content));
      const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name, index) => `content/${['posts', 'notes'][index % 2]}/${name}.md`);
      for (const key of keys) await bench.posts.put(key, Buffer.from(postText(random)));
      let last: { head: Report['head']; totals: Totals } | undefined;
      let catalog: Catalog | undefined;
      for (let step = 0; step < 8; step += 1) {
        const changed = keys.filter(() => random(3) === 0);
        const files = Object.fromEntries(changed.map((key) => [key, random(5) === 0 ? undefined : postText(random)]));
        bench.now += 20 * HOUR;
        const report = step === 0 || random(5) === 0 ? await bench.all() : await bench.change(files);
        const scans: unknown[] = [];
        const scan: Report['base']['scan'] = (range) => {
          scans.push(range);
          return report.base.scan(range);
        };
        catalog = await catalogOf(report);
        const expected = inOrder(counted(catalog));
        const totals = await nextTotals({ ...report, base: { ...report.base, scan } }, last);
        assert.deepEqual(inOrder(totals), expected, `seed ${seed}, step ${step}`);
        const isSame = isDeepStrictEqual(report.head.site, last?.head.site);
        assert.equal(scans.length > 0, !isSame, 'only a new configuration reads all');
        assert.deepEqual(inOrder(await readTotals(report.base)), expected);
        const { summary } = await summarize(report, 0, undefined, last);
        assert.deepEqual(summary.coming, comingChanges(catalog));
        const rows = Object.values(catalog.posts);
        const inState = (state: string) => rows.filter((row) => row.state === state).length;
        assert.deepEqual([summary.drafts, summary.expired, summary.undated], [inState('draft'), inState('expired'), inState('ignored')]);
        shares += totals.shared.size;
        last = { head: report.head, totals };
      }
    }
    assert.ok(shares > 0, 'some addresses were shared');
  });
}

it('totals contain a failed feed until it is written', async () => {
  const bench = await Bench.with({ 'posts/a.md': postText(randomOf(1)) });
  const report = await bench.all();
  const catalog = await bench.catalog();
  const main = catalog.feeds.main ?? assert.fail();
  const broken = baseOf({ ...catalog, feeds: { ...catalog.feeds, main: { ...main, problem: 'rss: it does not parse' } } });
  const quiet = { ...report, changes: { since: report.head, rows: [], outputs: new Set<string>() } };
  const first = await nextTotals(quiet, undefined);
  const failing = await nextTotals({ ...quiet, base: broken, failed: ['main'] }, { head: report.head, totals: first });
  assert.deepEqual([...failing.failed], [['main', 'rss: it does not parse']]);
  const repaired = await nextTotals(quiet, { head: report.head, totals: failing });
  assert.deepEqual([[...repaired.failed], repaired.documents], [[], first.documents]);
});
