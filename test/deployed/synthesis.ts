/** The synthesised template and bundles, and the properties that tests read. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { synthesise } from '../lib/synth.ts';
import type { Statement } from './policy.ts';

export interface Policy {
  PolicyDocument: { Statement: Statement[] };
}

/** With resolved references. */
export interface PropertiesByType {
  'AWS::S3::Bucket': { NotificationConfiguration?: { QueueConfigurations: { Event: string; Queue: string }[] } };
  'AWS::SQS::Queue': { RedrivePolicy?: { maxReceiveCount: number } };
  'AWS::SQS::QueuePolicy': Policy & { Queues: string[] };
  'AWS::IAM::Policy': Policy;
  'AWS::IAM::Role': { AssumeRolePolicyDocument: Policy['PolicyDocument'] };
  'AWS::Lambda::Function': {
    Code: { S3Key: string };
    Environment: { Variables: Record<string, string> };
    /** Seconds. */
    Timeout: number;
    LoggingConfig: { LogGroup: string };
  };
  'AWS::Lambda::EventSourceMapping': { FunctionName: string; FunctionResponseTypes: string[]; EventSourceArn: string; BatchSize: number };
  'AWS::Scheduler::ScheduleGroup': { Name: string };
  'AWS::Events::Rule': { Targets: { Arn: string; Input: string }[] };
}

export interface Synthesis {
  resources: Record<string, { Type: string; Properties: unknown }>;
  /** Folder of each asset, by its hash. */
  assets: ReadonlyMap<string, string>;
}

export function synthesis(props: Parameters<typeof synthesise>[0] = {}): Synthesis {
  const { stack } = synthesise(props);
  const { directory } = (stack.node.root as App).synth();
  const read = (file: string) => JSON.parse(readFileSync(join(directory, file), 'utf8'));
  const files = Object.entries(read('Blog.assets.json').files as Record<string, { source: { path: string } }>);
  return {
    resources: read('Blog.template.json').Resources,
    assets: new Map(files.map(([hash, { source }]) => [hash, join(directory, source.path)])),
  };
}

export const idsOf = ({ resources }: Synthesis, type: string): string[] =>
  Object.keys(resources).filter((id) => resources[id]?.Type === type);

/** The only resource of this type and name: `Posts`. */
export function idOf(made: Synthesis, type: string, name: string): string {
  const [id, ...more] = idsOf(made, type).filter((each) => each.replace(/[0-9A-F]{8}$/, '') === `Feeds${name}`);
  assert.ok(id !== undefined && more.length === 0, `${type} ${name}`);
  return id;
}

export const ROLES = ['Publish', 'Reconcile', 'WakeUps'] as const;

/** Names of the roles' statements: `Publish ReadPosts`. */
export const roleStatements = (made: Synthesis): string[] =>
  ROLES.flatMap((name) => {
    const { PolicyDocument } = made.resources[idOf(made, 'AWS::IAM::Policy', `${name}Policy`)]?.Properties as Policy;
    return PolicyDocument.Statement.map(({ Sid }) => `${name} ${Sid}`);
  });
