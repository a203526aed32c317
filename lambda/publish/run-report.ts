import { isDeepStrictEqual } from 'node:util';
import { reidentified } from '../core/catalog/adoption.ts';
import type { FeedRow, Head, Row, RowChange } from '../core/catalog/catalog.ts';
import { PENDING, ROWS } from '../core/catalog/facts/fact-keys.ts';
import { outputRow, rowsOf } from '../core/catalog/facts/questions.ts';
import { publicFeed } from '../core/catalog/outputs.ts';
import { commonFolder } from '../core/catalog/vanished.ts';
import { hasShrunk } from '../core/catalog/windows.ts';
import type { Key, OutputKey, Problem } from '../core/model.ts';
import { PUBLIC } from '../keys.ts';
import type { Base } from '../state/catalog-base.ts';
import type { Revision } from './compute-revision.ts';
import type { PostReader } from './read-posts.ts';
import type { RunPlan } from './run-plan.ts';
import type { WrittenFeed } from './write-output.ts';

export interface Report {
  /** The catalog. Nothing is pending unless time ran out. */
  base: Base;
  head: Head;
  changes: Changes;
  /** Rows. */
  posts: number;
  /** Outputs. */
  pending: number;
  /** Of `newlyRefused` and `copies`. */
  rows: ReadonlyMap<Key, Row>;
  /** Of `failed` and `shrunk`. */
  outputs: ReadonlyMap<OutputKey, FeedRow | undefined>;
  problems: Problem[];
  /** See `RunPlan`. */
  withholdsLanguages?: boolean | undefined;
  /** Damage, missing state or a wrong clock. */
  notices: Problem[];
  /** Written documents that reached the byte limits. */
  shortened: Problem[];
  /** Paths of rewritten documents. */
  damaged: string[];
  rendered: number;
  /** With the reason. Their rows are unchanged. */
  unread: ReadonlyMap<Key, string>;
  /** See `vanishedPosts`. */
  vanished: Key[];
  refused: Key[];
  /** The file or reason is new. */
  newlyRefused: Key[];
  copies: Key[];
  /** No archives or pages. */
  feeds: OutputKey[];
  /** See `hasShrunk`. */
  shrunk: OutputKey[];
  /** Outputs with an invalid or foreign document. */
  failed: OutputKey[];
  /** New posts to feed readers. */
  reidentified: Key[];
  /** Uncompressed; 0 without a commit. */
  catalogBytes: number;
  /** Objects written under `public/`. */
  documents: number;
  bytes: number;
  conflicts: number;
  /** Sent: one per changed document and hub. */
  pings: number;
}

/** What the run's commits changed. */
export interface Changes {
  /** The catalog before them; undefined if there was none. */
  since: Pick<Head, 'generation' | 'rev'> | undefined;
  /** Undefined if more than `MOST_CHANGES` rows changed. */
  rows: readonly RowChange[] | undefined;
  /** New ones. */
  outputs: ReadonlySet<OutputKey>;
}

/** Rows that a report holds. Price: 2 KB of memory each. */
const MOST_CHANGES = 1_000;

/** After the commit. The rest stays for the next run. */
export class IncompleteRunError extends Error {
  readonly report: Report;

  constructor(cause: unknown, report: Report) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.report = report;
  }
}

const isNewlyRefused = (before: Row | undefined, after: Row | undefined): boolean =>
  before?.etag !== after?.etag || !isDeepStrictEqual(before?.problems, after?.problems);

/** Without advice. */
export function vanishedText(keys: readonly Key[], place = ''): string {
  const folder = `${place.replace(/\/$/, '')}${place === '' ? '' : '/'}${commonFolder(keys)}`;
  const posts = keys.length === 1 ? 'the only published post is' : `all ${keys.length.toLocaleString('en')} published posts are`;
  return `${posts} gone from ${folder || 'the root of the posts'} and none came in their place, so the feeds stay as they are; mount or restore the folder, and check the path and the setting posts`;
}

/** Across restarts of the run. */
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

  /** By content, to report each once. */
  private readonly notices = new Map<string, Problem>();

  private readonly shortened = new Map<OutputKey, Problem>();

  private changes: { since: Changes['since']; rows: RowChange[]; outputs: Set<OutputKey> } | undefined;

  note(notices: readonly Problem[]): void {
    for (const notice of notices) this.notices.set(JSON.stringify(notice), notice);
  }

  found(damaged: readonly string[]): void {
    for (const key of damaged) this.names.damaged.add(key.slice(PUBLIC.length));
  }

  /** @param before undefined if there was no catalog */
  committed({ rows, outputs, entries, refused, copies }: Revision, before: Head | undefined): void {
    this.changes ??= { since: before && { generation: before.generation, rev: before.rev }, rows: [], outputs: new Set() };
    this.changes.rows.push(...rows.slice(0, MOST_CHANGES + 1 - this.changes.rows.length));
    for (const [output, change] of outputs) if (!change.before) this.changes.outputs.add(output);
    this.counts.rendered += entries.length;
    for (const key of refused) this.names.refused.add(key);
    const changes = new Map(rows.map(([key, before, now]) => [key, { before, now }]));
    for (const key of refused) {
      const { before, now } = changes.get(key) ?? {};
      if (isNewlyRefused(before, now)) this.names.newlyRefused.add(key);
    }
    for (const key of copies) this.names.copies.add(key);
    for (const key of reidentified(rows)) this.names.reidentified.add(key);
    for (const [feed, { before, now }] of outputs) if (hasShrunk(feed, before?.entries ?? 0, now.entries)) this.names.shrunk.add(feed);
  }

  wrote(feed: OutputKey, { documents, bytes, conflicts, problem, shortened }: WrittenFeed): void {
    if (shortened) this.shortened.set(feed, shortened);
    if (documents > 0 && publicFeed(feed)) this.names.feeds.add(feed);
    if (problem !== undefined) this.names.failed.add(feed);
    this.counts.documents += documents;
    this.counts.bytes += bytes;
    this.counts.conflicts += conflicts;
  }

  async report(
    base: Base,
    { problems, withholdsLanguages, unreadFolders = new Map() }: Pick<RunPlan, 'problems' | 'withholdsLanguages' | 'unreadFolders'>,
    reader: Pick<PostReader, 'deferred' | 'vanished'>,
  ): Promise<Report> {
    const { catalog: head, ask } = base;
    const unread = new Map([...unreadFolders, ...reader.deferred]);
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
    const facts = await ask((all) => ({
      posts: all.count(...ROWS),
      pending: all.count(...PENDING),
      rows: rowsOf(all, [...newlyRefused, ...copies]),
      outputs: new Map([...failed, ...shrunk].map((output) => [output, outputRow(all, output)] as const)),
    }));
    const { since, rows, outputs } = this.changes ?? { since: head, rows: [], outputs: new Set<OutputKey>() };
    return {
      base,
      head,
      changes: { since, rows: rows.length > MOST_CHANGES ? undefined : rows, outputs },
      ...facts,
      problems,
      withholdsLanguages,
      notices: [...this.notices.values()],
      shortened: [...this.shortened.values()],
      unread,
      vanished: sorted(reader.vanished),
      ...this.counts,
      ...named,
      ...changed,
    };
  }
}
