/**
 * OPML 2.0 (https://opml.org/spec2.opml, "Subscription lists"), with a folder per taxonomy.
 *
 * One format a feed, or importers repeat posts: RSS if present, for `type="rss"`. No date: posts do not change the list.
 */

import type { Addresses } from '../feed/feed-document.ts';
import type { FencingToken } from '../model.ts';
import { escapeAttribute, escapeText } from '../text/escape.ts';
import { addressesOf } from './formats.ts';
import { type Locale, localeFor } from './locale.ts';
import { nameOfTaxonomy } from './messages.ts';
import { type PageDocument, taxonomiesOf } from './page-document.ts';
import { type SafePage, safePage } from './safe-page.ts';

export function renderOpml(document: PageDocument, { generation, rev }: FencingToken): string {
  const page = safePage(document);
  return `<?xml version="1.0" encoding="utf-8"?>
<!-- linefeed ${generation} ${rev} -->
<opml version="2.0">
  <head>
    <title>${escapeText(page.title)}</title>
    <docs>https://opml.org/spec2.opml</docs>
  </head>
  <body>
    ${outline(page.title, page.main, page)}
${folders(page, localeFor(page.language))}${more(page)}  </body>
</opml>
`;
}

/** A comment: readers would list an outline as a feed. */
const more = (page: SafePage): string =>
  page.more > 0 ? `    <!-- the ${page.terms.length} terms with most posts; there are ${page.more} more -->\n` : '';

function folders(page: SafePage, { messages }: Locale): string {
  const written = taxonomiesOf(page.terms).map((taxonomy) => {
    const members = page.terms.filter((term) => term.taxonomy === taxonomy);
    const lines = members.map(({ title, self }) => `      ${outline(title, self, page)}\n`);
    return lines.length > 0
      ? `    <outline text="${escapeAttribute(nameOfTaxonomy(messages.groups, taxonomy))}">\n${lines.join('')}    </outline>\n`
      : '';
  });
  return written.join('');
}

/** `htmlUrl` is the feed's own link. */
function outline(title: string, self: Addresses, { link, description, language }: SafePage): string {
  const attributes = {
    type: 'rss',
    text: title,
    title,
    description,
    language,
    htmlUrl: link,
    xmlUrl: addressesOf(self)[0].href,
  };
  return `<outline ${Object.entries(attributes)
    .map(([name, value]) => `${name}="${escapeAttribute(value)}"`)
    .join(' ')}/>`;
}
