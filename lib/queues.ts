/** The queues: fresh posts do not stand behind bulk work, so there are two, each with a queue for what cannot be handled. */
import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** Times that a message is received before it is put aside. */
const MOST_RECEIVES = 5;

export interface QueueWithDlq {
  readonly queue: Queue;
  readonly deadLetters: Queue;
}

// Keys of S3 and of SQS: nothing to pay for, and S3 may send to it without a key policy.
const COMMON = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) };

/** For what could not be handled, or sent. */
export const createDeadLetters = (scope: Construct, name: string): Queue => new Queue(scope, `${name}DeadLetters`, COMMON);

/** @param timeout of the function that works on it; AWS asks for six times as much until a message comes again */
export function createQueueWithDlq(scope: Construct, name: string, timeout: Duration): QueueWithDlq {
  const deadLetters = createDeadLetters(scope, name);
  const queue = new Queue(scope, name, {
    ...COMMON,
    visibilityTimeout: Duration.seconds(6 * timeout.toSeconds()),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: MOST_RECEIVES },
  });
  return { queue, deadLetters };
}
