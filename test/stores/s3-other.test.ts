/** The contract against an independent S3, if there is one; s3.test.ts always runs it against ours. */

import { after, it } from 'node:test';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { S3Store, s3Client } from '../../lambda/stores/s3.ts';
import { otherS3 } from '../support/moto.ts';
import { storeContract } from './contract.ts';

const other = await otherS3();
after(() => other?.close());

let buckets = 0;

if (other) {
  const { AWS_ACCESS_KEY_ID: accessKeyId = 'test', AWS_SECRET_ACCESS_KEY: secretAccessKey = 'test' } = process.env;
  const client = s3Client({ endpoint: other.endpoint }, { credentials: { accessKeyId, secretAccessKey } });
  storeContract(`S3 at ${other.endpoint}`, async () => {
    buckets += 1;
    const bucket = `linefeed-contract-${Date.now()}-${buckets}`;
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    return new S3Store({ client, bucket });
  });
} else it('there is no independent S3', { skip: 'set LINEFEED_TEST_S3_ENDPOINT, or put moto_server on the PATH' }, () => {});
