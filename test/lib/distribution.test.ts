import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Stack } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { feedPath } from '../../lambda/core/catalog/document-path.ts';
import { decodeOutput } from '../../lambda/core/catalog/outputs.ts';
import { TERM_FEED_NAMES } from '../../lambda/core/document-names.ts';
import { resource, synthesise, warnings } from './synth.ts';

const { template, publisher, stack } = synthesise();

const configOf = (of: Template, id = 'FeedsDistribution') =>
  (resource(of, 'AWS::CloudFront::Distribution', id) as { DistributionConfig: Record<string, unknown> }).DistributionConfig;

describe('the distribution', () => {
  it('serves public/ of a private bucket over HTTP/2 and 3, only over HTTPS', () => {
    template.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: {
        Enabled: true,
        HttpVersion: 'http2and3',
        DefaultRootObject: 'index.html',
        Origins: [Match.objectLike({ OriginPath: '/public', OriginAccessControlId: { 'Fn::GetAtt': [Match.anyValue(), 'Id'] } })],
        DefaultCacheBehavior: Match.objectLike({
          ViewerProtocolPolicy: 'redirect-to-https',
          AllowedMethods: ['GET', 'HEAD', 'OPTIONS'],
          Compress: false,
          CachePolicyId: { Ref: Match.stringLikeRegexp('FeedsCache') },
          ResponseHeadersPolicyId: { Ref: Match.stringLikeRegexp('FeedsHeaders') },
          FunctionAssociations: [
            { EventType: 'viewer-request', FunctionARN: { 'Fn::GetAtt': [Match.stringLikeRegexp('FeedsViewerRequest'), 'FunctionARN'] } },
            { EventType: 'viewer-response', FunctionARN: { 'Fn::GetAtt': [Match.stringLikeRegexp('FeedsViewerResponse'), 'FunctionARN'] } },
          ],
        }),
      },
    });
    template.allResourcesProperties('AWS::CloudFront::Function', { AutoPublish: true, FunctionConfig: { Runtime: 'cloudfront-js-2.0' } });
  });

  it('caches documents according to their Cache-Control, ignoring the query', () => {
    const policy = { MinTTL: 0, DefaultTTL: 60, MaxTTL: 86_400 };
    const key = {
      CookiesConfig: { CookieBehavior: 'none' },
      HeadersConfig: { HeaderBehavior: 'none' },
      QueryStringsConfig: { QueryStringBehavior: 'none' },
      EnableAcceptEncodingGzip: false,
      EnableAcceptEncodingBrotli: false,
    };
    template.hasResourceProperties('AWS::CloudFront::CachePolicy', {
      CachePolicyConfig: { ...policy, ParametersInCacheKeyAndForwardedToOrigin: key },
    });
  });

  it('allows pages of any origin to read feeds, and forbids content sniffing', () => {
    template.hasResourceProperties('AWS::CloudFront::ResponseHeadersPolicy', {
      ResponseHeadersPolicyConfig: {
        CorsConfig: { AccessControlAllowOrigins: { Items: ['*'] }, AccessControlAllowCredentials: false },
        SecurityHeadersConfig: { ContentTypeOptions: { Override: true }, StrictTransportSecurity: { AccessControlMaxAgeSec: 31_536_000 } },
      },
    });
  });

  it('has feed and subscription addresses', () => {
    const host = stack.resolve(publisher.distribution?.distributionDomainName);
    assert.deepEqual(
      publisher.feedUrls.map((url) => stack.resolve(url)),
      ['rss.xml', 'atom.xml', 'feed.json'].map((name) => ({ 'Fn::Join': ['', ['https://', host, `/${name}`]] })),
    );
    assert.deepEqual(stack.resolve(publisher.subscribeUrl), { 'Fn::Join': ['', ['https://', host, '/']] });
  });
});

describe('a domain', () => {
  const zone = (scope: Stack) => HostedZone.fromHostedZoneAttributes(scope, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });
  const props = (scope: Stack) => ({
    domainName: 'feeds.example.com',
    hostedZone: zone(scope),
    feeds: { rss: 'feed.xml', json: false as const },
  });
  const named = synthesise(props, { env: { account: '111111111111', region: 'us-east-1' } });

  it('has a certificate, TLS 1.2 or newer, and A and AAAA records', () => {
    const { Aliases, ViewerCertificate } = configOf(named.template);
    assert.deepEqual(Aliases, ['feeds.example.com']);
    assert.deepEqual((ViewerCertificate as { MinimumProtocolVersion: string }).MinimumProtocolVersion, 'TLSv1.2_2021');
    named.template.hasResourceProperties('AWS::CertificateManager::Certificate', {
      DomainName: 'feeds.example.com',
      DomainValidationOptions: [{ DomainName: 'feeds.example.com', HostedZoneId: 'Z1' }],
    });
    for (const Type of ['A', 'AAAA'])
      named.template.hasResourceProperties('AWS::Route53::RecordSet', { Name: 'feeds.example.com.', Type, HostedZoneId: 'Z1' });
  });

  it('is part of the feed addresses, with the configured file names', () => {
    assert.deepEqual(named.publisher.feedUrls, ['https://feeds.example.com/feed.xml', 'https://feeds.example.com/atom.xml']);
    assert.deepEqual(warnings(named.stack), []);
  });
});

describe("a site's own distribution", () => {
  const site = synthesise({ distribution: false }, {}, (feeds, scope) => {
    const defaultBehavior = { origin: new HttpOrigin('www.example.com') };
    new Distribution(scope, 'Site', { defaultBehavior, additionalBehaviors: feeds.behaviors() });
  });

  it('has behaviors for the paths of own feeds', () => {
    const ownFeeds = [{ name: 'releases', path: '/releases.xml', where: 'tag = release' }];
    const own = synthesise({ distribution: false, ownFeeds }, {}, (feeds, scope) => {
      const patterns = Object.keys(feeds.behaviors());
      assert.deepEqual(
        patterns.filter((pattern) => /feeds\/|releases/.test(pattern)),
        ['/feeds/*', '/releases.xml'],
      );
      new Distribution(scope, 'Site', {
        defaultBehavior: { origin: new HttpOrigin('www.example.com') },
        additionalBehaviors: feeds.behaviors(),
      });
    });
    assert.match(JSON.stringify(own.template.toJSON()), /\\"own\\":\[\{\\"name\\":\\"releases\\"/);
    const wrong = (given: object[]) => () => synthesise({ ownFeeds: given as typeof ownFeeds });
    assert.throws(wrong([{ name: 'A' }]), /each of ownFeeds needs a name of its own/);
    assert.throws(wrong([{ name: 'a' }, { name: 'a' }]), /each of ownFeeds needs a name of its own/);
    assert.throws(wrong([{ name: 'a', where: 'tag'.repeat(700) }]), /ownFeeds and podcast have more than 2000 characters/);
  });

  it('is the only one, and may read the feeds', () => {
    site.template.resourceCountIs('AWS::CloudFront::Distribution', 1);
    assert.deepEqual([site.publisher.distribution, site.publisher.feedUrls, warnings(site.stack)], [undefined, [], []]);
    site.template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: 's3:GetObject', Effect: 'Allow', Principal: { Service: 'cloudfront.amazonaws.com' } }),
        ]),
      },
    });
  });

  it('turns off pages, which the site has, and sets feed addresses to its behaviors', () => {
    const { Variables } = Object.values(site.template.findResources('AWS::Lambda::Function'))
      .map(({ Properties }) => Properties.Environment as { Variables: Record<string, string> })
      .find((environment) => environment?.Variables.LINEFEED_SETTINGS) ?? { Variables: {} };
    assert.deepEqual(
      [JSON.parse(Variables.LINEFEED_SETTINGS ?? ''), site.publisher.subscribeUrl],
      [{ feeds: { addresses: 'linefeed' }, pages: false }, undefined],
    );
  });

  it('serves every feed, archive and the OPML, but no page', () => {
    const { CacheBehaviors } = configOf(site.template, 'Site') as { CacheBehaviors: { PathPattern: string }[] };
    const patterns = CacheBehaviors.map(({ PathPattern }) => new RegExp(`^${PathPattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`));
    const isServed = (path: string) => patterns.some((pattern) => pattern.test(path));
    for (const format of ['rss', 'atom', 'json'] as const) {
      for (const feed of [
        'main',
        'tags/c-plus-plus',
        'categories/日本語',
        'authors/ada',
        'archive/2026-01',
        'tags/c-plus-plus/archive/2026-01',
      ]) {
        const output = decodeOutput(feed) ?? assert.fail(feed);
        assert.ok(isServed(`/${feedPath(output, format, { feeds: TERM_FEED_NAMES })}`), `${feed} ${format}`);
      }
    }
    assert.ok(isServed('/feeds.opml'));
    for (const path of [
      '/',
      '/index.html',
      '/tags/c-plus-plus/index.html',
      '/tags/c-plus-plus/',
      '/tags/index.html',
      '/sitemap.xml',
      '/2026/01/01/a-post/',
    ])
      assert.ok(!isServed(path), path);
  });
});
