export interface ImportedPost {
  title: string;
  slug: string;
  /** As the export has it, with its zone: `2015-01-02T03:04:05Z` */
  date?: string | undefined;
  updated?: string | undefined;
  draft: boolean;
  /** Path of the address: `/2015/01/a-kettle/` */
  path?: string | undefined;
  /** The id that readers know. */
  id?: string | undefined;
  wordpressId?: number | undefined;
  categories: string[];
  tags: string[];
  authors: string[];
  summary?: string | undefined;
  image?: string | undefined;
  /** Address, size and type, a line each. */
  enclosure?: string | undefined;
  /** Other front matter; undefined members are not written. */
  fields?: Record<string, unknown>;
  html: string;
}

export interface ImportedBlog {
  title: string;
  link?: string | undefined;
  posts: ImportedPost[];
  /** Addresses of files that posts or pages use. */
  media: string[];
  /** What is not imported: `2 pages` */
  left: string[];
  /** Lines of `linefeed.yaml`. */
  settings?: string[];
  /** Lines to print. */
  notes?: string[];
}

/** `2 pages`; nothing of nothing. */
export const counted = (count: number, what: string, where = ''): string[] =>
  count > 0 ? [`${count} ${what}${count === 1 ? '' : 's'}${where}`] : [];
