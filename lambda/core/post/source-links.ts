/** Links to posts by the paths of their files: `[x](2026-01-01-one.md)`, `../other/index.md`, `/src/content/blog/one.md`, `one.html`. */
import type { Key, Site } from '../model.ts';

const TARGET =
  /(?:\]\([ \t]*(?:<([^<>\n]{1,1000})>|([^\s<>()]{1,1000}))|^ {0,3}\[[^\]\n]{1,200}\]:[ \t]*(?:<([^<>\n]{1,1000})>|(\S{1,1000}))|\bhref[ \t]*=[ \t]*["']([^"'<>\n]{1,1000})["'])/gim;
/** `@/` is Zola's own. */
const NOT_RELATIVE = /^(?:[a-z][a-z\d+.-]*:|\/\/|@\/|[#?]|$)|\{[{%]/i;
const MARKDOWN = /\.(?:md|markdown|mkd|mkdn|mkdown|mdx)$/i;
const HTML = /\.html?$/i;
const WITH_ENDING = /\.\w+$/;

type Place = Pick<Site, 'generator' | 'roots' | 'source'>;

export interface SourceTarget {
  /** For the resolver, best first. */
  names: string[];
  /** Of a post with this file name elsewhere, for a message. */
  nearest: string;
  /** Query and fragment. */
  rest: string;
  /** Only a source has this ending: a link that stays is dead. */
  isSource: boolean;
}

export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @returns undefined for a path out of the posts */
export function joined(folder: string, path: string): string | undefined {
  const segments = folder === '' ? [] : folder.split('/');
  for (const segment of path.split('/')) {
    if (segment === '..' && segments.pop() === undefined) return undefined;
    if (!['', '.', '..'].includes(segment)) segments.push(segment);
  }
  return segments.join('/');
}

export const folderOf = (key: Key): string => key.slice(0, Math.max(0, key.lastIndexOf('/')));

/** @returns undefined for a link that names no source */
export function sourceTarget(href: string, key: Key, site: Place, language?: string): SourceTarget | undefined {
  if (NOT_RELATIVE.test(href)) return undefined;
  const [whole = '', given = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(href) ?? [];
  const path = decoded(given);
  const isNote = site.generator === 'obsidian' && !WITH_ENDING.test(path) && !path.endsWith('/');
  if (whole === '' || path === '' || !(MARKDOWN.test(path) || isNote || (HTML.test(path) && !path.startsWith('/')))) return undefined;
  // The ending of a source is unknown.
  const plain = HTML.test(path) || isNote ? path.replace(HTML, '') : path;
  const { roots = ['content'], source = '' } = site;
  const isAbsolute = path.startsWith('/');
  const fromRoot =
    HTML.test(path) || /^\.{1,2}\//.test(path) ? [] : ['', source, ...roots].map((root) => joined(root.replace(/\/$/, ''), plain));
  const found = [...(isAbsolute ? [] : [joined(folderOf(key), plain)]), ...fromRoot];
  // A vault finds a note by any end of its path.
  const ends = site.generator === 'obsidian' ? [joined('', plain.replace(/^(?:\.{0,2}\/)+/, ''))] : [];
  const names = [...new Set([...found, ...ends])].filter((name) => name !== undefined && name !== '') as string[];
  return {
    names: language === undefined ? names : [...names.map((name) => `${language}:${name}`), ...names],
    nearest:
      plain
        .replace(/\/(?:_?index)?(?:\.\w+)?$/, '')
        .split('/')
        .at(-1) ?? '',
    rest,
    isSource: MARKDOWN.test(path),
  };
}

/** Distinct names of all links, at most `most`. */
export function sourceNames(body: string, key: Key, site: Place, language: string | undefined, most: number): string[] {
  const names = new Set<string>();
  for (const [, ...groups] of body.matchAll(TARGET)) {
    const target = sourceTarget((groups.find((group) => group !== undefined) ?? '').trim(), key, site, language);
    if (!target) continue;
    for (const name of [...target.names, ...(target.isSource ? [target.nearest] : [])]) if (name !== '') names.add(name);
    if (names.size > most) break;
  }
  return [...names].slice(0, most);
}
