/**
 * The rules by which two files are the same post: what a rename is, and what a copy is. Equal text alone is neither.
 *
 * docs/decisions has the table of combinations with the reasons ("Renames need two traits").
 */
import { digest } from '../hash.ts';
import type { Instant, Key, Post } from '../model.ts';
import type { Row, Version } from './catalog.ts';

/**
 * Milliseconds between the removal of the old file and the writing of the new one, in either order, within which the two can be a rename.
 * S3 reports a rename as two unrelated events, and tools that synchronize write every new file before they delete the first old one,
 * which takes minutes for thousands of posts. A new post that resembles a published one waits this long, so it must not be longer.
 */
export const RENAME_WINDOW = 5 * 60_000;

/** Characters. Shorter bodies are often equal by chance, so their digest includes the title and the date. */
const TELLING_LENGTH = 64;

/** Digest by which equal bodies are recognized. */
export function textDigest({ body, title, published }: Pick<Post, 'body' | 'title' | 'published'>): string {
  const text = body.trim();
  return text.length < TELLING_LENGTH ? digest(text, title, published) : digest(text);
}

export const dayOf = (version: Version): string => version.published.slice(0, 10);

/** The traits, most telling first. An empty value agrees with nothing. */
const TRAITS = {
  address: ({ link }: Version) => link,
  body: ({ text }: Version) => text,
  title: ({ title }: Version) => title,
  slug: ({ slug }: Version) => slug,
  day: dayOf,
};

export type Trait = keyof typeof TRAITS;
const NAMES = Object.keys(TRAITS) as Trait[];

/** Titles and slugs are usually made from each other, so without a third trait they are one: a series keeps both from week to week. */
const isTelling = (traits: Trait[]): boolean => traits.length >= 2 && traits.join() !== 'title,slug';

function subsets([first, ...rest]: readonly Trait[]): Trait[][] {
  if (first === undefined) return [[]];
  const others = subsets(rest);
  return [...others.map((each) => [first, ...each]), ...others];
}

/** Every combination of traits that makes a rename: those with more traits first, then those with more telling ones. */
export const RENAMES: readonly Trait[][] = subsets(NAMES)
  .filter(isTelling)
  .sort((a, b) => b.length - a.length);

/**
 * One name for each combination, in the order of `RENAMES`: files with a common name can be a rename, and the first that they have in
 * common tells how alike they are. Undefined where a trait is empty. A translation shares none.
 */
export const renameNames = (version: Version): (string | undefined)[] => {
  const language = version.terms.languages.join();
  return RENAMES.map((traits) => {
    const values = traits.map((trait) => TRAITS[trait](version));
    return values.includes('') ? undefined : [traits.join(), language, ...values].join('\n');
  });
};

/** Whether the removal of one file and the writing of another were close enough. An unknown time of removal counts as close, to keep ids. */
export const isInTime = (removed: Instant | undefined, written: Instant): boolean =>
  removed === undefined || Date.parse(written) <= Date.parse(removed) + RENAME_WINDOW;

/** Until when a post that resembles a published one waits for that one's removal. */
export const waitsUntil = ({ state, written }: Pick<Row, 'state' | 'written'>): Instant | undefined =>
  state === 'waiting' && written !== undefined ? endOfWait(written) : undefined;

export const endOfWait = (written: Instant): Instant => new Date(Date.parse(written) + RENAME_WINDOW).toISOString();

/** Posts that share one of these names cannot both be published. */
export const copyNames = (version: Version): { address: string; content: string } => ({
  address: `address\n${version.link}`,
  // A translation that is not translated yet is no copy.
  content: version.text === '' ? '' : ['content', version.terms.languages, version.text, version.title, dayOf(version)].join('\n'),
});

/** A file that is named as a copy of another needs less to be one: its title, or its text. */
export const sharesContent = (a: Version, b: Version): boolean =>
  a.terms.languages.join() === b.terms.languages.join() &&
  ((a.text !== '' && a.text === b.text) || (a.title !== '' && a.title === b.title));

const WORD = '(?:copy|kopie|copie|copia|cópia|kopia)';

/** How file managers and sync tools name copies of `X`, as of a file without its ending. */
const COPIES: readonly RegExp[] = [
  // macOS: `X copy`, `X copy 2`. Windows: `X - Copy`, `X - Copy (2)`.
  new RegExp(`^(.+?)(?: [-–])? ${WORD}(?: \\d+| \\(\\d+\\))?$`, 'iu'),
  // Browsers and Windows: `X (1)`. iCloud and macOS: `X 2`.
  /^(.+?)(?: \(\d+\)| \d+)$/u,
  // Dropbox, Nextcloud: `X (conflicted copy 2026-01-02)`, `X (Ann's conflicted copy 2026-01-02)`. GNOME: `X (copy)`, `X (3rd copy)`.
  new RegExp(`^(.+?) \\([^()]*\\b${WORD}\\b[^()]*\\)$`, 'iu'),
  // Syncthing: `X.sync-conflict-20260102-093000-ABCDEFG`. ownCloud: `X_conflict-20260102-093000`.
  /^(.+?)(?:\.sync-conflict|_conflict)-[\w-]+$/u,
  // Google Drive: `Copy of X`.
  new RegExp(`^${WORD} (?:of|von|de|di|z) (.+)$`, 'iu'),
];

const originalNames = (name: string): string[] => COPIES.flatMap((pattern) => pattern.exec(name)?.[1] ?? []);

/** The keys of which this one is named as a copy, whether or not they exist; its file or, for `index.md`, its folder. */
export function originalKeys(key: Key): Key[] {
  const [, folder = '', stem = '', ending = ''] = /^((?:.*\/)?)([^/]+?)((?:\.\w+)?)$/su.exec(key) ?? [];
  const [, above = '', name = ''] = /^((?:.*\/)?)([^/]+)\/$/su.exec(folder) ?? [];
  const inFolder = /^_?index(?:\.[\w-]+)?$/.test(stem) ? originalNames(name).map((original) => `${above}${original}/${stem}${ending}`) : [];
  return [...originalNames(stem).map((original) => folder + original + ending), ...inFolder];
}
