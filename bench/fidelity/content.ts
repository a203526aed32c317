import { Parser } from 'htmlparser2';
import { folded } from '../../test/support/corpus.ts';

export interface Picture {
  url: string;
  alt: string;
}

export interface Content {
  words: string[];
  /** Words outside code. */
  prose: string[];
  pictures: Picture[];
  links: string[];
}

/** Math contains braces of its own. */
const CODE = new Set(['pre', 'code', 'math']);
const HIDDEN = new Set(['script', 'style', 'template', 'noscript']);
/** Elements that end a word. */
const BLOCK = /^(?:p|div|ul|ol|li|dl|dt|dd|table|tr|t[dh]|blockquote|h\d|hr|pre|br|figure|figcaption|section|article|summary|details)$/;

/** Absolute URL; undefined for links within the page, because entries prefix their ids. */
function resolved(address: string, page: string): string | undefined {
  if (!URL.canParse(address.trim(), page)) return undefined;
  const url = new URL(address.trim(), page);
  if (!/^https?:$/.test(url.protocol)) return undefined;
  const base = new URL(page);
  if (url.hash !== '' && url.pathname === base.pathname && url.host === base.host) return undefined;
  return url.href;
}

const wordsOf = (text: string): string[] => text.split(/[\s\u00a0]+/).filter((word) => word !== '');

export function contentOf(html: string, page: string): Content {
  let text = '';
  let prose = '';
  let [code, hidden] = [0, 0];
  const [pictures, links] = [new Map<string, Picture>(), new Set<string>()];
  const urlOf = (address: string | undefined) => (address === undefined ? undefined : resolved(address, page));
  const parser = new Parser({
    onopentag: (name, { href, src, alt = '' }) => {
      if (CODE.has(name)) code += 1;
      if (HIDDEN.has(name)) hidden += 1;
      const url = name === 'img' ? urlOf(src) : name === 'a' ? urlOf(href) : undefined;
      if (url !== undefined && name === 'a') links.add(url);
      else if (url !== undefined && !pictures.has(url)) pictures.set(url, { url, alt });
      if (BLOCK.test(name)) [text, prose] = [`${text} `, `${prose} `];
    },
    ontext: (part) => {
      if (hidden > 0) return;
      text += part;
      if (code === 0) prose += part;
    },
    onclosetag: (name) => {
      if (CODE.has(name)) code -= 1;
      if (HIDDEN.has(name)) hidden -= 1;
      if (BLOCK.test(name)) [text, prose] = [`${text} `, `${prose} `];
    },
  });
  parser.end(html);
  return { words: wordsOf(text), prose: wordsOf(prose), pictures: [...pictures.values()], links: [...links] };
}

const TEMPLATE = /\{%.{0,80}|\{\{.{0,80}|\{#.{0,80}?#\}|\[\[[^\]]{0,80}\]\]|^(?:import|export) .{0,80}/m;

export const templateIn = ({ prose }: Content): string | undefined => TEMPLATE.exec(prose.join(' '))?.[0];

export const plain = (text: string): string =>
  folded(text)
    .replaceAll('\ufe0e', '')
    .replace(/[\s\u00a0\u200b]+/g, '');

/** Words of `left` that exceed those of `right`, counting repetitions. */
export function beyond(left: readonly string[], right: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const word of right.map(folded)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return left.filter((word) => {
    const count = counts.get(folded(word)) ?? 0;
    counts.set(folded(word), count - 1);
    return count <= 0;
  });
}
