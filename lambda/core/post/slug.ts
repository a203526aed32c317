/** Text -> part of an address, as the generators make it. */

/** Jekyll's `slugify` in its mode "pretty": keeps what may stand in a URL, other runs become one hyphen. */
export const prettySlug = (text: string): string => text.replace(/[^\p{M}\p{L}\p{Nd}._~!$&'()+,;=@]+/gu, '-').replace(/^-+|-+$/g, '');

/** Jekyll's `slugify` in its default mode: letters and digits, lower case. */
export const slugify = (text: string): string =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{M}\p{L}\p{Nd}]+/gu, '-')
    .replace(/^-+|-+$/g, '');

/** Hugo's `urlize`: lower case, spaces become hyphens, most other signs go. */
export const urlize = (text: string): string =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{M}\p{L}\p{Nd}\s._#+~@/-]+/gu, '')
    .trim()
    .replace(/-?\s+-?/g, '-');

/** `hello-world` -> `Hello World`, as Jekyll names a post without a title. */
export const titleFromSlug = (slug: string): string =>
  slug
    .split(/[-_\s]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ')
    .trim();
