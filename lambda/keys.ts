/** Every key, prefix, content type and cache header, in one place: grants, handlers and the web server use the same constants. */
import type { DocumentFormat, FeedKey, Format } from './core/model.ts';

export const STATE = 'state/';
export const CATALOG = `${STATE}catalog.json.gz`;
export const ENTRIES = `${STATE}entries/`;
/** What posts are rendered with beside themselves, one object for all of it, named by its digest. */
export const RENDER_INPUTS = `${STATE}materials/`;
/** Adopted feeds' items, as they were read. */
export const ADOPTED = `${STATE}adopted/`;
/** What a run found that could not import, before there is a catalog. */
export const WAITING = `${STATE}waiting.json`;
/** Copies of what could not be read any more; nobody reads or deletes them. */
export const DAMAGED = `${STATE}damaged/`;
export const PUBLIC = 'public/';
export const GZIP = '.gz';

export const renderInputsKey = (digest: string): string => `${RENDER_INPUTS}${digest}.json.gz`;
export const entryKey = (hash: string): string => `${ENTRIES}${hash}`;

/** Name of the documents of term feeds and archives; the main feed's are the configuration's. */
export const TERM_FEED_NAMES: Record<Format, string> = { rss: 'rss.xml', atom: 'atom.xml', json: 'feed.json' };

/** Where a document is, from the root of what is public: `tags/c-plus-plus/atom.xml`, `tags/c-plus-plus/index.html`, `feeds.opml`. */
export function documentPath(output: FeedKey, format: DocumentFormat, mainNames: Partial<Record<Format, string>>): string | undefined {
  if (format === 'opml') return 'feeds.opml';
  if (format === 'html') return output.replace(/page$/, 'index.html');
  const name = mainNames[format];
  if (name === undefined) return undefined;
  return output === 'main' ? name : `${output}/${TERM_FEED_NAMES[format]}`;
}
