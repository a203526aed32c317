import type { Generator } from '../model.ts';

export interface Conventions {
  anyCase?: true;
  /** Undated files are pages. */
  pages?: true;
  /** A file without front matter is a page. */
  plainPages?: true;
  /** The first field present wins. */
  published: readonly string[];
  /** The file name's date stays in the slug if front matter has one. */
  datedSlugs?: true;
  /** Names are separated by white space; a comma is part of a name. */
  spacedNames?: true;
  /** Titles and descriptions are HTML in the generator's feed; `smart`, with typographic quotes. */
  titles?: 'html' | 'smart';
  /** Pictures resolve against the site. */
  picturesBelowSite?: true;
  /** Whether `url` is the post's address: always, with a leading slash, never. */
  url: 'address' | 'path' | 'other';
  /** Tags that are collections. */
  collections?: readonly string[];
  /** `index.md` is its folder's only post. */
  bundles?: true;
}

const PUBLISHED = ['date', 'pubDate', 'publishDate', 'pubdate', 'pubDatetime', 'publishedDate', 'publishedAt', 'post_date'];
const FIRST_PUBLISHED = ['publishDate', 'pubDate', 'date', 'published', 'post_date'];

export const CONVENTIONS: Record<Generator, Conventions> = {
  linefeed: { published: PUBLISHED, url: 'path' },
  jekyll: { published: PUBLISHED, url: 'other', spacedNames: true, titles: 'smart', picturesBelowSite: true },
  hugo: {
    published: FIRST_PUBLISHED,
    titles: 'html',
    url: 'address',
    anyCase: true,
    pages: true,
    plainPages: true,
    datedSlugs: true,
    bundles: true,
  },
  zola: { published: PUBLISHED, url: 'other', pages: true, bundles: true },
  astro: {
    published: ['pubDate', 'pubDatetime', ...PUBLISHED, 'createdAt', 'created_at', 'created_time', 'created'],
    url: 'path',
    pages: true,
    plainPages: true,
    titles: 'html',
  },
  // https://github.com/11ty/eleventy-base-blog omits these.
  eleventy: {
    published: PUBLISHED,
    titles: 'html',
    url: 'path',
    pages: true,
    plainPages: true,
    collections: ['all', 'nav', 'post', 'posts'],
  },
  obsidian: { published: [...PUBLISHED, 'created'], url: 'path', pages: true, plainPages: true },
  wordpress: { published: ['post_date', ...PUBLISHED], url: 'path', pages: true, titles: 'html' },
};
