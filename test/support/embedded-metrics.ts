/**
 * Validates a line against the embedded metric format: CloudWatch silently drops a line that breaks it.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
import assert from 'node:assert/strict';

type Fields = Record<string, unknown>;

const UNITS = ['Seconds', 'Microseconds', 'Milliseconds', 'Bytes', 'Kilobytes', 'Megabytes', 'Percent', 'Count', 'None'];

function fields(value: unknown, name: string): Fields {
  assert.ok(typeof value === 'object' && value !== null && !Array.isArray(value), `${name} is an object`);
  return value as Fields;
}

function texts(value: unknown, name: string, most: number): string[] {
  assert.ok(Array.isArray(value) && value.length <= most, `${name} is a list of at most ${most}`);
  for (const each of value) assert.ok(typeof each === 'string' && each.length > 0, `${name} contains strings`);
  return value;
}

function checkTarget(value: unknown, name: string): void {
  const values = Array.isArray(value) ? value : [value];
  assert.ok(values.length > 0 && values.length <= 100, `${name} has 1 to 100 values`);
  for (const each of values) assert.ok(typeof each === 'number' && Number.isFinite(each), `${name} is a number`);
}

function checkDirective(value: unknown, root: Fields): string[] {
  const { Namespace, Dimensions, Metrics, ...rest } = fields(value, 'MetricDirective');
  assert.deepEqual(rest, {}, 'no other members');
  assert.ok(typeof Namespace === 'string' && /^[\w.\-/#:]{1,255}$/.test(Namespace), 'Namespace');
  assert.ok(Array.isArray(Dimensions) && Dimensions.length > 0, 'Dimensions is a list of lists');
  for (const name of Dimensions.flatMap((set) => texts(set, 'DimensionSet', 30))) {
    const target = root[name];
    assert.ok(typeof target === 'string' && target.length > 0 && target.length <= 1024, `${name} is a string`);
  }
  assert.ok(Array.isArray(Metrics) && Metrics.length > 0 && Metrics.length <= 100, 'Metrics is a list of 1 to 100');
  return Metrics.map((metric) => {
    const { Name, Unit, ...more } = fields(metric, 'MetricDefinition');
    assert.deepEqual(more, {}, 'no other members');
    assert.ok(typeof Name === 'string' && Name.length > 0 && Name.length <= 1024, 'Name');
    assert.ok(typeof Unit === 'string' && UNITS.includes(Unit), `Unit ${Unit}`);
    checkTarget(root[Name], Name);
    return Name;
  });
}

/** @returns the metrics of the line, by name */
export function metricsIn(line: string): Record<string, unknown> {
  assert.ok(Buffer.byteLength(line) < 256 * 1024, 'a log event has at most 256 KB');
  const root = fields(JSON.parse(line), 'the line');
  const { Timestamp, CloudWatchMetrics, ...rest } = fields(root._aws, '_aws');
  assert.deepEqual(rest, {}, 'no other members');
  assert.ok(Number.isSafeInteger(Timestamp) && Number(Timestamp) > 0, 'Timestamp in milliseconds since 1970');
  assert.ok(Array.isArray(CloudWatchMetrics), 'CloudWatchMetrics is a list');
  const names = CloudWatchMetrics.flatMap((directive) => checkDirective(directive, root));
  return Object.fromEntries(names.map((name) => [name, root[name]]));
}
