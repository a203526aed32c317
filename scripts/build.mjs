// Bundles the command (dist/) and, with --tests, the tests (build/test/). Bundled code starts two to five times faster than loose modules.
import { readdir, rm } from 'node:fs/promises';
import { build } from 'esbuild';

const root = new URL('..', import.meta.url).pathname;

const common = {
  absWorkingDir: root,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: 'linked',
  logLevel: 'warning',
  // CommonJS dependencies call require(), which ES modules lack.
  banner: { js: "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);" },
};

async function tests() {
  const files = await readdir(new URL('../test', import.meta.url), { recursive: true });
  return files.filter((file) => file.endsWith('.test.ts')).map((file) => `test/${file}`);
}

await rm(`${root}dist`, { recursive: true, force: true });
await build({
  ...common,
  entryPoints: { linefeed: 'bin/linefeed.ts', worker: 'lambda/local/worker.ts' },
  outdir: 'dist',
  minify: true,
});

if (process.argv.includes('--tests')) {
  await rm(`${root}build`, { recursive: true, force: true });
  await build({ ...common, entryPoints: await tests(), outbase: '.', outdir: 'build', external: ['playwright-core', 'typescript'] });
}
