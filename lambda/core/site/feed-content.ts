/** Settings of what documents contain. */
import type { Site } from '../model.ts';
import { optional } from '../optional.ts';
import type { Fields } from '../text/fields.ts';
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
