import { escapeHtml } from '../liquid/contract.ts';
import { embeddedAt } from './embedded-pages.ts';
import { type Attributes, lazySource } from './lazy-images.ts';
import { frameUrl, mediaUrl } from './urls.ts';

export interface Note {
  message: string;
  /** Locates the line. */
  quote: string;
}

export interface Replacement {
  text: string;
  note: Note | undefined;
}

/** Counters and script containers. */
export const isUnseenFrame = ({ width, height }: Attributes): boolean => [width, height].some((size) => size === '0' || size === '1');

/** The changed tag of a frame that stays. */
export function framePlayer(attributes: Attributes, base: string): { stays: boolean; tag?: string } {
  const lazy = lazySource(attributes);
  const source = lazy ?? attributes.src;
  if (source === undefined || frameUrl(source, base) === undefined) return { stays: false };
  return { stays: true, ...(lazy === undefined ? {} : { tag: tagOf('iframe', { ...attributes, src: lazy }) }) };
}

/**
 * @param kind `frame`
 * @param inside an `a`: no nested link
 */
export function linkFor(kind: string, source: string | undefined, title: string | undefined, base: string, inside: boolean): Replacement {
  const address = source === undefined || source.trim() === '' ? undefined : mediaUrl(source, base);
  const said = title?.trim() ?? '';
  if (source === undefined || address === undefined) {
    const instead = said === '' ? 'is left out' : `is left out, and its title "${said}" stays`;
    const message = `${kind}: it has no address that a feed can carry; it ${instead}; write a link to what it shows`;
    return { text: escapeHtml(said), note: { message, quote: source ?? said } };
  }
  const { name, page } = embeddedAt(address);
  const text = escapeHtml(said || name);
  const message = `${kind}: feeds cannot show one of ${name}; a link to ${page} stands in its place`;
  return { text: inside ? text : `<a href="${escapeHtml(page)}">${text}</a>`, note: { message, quote: source } };
}

export const tagOf = (name: string, attributes: Attributes): string =>
  `<${name}${Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escapeHtml(value)}"`)
    .join('')}>`;
