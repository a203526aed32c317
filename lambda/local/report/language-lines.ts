import { printable } from '../../core/text/printable.ts';
import { grouped } from '../text.ts';
import type { Languages } from './languages.ts';

const MOST_NAMED = 8;

export function languageLines(languages: Languages | undefined): string[] {
  if (!languages) return [];
  const { main, separate, others } = languages;
  const all = Object.entries(others);
  const [first] = all;
  const named = all
    .slice(0, MOST_NAMED)
    .map(([language, { posts, feed }]) => `${printable(language)} (${grouped(posts)}): ${printable(feed)}`);
  const list = [...named, ...(all.length > MOST_NAMED ? [`${all.length - MOST_NAMED} more`] : [])].join(', ');
  if (separate)
    return [
      `languages: the main feed is in ${main}; others have their own: ${list}; for one feed of all, write terms: [categories, tags, authors] into linefeed.yaml`,
    ];
  const advice = `write the language of the blog into linefeed.yaml, such as language: ${printable(first?.[0] ?? main)}`;
  return [`languages: the oldest post is not in ${main}, so the main feed has all posts; others have their own too: ${list}; ${advice}`];
}
