/** The fields of front matter that say how feeds show a post: how much of it, with which picture, and what it is a link to. */
import type { Content, Picture, Post, Site } from '../model.ts';
import { isMap } from '../text/data-text.ts';
import { type Fields, webAddress } from '../text/fields.ts';
import { oneLine } from '../text/one-line.ts';
import { CONVENTIONS } from './conventions.ts';

/** `feed: { excerpt_only: true }` is jekyll-feed's. */
export function readContent(fields: Fields): Content | undefined {
  const excerpt = fields.within('feed').flag('excerpt_only');
  const own = fields.shared('full or summary', (value) => (value === 'full' || value === 'summary' ? value : undefined), 'content');
  return own ?? (excerpt === undefined ? undefined : excerpt ? 'summary' : 'full');
}

/** What generators and themes call it. `images` is Hugo's list, the first counts. */
const IMAGES = ['image', 'cover', 'heroImage', 'coverImage', 'images'];
/** Names of pictures that stand above the post. */
const BANNERS = ['cover', 'heroImage', 'coverImage'];
const PARTS = ['path', 'image', 'url', 'src'];

/** An address, or a map with one; whatever else themes write there, such as `image: false`, says nothing. */
export function readImage(fields: Fields, link: string, site: Site): Picture | undefined {
  for (const name of IMAGES) {
    const value = fields.find(name)?.value;
    const [holder, names] = isMap(value) ? [fields.within(name), PARTS] : [fields, [name]];
    const found = holder.find(...names)?.value;
    if (found === undefined || typeof found === 'boolean') continue;
    const expected = 'an address such as https://blog.example/lens.jpg, or a path on the site such as /lens.jpg';
    const url = holder.shared(expected, (given) => imageAddress(Array.isArray(given) ? given[0] : given, link, site), ...names);
    const alt = isMap(value) && typeof value.alt === 'string' ? oneLine(value.alt) : '';
    return url === undefined ? undefined : { url, ...(alt && { alt }), ...(BANNERS.includes(name) && { banner: true }) };
  }
  return undefined;
}

/** A path in the sources (`../assets/lens.jpg`, `@/assets/lens.jpg`) or a template is no address. */
const NO_ADDRESS = /^\.\.\/|^[@~]|\{[{%]/;

/** Jekyll's paths are below the site, wherever they begin; other generators' are as in a link on the post's page. */
function imageAddress(given: unknown, link: string, { generator, link: site }: Site): string | undefined {
  if (typeof given !== 'string' || NO_ADDRESS.test(given.trim())) return undefined;
  const [path, base] = CONVENTIONS[generator].picturesBelowSite ? [given.trim().replace(/^\/(?!\/)/, ''), site] : [given.trim(), link];
  return URL.canParse(path, base) ? webAddress(new URL(path, base).href) : undefined;
}

/** A link blog's post is about another page. `link: /about/` is some theme's; an address on the blog itself is the post's own, as exporters write it. */
export function readExternalUrl(fields: Fields, site: Site): Post['externalUrl'] {
  const link = fields.find('link')?.value;
  const url =
    fields.shared(
      'an address that begins with https://',
      (value) => (typeof value === 'string' ? webAddress(value.trim()) : undefined),
      ...['external_url', 'externalUrl'],
    ) ?? (typeof link === 'string' ? webAddress(link.trim()) : undefined);
  return url?.startsWith(site.link) ? undefined : url;
}
