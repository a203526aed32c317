import { CfnResource, Stack } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

const BUCKET_DEPLOYMENT = 'Custom::CDKBucketDeployment';

interface Deployment {
  DestinationBucketName?: unknown;
  DestinationBucketKeyPrefix?: string;
  Prune?: boolean | string;
}

/** CDK exposes them to subclasses only. */
const propertiesOf = (resource: CfnResource): Deployment =>
  Stack.of(resource).resolve((resource as unknown as { cfnProperties: unknown }).cfnProperties) as Deployment;

const prunes = ({ Prune, DestinationBucketKeyPrefix = '' }: Deployment): boolean =>
  String(Prune ?? true) === 'true' && /^(?:$|state|public)/.test(DestinationBucketKeyPrefix);

/** Fails the synthesis if a BucketDeployment with `prune` would delete feeds and catalog. */
export function forbidPruning(scope: Construct, siteBucket: IBucket): void {
  const validate = (): string[] =>
    scope.node.root.node.findAll().flatMap((each) => {
      if (!CfnResource.isCfnResource(each) || each.cfnResourceType !== BUCKET_DEPLOYMENT) return [];
      const deployment = propertiesOf(each);
      const site = Stack.of(each).resolve(siteBucket.bucketName);
      if (JSON.stringify(deployment.DestinationBucketName) !== JSON.stringify(site) || !prunes(deployment)) return [];
      return [
        `${each.node.path} would delete the feeds and the catalog, which are not in its source; give that BucketDeployment prune: false`,
      ];
    });
  scope.node.addValidation({ validate });
}
