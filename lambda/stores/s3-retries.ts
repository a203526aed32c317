import { StandardRetryStrategy } from '@smithy/core/retry';

type Asked = Parameters<StandardRetryStrategy['refreshRetryTokenForRetry']>;

/**
 * Counts 404, 304 and 412 as successes: thousands of existence checks would exhaust the SDK's retry budget.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export class S3Retries extends StandardRetryStrategy {
  override refreshRetryTokenForRetry(...[token, failure]: Asked): ReturnType<StandardRetryStrategy['refreshRetryTokenForRetry']> {
    if (failure.errorType === 'CLIENT_ERROR') this.recordSuccess(token);
    return super.refreshRetryTokenForRetry(token, failure);
  }
}
