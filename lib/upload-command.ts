/** Secrets, histories, tool state, at any depth: `*` matches slashes in `aws s3 sync`. */
const PRIVATE_FOLDERS = ['.git', '.linefeed', 'node_modules', '.aws', '.ssh'];
const PRIVATE_FILES = ['.env*', '.git', '.npmrc', '.netrc'];
/** At the top only: written by `linefeed build`, Hugo (`public`), Jekyll, Eleventy (`_site`), Astro (`dist`). */
const OUTPUT_FOLDERS = ['public', '_site', 'dist'];

export const NEVER_UPLOADED: readonly string[] = [
  ...PRIVATE_FILES.flatMap((name) => [name, `*/${name}`]),
  ...PRIVATE_FOLDERS.flatMap((name) => [`${name}/*`, `*/${name}/*`]),
  ...OUTPUT_FOLDERS.map((name) => `${name}/*`),
];

/** @param prefix empty, or ending in a slash */
export const uploadCommandFor = (bucket: string, prefix: string): string =>
  ['aws s3 sync .', `s3://${bucket}/${prefix}`, ...NEVER_UPLOADED.map((pattern) => `--exclude "${pattern}"`)].join(' ');
