/** Audio, pictures and transcripts of the posts bucket, below `/media/` of the CDN. */
import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  FunctionEventType,
  S3OriginAccessControl,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { MEDIA_ENDINGS, MEDIA_FOLDER } from '../lambda/core/document-names.ts';
import { createEdge } from './behavior.ts';

export class MediaHost {
  readonly #scope: Construct;
  readonly #bucket: IBucket;
  readonly #prefix: string;
  #behaviors: Record<string, BehaviorOptions> | undefined;
  #isAllowed = false;

  constructor(scope: Construct, bucket: IBucket, prefix: string) {
    this.#scope = scope;
    this.#bucket = bucket;
    this.#prefix = prefix;
  }

  /**
   * A file that is replaced reaches listeners within an hour, unless its own Cache-Control says otherwise.
   * @param shared of feeds, for its headers
   */
  behaviors({ responseHeadersPolicy }: BehaviorOptions): Record<string, BehaviorOptions> {
    this.#behaviors ??= { [`/${MEDIA_FOLDER}*`]: { ...this.#behavior(), ...(responseHeadersPolicy ? { responseHeadersPolicy } : {}) } };
    return this.#behaviors;
  }

  /**
   * Lets a distribution read media alone: posts, drafts and configuration have other endings.
   * @param distribution id; `*` for any of this account
   */
  allow(distribution: string): void {
    if (this.#isAllowed) return;
    this.#isAllowed = true;
    const { partition, account } = Stack.of(this.#scope);
    const endings = MEDIA_ENDINGS.flatMap((ending) => [ending, ending.toUpperCase()]);
    const statement = new PolicyStatement({
      sid: 'LinefeedServesMedia',
      principals: [new ServicePrincipal('cloudfront.amazonaws.com')],
      actions: ['s3:GetObject'],
      resources: endings.map((ending) => this.#bucket.arnForObjects(`${this.#prefix}*.${ending}`)),
      conditions: { ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudfront::${account}:distribution/${distribution}` } },
    });
    if (this.#bucket.addToResourcePolicy(statement).statementAdded) return;
    new CfnOutput(this.#scope, 'MediaPolicy', {
      description: 'A statement to add to the policy of the posts bucket, so that the CDN can serve its media',
      value: Stack.of(this.#scope).toJsonString(statement.toStatementJson()),
    });
  }

  #behavior(): BehaviorOptions {
    const access = new S3OriginAccessControl(this.#scope, 'MediaAccess');
    return {
      origin: S3BucketOrigin.withBucketDefaults(this.#bucket, {
        originAccessControlId: access.originAccessControlId,
        ...(this.#prefix === '' ? {} : { originPath: `/${this.#prefix.replace(/\/$/, '')}` }),
      }),
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      compress: false,
      cachePolicy: new CachePolicy(this.#scope, 'MediaCache', {
        comment: 'Audio and pictures',
        minTtl: Duration.seconds(0),
        defaultTtl: Duration.hours(1),
        maxTtl: Duration.days(365),
      }),
      functionAssociations: [
        { eventType: FunctionEventType.VIEWER_REQUEST, function: createEdge(this.#scope, 'MediaRequest', 'media-request.js') },
      ],
    };
  }
}
