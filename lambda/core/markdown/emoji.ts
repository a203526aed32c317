/** `:smile:` -> 😄, by the names of GitHub. Loaded on demand. */
import names from 'markdown-it-emoji/lib/data/full.mjs';

export const emojiOf = (name: string): string | undefined => (Object.hasOwn(names, name) ? names[name] : undefined);
