// Bundles tests, benchmarks and simulations. Each run has its own folder in build/, so concurrent runs do not interfere.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { context } from 'esbuild';
import { buildProgram, ROOT } from './build.mjs';
import { bundleOptions } from './bundle.mjs';

/** Not bundled: they read their own files, or are tested as installed. */
const EXTERNAL = [
  'esbuild',
  'parse5',
  'playwright-core',
  'axe-core',
  'typescript',
  'typescript-5.9',
  'linefeed',
  'aws-cdk-lib',
  'cdk-nag',
  'constructs',
];

/** Matches sources that use dist/. */
const USES_PROGRAM = /\bdist\/|from 'linefeed'|lib\/index\.ts'/;

/** Worker entry points in or below the folders of the entry points. */
const workersOf = (entries) =>
  [...new Set(entries.map((entry) => dirname(entry)))].flatMap((folder) =>
    readdirSync(folder, { recursive: true })
      .filter((file) => file.endsWith('-worker.main.ts'))
      .map((file) => join(folder, file)),
  );

async function usesProgram(inputs) {
  for (const file of inputs) if (!file.includes('node_modules') && USES_PROGRAM.test(await readFile(file, 'utf8'))) return true;
  return false;
}

/**
 * Builds the entry points, and dist/ if one of their sources uses it.
 * @param {string[]} entries relative to the project's root: `test/core/text/date.test.ts`
 * @returns {Promise<{ outputs: string[], watch: () => Promise<void>, close: () => Promise<void> }>} built files in the order of
 * the entries; `watch` rebuilds on changes
 */
export async function scratchBuild(entries) {
  process.chdir(ROOT);
  const folder = `build/run-${process.pid}`;
  mkdirSync(folder, { recursive: true });
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const building = await context({
    ...(await bundleOptions()),
    entryPoints: [...new Set([...entries, ...workersOf(entries)])],
    outbase: '.',
    outdir: folder,
    external: EXTERNAL,
    metafile: true,
  });
  const { metafile } = await building.rebuild();
  if (await usesProgram(Object.keys(metafile.inputs))) await buildProgram();
  return {
    outputs: entries.map((entry) => join(folder, entry.replace(/\.ts$/, '.js'))),
    watch: () => building.watch(),
    close: () => building.dispose(),
  };
}
