/** Jekyll's `slugify`, mode "pretty". */
export const prettySlug = (text: string): string => text.replace(/[^\p{M}\p{L}\p{Nd}._~!$&'()+,;=@]+/gu, '-').replace(/^-+|-+$/g, '');

/** Jekyll's `slugify`, default mode. */
export const slugify = (text: string): string =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{M}\p{L}\p{Nd}]+/gu, '-')
    .replace(/^-+|-+$/g, '');

/** Hugo's `urlize`. */
export const urlize = (text: string): string =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{M}\p{L}\p{Nd}\s._#+~@/-]+/gu, '')
    .trim()
    .replace(/-?\s+-?/g, '-');

/** github-slugger's `slug`. */
export const githubSlug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{M}\p{L}\p{Nd}\p{Nl}\p{Pc} -]+/gu, '')
    .replaceAll(' ', '-');

/** Quartz's `slugifyFilePath` and `simplifySlug`: of `a/index`, the folder with a slash. */
export const quartzSlug = (path: string): string =>
  path
    .replace(/\s/gu, '-')
    .replaceAll('&', '-and-')
    .replaceAll('%', '-percent')
    .replace(/[?#]/g, '')
    .replace(/(^|\/)_?index$/, '$1');

/** Jekyll's `titleize_slug`. */
export const jekyllTitle = (slug: string): string =>
  slug
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
    .join(' ')
    .trim();

/** `hello-world` -> `Hello World`; for addresses by title of posts without one. */
export const titleFromSlug = (slug: string): string =>
  slug
    .split(/[-_\s]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ')
    .trim();
