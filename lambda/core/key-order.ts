/**
 * The order of keys: by UTF-8 bytes, which is the order of code points and the order in which S3 lists. JavaScript's `<` compares UTF-16 code
 * units and puts an emoji before U+E000..U+FFFF.
 */

/** Greater than every key that does not begin with this noncharacter: the `to` of a range that has no end. */
export const LAST_KEY = '\u{10FFFF}';

/** Moves surrogates, the halves of code points from U+10000 on, above U+E000..U+FFFF. */
const rank = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800);

/** Negative if `a` comes first, 0 if they are equal. A lone surrogate, which UTF-8 cannot write, is ordered too, among the code points from U+10000 on. */
export function compareKeys(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at += 1) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

export const byKey = (a: { key: string }, b: { key: string }): number => compareKeys(a.key, b.key);

/** Whether `key` comes after `other`; every key comes after undefined. */
export const isAfter = (key: string, other: string | undefined): boolean => other === undefined || compareKeys(key, other) > 0;

/** The range of the keys that begin with `prefix`, as `from` and `to`. */
export const prefixRange = (prefix: string): [from: string, to: string] => [prefix, prefix + LAST_KEY];
