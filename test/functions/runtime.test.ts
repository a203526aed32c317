import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createRuntime } from '../../lambda/functions/runtime.ts';

const ENVIRONMENT = {
  ...{
    postsBucket: 'posts',
    postsPrefix: '',
    siteBucket: 'site',
    bulkQueueUrl: 'https://sqs.us-east-1.amazonaws.com/1/bulk',
    settings: {},
  },
  scheduler: { group: 'g', role: 'r', queue: 'q', deadLetters: 'd' },
};

for (const [remaining, until] of [
  [900_000, 890_000],
  [60_000, 50_000],
  [30_000, 20_000],
  [9_000, 6_000],
  [0, 0],
] as const)
  it(`a run with ${remaining / 1000} s left should stop after ${until / 1000} s, to finish what it has begun`, (context) => {
    context.mock.method(Date, 'now', () => 0);
    process.env.AWS_REGION ??= 'us-east-1';
    const workIn = createRuntime(ENVIRONMENT, { staleLimit: 1, pendingLimit: 1, canImport: false, sockets: 1 });
    const { publisher } = workIn({ awsRequestId: 'r', getRemainingTimeInMillis: () => remaining });
    assert.equal(publisher.until, until);
  });
