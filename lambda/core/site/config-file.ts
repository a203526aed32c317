import { checkSize } from '../text/data-size.ts';
import { parseJson, parseYaml, tomlParser } from '../text/data-text.ts';
import type { DataFile } from '../text/fields.ts';
import { isMap } from '../text/is-map.ts';
import { SyntaxProblem } from '../text/syntax-problem.ts';
import { decodeUtf8 } from '../text/utf8.ts';

export type Files = ReadonlyMap<string, Uint8Array>;

export class FileProblem extends SyntaxProblem {
  readonly key: string;

  constructor(key: string, { message, line, column }: SyntaxProblem) {
    super(message, { line, column });
    this.key = key;
  }
}

/**
 * The first existing file.
 * @throws FileProblem
 */
export async function parseFirst(names: readonly string[], files: Files): Promise<DataFile | undefined> {
  const key = names.find((name) => files.has(name));
  if (key === undefined) return undefined;
  try {
    return await parse(key, files.get(key) ?? new Uint8Array());
  } catch (error) {
    throw error instanceof SyntaxProblem ? new FileProblem(key, error) : error;
  }
}

async function parse(key: string, bytes: Uint8Array): Promise<DataFile> {
  const source = decodeUtf8(bytes);
  if (source.trim() === '') return { key, data: {}, source };
  const read = key.endsWith('.toml') ? await tomlParser() : key.endsWith('.json') ? parseJson : parseYaml;
  const data = read(source) ?? {};
  // Jekyll allows lists, which have no keys.
  if (Array.isArray(data) && key.startsWith('_data/')) return { key, data: {}, source };
  if (!isMap(data)) throw new SyntaxProblem('expected settings of the form "name: value"');
  return { key, data: checkSize(data, 'the configuration'), source };
}
