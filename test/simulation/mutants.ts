/** The rules of the protocol, each broken by a small edit of the shipped source. `docs/protocol.md` gives the reason of each rule. */

import { MUTANTS_IDENTITY } from './mutants-identity.ts';
import { MUTANTS_TREE } from './mutants-tree.ts';
import type { Edit } from './mutate.ts';

export interface Mutant {
  /** As in `DIRECTED`. */
  name: string;
  /** The error of its directed history: a wrong post, document or term, not an internal value. */
  wrong: RegExp;
  edits: readonly Edit[];
}

const CATALOG_STORE = 'lambda/state/catalog-store.ts';
const FULL_RUN = 'lambda/publish/plan-full-run.ts';
const IMPORT = 'lambda/publish/plan-import.ts';
const PUBLISH = 'lambda/publish/publish.ts';
const WRITE_FEEDS = 'lambda/publish/write-output.ts';
const HISTORY = 'lambda/core/catalog/history.ts';
const MOMENT = 'lambda/core/catalog/as-of.ts';
const REVISE = 'lambda/publish/compute-revision.ts';

const NOT_COMPARED: Edit = {
  file: 'lambda/publish/compare-documents.ts',
  find: "head === undefined ? 'unknown' : comparedWithWritten(row, target.key, head.etag)",
  replace: "'unmarked'",
};

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'no compare-and-swap',
    wrong: /^posts\/b\.md has a row/,
    edits: [
      {
        file: CATALOG_STORE,
        find: 'site.put(CATALOG, bytes, { expect, type:',
        replace: 'site.put(CATALOG, bytes, { type:',
      },
    ],
  },
  {
    name: 'posts read before the catalog',
    wrong: /^posts\/a\.md.*'first'/s,
    edits: [
      {
        file: PUBLISH,
        find: '  const before = await publisher.catalog.read(); // 1',
        replace: `    const early = new Map(await Promise.all(batch.keys.map(async (key) => [key, await publisher.posts.get(key)] as const)));
    const before = await publisher.catalog.read();
    const get: Store['get'] = async (key, unless) => (early.has(key) ? early.get(key) : publisher.posts.get(key, unless));
    run = { ...run, reader: newRun({ ...publisher, posts: { ...publisher.posts, get } }, run.counters).reader };`,
      },
    ],
  },
  {
    name: 'posts not read again after a lost swap',
    wrong: /^posts\/a\.md.*'first'/s,
    edits: [
      {
        file: 'lambda/publish/read-posts.ts',
        find: '    const unless = known?.etag ?? current;',
        replace: '    if (known) return known;\n    const unless = current;',
      },
    ],
  },
  {
    name: 'no pending',
    wrong: /^public\//,
    edits: [
      {
        file: REVISE,
        find: '  forgetScheduled(draft, moment, takesUpConfig);',
        replace: "  for (const [name] of [...draft.range('p/', 'p0')]) draft.set(name, undefined);",
      },
    ],
  },
  {
    name: 'documents not fenced',
    wrong: /^public\/atom\.xml/,
    edits: [{ file: WRITE_FEEDS, find: '        expect: expected(head?.etag ?? (attempt === 0 ? recorded : undefined)),\n', replace: '' }],
  },
  {
    name: 'a recorded ETag is no condition of the write',
    wrong: /^public\/atom\.xml/,
    edits: [
      {
        file: WRITE_FEEDS,
        find: 'expect: expected(head?.etag ?? (attempt === 0 ? recorded : undefined)),',
        replace: '...(attempt === 0 ? {} : { expect: expected(head?.etag) }),',
      },
    ],
  },
  {
    name: 'a document with another ETag than recorded is left as it is',
    wrong: /^public\/rss\.xml/,
    edits: [{ file: WRITE_FEEDS, find: 'if (attempt === 0) continue;', replace: 'if (attempt === 0) break;' }],
  },
  {
    name: 'the first document decides for all of a feed',
    wrong: /^public\/atom\.xml/,
    edits: [
      {
        file: WRITE_FEEDS,
        find: "if (fence === 'written' || fence === 'unknown' || fence === 'newer') break;",
        replace: "if (fence === 'written' || fence === 'unknown' || fence === 'newer') return written;",
      },
    ],
  },
  {
    name: 'no commit when nothing changed',
    wrong: /^posts\/a\.md is gone, its row says live/,
    edits: [
      {
        file: PUBLISH,
        find: '  // Commit even without changes',
        replace: `  if (before && revision.edits.length === 0) return { kind: 'done', latest: before, report: (latest) => counters.report(latest, plan, reader, publisher) };
  // Commit even without changes`,
      },
    ],
  },
  {
    name: 'the stamp only in metadata',
    wrong: /^public\/atom\.xml/,
    edits: [
      {
        file: 'lambda/publish/output-job.ts',
        find: "job: { kind: 'feed', document, ...common }",
        replace: "job: { kind: 'feed', document, ...common, stamp: { ...stamp, generation: 'g', rev: 0 } }",
      },
    ],
  },
  {
    name: 'no catalog is an empty one',
    wrong: /^posts\/b\.md has a row/,
    edits: [
      {
        file: IMPORT,
        find: '[...gone.posts, ...(await collected(posts()))]',
        replace: '[...gone.posts, ...(batch.full ? await collected(posts()) : [])]',
      },
    ],
  },
  {
    name: 'documents ignored after a lost catalog',
    wrong: /^public\/tags\/c-plus-plus\/.* is a feed's/,
    edits: [
      {
        file: IMPORT,
        find: 'const published = (await publishedOutputs(publisher.site, site)).outputs;',
        replace: 'const published: OutputKey[] = [];',
      },
    ],
  },
  {
    name: 'an import writes no placeholder',
    wrong: /^a had the id /,
    edits: [
      {
        file: FULL_RUN,
        find: 'const place = before ?? (await publisher.catalog.putPlaceholder(drawn));',
        replace: "const place = before ?? { etag: '' };",
      },
      { file: PUBLISH, find: '{ etag: plan.place.etag }', replace: "before ? { etag: before.etag } : 'absent'" },
    ],
  },
  {
    name: 'placeholders are not unique',
    wrong: /^a had the id /,
    edits: [
      { file: CATALOG_STORE, find: "{ kind: 'placeholder', claim: name, ...(why", replace: "{ kind: 'placeholder', claim: '', ...(why" },
    ],
  },
  {
    name: 'an absent document is written without reading the catalog',
    wrong: /^a had the id /,
    edits: [
      {
        file: WRITE_FEEDS,
        find: "attempt === 0 ? 'older' : await",
        replace: "head === undefined ? 'older' : await",
      },
    ],
  },
  {
    name: 'an import recognises renamed files by text alone',
    wrong: /^a had the id /,
    edits: [
      {
        file: 'lambda/core/catalog/recovery.ts',
        find: 'const traitsOf = (version: Version): string[] => pairNames(version)',
        replace: 'const traitsOf = (version: Version): string[] => [version.text]',
      },
    ],
  },
  {
    name: 'revisions from the clock instead of a generation',
    wrong: /^gave up after 100 attempts/,
    edits: [
      { file: IMPORT, find: 'newCatalog(generation,', replace: "newCatalog('g'," },
      { file: REVISE, find: 'rev: before.rev + 1, moment', replace: 'rev: Math.max(before.rev + 1, Date.parse(moment)), moment' },
    ],
  },
  {
    name: 'one schedule a post, overwritten',
    wrong: /^the moment .* is before/,
    edits: [
      {
        file: 'lambda/publish/send-outbox.ts',
        find: 'await committed.ask((facts) => minutesToSchedule(facts, committed.catalog.moment, MOST_SCHEDULES + 1))',
        replace: `await committed.ask((facts) => [...facts.range('k/', 'l')]).then((rows) => rows.flatMap(([key, row]) => {
    const { version } = row as unknown as { version?: { published: string; expires?: string } };
    const coming = [version?.published ?? '', version?.expires ?? ''].filter((time) => time > committed.catalog.moment).sort();
    return coming.slice(0, 1).map((time) => \`\${new Date(Math.ceil(Date.parse(time) / 60_000) * 60_000).toISOString()} \${key}\`);
  }))`,
      },
      {
        file: 'test/simulation/function.ts',
        find: 'for (const minute of names) this.#minutes.set(minute, minute);',
        replace: "for (const name of names) this.#minutes.set(name.split(' ')[1] ?? '', name.split(' ')[0] ?? '');",
      },
    ],
  },
  {
    name: 'own clock only',
    wrong: /^the moment .* is before/,
    edits: [
      {
        file: 'lambda/core/catalog/as-of.ts',
        find: 'const moment = instantAt(Math.max(now, woken, isAhead ? now : lastTime));',
        replace: 'const moment = instantAt(now);',
      },
    ],
  },
  {
    name: 'references: only posts that this run saw change',
    wrong: /^public\/.*nothing/s,
    edits: [
      {
        file: 'lambda/publish/stale-rows.ts',
        find: '  slice.loadReferring(hidden ? changed : byReferences(slice.facts, changed, mostLinking).few);',
        replace: '',
      },
    ],
  },
  {
    name: 'pings are not committed before they are sent',
    wrong: /^a hub knows public\//,
    edits: [
      {
        file: 'lambda/core/catalog/pings.ts',
        find: '  if (site.hub === undefined) dropPings(draft);\n  else for',
        replace: '  dropPings(draft);\n  if (site.hub !== undefined) for',
      },
    ],
  },
  {
    name: 'post events are withdrawn',
    wrong: /^who is told of posts knows /,
    edits: [
      {
        file: 'lambda/core/catalog/post-events.ts',
        find: '    set(id, { rev, ...(known',
        replace: '    if (known === is) set(id, undefined);\n    else set(id, { rev, ...(known',
      },
    ],
  },
  {
    name: 'a published post is removed if its file looks like no post',
    wrong: /^a left the feeds/,
    edits: [
      { file: 'lambda/core/catalog/fold.ts', find: '!reading.lacks || !isExpected(row)', replace: '!reading.lacks || isExpected(row)' },
    ],
  },
  ...MUTANTS_IDENTITY,
  {
    name: 'a restored catalog is not detected',
    wrong: /^posts\/b\.md has a row/,
    edits: [
      {
        file: HISTORY,
        find: 'if (row === undefined || row.rev < written.rev) return false;',
        replace: 'if (row === undefined || row.rev < written.rev) return true;',
      },
    ],
  },
  {
    name: 'a restored catalog of an earlier generation is not detected',
    wrong: /^posts\/b\.md has a row/,
    edits: [{ file: HISTORY, find: 'return former === undefined || former.includes(written.generation);', replace: 'return true;' }],
  },
  {
    name: 'equal revisions of two histories count as one',
    wrong: /^public\/.*'second'/s,
    edits: [
      {
        file: WRITE_FEEDS,
        find: `(there.digest ?? stamp.digest) === stamp.digest)
    return head?.metadata.stamp === stampText(stamp) ? 'written' : 'unknown';`,
        replace: "true) return 'written';",
      },
    ],
  },
  {
    name: 'a run clears the pending outputs of an older catalog',
    wrong: /^posts\/b\.md has a row/,
    edits: [
      {
        file: 'lambda/publish/clear-pending.ts',
        find: 'if (!(await isSuccessor(latest, current))) {',
        replace: 'if (false) {',
      },
    ],
  },
  {
    name: 'a clock ahead of the store is trusted',
    wrong: /^the moment .* is after/,
    edits: [{ file: MOMENT, find: 'const now = isWrong ? store : own;', replace: 'const now = own < store && isWrong ? store : own;' }],
  },
  {
    name: 'a clock years behind is trusted',
    wrong: /^the moment .* is before/,
    edits: [
      { file: MOMENT, find: 'const now = isWrong ? store : own;', replace: 'const now = own > store && isWrong ? store : own;' },
      { file: MOMENT, find: 'const ceiling = Math.max(store, now) + TOLERANCE;', replace: 'const ceiling = now + TOLERANCE;' },
    ],
  },
  {
    name: 'a moment that is ahead stays',
    wrong: /^the moment .* is after/,
    edits: [{ file: MOMENT, find: 'isAhead ? now : lastTime', replace: 'lastTime' }],
  },
  {
    name: 'a wake-up moves time without bound',
    wrong: /^the moment .* is after/,
    edits: [{ file: MOMENT, find: 'Math.min(Date.parse(wake), ceiling)', replace: 'Date.parse(wake)' }],
  },
  {
    name: 'recovery forgets the last good version',
    wrong: /^a is not in the feed/,
    edits: [{ file: 'lambda/core/catalog/recovery.ts', find: 'isKept ? { ...row, ...LAST_GOOD } : row', replace: 'row' }],
  },
  {
    name: 'recovery takes the id of a draft',
    wrong: /^a has the id .*#draft-/,
    edits: [{ file: 'lambda/state/read-remains.ts', find: '!kept || isPreviewOfDraft(kept.entry)', replace: '!kept' }],
  },
  {
    name: 'a torn catalog is fatal',
    wrong: /unexpected end of file/,
    edits: [
      { file: 'lambda/state/catalog-root.ts', find: "return { kind: 'damaged', reason: reasonOf(error) };", replace: 'throw error;' },
    ],
  },
  {
    name: 'documents are not compared with what was written',
    wrong: /^title of public\/rss\.xml/,
    edits: [NOT_COMPARED],
  },
  {
    name: 'a cut document counts as complete by its stamp',
    wrong: /in JSON at position/,
    edits: [NOT_COMPARED],
  },
  {
    name: 'a document that a run finds counts as written',
    wrong: /^title of public\/rss\.xml/,
    edits: [
      {
        file: WRITE_FEEDS,
        find: "return head?.metadata.stamp === stampText(stamp) ? 'written' : 'unknown';",
        replace: "return 'written';",
      },
    ],
  },
  ...MUTANTS_TREE,
];
