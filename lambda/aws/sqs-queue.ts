/** The only SQS importer. */
import { SendMessageCommand, SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';
import pMap from 'p-map';
import { CLIENT_OPTIONS } from './client-options.ts';

export interface Queue {
  /**
   * @param delay seconds, at most 900
   * @throws Error that names the queue; some messages may have been sent
   */
  send(bodies: string[], delay?: number): Promise<void>;
}

const SENDS_AT_ONCE = 8;

export const sqsClient = (more: SQSClientConfig = {}): SQSClient => new SQSClient({ ...CLIENT_OPTIONS, ...more });

/** @param url `https://sqs.eu-west-1.amazonaws.com/123456789012/bulk` */
export function sqsQueue(url: string, client: SQSClient = sqsClient()): Queue {
  return {
    // A batch has one message's size limit, and can fail in part.
    send: async (bodies, DelaySeconds = 0) => {
      await pMap(bodies, (MessageBody) => client.send(new SendMessageCommand({ QueueUrl: url, MessageBody, DelaySeconds })), {
        concurrency: SENDS_AT_ONCE,
      }).catch((error: Error) => {
        throw new Error(`cannot send to ${url}: ${error.name}: ${error.message}`, { cause: error });
      });
    },
  };
}
