/**
 * WebSub pings: recorded by the commit that changes a feed, due when its documents are written, cleared when sent.
 * https://www.w3.org/TR/websub/#publishing
 */
import type { OutputKey, Site } from '../model.ts';
import type { Catalog } from './catalog.ts';
import { addresses } from './feeds.ts';
import { publicFeed, publicFeeds } from './outputs.ts';

export interface Ping {
  hub: string;
  /** URL of the document. */
  topic: string;
}

/** Nobody subscribes to archives or pages. */
export function unsentPings({ pings }: Catalog, { rev, site, pending }: Pick<Catalog, 'rev' | 'site' | 'pending'>): Catalog['pings'] {
  if (site.hub === undefined) return {};
  const changed = Object.entries(pending).filter(([feed, since]) => since === rev && publicFeed(feed) !== undefined);
  return { ...pings, ...Object.fromEntries(changed) };
}

/** Feeds with written documents. */
export const duePings = ({ pings, pending }: Catalog): Map<OutputKey, number> =>
  new Map(Object.entries(pings).filter(([feed]) => pending[feed] === undefined));

/** Each URL has its own subscribers. */
export const pingsFor = (feeds: Iterable<OutputKey>, site: Site): Ping[] =>
  publicFeeds(feeds).flatMap((feed) =>
    Object.values(addresses({ kind: 'feed', of: feed }, site)).flatMap((topic) => (site.hub ?? []).map((hub) => ({ hub, topic }))),
  );
