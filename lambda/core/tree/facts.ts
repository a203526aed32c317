/** What the core can ask of the catalog: an ordered map of keys, in UTF-8 order, to JSON values. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

export type Entry = readonly [key: string, value: Json];

export interface RangeOptions {
  /** At most so many entries. @default all */
  limit?: number;
  /** From the greatest key down. @default false */
  back?: boolean;
}

/**
 * Reads are synchronous, so that the core stays pure. Each throws `Missing` if it needs what is not loaded yet; a range may do so while it is
 * iterated. The caller loads it and runs the whole pure function again.
 *
 * Ranges are from `from`, inclusive, to `to`, exclusive. Values are shared: nobody changes them.
 */
export interface Facts {
  get(key: string): Json | undefined;
  range(from: string, to: string, options?: RangeOptions): Iterable<Entry>;
  /** The number of keys in the range. Cheap: it reads no entries in the middle. */
  count(from: string, to: string): number;
}
