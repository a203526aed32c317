/** A client for S3, or for any store that speaks its language. */
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';

export interface Endpoint {
  /**
   * Where the store is: `https://minio.example:9000`.
   * @default AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, else Amazon S3
   */
  endpoint?: string;
}

/** Milliseconds without a byte, after which a request is given up and made again. */
const SILENCE = 10_000;

/** A fresh function has to resolve a name and shake hands. */
const CONNECTION = 3_000;

/** With waits of 0.1 to 1.6 s and more when throttled, as the SDK's `standard` mode has them; then the message comes again. */
const ATTEMPTS = 5;

/** As many requests at once as anything here makes. */
const SOCKETS = 64;

export function s3Client({ endpoint }: Endpoint = {}, more: S3ClientConfig = {}): S3Client {
  const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  const elsewhere = endpoint ?? AWS_ENDPOINT_URL_S3 ?? AWS_ENDPOINT_URL;
  return new S3Client({
    // Bucket names in host names need DNS that only Amazon's endpoint is sure to have; others rarely care for the region.
    ...(elsewhere ? { endpoint: elsewhere, forcePathStyle: true, region: AWS_REGION ?? AWS_DEFAULT_REGION ?? 'us-east-1' } : {}),
    maxAttempts: ATTEMPTS,
    // Trailing checksums are unknown to some stores; lengths are checked here, and TLS checks the rest.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: CONNECTION,
      socketTimeout: SILENCE,
      httpAgent: { keepAlive: true, maxSockets: SOCKETS },
      httpsAgent: { keepAlive: true, maxSockets: SOCKETS },
    },
    ...more,
  });
}
