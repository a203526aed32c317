/** Lambda handler for the bulk queue: scheduled reconciles, imports, repairs. */
import type { Context, SQSBatchResponse } from 'aws-lambda';
import { fromEnvironment } from '../aws/environment.ts';
import { encodeMessage, parseOwnMessage, RECONCILE_MESSAGE } from '../aws/messages.ts';
import { handleBatch } from '../batch/handle-batch.ts';
import type { Message } from '../batch/parse-messages.ts';
import { messagesOf } from '../batch/queue-event.ts';
import { createRuntime } from './runtime.ts';

const workFor = createRuntime(fromEnvironment(process.env), {
  staleLimit: 300,
  pendingLimit: Number.POSITIVE_INFINITY,
  canImport: true,
  sockets: 64,
});

/** A message sent with `aws lambda invoke`. */
function invokedByHand(event: unknown, { awsRequestId }: Context): Message[] | undefined {
  const own = typeof event === 'object' && event !== null && parseOwnMessage(event as Record<string, unknown>);
  return own ? [{ id: awsRequestId, body: encodeMessage(own) }] : undefined;
}

/** @throws Error if the event is no message, or a message sent by hand fails: Lambda retries it */
export async function handler(event: unknown, context: Context): Promise<SQSBatchResponse> {
  const own = invokedByHand(event, context);
  const failed = await handleBatch(own ?? messagesOf(event, ` or the message ${RECONCILE_MESSAGE}`), workFor(context));
  if (own && failed.length > 0) throw new Error('the message could not be handled; the log says why');
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}
