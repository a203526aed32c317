/** The functions, as they were built: whoever embeds the construct needs neither their sources nor a bundler. */
import { fileURLToPath } from 'node:url';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Policy, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, EventSourceMapping, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledgeResources } from './acknowledge.ts';
import { running } from './permissions.ts';

/** Beside this file, as it is shipped. */
const BUILT = fileURLToPath(new URL('../functions', import.meta.url));

export interface Shape {
  readonly timeout: Duration;
  /** MB. A whole processor is 1,769. */
  readonly memory: number;
  /** Messages at once, at the most. */
  readonly batchSize: number;
  /** Time to wait for more messages; needed above 10. */
  readonly window?: Duration;
}

/** Fresh posts: a burst of uploads is a run or two, and one post waits five seconds at the most. */
export const PUBLISH: Shape = { timeout: Duration.seconds(60), memory: 1024, batchSize: 1000, window: Duration.seconds(5) };

/** Bulk work: a first import reads every post in one run. */
export const RECONCILE: Shape = { timeout: Duration.minutes(15), memory: 2048, batchSize: 10 };

/**
 * The least that there can be. Reserved concurrency would throw messages into the dead-letter queue.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
const CONCURRENCY = 2;

export interface FunctionOptions {
  /** Of the folder that the build made: `publish` */
  readonly built: string;
  readonly description: string;
  readonly shape: Shape;
  /** What it works on. */
  readonly queue: IQueue;
  readonly environment: Record<string, string>;
  readonly statements: PolicyStatement[];
  readonly logRetention: RetentionDays;
}

export function createFunction(
  scope: Construct,
  name: string,
  { built, description, shape, queue, environment, statements, logRetention }: FunctionOptions,
): LambdaFunction {
  const logGroup = new LogGroup(scope, `${name}Log`, { retention: logRetention, removalPolicy: RemovalPolicy.DESTROY });
  const role = new Role(scope, `${name}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  const policy = new Policy(scope, `${name}Policy`, { roles: [role], statements: [...statements, ...running(queue, logGroup)] });
  const made = new LambdaFunction(scope, name, {
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    code: Code.fromAsset(`${BUILT}/${built}`),
    handler: 'index.handler',
    description,
    timeout: shape.timeout,
    memorySize: shape.memory,
    environment,
    role,
    logGroup,
    // docs/decisions/0005: each run is one line with its counts and times.
    tracing: Tracing.DISABLED,
  });
  made.node.addDependency(policy);
  const objects = statements.flatMap(({ resources }) => resources).filter((resource) => resource.endsWith('*'));
  acknowledgeResources(
    policy,
    objects,
    'Objects below a prefix and schedules of a group, whose names are not known before; no action has a wildcard.',
  );
  new EventSourceMapping(scope, `${name}Source`, {
    target: made,
    eventSourceArn: queue.queueArn,
    batchSize: shape.batchSize,
    maxConcurrency: CONCURRENCY,
    reportBatchItemFailures: true,
    ...(shape.window ? { maxBatchingWindow: shape.window } : {}),
  });
  return made;
}
