import { pictureType } from '../media.ts';
import type { Content, Key, Picture, Post, Site } from '../model.ts';
import { optional } from '../optional.ts';
import { type Fields, webAddress } from '../text/fields.ts';
import { isMap } from '../text/is-map.ts';
import { oneLine } from '../text/one-line.ts';
import { CONVENTIONS } from './conventions.ts';
import { filesOf } from './files-of.ts';
import { renamedPicture } from './source-pictures.ts';

/** `content`, or jekyll-feed's `feed: { excerpt_only: true }`. */
export function readContent(fields: Fields): Content | undefined {
  const excerpt = fields.within('feed').flag('excerpt_only');
  const own = fields.shared('full or summary', (value) => (value === 'full' || value === 'summary' ? value : undefined), 'content');
  return own ?? (excerpt === undefined ? undefined : excerpt ? 'summary' : 'full');
}

/** `images`: Hugo's list. */
const IMAGES = ['image', 'cover', 'heroImage', 'coverImage', 'images'];
const BANNERS = ['cover', 'heroImage', 'coverImage'];
const PARTS = ['path', 'image', 'url', 'src'];

/** An address or a map with one; ignores others, such as `image: false`. */
export function readImage(
  fields: Fields,
  { key, link }: Pick<Post, 'key' | 'link'>,
  site: Site,
): Partial<Pick<Post, 'image' | 'imageFiles'>> {
  for (const name of IMAGES) {
    const value = fields.find(name)?.value;
    const [holder, names] = isMap(value) ? [fields.within(name), PARTS] : [fields, [name]];
    const found = holder.find(...names)?.value;
    if (found === undefined || typeof found === 'boolean') continue;
    const expected = 'an address such as https://blog.example/lens.jpg, or a path on the site such as /lens.jpg';
    const base = baseOf({ key, link }, holder, site);
    const addressOf = (given: unknown) =>
      (typeof given === 'string' ? renamedPicture(given.trim(), key, site) : undefined) ?? fileAddress(given, base, site);
    const url = holder.shared(expected, (given) => addressOf(Array.isArray(given) ? given[0] : given), ...names);
    const alt = isMap(value) && typeof value.alt === 'string' ? oneLine(value.alt) : '';
    if (url === undefined) return {};
    const sizes = site.cover && isMap(value) ? sizesIn(holder) : {};
    const image: Picture = { url, ...(alt && { alt }), ...(BANNERS.includes(name) && { banner: true }), ...sizes };
    const path = [found].flat()[0];
    const imageFiles = site.cover && typeof path === 'string' ? filesOf(path.trim(), url, key, site, pictureType) : [];
    return { image, ...(imageFiles.length > 0 && { imageFiles }) };
  }
  return {};
}

const sizesIn = (holder: Fields): Pick<Picture, 'width' | 'height' | 'length'> => {
  const whole = (...names: string[]) =>
    holder.shared('a number', (value) => (/^[1-9]\d{0,14}$/.test(String(value).trim()) ? Number(value) : undefined), ...names);
  return optional({ width: whole('width'), height: whole('height'), length: whole('length', 'bytes', 'size') });
};

/** Of a post's relative file addresses. */
export const baseOf = ({ key, link }: Pick<Post, 'key' | 'link'>, holder: Fields, site: Site): string =>
  isBelowPage(key, holder, site) ? link : site.link;

/** In Hugo, only a bundle has pictures of its own; PaperMod's `cover.relative` says so too. */
const isBelowPage = (key: Key, holder: Fields, { generator }: Site): boolean =>
  generator === 'hugo'
    ? /\/index(?:\.[\w-]+)?\.\w+$/.test(key) || holder.find('relative')?.value === true
    : !CONVENTIONS[generator].picturesBelowSite;

/** Source paths (`../lens.jpg`, `@/lens.jpg`) and templates. */
const NO_ADDRESS = /^\.\.\/|^[@~]|\{[{%]/;
/** Astro gives these other names. */
const ASTRO_SOURCE = /^(?:\.\/|\/?src\/)/;

export function fileAddress(given: unknown, base: string, { generator }: Site): string | undefined {
  if (typeof given !== 'string' || NO_ADDRESS.test(given.trim())) return undefined;
  if (generator === 'astro' && ASTRO_SOURCE.test(given.trim())) return undefined;
  const path = CONVENTIONS[generator].picturesBelowSite ? given.trim().replace(/^\/(?!\/)/, '') : given.trim();
  return URL.canParse(path, base) ? webAddress(new URL(path, base).href) : undefined;
}

/** A `link` to the blog is the post's own address. */
export function readExternalUrl(fields: Fields, site: Site): Post['externalUrl'] {
  const link = fields.find('link')?.value;
  const url =
    fields.shared(
      'an address that begins with https://',
      (value) => (typeof value === 'string' ? webAddress(value.trim()) : undefined),
      ...['external_url', 'externalUrl', 'external-url', 'externalLink', 'external_link'],
    ) ?? (typeof link === 'string' ? webAddress(link.trim()) : undefined);
  return url?.startsWith(site.link) ? undefined : url;
}
