/** The package as users install it: only the tarball, in a folder without node_modules. */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { parseRssFeed } from 'feedsmith';
import { CONFIG, post } from '../support/blog.ts';

const run = promisify(execFile);
// scripts/build.mjs has bundled dist/, which `npm pack` packs unchanged.
const PACK = ['pack', '--ignore-scripts', '--json', '--pack-destination'];

let folder: string;
let root: string;
let files: string[];
let packed: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linefeed-package-'));
  const [result] = JSON.parse((await run('npm', [...PACK, folder])).stdout);
  packed = result.filename;
  files = result.files.map(({ path }: { path: string }) => path);
  await run('tar', ['xzf', join(folder, packed), '-C', folder]);
  root = join(folder, 'node_modules', 'linefeed');
  await mkdir(join(folder, 'node_modules'));
  await cp(join(folder, 'package'), root, { recursive: true });
});

after(() => rm(folder, { recursive: true, force: true }));

describe('the tarball', () => {
  it('contains the program and its documents, but no source, source map or build stamp', () => {
    for (const file of [
      'dist/linefeed.cjs',
      'dist/linefeed.js',
      'dist/cdk/index.js',
      'dist/functions/publish/index.mjs',
      'README.md',
      'THIRD_PARTY_NOTICES',
    ])
      assert.ok(files.includes(file), file);
    const unwanted = files.filter((file) => /\.map$|\.inputs$|(?<!\.d)\.ts$|^(?:test|scripts|lambda|bench)\//.test(file));
    assert.deepEqual(unwanted, []);
  });

  it('needs no package at install, and runs no script that npm warns of', async () => {
    const { dependencies, scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    assert.equal(dependencies, undefined);
    assert.deepEqual(
      ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare'].filter((name) => name in scripts),
      [],
    );
    const app = join(folder, 'app');
    await mkdir(app);
    await writeFile(join(app, 'package.json'), '{ "name": "app", "private": true }');
    // `npm test --silent` passes its log level on.
    const install = ['install', '--offline', '--no-audit', '--no-fund', '--loglevel=notice', '--no-update-notifier', join(folder, packed)];
    const { stdout, stderr } = await run('npm', install, { cwd: app });
    assert.equal(stderr, '');
    assert.match(stdout, /added 1 package/);
    const version = await run('npx', ['--no-install', 'linefeed', '--version'], { cwd: app });
    assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
  });

  it('publishes without node_modules', async () => {
    const blog = join(folder, 'blog');
    await mkdir(join(blog, '_posts'), { recursive: true });
    await writeFile(join(blog, 'linefeed.yaml'), CONFIG);
    await writeFile(join(blog, '_posts/2026-01-01-one.md'), post('One', '', 'See {{ site.title }}.'));
    await run(process.execPath, [join(root, 'dist/linefeed.cjs'), 'build', blog, '--out', join(blog, 'public')]);
    const feed = parseRssFeed(await readFile(join(blog, 'public/rss.xml'), 'utf8'));
    assert.deepEqual(
      feed.items?.map(({ title }) => title),
      ['One'],
    );
  });

  it('prints the required Node version in one line on an older one', () => {
    const older = "Object.defineProperty(process.versions, 'node', { value: '18.20.4' }); require(process.argv[1]);";
    const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', older, join(root, 'dist/linefeed.cjs')], { encoding: 'utf8' });
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /^linefeed needs Node 20\.12 or later, and this is Node 18\.20\.4; install a newer Node\n$/);
  });

  it('accepts the version number of the oldest supported Node', () => {
    const oldest =
      "Object.defineProperty(process.versions, 'node', { value: '20.12.0' }); process.argv.push('--version'); require(process.argv[1]);";
    const { status, stdout } = spawnSync(process.execPath, ['-e', oldest, join(root, 'dist/linefeed.cjs')], { encoding: 'utf8' });
    assert.deepEqual([status, stdout], [0, '0.1.0\n']);
  });
});

const APP = `import { App, Stack } from 'aws-cdk-lib';
import { FeedPublisher, type FeedPublisherProps } from 'linefeed';

const props: FeedPublisherProps = {};
const feeds = new FeedPublisher(new Stack(new App(), 'Blog'), 'Feeds', props);
const name: string = feeds.postsBucket.bucketName;
console.log(name);
`;

/** Settings of CDK apps: those of `cdk init` before 2024, and today. */
const SETTINGS = {
  node: { module: 'commonjs', moduleResolution: 'node', target: 'ES2020' },
  nodenext: { module: 'NodeNext', moduleResolution: 'NodeNext', target: 'ES2022' },
};

describe('types of the construct', () => {
  const cases = [
    ['typescript-4.9', 'node'],
    ['typescript-5.9', 'node'],
    ['typescript-5.9', 'nodenext'],
    ['typescript', 'nodenext'],
  ] as const;
  before(async () => {
    for (const name of ['aws-cdk-lib', 'constructs', '@types'])
      await symlink(resolve('node_modules', name), join(folder, 'node_modules', name));
    await writeFile(join(folder, 'app.ts'), APP);
    await writeFile(join(folder, 'wrong.ts'), APP.replace('const name: string', 'const name: number'));
  });

  for (const [compiler, settings] of cases) {
    it(`compile with ${compiler} and moduleResolution ${settings}`, async () => {
      const tsc = createRequire(import.meta.url)
        .resolve(`${compiler}/package.json`)
        .replace('package.json', 'bin/tsc');
      const compile = async (file: string) => {
        const config = join(folder, `tsconfig.${compiler}.${settings}.json`);
        const compilerOptions = { ...SETTINGS[settings], strict: true, noEmit: true, skipLibCheck: true, types: ['node'] };
        await writeFile(config, JSON.stringify({ compilerOptions, files: [file] }));
        const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', config], { encoding: 'utf8', cwd: folder });
        return { status, stdout };
      };
      assert.deepEqual(await compile('app.ts'), { status: 0, stdout: '' });
      assert.match((await compile('wrong.ts')).stdout, /wrong\.ts\(6,7\): error TS2322/);
    });
  }
});
