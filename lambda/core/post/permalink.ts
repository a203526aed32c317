import { wallClock } from '../text/date.ts';
import { type Address, sliceOf, tokensOf } from './permalink-tokens.ts';

const STYLES: Record<string, string> = {
  date: '/:categories/:year/:month/:day/:title.html',
  pretty: '/:categories/:year/:month/:day/:title/',
  ordinal: '/:categories/:year/:y_day/:title.html',
  weekdate: '/:categories/:year/W:week/:short_day/:title.html',
  none: '/:categories/:title.html',
};

const TOKEN = /:([a-z_]+)(?:\[((?:\d+|last)?(?::(?:\d+|last)?)?)\])?/g;

const template = (styleOrTemplate: string): string =>
  Object.hasOwn(STYLES, styleOrTemplate) ? (STYLES[styleOrTemplate] ?? '') : styleOrTemplate;

/** Without a token, all posts would share an address. */
export const hasTokens = (styleOrTemplate: string): boolean => template(styleOrTemplate).search(TOKEN) >= 0;

export const unknownTokens = (styleOrTemplate: string): string[] =>
  [...template(styleOrTemplate).matchAll(TOKEN)].map((found) => found[1] ?? '').filter((name) => !Object.hasOwn(tokensOf('jekyll'), name));

/** @returns the path below `Site.link`: `2026/03/01/hello/` */
export function permalink(styleOrTemplate: string, address: Address, timezone: string): string {
  const known = tokensOf(address.generator);
  const on = wallClock(address.published, timezone);
  const path = template(styleOrTemplate).replace(TOKEN, (whole, name: string, slice?: string) => {
    const value = Object.hasOwn(known, name) ? known[name]?.(address, on) : undefined;
    return value === undefined ? whole : slice === undefined ? value : sliceOf(value, slice);
  });
  return cleanPath(path);
}

/** `.` and `..`, plain or escaped: URLs treat both alike. */
const DOTS = /^(?:\.|%2e){1,2}$/i;

/** Keeps escapes, drops empty, `.` and `..` segments. */
function cleanPath(path: string): string {
  const segments = path.split('/').filter((segment) => segment !== '' && !DOTS.test(segment));
  const trailing = segments.length > 0 && path.endsWith('/') ? '/' : '';
  return segments.map(escapeSegment).join('/') + trailing;
}

/** RFC 3986 section 3.3. */
const escapeSegment = (segment: string): string =>
  encodeURIComponent(segment)
    .replace(/%(?:2[46BC]|3[ABD]|40)/g, decodeURIComponent)
    .replace(/%25([\dA-F]{2})/gi, '%$1');

/** For Jekyll's ids, with the slug unchanged. */
export function jekyllIdPath(path: string, slug: string): string {
  const folder = path.replace(/\/$/, '').split('/').slice(0, -1).join('/');
  return cleanPath(`${folder}/${slug}`);
}
