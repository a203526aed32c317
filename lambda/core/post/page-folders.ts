import type { Key, Site } from '../model.ts';
import { rootOf } from './sections.ts';

/** Top-level files and folders of pages that a blog has beside its posts, and that archetypes give a date. */
const NAMES = new Set(
  [
    'about about-me about-us api archive archives author authors careers colophon contact cookies cookie-policy cv disclaimer',
    'doc docs documentation faq handbook help impressum imprint jobs legal license licenses links manual newsletter now',
    'page pages people policies policy privacy privacy-policy reference resume search subscribe support team terms',
    'terms-of-service terms-of-use uses',
  ].flatMap((line) => line.split(' ')),
);

/** Whether the file is a page by its place, in a Hugo site that does not say which sections are posts. */
export function isInPages(key: Key, site: Site): boolean {
  if (site.generator !== 'hugo') return false;
  const root = rootOf(key, site);
  if (root === '' || !site.posts.includes(`${root}**`)) return false;
  const top = /^[^/.]+/.exec(key.slice(root.length))?.[0] ?? '';
  return NAMES.has(top.toLowerCase().replaceAll('_', '-'));
}
