/**
 * What a post may cost. Bytes, characters, elements and steps are counted, never time, so that a post is refused or accepted alike on every
 * machine. What no post is near, such as how deep YAML may nest, is not for the configuration to say, and is where it is checked.
 */
import type { Limit, Site } from './model.ts';

/** Unless the configuration says otherwise, and what it may say at the most: more than that, and a function's memory or time could be too small. */
export const LIMITS: Record<Limit, { usual: number; most: number }> = {
  /** Of a post's file, in bytes. */
  size: { usual: 5_000_000, most: 20_000_000 },
  /** In characters. */
  frontMatter: { usual: 100_000, most: 1_000_000 },
  /** In characters. */
  title: { usual: 1_000, most: 5_000 },
  /** Of the permalink, in characters. */
  address: { usual: 2_000, most: 8_000 },
  /** Categories, tags and authors together. */
  terms: { usual: 100, most: 1_000 },
  /** Names of other posts in one post: each is kept in the catalog, and looked up whenever posts come and go. */
  references: { usual: 1_000, most: 10_000 },
  /** Of Liquid: tags, outputs and pieces of text rendered; 100,000 take some 100 ms. */
  steps: { usual: 100_000, most: 1_000_000 },
  /** Steps of shortcodes and Markdown for each character of the text; ordinary texts take less than one. */
  parsing: { usual: 5, most: 100 },
  /** Before rendering and after it, in characters. */
  body: { usual: 2_000_000, most: 4_000_000 },
  /** Of HTML; Markdown may have ten tokens for each. */
  elements: { usual: 50_000, most: 100_000 },
};

export const LIMIT_NAMES = Object.keys(LIMITS) as Limit[];

export const limitOf = ({ limits }: Pick<Site, 'limits'>, name: Limit): number => limits?.[name] ?? LIMITS[name].usual;

/** `expected at most 100 terms, got 101` */
export const exceeds = (limit: number, what: string, found: number | string): string => `expected at most ${limit} ${what}, got ${found}`;
