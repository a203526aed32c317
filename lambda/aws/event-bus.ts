/** The only importer of the EventBridge client. */
import { EventBridgeClient, type EventBridgeClientConfig, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { PostEvent } from '../core/catalog/post-events.ts';
import { CLIENT_OPTIONS } from './client-options.ts';

export type PublishEvents = (events: PostEvent[]) => Promise<void>;

export const SOURCE = 'linefeed';

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const ENTRIES_PER_REQUEST = 10;

export const eventBridgeClient = (more: EventBridgeClientConfig = {}): EventBridgeClient =>
  new EventBridgeClient({ ...CLIENT_OPTIONS, ...more });

/**
 * `kind` becomes the `detail-type`, the rest the `detail`.
 * @param bus name or ARN
 * @throws Error if an event was refused; send all again, unchanged
 */
export function eventBus(bus: string, client: EventBridgeClient = eventBridgeClient()): PublishEvents {
  return async (events) => {
    for (let start = 0; start < events.length; start += ENTRIES_PER_REQUEST) {
      const entries = events.slice(start, start + ENTRIES_PER_REQUEST).map((each) => entryOf(each, bus));
      const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: entries })).catch((error: Error) => {
        throw new Error(`cannot put events on the bus ${bus}: ${error.name}: ${error.message}`, { cause: error });
      });
      const refused = Entries.find(({ ErrorCode }) => ErrorCode !== undefined);
      if (refused) throw new Error(`the bus ${bus} did not take an event: ${refused.ErrorCode}: ${refused.ErrorMessage}`);
    }
  };
}

const entryOf = ({ kind, ...detail }: PostEvent, bus: string): PutEventsRequestEntry => ({
  EventBusName: bus,
  Source: SOURCE,
  DetailType: kind,
  Detail: JSON.stringify(detail),
});
