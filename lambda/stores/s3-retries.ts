import { StandardRetryStrategy } from '@smithy/core/retry';

type Asked = Parameters<StandardRetryStrategy['refreshRetryTokenForRetry']>;

/**
 * The SDK's standard retries, whose budget is used up by each and filled again by what ends well. To the SDK 404, 304 and 412 are errors; to a
 * store they are answers. Without this, who asks "is it there?" some thousand times retries nothing any more in the end.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export class S3Retries extends StandardRetryStrategy {
  override refreshRetryTokenForRetry(...[token, failure]: Asked): ReturnType<StandardRetryStrategy['refreshRetryTokenForRetry']> {
    if (failure.errorType === 'CLIENT_ERROR') this.recordSuccess(token);
    return super.refreshRetryTokenForRetry(token, failure);
  }
}
