/** Contents of includes and data files; only full runs read them. */
import type { Key, Problem } from '../model.ts';
import { checkSize, type SizeLimits, tooMany } from '../text/data-size.ts';
import { parseJson, parseYaml } from '../text/data-text.ts';
import { SyntaxProblem } from '../text/syntax-problem.ts';
import { decodeUtf8 } from '../text/utf8.ts';
import { DATA, INCLUDE, isTemplate, PLACE, type RenderInputs } from './render-inputs.ts';

/** Bytes that a function reads in a second and holds in memory. */
const MAX_BYTES = 10_000_000;
/** Of one file; YAML aliases count each time. */
const DATA_LIMITS: SizeLimits = { characters: MAX_BYTES, values: 500_000, depth: 32 };

export function sizeProblem(files: readonly { key: Key; size: number }[]): Problem | undefined {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const [largest] = [...files].sort((a, b) => b.size - a.size);
  if (!largest || total <= MAX_BYTES) return undefined;
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  const message = `_includes and _data total ${megabytes(total)}, more than the maximum of ${megabytes(MAX_BYTES)}; this file is the largest, with ${megabytes(largest.size)}: make it smaller, or if no post needs it, add it to exclude in _config.yml`;
  return { key: largest.key, line: 1, column: 1, message, severity: 'error' };
}

/** Invalid data is an error, because templates would publish its absence. */
export async function readRenderInputs(files: ReadonlyMap<Key, Uint8Array>): Promise<{ renderInputs: RenderInputs; problems: Problem[] }> {
  const includes: [string, string][] = [];
  const data: RenderInputs['data'] = {};
  const problems: Problem[] = [];
  for (const [key, bytes] of files) {
    const path = isTemplate(key) ? key : key.replace(PLACE, '');
    const include = INCLUDE.exec(path)?.[1] ?? (isTemplate(path) ? path : undefined);
    try {
      if (include !== undefined) includes.push([include, decodeUtf8(bytes)]);
      else await addData(data, path, bytes);
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error;
      // A binary include is no template.
      if (include !== undefined) continue;
      problems.push({ key, line: error.line, column: error.column, message: error.message, severity: 'error' });
    }
  }
  return { renderInputs: { includes: Object.fromEntries(includes), data }, problems };
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
  const value = checkSize(await parseData(decodeUtf8(bytes), ending), 'the file', DATA_LIMITS);
  folder[last] = isFolder(folder[last]) && isFolder(value) ? { ...folder[last], ...value } : value;
}

const isFolder = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Jekyll's name: `team members.yml` is `site.data.team_members`. */
const variableName = (name: string): string => name.replace(/[^\p{L}\p{N}_\s-]+|(?<=^|\s)\s+|\s+(?=$)/gu, '').replace(/\s+/g, '_');

async function parseData(text: string, ending: string): Promise<unknown> {
  if (ending === 'json') return parseJson(text);
  if (ending !== 'csv' && ending !== 'tsv') return parseYaml(text) ?? null;
  // Rare, so loaded on demand.
  const { csvParseRows, tsvParseRows } = await import('d3-dsv');
  const rows = (ending === 'csv' ? csvParseRows : tsvParseRows)(text);
  const [header = [], ...body] = rows.filter((row) => row.some((cell) => cell !== '') || row.length > 1);
  if (header.length * body.length > DATA_LIMITS.values) throw tooMany('the table', 'values', DATA_LIMITS.values);
  return body.map((row) => Object.fromEntries(header.map((name, column) => [name, row[column] ?? null])));
}
