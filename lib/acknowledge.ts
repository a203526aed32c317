/** Findings of cdk-nag that are meant to be as they are. Apps that use it find each with its reason; others notice nothing. */
import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** @param findings the reason by the rule: `{ 'AwsSolutions-S1': 'why this is right here' }` */
export function acknowledge(construct: IConstruct, findings: Record<string, string>): void {
  for (const [id, reason] of Object.entries(findings)) Validations.of(construct).acknowledge({ id, reason });
}

/** A resource as cdk-nag names it: `<Posts.Arn>/blog/*` */
function nameOf(part: unknown): string {
  if (typeof part !== 'object' || part === null) return String(part);
  const {
    Ref,
    'Fn::GetAtt': attribute,
    'Fn::Join': join,
  } = part as { Ref?: string; 'Fn::GetAtt'?: string[]; 'Fn::Join'?: [string, unknown[]] };
  if (join) return join[1].map(nameOf).join(join[0]);
  return `<${Ref ?? attribute?.join('.')}>`;
}

/** Each resource has to be acknowledged by itself. */
export function acknowledgeResources(construct: IConstruct, resources: readonly string[], reason: string): void {
  const names = Stack.of(construct).resolve(resources).map(nameOf);
  acknowledge(construct, Object.fromEntries(names.map((name: string) => [`AwsSolutions-IAM5[Resource::${name}]`, reason])));
}
