/** Render inputs that a text may use: too many rather than too few. */
import type { RenderInputs } from '../site/render-inputs.ts';

const INCLUDE = /\{%-?\s*include(?:_cached)?\s+(?:(["'])([^"'{]+?)\1|((?:(?!%\}|\{\{)\S)*)(\{\{)?)/g;
/** A bare `site` may use any. */
const SITE = /\bsite\b(?:\s*\.\s*(\w+)(?:\s*\.\s*([\w-]+)|\s*\[\s*(["'])([^"']+)\3\s*\])?)?/g;

export const usesRenderInputs = (text: string): boolean =>
  /\{[{%]/.test(text) && /\{%-?\s*include|\bsite\b(?:\s*\.\s*data\b|(?!\s*\.\s*\w))/.test(text);

/** Keeps jobs and digests small. */
export function neededRenderInputs(text: string, { includes, data }: RenderInputs): RenderInputs {
  const needed: RenderInputs = { includes: {}, data: {} };
  const open = [text];
  for (let current = open.pop(); current !== undefined; current = open.pop()) {
    for (const name of includedNames(current, includes)) {
      if (Object.hasOwn(needed.includes, name) || !Object.hasOwn(includes, name)) continue;
      const included = includes[name] ?? '';
      needed.includes[name] = included;
      open.push(included);
    }
    const names = dataNames(current, data);
    for (const name of names) if (Object.hasOwn(data, name)) needed.data[name] = data[name];
  }
  return needed;
}

/** All, if a name is computed. */
function includedNames(text: string, includes: RenderInputs['includes']): string[] {
  const names: string[] = [];
  for (const [, , quoted, bare, computed] of text.matchAll(INCLUDE)) {
    if (computed) return Object.keys(includes);
    names.push(quoted ?? bare ?? '');
  }
  return names;
}

function dataNames(text: string, data: RenderInputs['data']): string[] {
  const names: string[] = [];
  for (const [, member, name, , quoted] of text.matchAll(SITE)) {
    if (member !== undefined && member !== 'data') continue;
    const found = name ?? quoted;
    if (found === undefined) return Object.keys(data);
    names.push(found);
  }
  return names;
}
