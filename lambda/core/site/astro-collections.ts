/** Where the files of collections are. https://docs.astro.build/en/reference/content-loader-reference/#glob-loader */
import { memberTexts } from '../text/js-literals.ts';

export const DEFAULT_ROOTS = ['src/content', 'src/data', 'src/pages'];

export interface Collection {
  /** First folder below the content root, by which `permalinks` selects posts. */
  top: string;
  /** Folders below the content root that are not part of ids. */
  depth: number;
}

const DEFINED = /([\w$]+|"[^"\n]+"|'[^'\n]+')\s*(?::\s*[\w$.<>[\]]+\s*)?[:=]\s*defineCollection\s*\(/g;
const STRING = `"[^"\\n]*"|'[^'\\n]*'|\`[^\`\\n]*\``;
const BASE = new RegExp(`\\bglob\\(\\s*\\{(?:[^{}"'\`]|${STRING}){0,500}?\\bbase\\s*:\\s*(["'\`])(?:\\.?/)?([^"'\`$\\n]*?)/?\\1`, 'g');
const PATTERN = /\bpattern\s*:\s*\[?\s*["'`]([^"'`*{}/\n]+)\//;
const EXPORTED = /\bexport\s+const\s+collections\b[^={]*=\s*(?=\{)/;

export const basesIn = (source: string): string[] => [...source.matchAll(BASE)].map(([, , base = '']) => base);

const unquoted = (name: string): string => name.replace(/^["']|["']$/g, '');

function placeOf(definition: string, name: string): Collection {
  const [base] = basesIn(definition);
  if (base === undefined) return { top: name, depth: 1 };
  const root = DEFAULT_ROOTS.find((each) => `${base}/`.startsWith(`${each}/`));
  if (root === undefined) return { top: base.split('/').at(-1) ?? name, depth: 1 };
  const folders = base.split('/').slice(root.split('/').length);
  return { top: folders[0] ?? PATTERN.exec(definition)?.[1] ?? name, depth: folders.length };
}

/** @param source of `src/content.config.ts` */
export function readCollections(source: string): (name: string) => Collection {
  const starts = [...source.matchAll(DEFINED)];
  const definitions = new Map(
    starts.map(({ 1: name = '', index }, at) => [unquoted(name), source.slice(index, starts[at + 1]?.index)] as const),
  );
  const exported = EXPORTED.exec(source);
  const variables = new Map(Object.entries(exported ? memberTexts(source, exported.index + exported[0].length) : {}));
  return (name) => placeOf(definitions.get(variables.get(name) ?? name) ?? definitions.get(name) ?? '', name);
}
