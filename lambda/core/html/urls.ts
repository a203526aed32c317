/** Absolute addresses with safe schemes, or undefined. */

import { isPlayer } from './players.ts';

const LINK_SCHEMES = new Set(['http:', 'https:', 'mailto:', 'tel:', 'ftp:']);
const MEDIA_SCHEMES = new Set(['http:', 'https:']);

/** Bounds the growth by absolute addresses. */
const MOST_CANDIDATES = 100;

const SIZE = /^[\d.]+[wxh]$/;

/** Unambiguous addresses stay. */
const PLAIN = /^https?:\/\/[\w.-]+(?::\d+)?(?:[/?#][\w\-.~:/?#@!$&()*+,;=%]*)?$/;

export const linkUrl = (value: string, base: string) => resolve(value, base, LINK_SCHEMES);
export const mediaUrl = (value: string, base: string) => resolve(value, base, MEDIA_SCHEMES);

export function frameUrl(value: string, base: string): string | undefined {
  const url = mediaUrl(value, base);
  if (url === undefined) return undefined;
  const parsed = new URL(url);
  parsed.protocol = 'https:';
  if (!isPlayer(parsed)) return undefined;
  return parsed.href;
}

/** Splits `srcset` as HTML does, without bad candidates. */
export function mediaSrcset(value: string, base: string): string | undefined {
  const candidates: string[] = [];
  let source = '';
  const add = (size: string) => {
    const url = source === '' ? undefined : mediaUrl(source, base);
    if (url !== undefined && (size === '' || SIZE.test(size))) candidates.push(size ? `${url} ${size}` : url);
    source = '';
  };
  for (const word of value.split(/\s+/)) {
    if (candidates.length >= MOST_CANDIDATES) break;
    const comma = word.indexOf(',');
    if (source === '') {
      source = withoutCommas(word);
      if (word.endsWith(',')) add('');
    } else if (comma >= 0) {
      add(word.slice(0, comma));
      source = withoutCommas(word.slice(comma));
    } else {
      add(word);
    }
  }
  add('');
  return candidates.length > 0 ? candidates.join(', ') : undefined;
}

function withoutCommas(word: string): string {
  let [start, end] = [0, word.length];
  while (word[start] === ',') start++;
  while (end > start && word[end - 1] === ',') end--;
  return word.slice(start, end);
}

function resolve(value: string, base: string, schemes: Set<string>): string | undefined {
  const trimmed = value.trim();
  if (PLAIN.test(trimmed)) return URL.canParse(trimmed) ? trimmed : undefined;
  if (!URL.canParse(trimmed, base)) return undefined;
  const url = new URL(trimmed, base);
  return schemes.has(url.protocol) ? url.href : undefined;
}
