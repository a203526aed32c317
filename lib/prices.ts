/**
 * USD, us-east-1, without free tiers, for the dashboard and docs/cost.md. https://aws.amazon.com/s3/pricing/,
 * https://aws.amazon.com/lambda/pricing/, https://aws.amazon.com/sqs/pricing/, https://aws.amazon.com/eventbridge/pricing/,
 * https://aws.amazon.com/cloudfront/pricing/, https://aws.amazon.com/cloudwatch/pricing/
 */
export const PRICES = {
  /** PUT, COPY, LIST. */
  s3Write: 5 / 1e6,
  /** GET, HEAD. */
  s3Read: 0.4 / 1e6,
  /** Per month. */
  s3Gigabyte: 0.023,
  /** arm64. */
  lambdaGigabyteSecond: 0.0000133334,
  lambdaInvocation: 0.2 / 1e6,
  sqsRequest: 0.4 / 1e6,
  /** Per invocation; creation is free. */
  scheduledRun: 1 / 1e6,
  /** Per metric and month. */
  alarm: 0.1,
  /** Per month. */
  metric: 0.3,
  dashboard: 3,
  /** Ingested. */
  logGigabyte: 0.5,
  /** HTTPS, Europe and North America. */
  cdnRequest: 1 / 1e6,
  cdnGigabyte: 0.085,
  cdnFunction: 0.1 / 1e6,
} as const;

/** Change it with the prices. */
export const PRICES_OF = 'us-east-1, 2026-11';
