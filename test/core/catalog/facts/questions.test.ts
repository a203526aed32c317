import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import type { Catalog, Row, Version } from '../../../../lambda/core/catalog/catalog.ts';
import { entriesOf, headOf, wholeCatalog } from '../../../../lambda/core/catalog/facts/catalog-entries.ts';
import {
  answeringTo,
  type Range,
  referringTo,
  withId,
  withLink,
  withSlug,
  withText,
  withTitle,
} from '../../../../lambda/core/catalog/facts/fact-keys.ts';
import { allOutputs, comingTimes, duePosts, nameOf, postsIn, postsMarked } from '../../../../lambda/core/catalog/facts/questions.ts';
import { lastPart } from '../../../../lambda/core/catalog/references.ts';
import { compareKeys } from '../../../../lambda/core/key-order.ts';
import { TAXONOMIES } from '../../../../lambda/core/model.ts';
import { SortedFacts } from '../../../../lambda/core/tree/sorted-facts.ts';
import { empty, NOW, site } from '../support.ts';
import { rowFacts, rows, slugsFor } from './random-rows.ts';

const isShown = ({ state, kept }: Row): boolean => state === 'live' || kept === true;
const counts = (row: Row): boolean => row.released || isShown(row) || row.state === 'scheduled';

it('lookups by id, address, text, slug or title of a day, and name find the same posts as a scan', () => {
  fc.assert(
    fc.property(rows, (of) => {
      const facts = rowFacts(of, slugsFor(of, site));
      const scan = (isFound: (version: Version, row: Row, key: string) => boolean) =>
        [...of].flatMap(([key, row]) => (row.version && isFound(row.version, row, key) ? [key] : [])).sort(compareKeys);
      const same = (range: Range, isFound: Parameters<typeof scan>[0]) => assert.deepEqual(postsIn(facts, range), scan(isFound), range[0]);
      for (const { version } of of.values()) {
        if (!version) continue;
        const { id, link, text, slug, title, published, references } = version;
        const day = published.slice(0, 10);
        if (id !== '') same(withId(id), (other) => other.id === id);
        same(withLink(link), (other, row) => counts(row) && other.link === link);
        if (text !== '') same(withText(text), (other, row) => counts(row) && other.text === text);
        same(withSlug(day, slug), (other, row) => counts(row) && other.slug === slug && other.published.startsWith(day));
        for (const range of withTitle(day, title))
          same(range, (other, row) => counts(row) && other.title === title && other.published.startsWith(day));
        for (const part of Object.keys(references).map(lastPart)) {
          same(answeringTo(part), (_, row, key) => isShown(row) && lastPart(key) === part);
          same(referringTo(part), (other, row) => row.state !== 'removed' && Object.keys(other.references).map(lastPart).includes(part));
        }
      }
    }),
    { seed: 18, numRuns: 200 },
  );
});

it('lookups of posts due at a time and of posts that need attention find the same posts as a scan', () => {
  const until = '2026-12-31T00:00:00.000Z';
  fc.assert(
    fc.property(rows, (of) => {
      const facts = rowFacts(of, slugsFor(of, site));
      const times = [...of].flatMap(([key, row]) => {
        if (row.state === 'scheduled') return [[row.version.published, key] as const];
        if (isShown(row) && row.version?.expires) return [[row.version.expires, key] as const];
        if (row.state !== 'duplicate') return [];
        return [row.version.published, ...(row.version.expires ? [row.version.expires] : [])].map((time) => [time, key] as const);
      });
      const due = times
        .filter(([time, key]) => time <= until && of.get(key)?.state !== 'duplicate')
        .sort(([a, one], [b, other]) => compareKeys(`${a} ${one}`, `${b} ${other}`))
        .map(([, key]) => key);
      assert.deepEqual([duePosts(facts, until, 1_000), duePosts(facts, until, 2)], [due, due.slice(0, 2)]);
      const later = [...new Set(times.map(([time]) => time).filter((time) => time > NOW))].sort();
      assert.deepEqual([...comingTimes(facts, NOW)], later);
      for (const state of ['scheduled', 'draft', 'duplicate', 'waiting', 'rejected', 'ignored', 'part'] as const)
        assert.deepEqual(postsMarked(facts, state), [...of].flatMap(([key, row]) => (row.state === state ? [key] : [])).sort(compareKeys));
    }),
    { seed: 18, numRuns: 200 },
  );
});

it('a catalog converts to entries and back', () => {
  fc.assert(
    fc.property(rows, (of) => {
      const slugs = slugsFor(of, site);
      const feeds = Object.fromEntries(
        [
          'main',
          'page',
          'opml',
          'archive/2026-01-2',
          'tags/one',
          'tags/one/page',
          'tags/one-two',
          'preview/secret',
          'preview/secret/page',
        ].map((output, index) => [output, { rev: index, digest: `d${index}`, entries: index }]),
      );
      const catalog: Catalog = {
        ...{ ...empty(), slugs, feeds, rev: 3, posts: Object.fromEntries([...of].sort(([a], [b]) => compareKeys(a, b))) },
        ...{ pending: { main: 3, 'tags/one': 2 }, pings: { main: 1 }, news: { 'https://blog.example/a': { rev: 2 } } },
        wakes: ['2026-07-01T00:01:00.000Z'],
      };
      const facts = new SortedFacts(entriesOf(catalog));
      assert.deepEqual(wholeCatalog(headOf(catalog), facts), catalog);
      assert.deepEqual(Object.fromEntries(allOutputs(facts)), feeds);
      for (const taxonomy of TAXONOMIES)
        for (const [name, slug] of Object.entries(slugs[taxonomy])) {
          const feed = `${{ categories: 'categories', tags: 'tags', authors: 'authors', languages: 'lang' }[taxonomy]}/${slug}`;
          assert.equal(nameOf(facts, feed), name);
        }
    }),
    { seed: 18, numRuns: 100 },
  );
});
