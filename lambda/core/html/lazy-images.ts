/** Lazy images keep their address in a data attribute. */
import { mediaSrcset, mediaUrl } from './urls.ts';

export type Attributes = Record<string, string>;

const SOURCES = ['data-src', 'data-lazy-src', 'data-original', 'data-lazy', 'data-echo'];
const SOURCE_SETS = ['data-srcset', 'data-lazy-srcset', 'data-original-set'];

const PLACEHOLDER =
  /(?:^|[/_.-])(?:blank|placeholder|spacer|transparent|pixel|1x1|loading|loader|lazy)[\w-]{0,100}\.(?:gif|png|svg|jpe?g|webp)(?:\?|$)/i;
const NOTHING = /^(?:data:|blob:|about:|#|$)/i;
const LAZY = /(?:^|\s)(?:js-)?lazy(?:load(?:ed|ing)?)?(?:\s|$)/i;

const first = (attributes: Attributes, names: string[]): string | undefined =>
  names.map((name) => attributes[name]?.trim()).find((value) => value !== undefined && !NOTHING.test(value));

export const lazySource = (attributes: Attributes): string | undefined =>
  NOTHING.test(attributes.src?.trim() ?? '') ? first(attributes, SOURCES) : undefined;

export const isPicture = ({ src = '', srcset }: Attributes, base: string): boolean =>
  (!/^(?:data|blob):/i.test(src.trim()) && mediaUrl(src, base) !== undefined) ||
  (srcset !== undefined && mediaSrcset(srcset, base) !== undefined);

/** @returns undefined if unchanged */
export function withoutLaziness(attributes: Attributes, base: string): Attributes | undefined {
  const { src = '', srcset, class: className = '' } = attributes;
  const [lazySource, lazySet] = [first(attributes, SOURCES), first(attributes, SOURCE_SETS)];
  const isWaiting = NOTHING.test(src.trim()) || PLACEHOLDER.test(src.trim()) || LAZY.test(className);
  const isSetWaiting = srcset === undefined || NOTHING.test(srcset.trim());
  const isUsable = lazySource !== undefined && mediaUrl(lazySource, base) !== undefined;
  const isSetUsable = isSetWaiting && lazySet !== undefined && mediaSrcset(lazySet, base) !== undefined;
  if (!(isWaiting && isUsable) && !isSetUsable) return undefined;
  const { src: _, srcset: __, ...others } = attributes;
  return {
    ...(isWaiting && isUsable ? { src: lazySource } : NOTHING.test(src.trim()) ? {} : { src }),
    ...(isSetUsable ? { srcset: lazySet } : isSetWaiting ? {} : { srcset }),
    ...others,
  };
}
