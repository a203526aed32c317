/** A post on one side of the comparison. Absent fields are not compared. */
export interface Item {
  /** Path of its source, relative to the blog. */
  source?: string;
  url: string;
  title?: string;
  /** ISO 8601. */
  date?: string;
  categories?: string[];
  html?: string;
  /** False for a page that the tool writes but does not count as a post. */
  isPost?: false;
}

export interface Reference {
  /** `jekyll 4.3.1`, or the file or folder. */
  name: string;
  items: Item[];
  /** Contains every post of the blog, so that others are extra posts. */
  isComplete: boolean;
}

/** The comparison is impossible; the message says what to do. */
export class FidelityError extends Error {}
