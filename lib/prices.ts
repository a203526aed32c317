/**
 * What AWS asks for, in USD, in us-east-1, without free tiers (November 2026). For the estimate on the dashboard and docs/cost.md.
 * https://aws.amazon.com/s3/pricing/, https://aws.amazon.com/lambda/pricing/, https://aws.amazon.com/sqs/pricing/,
 * https://aws.amazon.com/eventbridge/pricing/,
 * https://aws.amazon.com/cloudfront/pricing/, https://aws.amazon.com/cloudwatch/pricing/
 */
export const PRICES = {
  /** PUT, COPY, LIST. */
  s3Write: 5 / 1e6,
  /** GET, HEAD. */
  s3Read: 0.4 / 1e6,
  /** A GB for a month. */
  s3Gigabyte: 0.023,
  /** arm64, a GB for a second. */
  lambdaGigabyteSecond: 0.0000133334,
  lambdaCall: 0.2 / 1e6,
  sqsRequest: 0.4 / 1e6,
  /** A schedule that fires; making it is free. */
  scheduledWake: 1 / 1e6,
  /** An alarm on one metric, for a month. */
  alarm: 0.1,
  /** For a month. */
  metric: 0.3,
  dashboard: 3,
  /** A GB of log, taken in. */
  logGigabyte: 0.5,
  /** HTTPS, in Europe and North America. */
  cdnRequest: 1 / 1e6,
  cdnGigabyte: 0.085,
  cdnFunction: 0.1 / 1e6,
} as const;
