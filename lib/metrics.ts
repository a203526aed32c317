import { Duration } from 'aws-cdk-lib';
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { DIMENSION, type MetricName, NAMESPACE } from '../lambda/aws/metric-names.ts';

export const publisherMetric = (siteBucket: IBucket, name: MetricName, options: MetricOptions = {}): Metric =>
  new Metric({
    namespace: NAMESPACE,
    metricName: name,
    dimensionsMap: { [DIMENSION]: siteBucket.bucketName },
    statistic: name === 'MemoryUsed' || name === 'JobsUnderWay' ? 'Maximum' : name === 'Lag' || name === 'Duration' ? 'p99' : 'Sum',
    period: Duration.minutes(5),
    ...options,
  });

/** CloudFront reports in us-east-1. */
export const distributionMetric = (distribution: Distribution, metricName: string, options: MetricOptions = {}): Metric =>
  new Metric({
    namespace: 'AWS/CloudFront',
    metricName,
    dimensionsMap: { DistributionId: distribution.distributionId, Region: 'Global' },
    region: 'us-east-1',
    statistic: 'Sum',
    period: Duration.hours(1),
    ...options,
  });
