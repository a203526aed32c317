/** The core's view of the catalog: an ordered map from keys, in UTF-8 order, to JSON values. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

export type Entry = readonly [key: string, value: Json];

export interface RangeOptions {
  /** Entries. @default all */
  limit?: number;
  /** From the greatest key down. @default false */
  back?: boolean;
}

/**
 * Reads are synchronous, so that the core stays pure. Each throws `Missing`, a range also during iteration, if nodes are not loaded: the
 * caller loads them and runs the pure function again.
 *
 * Ranges include `from` and exclude `to`. Values are shared: do not change them.
 */
export interface Facts {
  get(key: string): Json | undefined;
  range(from: string, to: string, options?: RangeOptions): Iterable<Entry>;
  /** The number of keys. Cheap: reads nodes at both ends only. */
  count(from: string, to: string): number;
}
