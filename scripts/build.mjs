// Bundles the command, the functions and the construct into dist/. Bundles start two to five times faster than separate modules.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { commandOptions, constructOptions, edgeOptions, functionOptions } from './bundle.mjs';

export const ROOT = new URL('..', import.meta.url).pathname;

const INPUTS = ['bin', 'lambda', 'lib', 'scripts', 'package.json', 'package-lock.json', 'tsconfig.json'];

/** Digest of the inputs of dist/. */
const STAMP = '.inputs';

async function filesOf(path) {
  const found = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => undefined);
  return found ? found.filter((each) => each.isFile()).map(({ parentPath, name }) => join(parentPath, name)) : [path];
}

async function inputDigest() {
  const hash = createHash('sha256').update(process.version);
  for (const file of (await Promise.all(INPUTS.map(filesOf))).flat().sort()) hash.update(`${file}\0`).update(await readFile(file));
  return hash.digest('hex');
}

async function buildInto(dist) {
  await build({ ...(await commandOptions()), outdir: dist });
  await cp('bin/linefeed.cjs', `${dist}/linefeed.cjs`);
  for (const name of ['publish', 'reconcile']) await build({ ...(await functionOptions(name)), outdir: `${dist}/functions/${name}` });
  // CommonJS serves `require` and `import`. Apps provide aws-cdk-lib and constructs.
  await build({
    ...constructOptions(),
    entryPoints: { index: 'lib/index.ts', app: 'bin/app.ts' },
    outdir: `${dist}/cdk`,
  });
  await buildEdge(`${dist}/cdk/edge`);
  await writeFile(`${dist}/cdk/package.json`, '{ "type": "commonjs" }\n');
  const tsc = ['node_modules/typescript/bin/tsc', '-p', 'lib/tsconfig.json', '--outDir', `${dist}/cdk`];
  await promisify(execFile)(process.execPath, tsc);
  for (const file of (await filesOf(`${dist}/cdk`)).filter((each) => each.endsWith('.d.ts'))) await nameOutputs(file);
}

/** CloudFront calls a global function `handler` and rejects `export`. */
async function buildEdge(folder) {
  await mkdir(folder);
  const { outputFiles } = await build({ ...edgeOptions(), outdir: folder });
  for (const { path, text } of outputFiles) {
    const script = text.replace(/^export \{\n {2}handler\n\};\n$/m, '');
    if (script === text) throw new Error(`${path}: expected one export, handler`);
    await writeFile(join(folder, basename(path)), script);
  }
}

/** Renames `./keys.ts` to `./keys.js`: TypeScript 4.9 with `moduleResolution: node` finds no declarations of a `.ts` import. */
async function nameOutputs(file) {
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(/(\b(?:from |import\())(['"])(\.[^'"]+)\.ts\2/g, '$1$2$3.js$2'));
}

/** Builds dist/ if its inputs changed, and replaces it in one step, so that other processes never see a partial build. */
export async function buildProgram() {
  const digest = await inputDigest();
  const current = await readFile(`dist/${STAMP}`, 'utf8').catch(() => undefined);
  if (current === digest) return;
  const [made, old] = [`dist.${process.pid}.new`, `dist.${process.pid}.old`];
  try {
    await buildInto(made);
    await writeFile(`${made}/${STAMP}`, digest);
    await rename('dist', old).catch((error) => {
      if (error.code !== 'ENOENT') throw error;
    });
    await rename(made, 'dist').catch((error) => {
      // Another build was faster.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await Promise.all([made, old].map((folder) => rm(folder, { recursive: true, force: true })));
  }
}

if (process.argv[1] === import.meta.filename) {
  process.chdir(ROOT);
  await buildProgram();
}
