/** Puts news of posts on an event bus (EventBridge). The only importer of its client, and loaded when there is something to tell. */
import { EventBridgeClient, type EventBridgeClientConfig, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { PostEvent } from '../core/catalog/post-events.ts';
import { CLIENT_OPTIONS } from './client-options.ts';

export type PublishEvents = (news: PostEvent[]) => Promise<void>;

/** Of every event: what rules match on. */
export const SOURCE = 'linefeed';

/** In one request. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const MOST = 10;

export const eventBridgeClient = (more: EventBridgeClientConfig = {}): EventBridgeClient =>
  new EventBridgeClient({ ...CLIENT_OPTIONS, ...more });

/**
 * One event for each piece of news: `kind` is its `detail-type`, everything else its `detail`. All are told again if one was not taken, as the same.
 * @param bus its name or its ARN
 */
export function eventBus(bus: string, client: EventBridgeClient = eventBridgeClient()): PublishEvents {
  return async (news) => {
    for (let start = 0; start < news.length; start += MOST) {
      const entries = news.slice(start, start + MOST).map((each) => entryOf(each, bus));
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
