/** HTTP header values (RFC 9110). */
import fresh from 'fresh';

/** @returns the decoded path */
export function pathOfTarget(target: string): string | undefined {
  // From a proxy.
  const [path = ''] = target.replace(/^https?:\/\/[^/?#]*/i, '').split(/[?#]/, 1);
  if (!path.startsWith('/')) return undefined;
  try {
    const names = path.slice(1).split('/').map(decodeURIComponent);
    return names.some((name) => name === '.' || name === '..' || /[/\\\0]/.test(name)) ? undefined : names.join('/');
  } catch {
    return undefined;
  }
}

export const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** Section 7.2: `[::1]:8485` -> `{ name: '[::1]', port: 8485 }` */
export function hostOf(header: string | undefined): { name: string; port: number } | undefined {
  const [, name, port = '80'] = /^(\[[\da-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?$/i.exec(header ?? '') ?? [];
  return name === undefined ? undefined : { name: name.toLowerCase(), port: Number(port) };
}

export interface Validators {
  /** Strong, with quotes. */
  etag: string;
  'last-modified': string;
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Section 13: whether to answer 304. `fresh` would obey the request's Cache-Control, which is for caches. */
export function isNotModified(request: Headers, validators: Validators): boolean {
  const { 'if-none-match': match, 'if-modified-since': since } = request;
  return fresh({ 'if-none-match': match, 'if-modified-since': since }, { ...validators });
}

export interface ByteRange {
  first: number;
  last: number;
}

/** Section 14: undefined for the whole document, also for multiple ranges and other units. */
export function rangeOf(request: Headers, size: number, validators: Validators): ByteRange | 'unsatisfiable' | undefined {
  const { range, 'if-range': condition } = request;
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(String(range ?? '').replaceAll(/[ \t]/g, '')) ?? [];
  if (from === '' && to === '') return undefined;
  if (condition !== undefined && condition !== validators.etag && condition !== validators['last-modified']) return undefined;
  if (from === '') return Number(to) === 0 || size === 0 ? 'unsatisfiable' : { first: Math.max(0, size - Number(to)), last: size - 1 };
  if (to !== '' && Number(to) < Number(from)) return undefined;
  if (Number(from) >= size) return 'unsatisfiable';
  return { first: Number(from), last: to === '' ? size - 1 : Math.min(Number(to), size - 1) };
}
