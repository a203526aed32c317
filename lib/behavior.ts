import { fileURLToPath } from 'node:url';
import { Duration, Names, Stack } from 'aws-cdk-lib';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { CHAPTERS_NAME, EPISODES, OPML_NAME, TERM_FEED_NAMES } from '../lambda/core/document-names.ts';
import { CONTENT_POLICY, EXPOSED_HEADERS } from '../lambda/http-headers.ts';
import { PUBLIC } from '../lambda/keys.ts';
import type { FeedNames, OwnFeedProps } from './feed-publisher-props.ts';

const EDGE = fileURLToPath(new URL('./edge', import.meta.url));

const TERM_FOLDERS = ['categories', 'tags', 'authors', 'lang'];

export const mainFeedNames = (feeds: FeedNames = {}): string[] =>
  Object.values({ ...TERM_FEED_NAMES, ...feeds }).flatMap((name) => (name === false || name === undefined ? [] : [name]));

/** The site may have other pages below `/tags/`. */
export function feedPatterns(feeds: FeedNames = {}, own: readonly OwnFeedProps[] = []): string[] {
  const formats = Object.entries(TERM_FEED_NAMES).filter(([format]) => feeds[format as keyof FeedNames] !== false);
  return [
    ...mainFeedNames(feeds).map((name) => `/${name}`),
    ...[...TERM_FOLDERS, 'archive'].flatMap((folder) => formats.map(([, name]) => `/${folder}/*/${name}`)),
    ...(own.length > 0 ? ['/feeds/*'] : []),
    ...own.flatMap(({ path }) => (path === undefined ? [] : [`/${path.replace(/^\/+/, '')}`])),
    `/${EPISODES}*/${CHAPTERS_NAME}`,
    `/${OPML_NAME}`,
  ];
}

/** Serves `public/`. */
export function createBehavior(scope: Construct, siteBucket: IBucket): BehaviorOptions {
  return {
    origin: S3BucketOrigin.withOriginAccessControl(siteBucket, { originPath: `/${PUBLIC.replace(/\/$/, '')}` }),
    allowedMethods: AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
    viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    // Documents have gzip copies; CloudFront's compression weakens ETags.
    compress: false,
    cachePolicy: createCachePolicy(scope),
    responseHeadersPolicy: createHeaders(scope),
    functionAssociations: [
      { eventType: FunctionEventType.VIEWER_REQUEST, function: createEdge(scope, 'ViewerRequest', 'viewer-request.js') },
      { eventType: FunctionEventType.VIEWER_RESPONSE, function: createEdge(scope, 'ViewerResponse', 'viewer-response.js') },
    ],
  };
}

/** Ignores queries; the edge function adds the encoding to the path. */
const createCachePolicy = (scope: Construct): CachePolicy =>
  new CachePolicy(scope, 'Cache', {
    comment: "As long as the document's Cache-Control says",
    minTtl: Duration.seconds(0),
    defaultTtl: Duration.minutes(1),
    maxTtl: Duration.days(1),
  });

const createHeaders = (scope: Construct): ResponseHeadersPolicy =>
  new ResponseHeadersPolicy(scope, 'Headers', {
    // Unique in an account, over all regions.
    responseHeadersPolicyName: `${Names.uniqueResourceName(scope, { maxLength: 80 })}-${Stack.of(scope).region}`,
    comment: 'Feeds may be read by pages of any origin, and run nothing',
    corsBehavior: {
      accessControlAllowOrigins: ['*'],
      accessControlAllowMethods: ['GET', 'HEAD', 'OPTIONS'],
      accessControlAllowHeaders: ['*'],
      accessControlExposeHeaders: EXPOSED_HEADERS,
      accessControlAllowCredentials: false,
      accessControlMaxAge: Duration.days(1),
      originOverride: true,
    },
    securityHeadersBehavior: {
      contentTypeOptions: { override: true },
      strictTransportSecurity: { accessControlMaxAge: Duration.days(365), override: true },
      frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
      contentSecurityPolicy: { contentSecurityPolicy: CONTENT_POLICY, override: true },
    },
  });

export const createEdge = (scope: Construct, name: string, file: string): EdgeFunction =>
  new EdgeFunction(scope, name, {
    runtime: FunctionRuntime.JS_2_0,
    code: FunctionCode.fromFile({ filePath: `${EDGE}/${file}` }),
  });
