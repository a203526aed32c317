/**
 * One JSON object per line, without text of posts. Metrics are lines in CloudWatch's embedded metric format.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
import { printableJson } from '../core/text/printable.ts';
import { DIMENSION, METRICS, type MetricName, NAMESPACE } from './metric-names.ts';

export type Fields = Readonly<Record<string, unknown>>;

export interface Log {
  info(event: string, fields?: Fields): void;
  error(event: string, fields?: Fields): void;
  metrics(values: Partial<Record<MetricName, number | number[]>>): void;
}

export interface LogOptions {
  write(line: string): void;
  /** Epoch milliseconds. */
  now(): number;
  /** The metrics' dimension. */
  site: string;
  /** In every line: `{ requestId: … }` */
  context: Fields;
}

export function createLog({ write, now, site, context }: LogOptions): Log {
  const line = (level: string, event: string, fields: Fields = {}) =>
    write(printableJson({ time: new Date(now()).toISOString(), level, event, ...context, ...fields }));
  return {
    info: (event, fields) => line('info', event, fields),
    error: (event, fields) => line('error', event, fields),
    metrics: (values) => {
      const Metrics = Object.keys(values).map((name) => ({ Name: name, Unit: METRICS[name as MetricName] }));
      const directive = { Namespace: NAMESPACE, Dimensions: [[DIMENSION]], Metrics };
      write(printableJson({ _aws: { Timestamp: now(), CloudWatchMetrics: [directive] }, [DIMENSION]: site, ...context, ...values }));
    },
  };
}
