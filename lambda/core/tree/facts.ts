/** The core's view of the catalog: an ordered map. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

export type Entry = readonly [key: string, value: Json];

export interface RangeOptions {
  /** @default all, which are loaded at once, however few are used */
  limit?: number;
  /** Descending. @default false */
  back?: boolean;
}

/**
 * Synchronous, so that the core stays pure. Reads throw `Missing`, ranges also during iteration: load the nodes and run again.
 *
 * UTF-8 order, from `from` to before `to`. Values are shared: do not change them.
 */
export interface Facts {
  get(key: string): Json | undefined;
  range(from: string, to: string, options?: RangeOptions): Iterable<Entry>;
  /** Cheap: reads nodes at both ends only. */
  count(from: string, to: string): number;
}
