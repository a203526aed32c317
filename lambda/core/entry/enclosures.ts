import type { Enclosure } from '../media.ts';
import type { Post, Problem, Site } from '../model.ts';

/** Without those whose size or type is unknown, which are warnings: RSS requires both. */
export function completeEnclosures(
  { key, enclosures = [] }: Pick<Post, 'key' | 'enclosures'>,
  { link, media, remoteMedia }: Pick<Site, 'link' | 'media' | 'remoteMedia'>,
): { enclosures: Enclosure[]; problems: Problem[] } {
  const complete: Enclosure[] = [];
  const problems: Problem[] = [];
  for (const { field, line, column, url, length, type, duration, quiet, unread } of enclosures) {
    if (quiet && length === undefined) continue;
    const why = unread ? ` (${unread})` : '';
    const orAsk = remoteMedia || url.startsWith(link) ? '' : ', or set remoteMedia: true to request it';
    const warn = (what: string, name: string, value: string) =>
      problems.push({
        ...{ key, line, column, severity: 'warning' },
        message: `${field}: the ${what} of ${url} is unknown${why}, so no feed has this file; write ${what === 'size' ? 'its bytes' : 'it'} as ${name}, such as ${value}${orAsk}`,
      });
    const nameOf = (fact: string) => (field.includes('.') ? field.replace(/[^.]+$/, fact) : `${field}_${fact}`);
    if (length === undefined) warn('size', nameOf('length'), '5650889');
    if (type === undefined) warn('type', nameOf('type'), 'audio/mpeg');
    if (length !== undefined && type !== undefined && unread)
      problems.push({
        ...{ key, line, column, severity: 'warning' },
        message: `${field}: ${url}: ${unread}; ${duration ? 'feeds say what was known before' : `its duration is unknown; write it as ${nameOf('duration')}, such as 31:12`}`,
      });
    if (length !== undefined && type !== undefined)
      complete.push({ url: measured(url, type, media?.prefix), length, type, ...(duration ? { duration } : {}) });
  }
  return { enclosures: complete, problems };
}

/** Of hosts that count downloads: https://op3.dev/setup */
const measured = (url: string, type: string, prefix: string | undefined): string =>
  prefix === undefined || url.startsWith(prefix) || !/^(?:audio|video)\//.test(type) ? url : prefix + url.replace(/^https:\/\//, '');
