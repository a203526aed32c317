/** Settings of a site for what its posts contain. */
export interface BodyOptions {
  /** Ends the summary: `<!--more-->` */
  excerptSeparator: string;
  liquid: boolean;
  /** Whether `$` begins formulas; by default, as the generator does. */
  math?: boolean;
  /** Whether a line end in a paragraph is a `<br>`. @default false */
  lineBreaks?: boolean;
  /** Whether plain addresses become links; by default, as the generator does. `all`: also `example.org` and mail addresses. */
  autolinks?: 'none' | 'all';
}
