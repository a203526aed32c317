/** Keys and prefixes of objects, in one place: grants, handlers and the web server use the same constants. */

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
