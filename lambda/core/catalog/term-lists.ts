/** Feeds of all terms of a taxonomy, as Hugo has them: an entry for each term, dated by its newest post, that leads to its page there. */
import type { ListItem } from '../feed/feed-document.ts';
import type { Entry, Site, Taxonomy } from '../model.ts';
import type { TermCount } from './facts/term-counts.ts';

/** `https://blog.example/tags/c++/`; a `#` stays, as in Hugo's id. */
const linkOf = (template: string, slug: string, { link }: Pick<Site, 'link'>): string =>
  link + encodeURI(template.replace(/[^/]*$/, '').replace(':slug', slug));

/** @param terms newest first */
export function listItems(taxonomy: Taxonomy, terms: readonly TermCount[], site: Site): ListItem[] {
  const template = site.termPaths?.[taxonomy]?.rss?.[0];
  return template === undefined
    ? []
    : terms.flatMap(({ feed, name, newest }) => (newest === undefined ? [] : [{ name, link: linkOf(template, feed.slug, site), newest }]));
}

export const listEntries = (items: readonly ListItem[]): Entry[] =>
  items.map(({ name, link, newest }) => ({
    ...{ key: '', id: link, link, title: name, published: newest, updated: newest },
    ...{ authors: [], terms: [], summary: '', html: '' },
  }));
