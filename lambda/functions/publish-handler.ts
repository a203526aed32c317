/** Lambda handler for fresh posts. Long work goes to the bulk queue. */
import type { Context, SQSBatchResponse } from 'aws-lambda';
import { fromEnvironment } from '../aws/environment.ts';
import { handleBatch } from '../batch/handle-batch.ts';
import { messagesOf } from '../batch/queue-event.ts';
import { createRuntime } from './runtime.ts';

const workFor = createRuntime(fromEnvironment(process.env), { staleLimit: 100, pendingLimit: 100, canImport: false, sockets: 16 });

/** @throws Error if the event is not from SQS */
export async function handler(event: unknown, context: Context): Promise<SQSBatchResponse> {
  const failed = await handleBatch(messagesOf(event), workFor(context));
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}
