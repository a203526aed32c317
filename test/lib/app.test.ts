/** The app and the package as users run them: in other processes and folders. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { CONFIG } from '../support/blog.ts';

const run = promisify(execFile);

async function scratch(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'linefeed-app-'));
  context.after(() => rm(folder, { recursive: true }));
  return folder;
}

const FLAGS = JSON.parse(readFileSync('cdk.json', 'utf8')).context;

/** Runs an app as the CDK command does, without network and credentials. */
async function synth(
  app: string[],
  outdir: string,
  context: Record<string, string> = {},
  cwd = '.',
): Promise<{ stderr: string; template: string }> {
  const env = { PATH: process.env.PATH, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify({ ...FLAGS, ...context }) };
  const { stderr } = await run(process.execPath, app, { cwd, env });
  return { stderr, template: readFileSync(join(outdir, 'Linefeed.template.json'), 'utf8') };
}

const APP = [JSON.parse(readFileSync('cdk.json', 'utf8')).app.replace(/^node /, '')];

describe('the app', () => {
  it('synthesises the same template each time, without warnings', async (context) => {
    const folder = await scratch(context);
    const [first, second] = [await synth(APP, join(folder, 'a')), await synth(APP, join(folder, 'b'))];
    assert.equal(first.template, second.template);
    assert.equal(first.stderr, '');
  });

  it('outputs where to upload, what readers subscribe to, and the dashboard', async (context) => {
    const { Outputs } = JSON.parse((await synth(APP, await scratch(context))).template);
    assert.deepEqual(Object.keys(Outputs), [
      'Upload',
      'PostsBucket',
      'SiteBucket',
      'Subscribe',
      'Feed1',
      'Feed2',
      'Feed3',
      'DistributionId',
      'Dashboard',
      'Configure',
    ]);
    assert.match(JSON.stringify(Outputs.Configure.Value), /"feedLink: https:\/\/"/);
    assert.match(JSON.stringify(Outputs.Upload.Value), /aws s3 sync \. s3:\/\//);
  });

  it('takes its props from the context', async (context) => {
    const given = {
      ...{ postsBucket: 'posts', prefix: 'blog/', trigger: 'eventbridge', region: 'us-east-1', domainName: 'feeds.example.com' },
      ...{ hub: 'https://hub.example/, https://other.example/' },
      ...{ hostedZone: 'Z1:example.com', alarmEmail: 'ada@example.com', dashboard: 'false', reconcileHours: '6', keepData: 'false' },
    };
    const { template } = await synth(APP, await scratch(context), given);
    const hubs = JSON.stringify(JSON.stringify({ hub: ['https://hub.example/', 'https://other.example/'] }));
    const texts = [hubs, '"posts"', 'blog/', 'aws.s3', 'feeds.example.com.', '"ada@example.com"', 'rate(6 hours)', 'S3AutoDeleteObjects'];
    for (const text of texts) assert.ok(template.includes(text), text);
    assert.ok(!template.includes('AWS::CloudWatch::Dashboard'));
  });

  it('reads the configuration of the blog, and reports mistakes with their position', async (context) => {
    const blog = await scratch(context);
    await writeFile(join(blog, 'linefeed.yaml'), `${CONFIG}aws:\n  domainname: feeds.example.com\n`);
    await assert.rejects(synth(APP, blog, { blog }), ({ stderr }: { stderr: string }) =>
      stderr.includes('linefeed.yaml:5:15: aws.domainname: no such setting; did you mean domainName?'),
    );
  });
});

describe('the package', () => {
  const app = `new FeedPublisherStack(new App(), 'Linefeed', { prefix: 'blog/' });\n`;

  it('provides the typed construct to ES and CommonJS modules, without our sources and a bundler', async (context) => {
    const folder = await scratch(context);
    const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]);
    const [packed] = Object.values(JSON.parse(stdout)) as { filename: string }[];
    const modules = join(folder, 'node_modules');
    await mkdir(join(modules, 'linefeed'), { recursive: true });
    await run('tar', ['-xzf', join(folder, packed?.filename ?? ''), '-C', join(modules, 'linefeed'), '--strip-components=1']);
    for (const name of ['aws-cdk-lib', 'constructs']) await symlink(resolve('node_modules', name), join(modules, name));

    const imports = "import { App } from 'aws-cdk-lib';\nimport { FeedPublisherStack } from 'linefeed';\n";
    await writeFile(join(folder, 'app.mjs'), imports + app);
    await writeFile(
      join(folder, 'app.cjs'),
      `const { App } = require('aws-cdk-lib');\nconst { FeedPublisherStack } = require('linefeed');\n${app}`,
    );
    const [esm, cjs] = [
      await synth(['app.mjs'], join(folder, 'esm'), {}, folder),
      await synth(['app.cjs'], join(folder, 'cjs'), {}, folder),
    ];
    assert.equal(esm.template, cjs.template);
    assert.match(esm.template, /"LINEFEED_POSTS_PREFIX": "blog\/"/);

    // Declarations are checked too, for apps without skipLibCheck.
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--lib', 'es2023,esnext.disposable'];
    const types = (kind: string) => [resolve('node_modules/typescript/bin/tsc'), ...options, `app.${kind}`];
    await writeFile(join(folder, 'app.mts'), imports + app);
    await writeFile(join(folder, 'app.cts'), imports + app);
    for (const kind of ['mts', 'cts']) await run(process.execPath, types(kind), { cwd: folder });
    await writeFile(join(folder, 'wrong.mts'), imports + app.replace('prefix', 'prefx'));
    await assert.rejects(
      run(process.execPath, types('mts').with(-1, 'wrong.mts'), { cwd: folder }),
      ({ stdout: said }: { stdout: string }) => said.includes("'prefx' does not exist"),
    );
  });
});
