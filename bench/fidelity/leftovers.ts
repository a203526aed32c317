import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Difference } from './compare.ts';
import { contentOf, templateIn } from './content.ts';
import type { Ours } from './ours.ts';

const RAW = /\{%-?\s*raw\s*-?%\}([\s\S]*?)\{%-?\s*endraw\s*-?%\}/g;
const withoutSpace = (text: string): string => text.replace(/[\s*_`\\]+/g, '');

/** Template syntax outside code, except where the author marked it as text. `[[…]]` counts only in Obsidian vaults. */
export async function leftovers(dir: string, { items, generator }: Pick<Ours, 'items' | 'generator'>): Promise<Difference[]> {
  const found: Difference[] = [];
  for (const { html = '', url, source } of items) {
    const ours = templateIn(contentOf(html, url));
    if (ours === undefined || (ours.startsWith('[[') && generator !== 'obsidian')) continue;
    const text = source === undefined ? '' : await readFile(join(dir, source), 'utf8');
    const raw = [...text.matchAll(RAW)].map(([, part = '']) => withoutSpace(part));
    if (!raw.some((part) => withoutSpace(ours).startsWith(part.slice(part.search(/\{[{%#]/)).slice(0, 10)) && /\{[{%#]/.test(part)))
      found.push({ class: 'text: template syntax', post: source ?? url, ours });
  }
  return found;
}
