import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { CATALOG } from '../../lambda/keys.ts';
import { S3Store, s3Client } from '../../lambda/stores/s3.ts';
import { listAll } from '../../lambda/stores/store.ts';
import { CONFIG, linefeedWith, post } from '../support/blog.ts';
import { otherS3 } from '../support/moto.ts';

const FILES = {
  'linefeed.yaml': CONFIG,
  '_posts/2026-03-01-one.md': post('One', 'tags: [stone]\n'),
  '_posts/2026-03-02-größer + 1.md': post('Two', 'tags: [stone]\n'),
};

const other = await otherS3();
after(() => other?.close());

if (other) {
  const { endpoint } = other;
  const { AWS_ACCESS_KEY_ID: accessKeyId = 'test', AWS_SECRET_ACCESS_KEY: secretAccessKey = 'test' } = process.env;
  const environment = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  const client = s3Client({ endpoint }, { credentials: { accessKeyId, secretAccessKey } });

  it(`imports, repairs, rebuilds and finds nothing to do at ${endpoint}`, async () => {
    const bucket = `linefeed-reconcile-${Date.now()}`;
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    const store = new S3Store({ client, bucket });
    for (const [key, text] of Object.entries(FILES)) await store.put(`blog/${key}`, Buffer.from(text));
    const run = (command: string, ...args: string[]) =>
      linefeedWith(environment, command, '--bucket', bucket, '--endpoint', endpoint, ...args);
    const reconcile = async (...args: string[]) => {
      const { code, stdout, stderr } = await run('reconcile', '--prefix', 'blog/', '--format', 'json', ...args);
      assert.deepEqual([code, stderr], [0, '']);
      const { posts, documents, written } = JSON.parse(stdout);
      return [posts, documents, written];
    };
    const keys = async () => (await listAll(store, '')).map(({ key }) => key).filter((key) => !key.startsWith('blog/'));
    assert.deepEqual(await reconcile('--dry-run'), [2, 18, 18]);
    assert.deepEqual(await keys(), []);
    assert.deepEqual(await reconcile(), [2, 18, 18]);
    assert.deepEqual(await reconcile(), [2, 18, 0]);
    assert.equal((await keys()).length, 18 + 2 + 1, 'documents, entries and the catalog');
    await store.put('blog/_posts/2026-03-01-one.md', Buffer.from(post('First', 'tags: [stone]\n')));
    assert.deepEqual(await reconcile(), [2, 18, 16], 'all but the list of feeds');
    await store.delete(CATALOG);
    assert.deepEqual(await reconcile(), [2, 18, 18]);
    assert.match((await run('status')).stdout, /^Field Notes: 2 posts in 2 feeds\n/);
  });
} else it('no other S3 implementation is available', { skip: 'set LINEFEED_TEST_S3_ENDPOINT, or put moto_server on the PATH' }, () => {});
