/**
 * The job that compares all outputs, by portions: a new configuration or renderer may change the head of each. Its cursor is a key of the
 * map: a feed's entries come before the rows of its outputs. Price of a portion: its entries, and the rest of their last month.
 */
import { prefixRange } from '../key-order.ts';
import type { OutputKey } from '../model.ts';
import type { Facts } from '../tree/facts.ts';
import type { Head } from './catalog.ts';
import { entryPlace, FEEDS, monthPrefix } from './facts/fact-keys.ts';
import { outputsAmong } from './facts/questions.ts';
import { withJob } from './jobs.ts';

/** By feed and month, the time of the oldest entry that matters. */
export type Months = Map<OutputKey, Map<string, string>>;

/** Older than all. */
export const WHOLE_MONTH = '';

/** @param oldest instead of the entry's own time */
export function addMonth(months: Months, key: string, oldest?: string): void {
  const place = entryPlace(key);
  if (!place) return;
  const { feed, published } = place;
  const ofFeed = months.get(feed) ?? new Map<string, string>();
  months.set(feed, ofFeed);
  addTime(ofFeed, published.slice(0, 7), oldest ?? published);
}

export function addTime(months: Map<string, string>, month: string, time: string): void {
  const known = months.get(month);
  if (known === undefined || time < known) months.set(month, time);
}

export interface HeadsPortion {
  months: Months;
  /** With rows. */
  outputs: OutputKey[];
  /** Where the next portion begins; undefined: this is the last one. */
  next: string | undefined;
}

/** Where the job begins. */
export const FIRST_HEAD = FEEDS[0];

/** @param most entries and rows */
export function headsPortion(facts: Facts, from: string, most: number): HeadsPortion {
  const entries = [...facts.range(from, FEEDS[1], { limit: most })];
  const months: Months = new Map();
  for (const [key] of entries) addMonth(months, key, WHOLE_MONTH);
  const [last] = entries.at(-1) ?? [''];
  const behind = entryPlace(last) ? prefixRange(monthPrefix(last))[1] : `${last}\0`;
  return { months, outputs: outputsAmong(entries).map(([output]) => output), next: entries.length < most ? undefined : behind };
}

/** @param from undefined: without the job */
export const withHeads = (head: Head, from: string | undefined): Head =>
  withJob(head, 'heads', from === undefined ? undefined : { kind: 'heads', from });
