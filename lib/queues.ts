/** Two queues with dead-letter queues: fresh posts do not wait behind long work. */
import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

const MAX_RECEIVES = 5;

export interface QueueWithDlq {
  readonly queue: Queue;
  readonly deadLetters: Queue;
}

// Free, and S3 needs no key policy to send.
const COMMON = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) };

export const createDeadLetters = (scope: Construct, name: string): Queue => new Queue(scope, `${name}DeadLetters`, COMMON);

/** @param timeout of the function; AWS requires a visibility timeout of six times that */
export function createQueueWithDlq(scope: Construct, name: string, timeout: Duration): QueueWithDlq {
  const deadLetters = createDeadLetters(scope, name);
  const queue = new Queue(scope, name, {
    ...COMMON,
    visibilityTimeout: Duration.seconds(6 * timeout.toSeconds()),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: MAX_RECEIVES },
  });
  return { queue, deadLetters };
}
