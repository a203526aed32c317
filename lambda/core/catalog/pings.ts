/**
 * WebSub pings: recorded by the commit that changes a feed, due when its documents are written, cleared when sent.
 * https://www.w3.org/TR/websub/#publishing
 */
import type { OutputKey, Site } from '../model.ts';
import type { Facts } from '../tree/facts.ts';
import type { Head } from './catalog.ts';
import type { Draft } from './facts/draft.ts';
import { factKey, PENDING, PINGS } from './facts/fact-keys.ts';
import { addresses } from './feeds.ts';
import { namesIn, revisionsIn } from './outbox.ts';
import { publicFeed, publicFeeds } from './outputs.ts';

export interface Ping {
  hub: string;
  /** URL of the document. */
  topic: string;
}

/** Nobody subscribes to archives or pages. */
export function addPings(draft: Draft, changed: Iterable<OutputKey>, { rev, site }: Pick<Head, 'rev' | 'site'>): void {
  if (site.hub === undefined) dropPings(draft);
  else for (const feed of changed) if (publicFeed(feed) !== undefined) draft.set(factKey(PINGS, feed), rev);
}

export function dropPings(draft: Draft): void {
  for (const feed of namesIn(draft, PINGS)) draft.set(factKey(PINGS, feed), undefined);
}

/** Feeds with written documents. */
export const duePings = (facts: Facts): Map<OutputKey, number> =>
  new Map([...revisionsIn(facts, PINGS)].filter(([feed]) => facts.get(factKey(PENDING, feed)) === undefined));

/** Each URL has its own subscribers. */
export const pingsFor = (feeds: Iterable<OutputKey>, site: Site): Ping[] =>
  publicFeeds(feeds).flatMap((feed) =>
    Object.values(addresses({ kind: 'feed', of: feed }, site)).flatMap((topic) => (site.hub ?? []).map((hub) => ({ hub, topic }))),
  );
