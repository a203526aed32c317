/** AWS entry: a batch of messages about posts, as S3 and Linefeed send them. Fresh posts come here, and nothing that takes long. */
import type { Context, SQSBatchResponse } from 'aws-lambda';
import { fromEnvironment } from '../aws/environment.ts';
import { handleBatch } from '../batch/handle-batch.ts';
import { messagesOf } from '../batch/queue-event.ts';
import { createRuntime } from './runtime.ts';

const workIn = createRuntime(fromEnvironment(process.env), { staleLimit: 100, pendingLimit: 100, canImport: false });

/** @throws Error for what is no event of SQS */
export async function handler(event: unknown, context: Context): Promise<SQSBatchResponse> {
  const failed = await handleBatch(messagesOf(event), workIn(context));
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}
