/** What generators do in different ways, one line for each difference; what is not told here is the same for all. */
import type { Generator } from '../model.ts';

export interface Conventions {
  /** Names in front matter are the same in any case. */
  anyCase?: true;
  /** A file without a date is a page, and no post. */
  pages?: true;
  /** Fields that a post's date is read from, the first that is there. */
  published: readonly string[];
  /** A date in a file's name stays in the slug if front matter has one too. */
  datedSlugs?: true;
  /** Names in a text are separated by white space. */
  spacedNames?: true;
  /** Addresses on the site that begin with no slash are below the blog, not below the post's page. */
  picturesBelowSite?: true;
  /** Whether `url` is the post's address: always, if it is a path from the root, or never. */
  url: 'address' | 'path' | 'other';
  /** Tags that only say which list of the generator a post is in. */
  collections?: readonly string[];
  /** A file `index.md` in a folder is the folder's post; other files beside it are none. */
  bundles?: true;
}

const PUBLISHED = ['date', 'pubDate', 'publishDate', 'pubdate', 'pubDatetime', 'publishedDate', 'publishedAt', 'post_date'];
const FIRST_PUBLISHED = ['publishDate', 'pubDate', 'date', 'published', 'post_date'];

export const CONVENTIONS: Record<Generator, Conventions> = {
  linefeed: { published: PUBLISHED, url: 'path' },
  jekyll: { published: PUBLISHED, url: 'other', spacedNames: true, picturesBelowSite: true },
  hugo: { published: FIRST_PUBLISHED, url: 'address', anyCase: true, pages: true, datedSlugs: true, bundles: true },
  zola: { published: PUBLISHED, url: 'other', pages: true, bundles: true },
  // Schemas are the blog's own; the last ones are what other programs write.
  astro: {
    published: ['pubDate', 'pubDatetime', ...PUBLISHED, 'createdAt', 'created_at', 'created_time', 'created'],
    url: 'path',
    pages: true,
  },
  // https://github.com/11ty/eleventy-base-blog leaves out the same ones.
  eleventy: { published: PUBLISHED, url: 'path', pages: true, collections: ['all', 'nav', 'post', 'posts'] },
  obsidian: { published: [...PUBLISHED, 'created'], url: 'path', pages: true },
  wordpress: { published: ['post_date', ...PUBLISHED], url: 'path', pages: true },
};
