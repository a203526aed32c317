/**
 * What hubs are to be told (WebSub): owed from the commit on that changed a feed, due when the feed's documents are written, settled when it
 * was handed on. https://www.w3.org/TR/websub/#publishing
 */
import type { OutputKey, Site } from '../model.ts';
import type { Catalog } from './catalog.ts';
import { addresses } from './feeds.ts';
import { publicFeed, publicFeeds } from './outputs.ts';

/** What a hub is told: a document that changed, by the address that it calls its own. */
export interface Ping {
  /** `https://pubsubhubbub.appspot.com/` */
  hub: string;
  /** `https://blog.example/atom.xml` */
  topic: string;
}

/** Those that were owed, and the feeds that this revision changes. Nobody subscribes to an archive or a page. */
export function owedPings({ pings }: Catalog, { rev, site, pending }: Pick<Catalog, 'rev' | 'site' | 'pending'>): Catalog['pings'] {
  if (site.hub === undefined) return {};
  const changed = Object.entries(pending).filter(([feed, since]) => since === rev && publicFeed(feed) !== undefined);
  return { ...pings, ...Object.fromEntries(changed) };
}

/** Feeds whose documents are written, with the revision of which their hubs are to be told. */
export const duePings = ({ pings, pending }: Catalog): Map<OutputKey, number> =>
  new Map(Object.entries(pings).filter(([feed]) => pending[feed] === undefined));

/** One for each document and hub: each document has an address of its own, and so its own subscribers. */
export const pingsFor = (feeds: Iterable<OutputKey>, site: Site): Ping[] =>
  publicFeeds(feeds).flatMap((feed) =>
    Object.values(addresses({ kind: 'feed', of: feed }, site)).flatMap((topic) => (site.hub ?? []).map((hub) => ({ hub, topic }))),
  );
