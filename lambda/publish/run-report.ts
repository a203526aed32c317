/** What a run did, counted as it goes. */
import { isDeepStrictEqual } from 'node:util';
import { reidentified } from '../core/catalog/adoption.ts';
import type { Catalog, Row } from '../core/catalog/catalog.ts';
import { publicFeed } from '../core/catalog/outputs.ts';
import { commonFolder } from '../core/catalog/vanished.ts';
import { shrunkFeeds } from '../core/catalog/windows.ts';
import type { Key, OutputKey, Problem } from '../core/model.ts';
import { PUBLIC } from '../keys.ts';
import type { Revision } from './compute-revision.ts';
import type { PostReader } from './read-posts.ts';
import type { WrittenFeed } from './write-output.ts';

export interface Report {
  /** As committed, with nothing owed unless the time was short. */
  catalog: Catalog;
  /** Problems of the configuration; the last good one stays in force. */
  problems: Problem[];
  /** What happened to the state: it was damaged, lost or ahead, and what was done about it. */
  notices: Problem[];
  /** Paths of documents that someone changed since they were written; they were written again. */
  damaged: string[];
  /** Posts rendered. */
  rendered: number;
  /** Posts that could not be read, through no fault of theirs, and folders of posts, with the reason. They are as they were. */
  unread: ReadonlyMap<Key, string>;
  /** Published posts whose files are all gone at once, with none in their place. They stay in the feeds. */
  vanished: Key[];
  /** Posts that were looked at and refused; the catalog's rows say why. */
  refused: Key[];
  /** Those of them whose file or reason is new: a renderer that refuses an old file for the old reason says nothing new. */
  newlyRefused: Key[];
  /** Posts that were looked at and are copies of others, so they are not published; the catalog's rows say of which. */
  copies: Key[];
  /** Feeds whose documents were brought up to date; archives and pages are counted in documents alone. */
  feeds: OutputKey[];
  /** Feeds that lost more than half of their entries in this run. */
  shrunk: OutputKey[];
  /** Feeds one of whose documents does not parse, and so was not written. */
  failed: OutputKey[];
  /** Posts that readers know by another id than they have now: to feed readers they are new. */
  reidentified: Key[];
  /** Of the catalog that was committed, before it is compressed: what grows with the number of posts. 0 where nothing was committed. */
  catalogBytes: number;
  /** Objects written under `public/`, and their bytes. */
  documents: number;
  bytes: number;
  conflicts: number;
  /** Handed on: one for each changed document and hub. */
  pings: number;
}

/** The commit holds, but not all that it owes was written and sent. The catalog says what: whoever comes next takes it over. */
export class IncompleteRunError extends Error {
  readonly report: Report;

  constructor(cause: unknown, report: Report) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.report = report;
  }
}

const isNewlyRefused = (before: Row | undefined, after: Row | undefined): boolean =>
  before?.etag !== after?.etag || !isDeepStrictEqual(before?.problems, after?.problems);

/** What happened to the posts that vanished all at once, without advice. */
export function vanishedText(keys: readonly Key[], place = ''): string {
  const folder = `${place.replace(/\/$/, '')}${place === '' ? '' : '/'}${commonFolder(keys)}`;
  const posts = keys.length === 1 ? 'the only published post is' : `all ${keys.length.toLocaleString('en')} published posts are`;
  return `${posts} gone from ${folder || 'the root of the posts'} and none came in their place, so the feeds stay as they are; mount or restore the folder, and check the path and the setting posts`;
}

/** A run that starts again goes on counting. */
export class RunCounters {
  readonly counts = { rendered: 0, catalogBytes: 0, documents: 0, bytes: 0, conflicts: 0, pings: 0 };
  private readonly names = {
    refused: new Set<Key>(),
    newlyRefused: new Set<Key>(),
    copies: new Set<Key>(),
    feeds: new Set<OutputKey>(),
    shrunk: new Set<OutputKey>(),
    failed: new Set<OutputKey>(),
    reidentified: new Set<Key>(),
    damaged: new Set<string>(),
  };

  /** Each once, by all that it says. */
  private readonly notices = new Map<string, Problem>();

  note(notices: readonly Problem[]): void {
    for (const notice of notices) this.notices.set(JSON.stringify(notice), notice);
  }

  /** @param damaged keys of documents */
  found(damaged: readonly string[]): void {
    for (const key of damaged) this.names.damaged.add(key.slice(PUBLIC.length));
  }

  committed(before: Catalog, { catalog, entries, refused, copies }: Revision): void {
    this.counts.rendered += entries.length;
    for (const key of refused) this.names.refused.add(key);
    for (const key of refused) if (isNewlyRefused(before.posts[key], catalog.posts[key])) this.names.newlyRefused.add(key);
    for (const key of copies) this.names.copies.add(key);
    for (const key of reidentified(before.posts, catalog.posts)) this.names.reidentified.add(key);
    for (const feed of shrunkFeeds(before.feeds, catalog.feeds)) this.names.shrunk.add(feed);
  }

  wrote(feed: OutputKey, { documents, bytes, conflicts, problem }: WrittenFeed): void {
    if (documents > 0 && publicFeed(feed)) this.names.feeds.add(feed);
    if (problem !== undefined) this.names.failed.add(feed);
    this.counts.documents += documents;
    this.counts.bytes += bytes;
    this.counts.conflicts += conflicts;
  }

  report(
    catalog: Catalog,
    { problems, unreadFolders = new Map() }: { problems: Problem[]; unreadFolders?: ReadonlyMap<Key, string> },
    sources: Pick<PostReader, 'deferred' | 'vanished'>,
  ): Report {
    const unread = new Map([...unreadFolders, ...sources.deferred]);
    const sorted = (names: ReadonlySet<string>) => [...names].sort();
    const { refused, newlyRefused, copies, feeds, shrunk, failed } = this.names;
    const named = {
      refused: sorted(refused),
      newlyRefused: sorted(newlyRefused),
      copies: sorted(copies),
      feeds: sorted(feeds),
      shrunk: sorted(shrunk),
      failed: sorted(failed),
    };
    const changed = { reidentified: sorted(this.names.reidentified), damaged: sorted(this.names.damaged) };
    return {
      catalog,
      problems,
      notices: [...this.notices.values()],
      unread,
      vanished: sorted(sources.vanished),
      ...this.counts,
      ...named,
      ...changed,
    };
  }
}
