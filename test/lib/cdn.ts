/**
 * A local CDN configured by the template: methods, both functions, the origin with its path and policy, response headers. It has no cache:
 * each request goes to the bucket with its conditions and ranges. TLS and redirects are left out.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorS3Origin.html
 */
import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { GetObjectCommand, type GetObjectCommandOutput, HeadObjectCommand, S3ServiceException } from '@aws-sdk/client-s3';
import type { Template } from 'aws-cdk-lib/assertions';
import { listener } from '../../lambda/local/listen.ts';
import type { MemoryStore } from '../../lambda/stores/memory.ts';
import { guard } from '../deployed/guard.ts';
import { resolver } from '../deployed/intrinsics.ts';
import { isAllowed, type Statement } from '../deployed/policy.ts';
import type { Served } from '../support/http-table.ts';
import { ACCOUNT } from '../support/queue.ts';
import { startS3, type TestS3 } from '../support/s3.ts';
import { runEdge } from './edge-runtime.ts';
import { resource } from './synth.ts';

const BUCKET = 'site';

interface HeadersConfig {
  CorsConfig: { AccessControlAllowOrigins: { Items: string[] }; AccessControlExposeHeaders: { Items: string[] } };
  SecurityHeadersConfig: { ContentTypeOptions: { Override: boolean }; ReferrerPolicy: { Override: boolean; ReferrerPolicy: string } };
}

interface Distribution {
  DistributionConfig: {
    Origins: [{ OriginPath: string }];
    DefaultCacheBehavior: { AllowedMethods: string[]; Compress: boolean; FunctionAssociations: { EventType: string }[] };
  };
}

interface Settings {
  methods: string[];
  originPath: string;
  request: string;
  response: string;
  headers: HeadersConfig;
}

function settingsOf(template: Template): Settings {
  const { DistributionConfig } = resource(template, 'AWS::CloudFront::Distribution', 'FeedsDistribution') as unknown as Distribution;
  const { AllowedMethods: methods, FunctionAssociations, Compress } = DistributionConfig.DefaultCacheBehavior;
  assert.deepEqual([FunctionAssociations.map(({ EventType }) => EventType), Compress], [['viewer-request', 'viewer-response'], false]);
  const codeOf = (name: string) => (resource(template, 'AWS::CloudFront::Function', name) as { FunctionCode: string }).FunctionCode;
  const policy = resource(template, 'AWS::CloudFront::ResponseHeadersPolicy', 'FeedsHeaders');
  return {
    methods,
    originPath: DistributionConfig.Origins[0].OriginPath,
    request: codeOf('FeedsViewerRequest'),
    response: codeOf('FeedsViewerResponse'),
    headers: policy.ResponseHeadersPolicyConfig as HeadersConfig,
  };
}

/** Admits the distribution according to its policy. */
async function startOrigin(template: Template, site: MemoryStore): Promise<TestS3> {
  const idsOf = (type: string) => Object.keys(template.findResources(type));
  const arn = `arn:aws:s3:::${BUCKET}`;
  const named = [...idsOf('AWS::S3::Bucket'), ...idsOf('AWS::CloudFront::Distribution')];
  const resolve = resolver(new Map(named.map((id) => [id, { ref: id, attributes: { Arn: arn } }])));
  const { PolicyDocument } = resolve(resource(template, 'AWS::S3::BucketPolicy', 'FeedsSitePolicy')) as {
    PolicyDocument: { Statement: Statement[] };
  };
  const [distribution] = idsOf('AWS::CloudFront::Distribution');
  const context = {
    'aws:SourceArn': `arn:aws:cloudfront::${ACCOUNT}:distribution/${distribution}`,
    'aws:SecureTransport': 'true',
  };
  return startS3(
    { [BUCKET]: site },
    {},
    guard((question) => isAllowed(PolicyDocument.Statement, { ...question, service: 'cloudfront.amazonaws.com', context }), {
      [BUCKET]: site,
    }),
  );
}

interface OriginAnswer {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

const text = (value: string | string[] | undefined): string | undefined => (value === undefined ? undefined : String(value));

const headersOf = (answer: GetObjectCommandOutput): Record<string, string> => {
  const all = {
    'content-type': answer.ContentType,
    'content-length': text(String(answer.ContentLength)),
    'content-encoding': answer.ContentEncoding,
    'content-range': answer.ContentRange,
    'cache-control': answer.CacheControl,
    'accept-ranges': answer.AcceptRanges,
    'last-modified': answer.LastModified?.toUTCString(),
    etag: answer.ETag,
    ...Object.fromEntries(Object.entries(answer.Metadata ?? {}).map(([name, value]) => [`x-amz-meta-${name}`, value])),
  };
  return Object.fromEntries(Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
};

async function askOrigin({ client }: TestS3, Key: string, { method, headers }: IncomingMessage): Promise<OriginAnswer> {
  const since = text(headers['if-modified-since']);
  const input = {
    ...{ Bucket: BUCKET, Key, Range: text(headers.range), IfNoneMatch: text(headers['if-none-match']) },
    ...(since && { IfModifiedSince: new Date(since) }),
  };
  try {
    const answer = await client.send(method === 'HEAD' ? new HeadObjectCommand(input) : new GetObjectCommand(input));
    const body = 'Body' in answer ? await answer.Body?.transformToByteArray() : undefined;
    return { status: answer.$metadata.httpStatusCode ?? 0, headers: headersOf(answer), body: body ?? new Uint8Array() };
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw error;
    // The SDK has consumed the body of an error.
    const { 'content-length': _, ...headers } = error.$response?.headers ?? {};
    return { status: error.$metadata.httpStatusCode ?? 0, headers, body: new Uint8Array() };
  }
}

/** Headers of the policy; CORS headers only for requests with an Origin. */
function policyHeaders({ headers }: Settings, origin: string | undefined): Record<string, string> {
  const { CorsConfig: cors, SecurityHeadersConfig: security } = headers;
  return {
    ...(security.ContentTypeOptions.Override && { 'x-content-type-options': 'nosniff' }),
    ...(security.ReferrerPolicy.Override && { 'referrer-policy': security.ReferrerPolicy.ReferrerPolicy }),
    ...(origin && { 'access-control-allow-origin': cors.AccessControlAllowOrigins.Items.join() }),
    ...(origin && { 'access-control-expose-headers': cors.AccessControlExposeHeaders.Items.join() }),
  };
}

interface Edge {
  uri: string;
  statusCode: number;
  headers: Record<string, { value: string }>;
}

const asEvent = (headers: Record<string, string>) => Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { value }]));

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html */
async function answer(message: IncomingMessage, response: ServerResponse, settings: Settings, origin: TestS3): Promise<void> {
  const { method = '', url = '' } = message;
  if (!settings.methods.includes(method)) return void response.writeHead(403).end();
  const headers = asEvent(message.headers as Record<string, string>);
  const request = { method, uri: url.split('?')[0], querystring: {}, headers, cookies: {} };
  const { uri } = runEdge<Edge>(settings.request, { request });
  const key = decodeURIComponent(`${settings.originPath}${uri}`).slice(1);
  const found = await askOrigin(origin, key, message);
  const own = { ...found.headers, ...policyHeaders(settings, message.headers.origin) };
  // CloudFront does not run viewer-response functions for errors.
  const given = { statusCode: found.status, headers: asEvent(own), cookies: {} };
  const edited = found.status < 400 ? runEdge<Edge>(settings.response, { request, response: given }) : given;
  const names = Object.entries(edited.headers).map(([name, { value }]) => [name, value]);
  response.writeHead(edited.statusCode, Object.fromEntries(names)).end(found.body);
}

export async function startCdn(template: Template, site: MemoryStore): Promise<Served> {
  const [settings, origin] = [settingsOf(template), await startOrigin(template, site)];
  const { listen, close } = listener(
    createServer((message, response) => {
      answer(message, response, settings, origin).catch((error: unknown) => response.destroy(error as Error));
    }),
  );
  return { address: await listen(0), close: () => Promise.all([close(), origin.close()]).then(() => {}) };
}
