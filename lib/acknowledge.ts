/** Findings of cdk-nag that are meant to be as they are. */
import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** @param findings the reason by the rule: `{ 'AwsSolutions-S1': 'why this is right here' }` */
export function acknowledge(construct: IConstruct, findings: Record<string, string>): void {
  for (const [id, reason] of Object.entries(findings)) Validations.of(construct).acknowledge({ id, reason });
}
