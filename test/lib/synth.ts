/** The construct is the shipped one. */
import assert from 'node:assert/strict';
import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { FeedPublisher, type FeedPublisherProps } from 'linefeed';

export interface Synthesised {
  stack: Stack;
  publisher: FeedPublisher;
  template: Template;
}

/** @param props may be created in the stack, for existing buckets */
export function synthesise(
  props: FeedPublisherProps | ((stack: Stack) => FeedPublisherProps) = {},
  stackProps: StackProps = {},
  then: (publisher: FeedPublisher, stack: Stack) => void = () => {},
): Synthesised {
  const stack = new Stack(new App(), 'Blog', stackProps);
  const publisher = new FeedPublisher(stack, 'Feeds', typeof props === 'function' ? props(stack) : props);
  then(publisher, stack);
  return { stack, publisher, template: Template.fromStack(stack) };
}

export type Properties = Readonly<Record<string, unknown>>;

/** @param id start of the logical id */
export function resource(template: Template, type: string, id: string): Properties {
  const found = Object.entries(template.findResources(type)).filter(([name]) => name.startsWith(id));
  assert.equal(found.length, 1, `${type} ${id}: ${Object.keys(template.findResources(type)).join(', ')}`);
  return found[0]?.[1].Properties;
}

/** By sid. */
export function statementsOf(template: Template, name: 'Publish' | 'Reconcile' | 'WakeUps'): Record<string, Statement> {
  const { PolicyDocument } = resource(template, 'AWS::IAM::Policy', `Feeds${name}Policy`) as { PolicyDocument: { Statement: Statement[] } };
  return Object.fromEntries(PolicyDocument.Statement.map((statement) => [statement.Sid, statement]));
}

export interface Statement {
  Sid: string;
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: unknown;
}

export const warnings = (stack: Stack): string[] =>
  Annotations.fromStack(stack)
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => String(entry.data));
