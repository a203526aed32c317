/** What stays of a tag or shortcode that cannot be run: its pictures and links. */
import { attributes, escapeHtml } from './contract.ts';

const PICTURE = /^[^\s"'<>]{1,1000}\.(?:png|jpe?g|gif|webp|svg|avif)(?:\?[^\s"'<>]{0,200})?$/i;
const ADDRESS = /^https?:\/\/[^\s"'<>]{1,1000}$/;
const TEXTS = ['alt', 'caption', 'title'];
const LINK_NAMES = ['href', 'link', 'url'];

export const isPicture = (value: string): boolean => PICTURE.test(value);

/** On one line; empty without any. */
export function mediaOf(parameters: Iterable<readonly [name: string, value: string]>): string {
  const all = [...parameters];
  const text = all.find(([name]) => TEXTS.includes(name))?.[1];
  const values = [...new Map(all.map(([name, value]) => [value, name]))];
  return values
    .flatMap(([value, name]) => {
      if (isPicture(value)) return `<img${attributes(['src', value], ['alt', text])}>`;
      const isLink = ADDRESS.test(value) || (LINK_NAMES.includes(name) && /^[#/][^\s"'<>]{0,1000}$/.test(value));
      return isLink ? `<a${attributes(['href', value])}>${escapeHtml(text ?? value)}</a>` : [];
    })
    .join(' ');
}

const PARAMETER = /(?:(?<![\w-])([\w-]+)\s*[:=]\s*)?(?:"([^"\n]*)"|'([^'\n]*)')/g;

/** `caption` of a tag's quoted arguments. */
export const captionOf = (text: string): string | undefined => {
  const [, , double, single] = [...text.matchAll(PARAMETER)].find(([, name]) => name === 'caption') ?? [];
  return double ?? single;
};

/** Of the quoted arguments of a tag. */
export const mediaOfArguments = (text: string): string =>
  mediaOf([...text.matchAll(PARAMETER)].map(([, name = '', double, single]) => [name, double ?? single ?? ''] as const));
