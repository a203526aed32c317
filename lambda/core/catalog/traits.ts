/** Recognizes renames and copies. Reasons: the decision "Renames need two traits". */
import { digest } from '../hash.ts';
import { instantAt } from '../instant.ts';
import type { Instant, Key, Post } from '../model.ts';
import type { Row, Version } from './catalog.ts';

/**
 * Milliseconds between removal and write, in either order: sync tools write thousands of files before they delete. Price: a post that
 * resembles a published one waits this long.
 */
export const RENAME_WINDOW = 5 * 60_000;

/** Characters. Shorter bodies may be equal by chance, so title and date count too. */
const TELLING_LENGTH = 64;

export function textDigest({ body, title, published }: Pick<Post, 'body' | 'title' | 'published'>): string {
  const text = body.trim();
  return text.length < TELLING_LENGTH ? digest(text, title, published) : digest(text);
}

export const dayOf = (version: Version): string => version.published.slice(0, 10);

/** Strongest first. Empty values match nothing. */
const TRAITS = {
  address: ({ link }: Version) => link,
  body: ({ text }: Version) => text,
  title: ({ title }: Version) => title,
  slug: ({ slug }: Version) => slug,
  day: dayOf,
};

export type Trait = keyof typeof TRAITS;
const NAMES = Object.keys(TRAITS) as Trait[];

/** A slug usually comes from the title, so these two count as one. */
const isTelling = (traits: Trait[]): boolean => traits.length >= 2 && traits.join() !== 'title,slug';

function subsets([first, ...rest]: readonly Trait[]): Trait[][] {
  if (first === undefined) return [[]];
  const others = subsets(rest);
  return [...others.map((each) => [first, ...each]), ...others];
}

export const RENAMES: readonly Trait[][] = subsets(NAMES)
  .filter(isTelling)
  .sort((a, b) => b.length - a.length);

/**
 * In the order of `RENAMES`; undefined if empty. Files that share one can be a rename; the first ranks similarity. Translations share none.
 */
export const renameNames = (version: Version): (string | undefined)[] => {
  const language = version.terms.languages.join();
  return RENAMES.map((traits) => {
    const values = traits.map((trait) => TRAITS[trait](version));
    return values.includes('') ? undefined : [traits.join(), language, ...values].join('\n');
  });
};

/** Those of two traits: posts that share any of `renameNames` share one of these. */
export const pairNames = (version: Version): string[] =>
  renameNames(version).filter((name, index): name is string => name !== undefined && RENAMES[index]?.length === 2);

/** An unknown removal time matches, to keep ids. */
export const isInTime = (removed: Instant | undefined, written: Instant): boolean =>
  removed === undefined || Date.parse(written) <= Date.parse(removed) + RENAME_WINDOW;

export const waitsUntil = ({ state, written }: Pick<Row, 'state' | 'written'>): Instant | undefined =>
  state === 'waiting' && written !== undefined ? endOfWait(written) : undefined;

export const endOfWait = (written: Instant): Instant => instantAt(Date.parse(written) + RENAME_WINDOW);

/** Published posts must not share these. */
export const copyNames = (version: Version): { address: string; content: string } => ({
  address: `address\n${version.link}`,
  // A translation may still have the original text.
  content:
    version.text === '' ? '' : ['content', version.terms.languages, version.text, version.title || version.slug, dayOf(version)].join('\n'),
});

/** The only condition for a file with a copy's name. */
export const sharesContent = (a: Version, b: Version): boolean =>
  a.terms.languages.join() === b.terms.languages.join() &&
  ((a.text !== '' && a.text === b.text) || (a.title !== '' && a.title === b.title));

const WORD = '(?:copy|kopie|copie|copia|cópia|kopia)';

/** Without extension. */
const COPIES: readonly RegExp[] = [
  // macOS: `X copy 2`. Windows: `X - Copy (2)`.
  new RegExp(`^(.+?)(?: [-–])? ${WORD}(?: \\d+| \\(\\d+\\))?$`, 'iu'),
  // Browsers, Windows: `X (1)`. iCloud: `X 2`.
  /^(.+?)(?: \(\d+\)| \d+)$/u,
  // Dropbox, Nextcloud: `X (conflicted copy 2026-01-02)`. GNOME: `X (3rd copy)`.
  new RegExp(`^(.+?) \\([^()]*\\b${WORD}\\b[^()]*\\)$`, 'iu'),
  // Syncthing, ownCloud.
  /^(.+?)(?:\.sync-conflict|_conflict)-[\w-]+$/u,
  // Google Drive: `Copy of X`.
  new RegExp(`^${WORD} (?:of|von|de|di|z) (.+)$`, 'iu'),
];

const originalNames = (name: string): string[] => COPIES.flatMap((pattern) => pattern.exec(name)?.[1] ?? []);

/** By name, existing or not: a file, or the folder of an `index.md`. */
export function originalKeys(key: Key): Key[] {
  const [, folder = '', stem = '', ending = ''] = /^((?:.*\/)?)([^/]+?)((?:\.\w+)?)$/su.exec(key) ?? [];
  const [, above = '', name = ''] = /^((?:.*\/)?)([^/]+)\/$/su.exec(folder) ?? [];
  const inFolder = /^_?index(?:\.[\w-]+)?$/.test(stem) ? originalNames(name).map((original) => `${above}${original}/${stem}${ending}`) : [];
  return [...originalNames(stem).map((original) => folder + original + ending), ...inFolder];
}
