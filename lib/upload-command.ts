/** The command that uploads a folder of posts. */

/**
 * What must never be in the bucket of the posts, at any depth: secrets, histories, what Linefeed and package managers keep, and what generators
 * write. Patterns of `aws s3 sync`, in which `*` stands for slashes as well.
 */
const FOLDERS = ['.git', '.linefeed', 'node_modules', '.aws', '.ssh'];
const FILES = ['.env*', '.git', '.npmrc', '.netrc'];
/** Only beside the posts: further down, a folder may be called so. `linefeed build` and Hugo write `public`, Jekyll and Eleventy `_site`, Astro `dist`. */
const OUTPUTS = ['public', '_site', 'dist'];

export const NEVER_UPLOADED: readonly string[] = [
  ...FILES.flatMap((name) => [name, `*/${name}`]),
  ...FOLDERS.flatMap((name) => [`${name}/*`, `*/${name}/*`]),
  ...OUTPUTS.map((name) => `${name}/*`),
];

/** @param prefix of the posts' keys, with a slash at its end if it has any */
export const uploadCommandFor = (bucket: string, prefix: string): string =>
  ['aws s3 sync .', `s3://${bucket}/${prefix}`, ...NEVER_UPLOADED.map((pattern) => `--exclude "${pattern}"`)].join(' ');
