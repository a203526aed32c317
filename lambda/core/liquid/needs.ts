/** Render inputs that a text may use: too many rather than too few. */
import type { RenderInputs } from '../site/render-inputs.ts';

const INCLUDE = /\{%-?\s*(?:include(?:_cached)?|render)\s+(?:(["'])([^"'{]+?)\1|((?:(?!%\}|\{\{)\S)*)(\{\{)?)/g;
/** A bare `site` may use any. */
const SITE = /\bsite\b(?:\s*\.\s*(\w+)(?:\s*\.\s*([\w-]+)|\s*\[\s*(["'])([^"']+)\3\s*\])?)?/g;

const SHORTCODE = /\{\{[<%]\s*\/?\s*([\w./-]+)|\{[{%]\s*([\w:]+)\(/g;
/** Without a literal name: any. */
const PARTIAL = /\bpartial(?:Cached|s\.Include(?:Cached)?)?\s+(?:"([^"\n]+)")?/g;
const TEMPLATE_PATH = /(?:^|\/)_?(shortcodes|partials)\/(.+)\.\w+$/;
/** Eleventy's, which a tag may leave out. */
export const ENDINGS = ['', '.liquid', '.html', '.njk', '.md'];

export const usesRenderInputs = (text: string): boolean =>
  /\{[{%]/.test(text) && /\{%-?\s*include|\bsite\b(?:\s*\.\s*data\b|(?!\s*\.\s*\w))|\{\{[<%]|\{[{%]\s*[\w:]+\(/.test(text);

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
  const names = templateNames(text, includes);
  for (const [, , quoted, bare, computed] of text.matchAll(INCLUDE)) {
    if (computed) return Object.keys(includes);
    names.push(...ENDINGS.map((ending) => (quoted ?? bare ?? '').replace(/^\.?\//, '') + ending));
  }
  return names;
}

/** Hugo's and Zola's templates of the shortcodes in a text, and the partials of templates. */
function templateNames(text: string, includes: RenderInputs['includes']): string[] {
  const wanted = new Set<string>();
  for (const [, hugo, zola] of text.matchAll(SHORTCODE)) wanted.add(`shortcodes/${hugo ?? zola?.replaceAll('::', '/')}`);
  for (const [, name] of text.matchAll(PARTIAL)) wanted.add(`partials/${name?.replace(/\.\w+$/, '') ?? ''}`);
  if (wanted.size === 0) return [];
  const isAll = wanted.has('partials/');
  return Object.keys(includes).filter((path) => {
    const [, kind = '', name = ''] = TEMPLATE_PATH.exec(path) ?? [];
    return wanted.has(`${kind}/${name}`) || (isAll && kind === 'partials');
  });
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
