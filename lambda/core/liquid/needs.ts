/** Which materials a text needs, as far as it can be told without rendering it: rather too many than too few. */
import type { RenderInputs } from '../site/render-inputs.ts';

const INCLUDE = /\{%-?\s*include(?:_cached)?\s+(?:(["'])([^"'{]+?)\1|((?:(?!%\}|\{\{)\S)*)(\{\{)?)/g;
/** `site.data.team`, `site.data["team"]`; a `site` that does not say of what may be anything. */
const SITE = /\bsite\b(?:\s*\.\s*(\w+)(?:\s*\.\s*([\w-]+)|\s*\[\s*(["'])([^"']+)\3\s*\])?)?/g;

/** Whether a text may include others, or look at data files. */
export const usesRenderInputs = (text: string): boolean =>
  /\{[{%]/.test(text) && /\{%-?\s*include|\bsite\b(?:\s*\.\s*data\b|(?!\s*\.\s*\w))/.test(text);

/** So that neither a thread nor a post has to be given everything. */
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

/** All of them where a name is computed. */
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
