/** Keys in the site bucket, shared by handlers, IAM grants and the web server. */

export const STATE = 'state/';
export const CATALOG = `${STATE}catalog.json.gz`;
export const ENTRIES = `${STATE}entries/`;
/** Nodes of the catalog's tree, in a folder for each generation. */
export const NODES = `${STATE}nodes/`;
/** Includes and data files of a site, named by their digest. */
export const RENDER_INPUTS = `${STATE}materials/`;
export const ADOPTED = `${STATE}adopted/`;
/** Problems of a run that could not import yet. */
export const WAITING = `${STATE}waiting.json`;
/** Unreadable state, kept for people; nothing reads or deletes it. */
export const DAMAGED = `${STATE}damaged/`;
export const PUBLIC = 'public/';
export const GZIP = '.gz';

export const renderInputsKey = (digest: string): string => `${RENDER_INPUTS}${digest}.json.gz`;
export const entryKey = (hash: string): string => `${ENTRIES}${hash}`;
