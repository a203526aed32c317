/** What a run did, counted as it goes. */
import type { Catalog } from './core/catalog/catalog.ts';
import { shrunkFeeds } from './core/catalog/feeds.ts';
import type { FeedKey, Key, Problem } from './core/model.ts';
import type { Revision } from './revise.ts';
import type { Written } from './write-feeds.ts';

export interface Report {
  /** As committed, with nothing owed unless the time was short. */
  catalog: Catalog;
  /** Problems of the configuration; the last good one stays in force. */
  problems: Problem[];
  /** Posts rendered. */
  rendered: number;
  /** Posts that could not be read, through no fault of theirs, with the reason. They are as they were. */
  unread: ReadonlyMap<Key, string>;
  /** Posts that were looked at and refused; the catalog's rows say why. */
  refused: Key[];
  /** Feeds whose documents were brought up to date. */
  feeds: FeedKey[];
  /** Feeds that lost more than half of their entries in this run. */
  shrunk: FeedKey[];
  /** Feeds one of whose documents does not parse, and so was not written. */
  failed: FeedKey[];
  /** Objects written under `public/`, and their bytes. */
  documents: number;
  bytes: number;
  conflicts: number;
}

/** A run that starts again goes on counting. */
export class Tally {
  conflicts = 0;
  private rendered = 0;
  private documents = 0;
  private bytes = 0;
  private readonly refused = new Set<Key>();
  private readonly feeds = new Set<FeedKey>();
  private readonly shrunk = new Set<FeedKey>();
  private readonly failed = new Set<FeedKey>();
  private readonly unread: ReadonlyMap<Key, string>;

  constructor(unread: ReadonlyMap<Key, string>) {
    this.unread = unread;
  }

  committed(before: Catalog, { catalog, entries, refused }: Revision): void {
    this.rendered += entries.length;
    for (const key of refused) this.refused.add(key);
    for (const feed of shrunkFeeds(before.feeds, catalog.feeds)) this.shrunk.add(feed);
  }

  wrote(feed: FeedKey, { documents, bytes, conflicts, problem }: Written): void {
    if (documents > 0) this.feeds.add(feed);
    if (problem !== undefined) this.failed.add(feed);
    this.documents += documents;
    this.bytes += bytes;
    this.conflicts += conflicts;
  }

  report(catalog: Catalog, problems: Problem[]): Report {
    const { rendered, unread, documents, bytes, conflicts } = this;
    const sorted = (names: Set<string>) => [...names].sort();
    const named = { refused: sorted(this.refused), feeds: sorted(this.feeds), shrunk: sorted(this.shrunk), failed: sorted(this.failed) };
    return { catalog, problems, rendered, unread, documents, bytes, conflicts, ...named };
  }
}
