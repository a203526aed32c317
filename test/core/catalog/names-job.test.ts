import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Head, newCatalog, type PostRow } from '../../../lambda/core/catalog/catalog.ts';
import { headOf } from '../../../lambda/core/catalog/facts/catalog-entries.ts';
import { byReferences, type NamesJob, namesPortion, withNames } from '../../../lambda/core/catalog/names-job.ts';
import { lastPart } from '../../../lambda/core/catalog/references.ts';
import { compareKeys } from '../../../lambda/core/key-order.ts';
import { OWN_RENDERERS } from '../../../lambda/publish/compute-revision.ts';
import { PORTIONS } from '../../../lambda/publish/context.ts';
import { rowFacts, rows, slugsFor } from './facts/random-rows.ts';
import { site } from './support.ts';

const PARTS = ['hello', 'c', '2026-01-02-hello', 'über', 'nowhere', 'never'];

describe('a names job', () => {
  it('reaches each post that links to the name once, in key order', () => {
    let several = 0;
    fc.assert(
      fc.property(rows, fc.constantFrom(...PARTS), fc.integer({ min: 1, max: 5 }), (of, part, most) => {
        const facts = rowFacts(of, slugsFor(of, site));
        const reached: string[] = [];
        let portions = 0;
        for (let remaining: NamesJob[] = [{ kind: 'names', part, after: '' }]; remaining[0]; portions += 1) {
          const portion = namesPortion(facts, remaining[0], most);
          assert.ok(portion.posts.length <= most);
          reached.push(...portion.posts);
          remaining = portion.left;
        }
        const linking = [...of].filter(
          ([, { state, version }]) => state !== 'removed' && Object.keys(version?.references ?? {}).some((name) => lastPart(name) === part),
        );
        assert.deepEqual(reached, linking.map(([key]) => key).sort(compareKeys));
        if (portions > 1) several += 1;
      }),
      { seed: 18, numRuns: 200 },
    );
    assert.ok(several > 20, `${several} cases with several portions`);
  });

  it('handles a name that more than 1,000 posts link to: to limit memory, a run compares no more at once', () => {
    const [key, row] = fc
      .sample(rows, { seed: 18, numRuns: 20 })
      .flatMap((of) => [...of])
      .find(([, { state, version }]) => state !== 'removed' && version) as [string, PostRow];
    const linking = { ...row, version: { ...row.version, references: { hello: null } } };
    const slugs = slugsFor(new Map([[key, row]]), site);
    const linkedBy = (count: number) => rowFacts(new Map(Array.from({ length: count }, (_, at) => [`${at}.md`, linking])), slugs);
    const split = (count: number) => byReferences(linkedBy(count), ['hello', 'never'], PORTIONS.names);
    assert.deepEqual(split(1_000), { few: ['hello', 'never'], many: [] });
    assert.deepEqual(split(1_001), { few: ['never'], many: ['hello'] });
  });

  it('runs before the heads job, which shows the posts, and starts again when the name changes again', () => {
    const head: Head = {
      ...headOf(newCatalog('g', site, OWN_RENDERERS)),
      jobs: [
        { kind: 'render', after: 'a.md' },
        { kind: 'names', part: 'a', after: 'm.md' },
        { kind: 'names', part: 'b', after: 'n.md' },
        { kind: 'heads', from: 'w/' },
        { kind: 'time', next: 'z.md' },
      ],
    };
    assert.deepEqual(withNames(head, []), head);
    assert.deepEqual(withNames(head, ['a', 'c']).jobs, [
      { kind: 'render', after: 'a.md' },
      { kind: 'names', part: 'b', after: 'n.md' },
      { kind: 'names', part: 'a', after: '' },
      { kind: 'names', part: 'c', after: '' },
      { kind: 'heads', from: 'w/' },
      { kind: 'time', next: 'z.md' },
    ]);
  });
});
