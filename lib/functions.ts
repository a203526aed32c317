/** As built: apps need neither sources nor a bundler. */
import { fileURLToPath } from 'node:url';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Policy, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, EventSourceMapping, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledgeResources } from './acknowledge.ts';
import { runStatements } from './permissions.ts';

const BUNDLES = fileURLToPath(new URL('../functions', import.meta.url));

export interface FunctionLimits {
  readonly timeout: Duration;
  /** MB; 1,769 are one vCPU. */
  readonly memory: number;
  readonly batchSize: number;
  /** For more messages; required above 10. */
  readonly window?: Duration;
}

/** A burst of uploads is one or two runs; a post waits 5 s. */
export const PUBLISH: FunctionLimits = { timeout: Duration.seconds(60), memory: 1024, batchSize: 1000, window: Duration.seconds(5) };

export const RECONCILE: FunctionLimits = { timeout: Duration.minutes(15), memory: 2048, batchSize: 10 };

/**
 * SQS's minimum. Reserved concurrency would send throttled messages to the dead-letter queue:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
const MAX_CONCURRENCY = 2;

export interface FunctionOptions {
  /** Folder in the package: `publish` */
  readonly bundle: string;
  readonly description: string;
  readonly limits: FunctionLimits;
  readonly queue: IQueue;
  readonly environment: Record<string, string>;
  readonly statements: PolicyStatement[];
  readonly logRetention: RetentionDays;
}

export function createFunction(
  scope: Construct,
  name: string,
  { bundle, description, limits, queue, environment, statements, logRetention }: FunctionOptions,
): LambdaFunction {
  const logGroup = new LogGroup(scope, `${name}Log`, { retention: logRetention, removalPolicy: RemovalPolicy.DESTROY });
  const role = new Role(scope, `${name}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  const policy = new Policy(scope, `${name}Policy`, { roles: [role], statements: [...statements, ...runStatements(queue, logGroup)] });
  const made = new LambdaFunction(scope, name, {
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    code: Code.fromAsset(`${BUNDLES}/${bundle}`),
    handler: 'index.handler',
    description,
    timeout: limits.timeout,
    memorySize: limits.memory,
    environment,
    role,
    logGroup,
    // Each run logs its counts and times: docs/decisions/0005.
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
    batchSize: limits.batchSize,
    maxConcurrency: MAX_CONCURRENCY,
    reportBatchItemFailures: true,
    ...(limits.window ? { maxBatchingWindow: limits.window } : {}),
  });
  return made;
}
