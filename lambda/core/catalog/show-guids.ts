import { createHash } from 'node:crypto';
import type { Show } from '../media.ts';
import type { Site } from '../model.ts';
import { addresses } from './feeds.ts';
import { decodeOutput } from './outputs.ts';

/** https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/guid.md */
const NAMESPACE = Buffer.from('ead4c236bf5858c6a2c6a6b28d128cb6', 'hex');

/** UUID version 5 (RFC 9562 section 5.5) of an address without scheme and trailing slashes. */
export function guidOf(address: string): string {
  const name = address.replace(/^[a-z]+:\/\//i, '').replace(/\/+$/, '');
  const bytes = createHash('sha1').update(NAMESPACE).update(name).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 15) | 80;
  bytes[8] = ((bytes[8] ?? 0) & 63) | 128;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** A guid stays when the feed moves: the configuration's, else the catalog's, else the first address's. */
export function withShowGuids(site: Site, before: Site | undefined): Site {
  const guid = (show: Show): string | undefined => {
    const known = show.guid ?? before?.podcast?.find(({ feed }) => feed === show.feed)?.guid;
    const output = decodeOutput(show.feed);
    if (known !== undefined || output?.kind !== 'feed') return known;
    const { rss, atom, json } = addresses(output, site);
    const address = rss ?? atom ?? json;
    return address && guidOf(address);
  };
  const shows = site.podcast?.map((show) => {
    const own = guid(show);
    return { ...show, ...(own && { guid: own }) };
  });
  return shows ? { ...site, podcast: shows } : site;
}
