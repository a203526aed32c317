import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { FeedPublisher } from 'linefeed';
import { MEDIA_ENDINGS } from '../../lambda/core/document-names.ts';
import { runEdge } from './edge-runtime.ts';
import { resource, synthesise } from './synth.ts';

interface Config {
  CacheBehaviors?: { PathPattern: string; TargetOriginId: string; FunctionAssociations: unknown[]; AllowedMethods: string[] }[];
  Origins: { Id: string; OriginPath?: string; OriginAccessControlId: unknown }[];
}

const configOf = ({ template }: ReturnType<typeof synthesise>, id = 'FeedsDistribution') =>
  resource(template, 'AWS::CloudFront::Distribution', id).DistributionConfig as Config;

const statementOf = ({ template }: ReturnType<typeof synthesise>) => {
  const { PolicyDocument } = resource(template, 'AWS::S3::BucketPolicy', 'FeedsPostsPolicy') as {
    PolicyDocument: { Statement: { Sid?: string }[] };
  };
  return PolicyDocument.Statement.filter(({ Sid }) => Sid === 'LinefeedServesMedia') as {
    Action: string;
    Resource: unknown[];
    Condition: object;
  }[];
};

describe('media', () => {
  it("are served below /media/ from the posts bucket's prefix", () => {
    const { CacheBehaviors = [], Origins } = configOf(synthesise({ media: true, prefix: 'blog/' }));
    const [behavior] = CacheBehaviors;
    assert.deepEqual([CacheBehaviors.length, behavior?.PathPattern, behavior?.AllowedMethods], [1, '/media/*', ['GET', 'HEAD', 'OPTIONS']]);
    assert.equal(behavior?.FunctionAssociations.length, 1);
    const origin = Origins.find(({ Id }) => Id === behavior?.TargetOriginId);
    assert.equal(origin?.OriginPath, '/blog');
    assert.ok(origin?.OriginAccessControlId);
  });

  it('are the only files that the distribution may read there, by their extensions', () => {
    const made = synthesise({ media: true, prefix: 'blog/' });
    const [statement, ...more] = statementOf(made);
    assert.deepEqual([statement?.Action, more], ['s3:GetObject', []]);
    const resources = statement?.Resource.map((each) => JSON.stringify(each)) ?? [];
    assert.equal(resources.length, MEDIA_ENDINGS.length * 2);
    for (const each of resources) assert.match(each, /"\/blog\/\*\.(?:[a-z\d]+|[A-Z\d]+)"\]\]\}$/);
    for (const ending of ['md', 'html', 'yaml', 'json', 'toml'])
      assert.ok(!resources.some((each) => each.endsWith(`*.${ending}"]]}`)), ending);
    assert.match(JSON.stringify(statement?.Condition), /"ArnLike".*:distribution\/",\{"Ref":"FeedsDistribution/);
  });

  it('are not served by default', () => {
    const made = synthesise();
    assert.deepEqual([configOf(made).CacheBehaviors, statementOf(made)], [undefined, []]);
  });

  it("are among the behaviors for a site's own distribution", () => {
    const made = synthesise({ media: true, distribution: false }, {}, (publisher, stack) => {
      new Distribution(stack, 'Site', {
        defaultBehavior: { origin: new HttpOrigin('blog.example') },
        additionalBehaviors: publisher.behaviors(),
      });
      publisher.behaviors();
    });
    assert.ok(configOf(made, 'Site').CacheBehaviors?.some(({ PathPattern }) => PathPattern === '/media/*'));
    assert.equal(statementOf(made).length, 1);
  });

  it('of a bucket with a foreign policy come with the statement to add', () => {
    const { template } = synthesise((stack) => ({ media: true, postsBucket: Bucket.fromBucketName(stack, 'Given', 'my-posts') }));
    const outputs = Object.entries(template.findOutputs('*')).filter(([id]) => id.startsWith('FeedsMediaPolicy'));
    assert.equal(outputs.length, 1);
    assert.match(JSON.stringify(outputs), /LinefeedServesMedia/);
  });

  it('are requested by the key in the path', () => {
    const code = readFileSync('dist/cdk/edge/media-request.js', 'utf8');
    const uriFor = (uri: string) => runEdge<{ uri: string }>(code, { request: { uri } }).uri;
    assert.equal(uriFor('/media/ep/1+1.mp3'), '/ep/1%2B1.mp3');
    assert.equal(uriFor('/media/media/1.mp3'), '/media/1.mp3');
  });

  it('have no findings of cdk-nag', () => {
    const app = new App();
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    new FeedPublisher(new Stack(app, 'Blog'), 'Feeds', { media: true });
    app.synth();
  });
});
