/**
 * Runs the other tests of this folder with catalogs that are frozen once read, so that a run cannot change them, and with nodes so small
 * that trees are high.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { bundleWith } from '../simulation/mutate.ts';

const CATALOG_ROOT = 'lambda/state/catalog-root.ts';
const CATALOG_STORE = 'lambda/state/catalog-store.ts';
const CODEC = 'lambda/core/tree/codec.ts';
const FREEZE = [
  {
    file: CATALOG_ROOT,
    find: "import { isMap } from '../core/text/is-map.ts';",
    replace: "import { isMap } from '../core/text/is-map.ts';\nimport { deepFreeze } from '../../test/support/deep-freeze.ts';",
  },
  { file: CATALOG_ROOT, find: 'const found = read(catalog);', replace: 'const found = deepFreeze(read(catalog));' },
  {
    file: CODEC,
    find: "import type { Node, Ref } from './node.ts';",
    replace: "import type { Node, Ref } from './node.ts';\nimport { deepFreeze } from '../../../test/support/deep-freeze.ts';",
  },
  { file: CODEC, find: '} = parsed(text, damaged);', replace: '} = deepFreeze(parsed(text, damaged));' },
  {
    file: CATALOG_STORE,
    find: '{ leaf: entriesPerLeaf, inner: 75 }',
    replace: '{ leaf: (key) => (key.startsWith("k/") ? 2 : 3), inner: 3 }',
  },
  { file: CATALOG_STORE, find: '128 * 1024;', replace: '1024;' },
];

/** Nodes of three entries are slow. */
const FEWER = { file: 'test/publish/time.test.ts', find: 'const COUNT = 10_000;', replace: 'const COUNT = 1_000;' };

// Within the project, so that external modules resolve.
const folder = mkdtempSync('build/frozen-');
after(() => rmSync(folder, { recursive: true, force: true }));

/** Worker thread tests need their worker's bundle beside theirs. */
const OTHERS = ['frozen.test.ts', 'isolated-render.test.ts'];

async function outcome(edits: typeof FREEZE, files: string[]): Promise<{ passed: number; failed: number; output: string }> {
  const entry = join(folder, 'entry.ts');
  writeFileSync(entry, files.map((file) => `import '../../test/publish/${file}';\n`).join(''));
  const bundle = await bundleWith(edits, entry, join(folder, 'out'));
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { stdout } = spawnSync(process.execPath, ['--test', bundle], { encoding: 'utf8', env, maxBuffer: 100_000_000 });
  const count = (name: string) => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(stdout)?.[1] ?? -1);
  const results = stdout.split(/^(?= *(?:not )?ok )/m).filter((result) => /^ *not ok/.test(result));
  return { passed: count('pass'), failed: count('fail'), output: results.join('') };
}

it('all tests of a run pass with frozen catalogs and small nodes', async () => {
  const files = readdirSync('test/publish').filter((file) => file.endsWith('.test.ts') && !OTHERS.includes(file));
  const { passed, failed, output } = await outcome([...FREEZE, FEWER], files);
  assert.equal(failed, 0, output.slice(-10_000));
  assert.ok(passed > 100, `${passed} tests ran`);
});

it('the test above would fail if a run changed a catalog', async () => {
  const change = {
    file: 'lambda/publish/plan-run.ts',
    find: '  const readopt = batch.adopt !== undefined;',
    replace: '  const readopt = batch.adopt !== undefined;\n  if (before) Object.assign(before.catalog, { rev: before.catalog.rev });',
  };
  const { failed, output } = await outcome([...FREEZE, change], ['refused-once.test.ts']);
  assert.ok(failed > 0, output.slice(-10_000));
});
