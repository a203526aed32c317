/**
 * AWS entry: a look at everything (by schedule, after a deployment, by hand), and the queue of bulk work. A first import, a repair after
 * lost events and a rebuild after a lost catalog are all this.
 */
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { fromEnvironment } from './environment.ts';
import { handleBatch } from './handle-batch.ts';
import { EVERYTHING } from './messages.ts';
import { createRuntime } from './runtime.ts';

const workIn = createRuntime(fromEnvironment(process.env), { staleLimit: 300, takeOver: Number.POSITIVE_INFINITY, imports: true });

/** Whatever else invokes the function wants a look at everything. */
const isFromQueue = (event: unknown): event is SQSEvent => typeof event === 'object' && event !== null && 'Records' in event;

/** @throws Error so that an invocation that is no message's is made again by Lambda */
export async function handler(event: unknown, context: Context): Promise<SQSBatchResponse> {
  const messages = isFromQueue(event)
    ? event.Records.map(({ messageId, body }) => ({ id: messageId, body }))
    : [{ id: context.awsRequestId, body: EVERYTHING }];
  const failed = await handleBatch(messages, workIn(context));
  if (!isFromQueue(event) && failed.length > 0) throw new Error('the look at everything failed; the log says why');
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}
