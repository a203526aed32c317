/**
 * The rules of the catalog's tree, each broken by a small edit of the shipped source. Those of the garbage collector are in `test/state`.
 */
import type { Mutant } from './mutants.ts';

const EARLY = 'lambda/core/catalog/early-job.ts';
const READ = 'lambda/core/tree/read.ts';

export const MUTANTS_TREE: readonly Mutant[] = [
  {
    name: 'nodes are written after their root',
    wrong: /is named by revision \d+, and is not there/,
    edits: [{ file: 'lambda/state/store-edits.ts', find: '  await nodes.save(made.nodes);', replace: '  nodes.save(made.nodes);' }],
  },
  {
    name: 'attempts of one revision share the names of nodes',
    wrong: /the indexes are those of the rows|the number of entries|is there|is damaged/,
    edits: [{ file: 'lambda/state/node-store.ts', find: 'this.#drawNonce()', replace: "'n'" }],
  },
  {
    name: 'a recent edit always counts as a new entry',
    wrong: /^the number of entries/,
    edits: [{ file: 'lambda/core/tree/recent.ts', find: 'wasThere ? 0 : 1', replace: '1' }],
  },
  {
    name: 'recent edits are lost when they become nodes',
    wrong: /has a row|the indexes are those of the rows/,
    edits: [
      {
        file: 'lambda/core/tree/catalog-map.ts',
        find: 'applyEdits(tree, recent.slice(0, most).map(toEdit), writing)',
        replace: 'applyEdits(tree, recent.slice(0, Math.min(most, 5)).map(toEdit), writing)',
      },
    ],
  },
  {
    name: 'index entries of a changed row stay',
    wrong: /the indexes are those of the rows/,
    edits: [
      {
        file: 'lambda/core/catalog/facts/draft.ts',
        find: 'of indexed(key, before, this.#slugBefore))',
        replace: 'of indexed(key, before, this.#slugBefore).slice(0, 1))',
      },
    ],
  },
  {
    name: 'a recovered term has no slug, and counts as if it had one',
    wrong: /vmotion-\w+/,
    edits: [
      {
        file: 'lambda/core/catalog/facts/draft.ts',
        find: 'indexed(key, before, this.#slugBefore)',
        replace: 'indexed(key, before, this.#slugOf)',
      },
      {
        file: 'lambda/core/catalog/recovery.ts',
        find: '  for (const key of met) draft.set(key, true);\n',
        replace: '',
      },
    ],
  },
  {
    name: 'a recovery ends with its first portion',
    wrong: /^[c-f] had the id /,
    edits: [
      {
        file: 'lambda/publish/recover-catalog.ts',
        find: 'listed.length < most.entries ? undefined : listed.at(-1)?.key',
        replace: 'listed.length < most.entries ? undefined : undefined',
      },
    ],
  },
  {
    name: 'a node that is not loaded counts as empty',
    wrong: /the number of entries|the indexes are those of the rows|the tree is one|has the id/,
    edits: [
      {
        file: READ,
        find: '  if (node === undefined) throw new Missing([name]);',
        replace: '  if (node === undefined) return { level: 0, keys: [], values: [] };',
      },
    ],
  },
  {
    name: 'a lost node is fatal',
    wrong: /is lost: the store does not have it/,
    edits: [
      { file: 'lambda/publish/publish.ts', find: '  if (!(error instanceof UnusableRootError)) throw error;', replace: '  throw error;' },
    ],
  },
  {
    name: 'a full run reads no nodes',
    wrong: /is not there|is lost/,
    edits: [{ file: 'lambda/state/collect-nodes.ts', find: '  if (lost !== undefined) throw', replace: '  if (false) throw' }],
  },
  {
    name: 'a new configuration ends with the first portion of outputs',
    wrong: /^title of public\/tags\/c-plus-plus\//,
    edits: [
      { file: 'lambda/core/catalog/heads-job.ts', find: 'entries.length < most ? undefined : behind', replace: 'undefined && behind' },
    ],
  },
  {
    name: 'a new configuration skips pending outputs',
    wrong: /^title of public\/tags\/vmotion\//,
    edits: [
      {
        file: 'lambda/core/catalog/changed-outputs.ts',
        find: 'if (isFirst) for (const output of namesIn(before, PENDING)) found.add(output);',
        replace: 'namesIn(before, PENDING);',
      },
    ],
  },
  {
    name: 'a changed name updates none of many posts that link to it',
    wrong: /blog\.example\/other/,
    edits: [
      {
        file: 'lambda/core/catalog/names-job.ts',
        find: "...parts.map((part): Job => ({ kind: 'names', part, after: '' }))",
        replace: '...[]',
      },
    ],
  },
  {
    name: 'due posts wait for a run with another cause',
    wrong: /^posts\/b\.md\n.*scheduled/s,
    edits: [
      {
        file: 'lambda/core/catalog/time-job.ts',
        find: 'duePosts(facts, head.moment, 1)',
        replace: 'duePosts(facts, head.moment, 0)',
      },
    ],
  },
  {
    name: 'a clock that was ahead leaves posts beside the main feed published',
    wrong: /^posts\/a\.md is live$/,
    edits: [
      {
        file: EARLY,
        find: '(key) => datedPost(key) ?? []',
        replace:
          "(key) => [...facts.range('w/main', 'w/main~')].flatMap(([entry]) => (entry.endsWith(datedPost(key) ?? '-') ? [datedPost(key) ?? ''] : []))",
      },
    ],
  },
  {
    name: 'posts that were published early wait for a run with another cause',
    wrong: /^posts\/[de]\.md is live$/,
    edits: [{ file: EARLY, find: 'keys.length < most ? undefined', replace: 'keys.length <= most ? undefined' }],
  },
];
