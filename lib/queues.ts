/** Two queues, so that fresh posts do not wait behind long work, each with a dead-letter queue. */
import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** maxReceiveCount. */
const MAX_RECEIVES = 5;

export interface QueueWithDlq {
  readonly queue: Queue;
  readonly deadLetters: Queue;
}

// SQS-managed keys are free, and S3 can send without a key policy.
const COMMON = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) };

export const createDeadLetters = (scope: Construct, name: string): Queue => new Queue(scope, `${name}DeadLetters`, COMMON);

/** @param timeout of the consuming function; AWS requires a visibility timeout of six times that */
export function createQueueWithDlq(scope: Construct, name: string, timeout: Duration): QueueWithDlq {
  const deadLetters = createDeadLetters(scope, name);
  const queue = new Queue(scope, name, {
    ...COMMON,
    visibilityTimeout: Duration.seconds(6 * timeout.toSeconds()),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: MAX_RECEIVES },
  });
  return { queue, deadLetters };
}
