/** What a run carries across its restarts: what it has read, rendered and counted. */
import type { EntryJob, EntryResult } from '../core/entry/entry.ts';
import type { Key } from '../core/model.ts';
import type { Revision, RevisionTools } from './compute-revision.ts';
import { isOutOfTime, OutOfTimeError, portionsOf, type RunContext } from './context.ts';
import { PostReader } from './read-posts.ts';
import { EntryRenderer } from './render-entries.ts';
import { renderInputsReader } from './render-inputs.ts';
import type { RunCounters } from './run-report.ts';

/** Posts between two checks of the deadline. The first portion is always rendered, for progress. */
const PORTION = 64;

export interface Run {
  reader: PostReader;
  renderer: EntryRenderer;
  counters: RunCounters;
}

export function newRun(publisher: RunContext, counters: RunCounters): Run {
  const renderInputs = renderInputsReader(publisher.site, (problem) => counters.note([problem]));
  const renderer = new EntryRenderer((jobs) => inPortions(jobs, publisher), renderInputs);
  return { reader: new PostReader(publisher), renderer, counters };
}

export function toolsOf({ reader, renderer }: Run, publisher: RunContext): RevisionTools {
  const { staleLimit, scheduleRuns, ping, publishEvents } = publisher;
  const can = { patient: scheduleRuns !== undefined, pings: ping !== undefined, news: publishEvents !== undefined };
  return { reader, renderer, staleLimit, portions: portionsOf(publisher), ...can };
}

async function inPortions(jobs: EntryJob[], publisher: RunContext): Promise<EntryResult[]> {
  // Without a deadline, threads share the work.
  if (publisher.until === undefined) return publisher.makeEntries(jobs);
  const results: EntryResult[] = [];
  for (let start = 0; start < jobs.length; start += PORTION) {
    if (start > 0 && isOutOfTime(publisher))
      throw new OutOfTimeError(`the time is up, and ${jobs.length - start} posts are still to be rendered`);
    results.push(...(await publisher.makeEntries(jobs.slice(start, start + PORTION))));
  }
  return results;
}

/** An unreadable post stays unchanged. Without a row or entry, the run fails. */
export function checkRead(hasCatalog: boolean, missing: ReadonlySet<Key>, unread: ReadonlyMap<Key, string>): void {
  for (const [key, reason] of unread) if (!hasCatalog || missing.has(key)) throw new Error(`${key} cannot be taken up: ${reason}`);
}

/** @returns whether to repeat the fold without failed posts */
export async function putEntries(
  { catalog: { generation, rev }, entries }: Revision,
  { reader, renderer }: Run,
  { entries: store }: RunContext,
): Promise<boolean> {
  const failed = await store.put(entries, { generation, rev });
  renderer.markStored(entries.filter(({ entry: { key } }) => !failed.has(key)));
  for (const [key, reason] of failed) reader.defer(key, reason);
  return failed.size > 0;
}
