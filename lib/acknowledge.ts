import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** @param findings reason by rule: `{ 'AwsSolutions-S1': '…' }` */
export function acknowledge(construct: IConstruct, findings: Record<string, string>): void {
  for (const [id, reason] of Object.entries(findings)) Validations.of(construct).acknowledge({ id, reason });
}

/** As cdk-nag: `<Posts.Arn>/blog/*` */
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

/** cdk-nag needs one acknowledgement per resource. */
export function acknowledgeResources(construct: IConstruct, resources: readonly string[], reason: string): void {
  const names = Stack.of(construct).resolve(resources).map(nameOf);
  acknowledge(construct, Object.fromEntries(names.map((name: string) => [`AwsSolutions-IAM5[Resource::${name}]`, reason])));
}
