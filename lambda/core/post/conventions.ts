/** Differences between site generators. */
import type { Generator } from '../model.ts';

export interface Conventions {
  anyCase?: true;
  /** An undated file is a page, not a post. */
  pages?: true;
  /** Publication date fields; the first one present wins. */
  published: readonly string[];
  /** A date in the file name stays in the slug if front matter also has one. */
  datedSlugs?: true;
  /** White space separates the names in a string. */
  spacedNames?: true;
  /** Relative picture paths resolve against the site, not the post. */
  picturesBelowSite?: true;
  /** When `url` is the post's address: always, if it starts with a slash, or never. */
  url: 'address' | 'path' | 'other';
  /** Tags that only assign collections. */
  collections?: readonly string[];
  /** `index.md` is the post of its folder; other files there are not posts. */
  bundles?: true;
}

const PUBLISHED = ['date', 'pubDate', 'publishDate', 'pubdate', 'pubDatetime', 'publishedDate', 'publishedAt', 'post_date'];
const FIRST_PUBLISHED = ['publishDate', 'pubDate', 'date', 'published', 'post_date'];

export const CONVENTIONS: Record<Generator, Conventions> = {
  linefeed: { published: PUBLISHED, url: 'path' },
  jekyll: { published: PUBLISHED, url: 'other', spacedNames: true, picturesBelowSite: true },
  hugo: { published: FIRST_PUBLISHED, url: 'address', anyCase: true, pages: true, datedSlugs: true, bundles: true },
  zola: { published: PUBLISHED, url: 'other', pages: true, bundles: true },
  // Schemas vary; the last four names come from other programs.
  astro: {
    published: ['pubDate', 'pubDatetime', ...PUBLISHED, 'createdAt', 'created_at', 'created_time', 'created'],
    url: 'path',
    pages: true,
  },
  // As omitted by https://github.com/11ty/eleventy-base-blog.
  eleventy: { published: PUBLISHED, url: 'path', pages: true, collections: ['all', 'nav', 'post', 'posts'] },
  obsidian: { published: [...PUBLISHED, 'created'], url: 'path', pages: true },
  wordpress: { published: ['post_date', ...PUBLISHED], url: 'path', pages: true },
};
