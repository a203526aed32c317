/** The fields of front matter by which an author says how feeds show a post. What a theme means by them otherwise is left alone. */
import type { Post } from '../model.ts';
import { isMap } from '../text/data-text.ts';
import { type Fields, webAddress } from '../text/fields.ts';

/** `feed: false`; Eleventy's `eleventyExcludeFromCollections: true`. */
export const readListed = (fields: Fields): boolean =>
  !(fields.find('feed')?.value === false || fields.find('eleventyExcludeFromCollections')?.value === true);

/** `content: summary`; jekyll-feed's `feed: {excerpt_only: true}`. */
export function readContent(fields: Fields): Post['content'] {
  const { value } = fields.find('content') ?? {};
  if (value === 'full' || value === 'summary') return value;
  if (value !== undefined)
    fields.report('content', 'expected full or summary, so it is left out; a post has its text below the front matter', 'warning');
  const feed = fields.find('feed')?.value;
  return isMap(feed) && feed.excerpt_only === true ? 'summary' : undefined;
}

const IMAGES = ['image', 'cover', 'cover_image', 'heroImage', 'featured_image', 'featuredImage'];
/** Inside of a map: Jekyll's, Hugo's themes', Astro's. */
const SOURCES = ['path', 'url', 'src', 'image', 'facebook', 'feature'];
const DESCRIPTIONS = ['alt', 'caption'];

/** An address or a path, alone or in a map with its description; not yet absolute. */
export function readImage(fields: Fields): Post['image'] {
  const found = fields.find(...IMAGES);
  if (!found || typeof found.value === 'boolean') return undefined;
  const { field, value } = found;
  if (typeof value === 'string')
    return { url: value.trim(), ...alt(fields.find('image_alt', 'imageAlt', 'heroImageAlt', 'cover_alt')?.value) };
  const inside = isMap(value) ? fields.within(field) : undefined;
  const url = inside?.find(...SOURCES)?.value;
  if (typeof url === 'string') return { url: url.trim(), ...alt(inside?.find(...DESCRIPTIONS)?.value) };
  const example = fields.example(field, '/images/cover.jpg');
  fields.report(field, `expected an address or a path, such as ${example}; the post is published without`, 'warning');
  return undefined;
}

const alt = (value: unknown): { alt?: string } => (typeof value === 'string' && value.trim() !== '' ? { alt: value.trim() } : {});

/** What a post is about, in a link blog. Another kind of `link` or `url` is a theme's, or the post's own address. */
export function readExternal(fields: Fields): string | undefined {
  const own = fields.url('external_url', 'externalUrl');
  if (own !== undefined) return own;
  const { value } = fields.find('link') ?? {};
  return typeof value === 'string' ? webAddress(value.trim()) : undefined;
}
