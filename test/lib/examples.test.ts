/** The examples synthesise unchanged, and cdk-nag finds only what they acknowledge. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/** Adds the rules, as `Validations.of(app).addPlugins(…)` would. */
const CHECKED = `
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
const { synth } = App.prototype;
App.prototype.synth = function (options) {
  Validations.of(this).addPlugins(new AwsSolutionsChecks(this));
  return synth.call(this, options);
};
await import(process.argv[1]);`;

async function synth(
  context: TestContext,
  name: string,
): Promise<{ templates: Record<string, { Resources: object }>; findings: string[] }> {
  const outdir = mkdtempSync(join(tmpdir(), 'linefeed-example-'));
  context.after(() => rmSync(outdir, { recursive: true }));
  const address = pathToFileURL(`examples/${name}/app.mjs`).href;
  const env = { PATH: process.env.PATH, CDK_OUTDIR: outdir };
  // It fails if there are findings, which the report contains.
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', CHECKED, address], { env }).catch(() => undefined);
  const read = (file: string) => JSON.parse(readFileSync(join(outdir, file), 'utf8'));
  const files = readdirSync(outdir).filter((file) => file.endsWith('.template.json'));
  const { pluginReports } = read('validation-report.json') as { pluginReports: { violations: object[] }[] };
  return {
    templates: Object.fromEntries(files.map((file) => [file.split('.')[0], read(file)])),
    findings: pluginReports.flatMap(({ violations }) => violations.map((violation) => JSON.stringify(violation))),
  };
}

describe('an example', () => {
  it('is each folder with an app', () => {
    const apps = readdirSync('examples', { withFileTypes: true }).filter(
      (entry) => entry.isDirectory() && readdirSync(join('examples', entry.name)).includes('app.mjs'),
    );
    assert.deepEqual(apps.map(({ name }) => name).sort(), ['default', 'existing-site', 'release-notes']);
  });

  for (const [name, stack] of Object.entries({ default: 'Feeds', 'existing-site': 'Blog', 'release-notes': 'ReleaseNotes' })) {
    it(`synthesises without findings of cdk-nag: ${name}`, async (context) => {
      const { templates, findings } = await synth(context, name);
      assert.deepEqual(findings, []);
      assert.ok(Object.keys(templates[stack]?.Resources ?? {}).length > 30);
    });
  }
});
