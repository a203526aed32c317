/** Limits of a post: counted, never timed, so machines decide alike. Limits far above real posts are constants beside their checks. */
import type { Limit, Site } from './model.ts';

/** Beyond `most`, a function's memory or time may not suffice. */
export const LIMITS: Record<Limit, { usual: number; most: number }> = {
  /** Bytes. */
  size: { usual: 5_000_000, most: 20_000_000 },
  /** Characters. */
  frontMatter: { usual: 100_000, most: 1_000_000 },
  /** Characters. */
  title: { usual: 1_000, most: 5_000 },
  /** Characters of the permalink. */
  address: { usual: 2_000, most: 8_000 },
  terms: { usual: 100, most: 1_000 },
  /** Names of other posts: the catalog stores each, and resolves it again as posts change. */
  references: { usual: 1_000, most: 10_000 },
  /** Liquid tags, outputs and text pieces; 100,000 take about 100 ms. */
  steps: { usual: 100_000, most: 1_000_000 },
  /** Shortcode and Markdown steps per body character; ordinary texts need less than one. */
  parsing: { usual: 5, most: 100 },
  /** Characters, before and after rendering. */
  body: { usual: 2_000_000, most: 4_000_000 },
  /** HTML elements; Markdown may have ten tokens for each. */
  elements: { usual: 50_000, most: 100_000 },
};

export const LIMIT_NAMES = Object.keys(LIMITS) as Limit[];

export const limitOf = ({ limits }: Pick<Site, 'limits'>, name: Limit): number => limits?.[name] ?? LIMITS[name].usual;

export const exceeds = (limit: number, what: string, found: number | string): string => `expected at most ${limit} ${what}, got ${found}`;
