/** Autodiscovery links (RSS Advisory Board, "RSS Autodiscovery"; HTML, section 4.6.7.1). */
import type { Addresses } from '../feed/feed-document.ts';
import { type Address, addressesOf, FORMAT_NAMES, MEDIA_TYPES } from './formats.ts';
import { html, type Markup } from './markup.ts';
import type { TermFeed } from './page-document.ts';
import type { SafePage } from './safe-page.ts';

const alternate = (title: string, { format, href }: Address): Markup =>
  html`<link rel="alternate" type="${MEDIA_TYPES[format]}" title="${title} (${FORMAT_NAMES[format]})" href="${href}">\n`;

export const alternates = (title: string, self: Addresses): Markup[] => addressesOf(self).map((address) => alternate(title, address));

/** Readers offer these in one list, so it has the largest terms only. The page links to all. */
const MOST_TERMS = 100;

function largest(terms: readonly TermFeed[]): readonly TermFeed[] {
  if (terms.length <= MOST_TERMS) return terms;
  const kept = new Set([...terms].sort((a, b) => (b.posts ?? 0) - (a.posts ?? 0)).slice(0, MOST_TERMS));
  return terms.filter((term) => kept.has(term));
}

/** Only the page's own feeds. */
export function allAlternates({ title, main, term, terms }: SafePage): Markup[] {
  const others = term ? [{ title, self: main }] : largest(terms);
  return [
    ...alternates(term?.title ?? title, term?.self ?? main),
    ...others.map((other) => alternate(other.title, addressesOf(other.self)[0])),
  ];
}
