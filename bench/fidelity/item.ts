/** A post as one side shows it. Absent fields are not compared. */
export interface Item {
  /** Path of its source below the blog's folder. */
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
  /** Every post of the blog, so that a post of ours beyond them is an extra one. */
  isComplete: boolean;
}

/** Cannot compare; the message says what to do. */
export class FidelityError extends Error {}
