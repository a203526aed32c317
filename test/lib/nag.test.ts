import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { FeedPublisher, FeedPublisherStack } from 'linefeed';

function findings(build: (app: App) => void): string[] {
  const app = new App();
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  build(app);
  try {
    app.synth();
    return [];
  } catch {
    const report = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8'));
    return report.pluginReports.flatMap(({ violations }: { violations: { ruleName: string }[] }) =>
      violations.map((v) => JSON.stringify(v)),
    );
  }
}

describe('cdk-nag', () => {
  it('finds known faults, which validates the tests below', () => {
    const found = findings((app) => new Bucket(new Stack(app, 'Bare'), 'Bucket'));
    assert.match(found.join(), /AwsSolutions-S10/);
  });

  it('finds nothing in the default stack', () => {
    assert.deepEqual(
      findings((app) => new FeedPublisherStack(app, 'Linefeed')),
      [],
    );
  });

  it('finds nothing in a stack with all features', () => {
    const env = { region: 'us-east-1' };
    const hostedZone = { id: 'Z23ABC4XYZL05B', name: 'example.com' };
    const props = {
      env,
      domainName: 'feeds.example.com',
      hostedZone,
      alarmEmail: 'ada@example.com',
      postsBucketName: 'posts',
      prefix: 'blog/',
    };
    assert.deepEqual(
      findings((app) => new FeedPublisherStack(app, 'Linefeed', props)),
      [],
    );
  });

  it('finds nothing with EventBridge as the trigger', () => {
    assert.deepEqual(
      findings((app) => new FeedPublisher(new Stack(app, 'Blog'), 'Feeds', { trigger: 'eventbridge', distribution: false })),
      [],
    );
  });
});
