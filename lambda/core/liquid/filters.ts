/** Jekyll filters that liquidjs lacks, or that use the clock or randomness. */

import type { TextFunctions } from './contract.ts';

export interface FilterSettings extends TextFunctions {
  link: string;
}

type TextFilter = (text: string, settings: FilterSettings) => string;

const absolute: TextFilter = (text, { link }) => {
  const relative = text.replace(/^\/+/, '');
  return URL.canParse(text) || !URL.canParse(relative, link) ? text : new URL(relative, link).href;
};

const relative: TextFilter = (text, settings) => {
  const url = absolute(text, settings);
  if (url === text) return text;
  const { pathname, search, hash } = new URL(url);
  return pathname + search + hash;
};

export const TEXT_FILTERS: Record<string, TextFilter> = {
  normalize_whitespace: (text) => text.replace(/\s+/g, ' ').trim(),
  absolute_url: absolute,
  relative_url: relative,
  markdownify: (text, { markdownify }) => markdownify(text),
  smartify: (text, { smartify }) => smartify(text),
};

/** Ruby's `to_i`: the leading number. */
export const toInteger = (value: unknown): number =>
  typeof value === 'boolean' ? Number(value) : Math.trunc(Number.parseFloat(String(value))) || 0;

/** Ruby's `inspect`. */
export function inspect(value: unknown): string {
  if (value === null || value === undefined) return 'nil';
  if (Array.isArray(value)) return `[${value.map(inspect).join(', ')}]`;
  if (typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, member]) => `${JSON.stringify(name)}=>${inspect(member)}`)
    .join(', ')}}`;
}

const WITHOUT_ZONE = /^\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?$/;

/** Machine-independent dates: `now` is the post's date; dates without a zone keep their hour. */
export function dateValue(value: unknown, published: string, timezone: string): { value: unknown; timezone: string } {
  if (value === 'now' || value === 'today') return { value: published, timezone };
  if (typeof value !== 'string' || !WITHOUT_ZONE.test(value)) return { value, timezone };
  return { value: value.length === 10 ? value : `${value.replace(' ', 'T')}Z`, timezone: 'UTC' };
}
