/** Settings of what documents contain. */
import { COVER_PLACES } from '../feed-options.ts';
import type { Site } from '../model.ts';
import { optional } from '../optional.ts';
import { type Fields, nearest } from '../text/fields.ts';
import { isMap } from '../text/is-map.ts';

const MOST_ENTRIES = 10_000;
const [LEAST_BYTES, MOST_BYTES] = [10_000, 100_000_000];

/** A number, or with byte limits a map. */
export const readLimit = (fields: Fields): number | undefined =>
  isMap(fields.find('limit')?.value) ? fields.within('limit').whole(1, MOST_ENTRIES, 'entries') : fields.whole(1, MOST_ENTRIES, 'limit');

export function readByteLimits(fields: Fields): Site['byteLimits'] {
  if (!isMap(fields.find('limit')?.value)) return undefined;
  const given = fields.within('limit');
  given.rejectUnknown(['entries', 'bytes', 'gzip']);
  const read = (name: 'bytes' | 'gzip') => given.whole(LEAST_BYTES, MOST_BYTES, name);
  const limits = optional({ bytes: read('bytes'), gzip: read('gzip') });
  return Object.keys(limits).length > 0 ? limits : undefined;
}

export const GZIP = ['auto', 'always', 'never'] as const;
export type Gzip = (typeof GZIP)[number];

/** @param given by layer: only the command line, the first, knows whether documents go to a folder */
export const hasCopies = ([commandLine, ...others]: readonly (Gzip | undefined)[]): boolean =>
  commandLine !== 'never' || others.includes('always');

/** `true`: sizes only. */
export function readCover(fields: Fields): Site['cover'] {
  const value = fields.find('cover')?.value;
  if (value === undefined || value === false) return undefined;
  const given = value === true ? [] : fields.list((text) => text.split(/[\s,]+/), 'cover');
  for (const name of given)
    if (!COVER_PLACES.some((place) => place === name))
      fields.report('cover', `no such place: ${name}; did you mean ${nearest(name, COVER_PLACES)}?`);
  return COVER_PLACES.filter((place) => given.includes(place));
}

/** Characters. */
const LONGEST_TEMPLATE = 10_000;

/** Liquid, with its lines. `false`: none. */
export function readTemplate(fields: Fields, name: string): string | undefined {
  const value = fields.find(name)?.value;
  if (value === undefined) return undefined;
  if (value === false) return '';
  if (typeof value === 'string' && value.length <= LONGEST_TEMPLATE) return value.trim();
  const found = typeof value === 'string' ? `${value.length} characters` : JSON.stringify(value);
  fields.report(
    name,
    `expected HTML with Liquid of at most ${LONGEST_TEMPLATE} characters, such as '<p><a href="{{ entry.url }}">Read on the site</a></p>', got ${found}`,
  );
  return undefined;
}
