/** Channel elements of the configuration, whose names it has checked. */
import type { ChannelElement, FeedOptions } from '../feed-options.ts';
import { escapeAttribute, escapeText } from '../text/escape.ts';
import { legal, legalLine } from './xml-text.ts';

type Extensions = FeedOptions['extensions'];

/** @param root with its declarations, but for `>` @returns it with the missing ones */
export function withNamespaces(root: string, extensions: Extensions): string {
  const missing = Object.entries(extensions?.namespaces ?? {}).filter(([prefix]) => !root.includes(` xmlns:${prefix}=`));
  return root + missing.map(([prefix, address]) => ` xmlns:${prefix}="${escapeAttribute(address)}"`).join('');
}

/** @param qualified only those with a prefix: Atom allows no others */
export const ownElements = (extensions: Extensions, qualified = false): string[] =>
  (extensions?.elements ?? []).filter(({ name }) => !qualified || name.includes(':')).map(element);

function element({ name, attributes = {}, text = '', children = [] }: ChannelElement): string {
  const list = Object.entries(attributes).map(([each, value]) => ` ${each}="${escapeAttribute(legalLine(value))}"`);
  const content = escapeText(legal(text)) + children.map(element).join('');
  return `<${name}${list.join('')}${content === '' ? '/>' : `>${content}</${name}>`}`;
}
