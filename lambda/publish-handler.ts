/** AWS entry: a batch of messages about posts, as S3 and Linefeed send them. Fresh posts come here, and nothing that takes long. */
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { fromEnvironment } from './environment.ts';
import { handleBatch } from './handle-batch.ts';
import { createRuntime } from './runtime.ts';

const workIn = createRuntime(fromEnvironment(process.env), { staleLimit: 100, takeOver: 100, imports: false });

export async function handler({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const messages = Records.map(({ messageId, body }) => ({ id: messageId, body }));
  const failed = await handleBatch(messages, workIn(context));
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}
