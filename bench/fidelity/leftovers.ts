import type { Difference } from './compare.ts';
import { contentOf, templateIn } from './content.ts';
import type { Item } from './item.ts';

/** Template syntax outside of code. */
export const leftovers = (items: readonly Item[]): Difference[] =>
  items.flatMap(({ html = '', url, source = url }) => {
    const ours = templateIn(contentOf(html, url));
    return ours === undefined ? [] : [{ class: 'text: template syntax' as const, post: source, ours }];
  });
