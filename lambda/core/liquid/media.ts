/** What stays of a tag or shortcode that cannot be run: its pictures and links. */
import { attributes, escapeHtml } from './contract.ts';

const PICTURE = /^[^\s"'<>]{1,1000}\.(?:png|jpe?g|gif|webp|svg|avif)(?:\?[^\s"'<>]{0,200})?$/i;
const ADDRESS = /^https?:\/\/[^\s"'<>]{1,1000}$/;
const TEXTS = ['alt', 'caption', 'title'];
const LINK_NAMES = ['href', 'link', 'url'];

export const isPicture = (value: string): boolean => PICTURE.test(value);

/** The end of a text within an HTML tag: the name, and what may be an open attribute. */
const IN_TAG = /<[a-z][\w-]*(?:\s[^<>]*)?$/i;
const IN_VALUE = /=\s*["'][^"'<>]*$/;
/** `[text](address)` and `<a href="address">text</a>` in a caption. */
const LINK =
  /\[([^[\]]{1,1000})\]\(((?:https?:\/\/|\/)[^\s"'<>()]{1,1000})\)|<a\s[^<>]{0,1000}?href=\\?["']?((?:https?:\/\/|\/)[^\s"'<>\\]{1,1000})\\?["']?[^<>]{0,1000}>([^<>]{1,1000})</gi;

const link = (address: string, text: string): string => `<a${attributes(['href', address])}>${escapeHtml(text)}</a>`;

/**
 * On one line; empty without any.
 * @param before the text before: within an attribute, as in `<img src="{% photo "a.jpg" %}">`, only the first address stays
 */
export function mediaOf(parameters: Iterable<readonly [name: string, value: string]>, before = ''): string {
  const all = [...parameters];
  if (IN_TAG.test(before)) {
    const [, address = ''] = all.find(([, value]) => isPicture(value) || ADDRESS.test(value)) ?? [];
    return IN_VALUE.test(before) ? escapeHtml(address) : '';
  }
  const text = all.find(([name]) => TEXTS.includes(name))?.[1];
  const values = [...new Map(all.map(([name, value]) => [value, name]))];
  return values
    .flatMap(([value, name]) => {
      if (isPicture(value)) return `<img${attributes(['src', value], ['alt', text])}>`;
      const isLink = ADDRESS.test(value) || (LINK_NAMES.includes(name) && /^[#/][^\s"'<>]{0,1000}$/.test(value));
      if (isLink) return link(value, text ?? value);
      return [...value.matchAll(LINK)].map(([, shown, to, href, inner]) => link(to ?? href ?? '', shown ?? inner ?? ''));
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
export const mediaOfArguments = (text: string, before: string): string =>
  mediaOf(
    [...text.matchAll(PARAMETER)].map(([, name = '', double, single]) => [name, double ?? single ?? ''] as const),
    before,
  );
