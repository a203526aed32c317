/**
 * Files beside posts -> the materials that rendering depends on: Jekyll's includes and data files. Which files these are is known from their
 * names alone, so that an event can be told to be about one. https://jekyllrb.com/docs/includes/ https://jekyllrb.com/docs/datafiles/
 */
import type { Key, Problem, Site } from '../model.ts';
import { excludes } from '../post/selection.ts';
import { checkSize, type Limits, tooMany } from '../text/data-size.ts';
import { parseJson, parseYaml } from '../text/data-text.ts';
import { SyntaxProblem } from '../text/syntax-problem.ts';
import { decodeUtf8 } from '../text/utf8.ts';

/** Files beside posts on which rendering depends, understood. Too large for the catalog: kept under `state/materials/`. */
export interface RenderInputs {
  /** Texts by their path in the folder of includes: `{ 'figure.html': '<figure>…</figure>' }` */
  includes: Record<string, string>;
  /** What templates see as `site.data`. */
  data: Record<string, unknown>;
}

const PLACE = /^(?:.*\/)?(?=_(?:includes|data)\/)/;
const INCLUDE = /^_includes\/((?:[^./~#][^/]*\/)*[^./~#][^/]*)$/;
const DATA = /^_data\/((?:[^./][^/]*\/)*[^./][^/]*)\.(yml|yaml|json|csv|tsv)$/;

/** Bytes of all files together: what a function reads in a second, and can hold beside everything else. */
const MOST = 10_000_000;
/** Of one data file. Aliases count each time. */
const LIMITS: Limits = { characters: MOST, values: 500_000, depth: 32 };

const isOne = (path: string): boolean => INCLUDE.test(path) || DATA.test(path);

/** Whether a file of this name is one, in some site. */
export const isRenderInput = (key: Key): boolean => isOne(key.replace(PLACE, ''));

/** Which keys are materials of this site. */
export function renderInputSelector(site: Pick<Site, 'generator' | 'liquid' | 'posts' | 'source'>): (key: Key) => boolean {
  if (site.generator !== 'jekyll' || !site.liquid) return () => false;
  const isExcluded = excludes(site);
  const { source = '' } = site;
  return (key) => key.startsWith(source) && isOne(key.slice(source.length)) && !isExcluded(key);
}

/** @param files with their bytes */
export function sizeProblem(files: readonly { key: Key; size: number }[]): Problem | undefined {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const [largest] = [...files].sort((a, b) => b.size - a.size);
  if (!largest || total <= MOST) return undefined;
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  const message = `_includes and _data have ${megabytes(total)} together, more than the ${megabytes(MOST)} that can be used; this file is the largest, with ${megabytes(largest.size)}: make it smaller, or if no post needs it, name it under exclude in _config.yml`;
  return { key: largest.key, line: 1, column: 1, message, severity: 'error' };
}

/** What the files say. A data file that cannot be read is an error: templates would find nothing, and say so to readers. */
export async function readRenderInputs(files: ReadonlyMap<Key, Uint8Array>): Promise<{ materials: RenderInputs; problems: Problem[] }> {
  const includes: [string, string][] = [];
  const data: RenderInputs['data'] = {};
  const problems: Problem[] = [];
  for (const [key, bytes] of files) {
    const path = key.replace(PLACE, '');
    const include = INCLUDE.exec(path)?.[1];
    try {
      if (include !== undefined) includes.push([include, decodeUtf8(bytes)]);
      else await addData(data, path, bytes);
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error;
      // A picture among the includes is no template.
      if (include !== undefined) continue;
      problems.push({ key, line: error.line, column: error.column, message: error.message, severity: 'error' });
    }
  }
  return { materials: { includes: Object.fromEntries(includes), data }, problems };
}

async function addData(data: RenderInputs['data'], path: string, bytes: Uint8Array): Promise<void> {
  const [, file = '', ending = ''] = DATA.exec(path) ?? [];
  const names = file.split('/').map(variableName);
  const last = names.pop() ?? '';
  if ([...names, last].some((name) => name === '' || name === '__proto__')) return;
  let folder = data;
  for (const name of names) {
    if (!isFolder(folder[name])) folder[name] = {};
    folder = folder[name] as Record<string, unknown>;
  }
  const value = checkSize(await parseData(decodeUtf8(bytes), ending), 'the file', LIMITS);
  folder[last] = isFolder(folder[last]) && isFolder(value) ? { ...folder[last], ...value } : value;
}

const isFolder = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** As Jekyll calls it: `team members.yml` is `site.data.team_members`. */
const variableName = (name: string): string => name.replace(/[^\p{L}\p{N}_\s-]+|(?<=^|\s)\s+|\s+(?=$)/gu, '').replace(/\s+/g, '_');

async function parseData(text: string, ending: string): Promise<unknown> {
  if (ending === 'json') return parseJson(text);
  if (ending !== 'csv' && ending !== 'tsv') return parseYaml(text) ?? null;
  // Tables are rare: their parser is loaded when a file needs it.
  const { default: papaparse } = await import('papaparse');
  const { data: rows } = papaparse.parse<string[]>(text, { delimiter: ending === 'csv' ? ',' : '\t', skipEmptyLines: true });
  const [header = [], ...body] = rows;
  // Every row has a value for each column, also where it is short.
  if (header.length * body.length > LIMITS.values) throw tooMany('the table', 'values', LIMITS.values);
  return body.map((row) => Object.fromEntries(header.map((name, column) => [name, row[column] ?? null])));
}
