// Bundles the command (dist/) and, with --tests, the tests (build/test/). Bundled code starts two to five times faster than loose modules.
import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { build } from 'esbuild';

const root = new URL('..', import.meta.url).pathname;

/** Names everything that decides how a post is rendered; see RENDERER_VERSION. */
async function rendererVersion() {
  const files = await readdir(new URL('../lambda/core', import.meta.url), { recursive: true });
  const sources = files.filter((file) => file.endsWith('.ts')).sort();
  const hash = createHash('sha256');
  for (const path of ['package-lock.json', ...sources.map((file) => `lambda/core/${file}`)]) hash.update(await readFile(`${root}${path}`));
  return hash.digest('hex').slice(0, 12);
}

const { version } = JSON.parse(await readFile(`${root}package.json`, 'utf8'));

const common = {
  absWorkingDir: root,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: 'linked',
  logLevel: 'warning',
  define: { RENDERER_BUILD: JSON.stringify(await rendererVersion()), LINEFEED_VERSION: JSON.stringify(version) },
  // ES modules where a package has them: only what is used is bundled, and parts on demand stay apart.
  mainFields: ['module', 'main'],
  // What sanitize-html and htmlparser2 bring along and never call here: inline styles are not parsed, and nothing is serialised.
  // And one copy of htmlparser2 serves those who import it and those who require it.
  alias: {
    postcss: './scripts/absent.mjs',
    'dom-serializer': './scripts/absent.mjs',
    htmlparser2: './node_modules/htmlparser2/dist/esm/index.js',
  },
  // CommonJS dependencies call require(), which ES modules lack.
  banner: { js: "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);" },
};

async function tests() {
  const files = await readdir(new URL('../test', import.meta.url), { recursive: true });
  return files.filter((file) => /\.(?:test|browser|tools)\.ts$/.test(file)).map((file) => `test/${file}`);
}

await rm(`${root}dist`, { recursive: true, force: true });
await build({
  ...common,
  entryPoints: { linefeed: 'bin/linefeed.ts', worker: 'lambda/local/worker.ts' },
  outdir: 'dist',
  minify: true,
});

for (const name of ['publish', 'reconcile']) {
  await build({
    ...common,
    entryPoints: { index: `lambda/${name}-handler.ts` },
    outdir: `dist/functions/${name}`,
    outExtension: { '.js': '.mjs' },
    minify: true,
    sourcemap: false,
  });
}

if (process.argv.includes('--tests')) {
  await rm(`${root}build`, { recursive: true, force: true });
  await build({ ...common, entryPoints: await tests(), outbase: '.', outdir: 'build', external: ['playwright-core', 'typescript'] });
}
