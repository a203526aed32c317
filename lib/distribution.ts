/** Readers' requests run no Lambda function. */
import { Duration, Stack } from 'aws-cdk-lib';
import { Certificate, CertificateValidation, type ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { type BehaviorOptions, Distribution, HttpVersion, PriceClass, SecurityPolicyProtocol } from 'aws-cdk-lib/aws-cloudfront';
import { AaaaRecord, ARecord, type IHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { MediaHost } from './media.ts';

export interface Domain {
  readonly name: string;
  readonly certificate?: ICertificate | undefined;
  readonly zone?: IHostedZone | undefined;
}

export function createDistribution(
  scope: Construct,
  behavior: BehaviorOptions,
  domain: Domain | undefined,
  media: MediaHost | undefined,
): Distribution {
  const distribution = new Distribution(scope, 'Distribution', {
    comment: `Feeds of ${Stack.of(scope).stackName}`,
    defaultBehavior: behavior,
    ...(media ? { additionalBehaviors: media.behaviors(behavior) } : {}),
    defaultRootObject: 'index.html',
    httpVersion: HttpVersion.HTTP2_AND_3,
    // The cheapest; Europe and North America serve everyone.
    priceClass: PriceClass.PRICE_CLASS_100,
    // A new feed may be requested early.
    errorResponses: [{ httpStatus: 404, ttl: Duration.seconds(10) }],
    ...(domain ? named(scope, domain) : {}),
  });
  acknowledge(distribution, {
    'AwsSolutions-CFR1': 'Feeds are for everyone, everywhere.',
    'AwsSolutions-CFR2': 'Only GET and HEAD of static documents: there is nothing behind it that a firewall would guard.',
    'AwsSolutions-CFR3':
      "Requests are counted in CloudFront's metrics; logs of who reads which feed are not kept unless someone asks for them.",
    ...(domain
      ? {}
      : { 'AwsSolutions-CFR4': "CloudFront's own certificate comes with its own rule for TLS; with domainName it is TLS 1.2 of 2021." }),
  });
  media?.allow(distribution.distributionId);
  if (domain?.zone) recordsFor(scope, domain.name, domain.zone, distribution);
  return distribution;
}

/** `checkProps` requires certificate or zone, and us-east-1. */
const named = (scope: Construct, { name, certificate, zone }: Domain) => ({
  domainNames: [name],
  certificate: certificate ?? new Certificate(scope, 'Certificate', { domainName: name, validation: CertificateValidation.fromDns(zone) }),
  minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
});

function recordsFor(scope: Construct, recordName: string, zone: IHostedZone, distribution: Distribution): void {
  // The dot keeps CDK from appending the zone.
  const record = { zone, recordName: `${recordName}.`, target: RecordTarget.fromAlias(new CloudFrontTarget(distribution)) };
  new ARecord(scope, 'Ipv4', record);
  new AaaaRecord(scope, 'Ipv6', record);
}
