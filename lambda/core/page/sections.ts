import type { Addresses } from '../feed/feed-document.ts';
import type { SafeEntry } from '../feed/safe-document.ts';
import type { Taxonomy } from '../model.ts';
import { alternates } from './alternates.ts';
import { type Address, addressesOf, FORMAT_NAMES } from './formats.ts';
import { groupByLetter, type LetterGroup } from './letter-index.ts';
import type { Locale } from './locale.ts';
import { html, Markup } from './markup.ts';
import { type Messages, nameOfTaxonomy } from './messages.ts';
import { type TermFeed, taxonomiesOf } from './page-document.ts';
import { type Reader, readersFor } from './readers.ts';
import { belowPage } from './relative.ts';
import type { SafePage } from './safe-page.ts';

/** Larger groups are folded. */
const MAX_OPEN_TERMS = 30;
/** Larger groups have an index: pages have no script to filter. */
const MAX_PLAIN_TERMS = 50;

/** `feed:` opens the default reader. */
export function subscribe(page: SafePage, { messages }: Locale): Markup {
  const addresses = addressesOf(page.term?.self ?? page.main);
  return html`<section aria-labelledby="subscribe">
<h2 id="subscribe">${messages.subscribe}</h2>
<p>${messages.what} ${messages.how}</p>
<div class="open">
<a class="button" href="feed:${addresses[0].href}">${FEED_MARK}${messages.open}</a>
<p class="soft">${messages.otherwise}</p>
</div>
${!page.preview && readers(addresses[0], messages)}${addressList(page.term?.self ?? page.main, page.address)}
</section>`;
}

/** Not on previews: their address is secret. */
const readers = ({ href }: Address, messages: Messages): Markup => html`<p class="soft" id="readers">${messages.readers}</p>
${appLinks(readersFor(href))}
`;

export const appLinks = (apps: readonly Reader[]): Markup => html`<ul class="readers" aria-labelledby="readers">
${apps.map(({ name, href, isWeb }) => html`<li><a href="${href}"${isWeb && html` rel="nofollow noreferrer"`}>${name}</a></li>\n`)}</ul>`;

export const addressList = (self: Addresses, page: string): Markup => html`<dl class="card">
${addressesOf(self).map((each) => row(each, page))}</dl>`;

const row = ({ format, href }: Address, page: string): Markup => html`<div>
<dt><a href="${belowPage(href, page)}">${FORMAT_NAMES[format]}</a></dt>
<dd><code dir="ltr">${href}</code></dd>
</div>
`;

/** Making one takes longer than a page. */
const dayFormats = new Map<string, Intl.DateTimeFormat>();

function dayFormat(language: string, timeZone: string): Intl.DateTimeFormat {
  const name = `${language} ${timeZone}`;
  const day = dayFormats.get(name) ?? new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone });
  dayFormats.set(name, day);
  return day;
}

export function newest({ entries, language, timezone }: SafePage, { messages, own }: Locale): Markup {
  const day = dayFormat(language, timezone);
  const list = html`<ul class="entries">
${entries.map((each) => entry(each, day, own(each.language), own()))}</ul>`;
  return html`<section aria-labelledby="newest">
<h2 id="newest">${messages.newest}</h2>
${entries.length > 0 ? list : html`<p class="soft">${messages.nothing}</p>`}
</section>`;
}

function entry({ link, title, published, summary }: SafeEntry, day: Intl.DateTimeFormat, language: Markup, blogs: Markup): Markup {
  return html`<li>
<h3${language}><a href="${link}">${title}</a></h3>
<time datetime="${published.toISOString()}"${blogs}>${day.format(published)}</time>
${summary !== '' && html`<p${language}>${summary}</p>`}
</li>
`;
}

export function terms({ terms: all, more, home, language }: SafePage, locale: Locale): Markup {
  const collator = new Intl.Collator(language);
  const groups = taxonomiesOf(all).map((taxonomy) => {
    const members = all.filter((term) => term.taxonomy === taxonomy);
    members.sort((a, b) => collator.compare(a.name, b.name) || (a.name < b.name ? -1 : 1));
    return members.length > 0 ? group(taxonomy, members, home, language, locale) : html``;
  });
  const others = more > 0 && html`<p class="soft">${locale.messages.more(more.toLocaleString(language))}</p>\n`;
  return all.length > 0 ? html`<section>\n${groups}${others}</section>` : html``;
}

function group(taxonomy: Taxonomy, members: TermFeed[], home: string, language: string, { messages, own }: Locale): Markup {
  const list = (part: TermFeed[]) => html`<ul class="terms"${own()}>
${part.map((member) => line(member, home))}</ul>`;
  return html`<details${members.length <= MAX_OPEN_TERMS && html` open`}>
<summary><h2>${nameOfTaxonomy(messages.groups, taxonomy)}</h2> <span class="number">${members.length}</span></summary>
${members.length > MAX_PLAIN_TERMS ? indexed(taxonomy, groupByLetter(members, language), list, { messages, own }) : list(members)}
</details>
`;
}

function indexed(
  taxonomy: Taxonomy,
  groups: LetterGroup<TermFeed>[],
  list: (part: TermFeed[]) => Markup,
  { messages, own }: Pick<Locale, 'messages' | 'own'>,
): Markup {
  const id = (index: number) => `${taxonomy}-${index + 1}`;
  return html`<nav class="letters" aria-label="${nameOfTaxonomy(messages.groups, taxonomy)}"${own()}>
${groups.map(({ label }, index) => html`<a href="#${id(index)}">${label}</a>\n`)}</nav>
<dl>
${groups.map(({ label, members }, index) => html`<dt class="letter" id="${id(index)}"${own()}>${label}</dt>\n<dd>${list(members)}</dd>\n`)}</dl>`;
}

function line({ name, page, posts, self }: TermFeed, home: string): Markup {
  const [{ format, href }] = addressesOf(self);
  const feed = html`<a href="${belowPage(href, home)}" aria-label="${FORMAT_NAMES[format]}: ${name}">${FORMAT_NAMES[format]}</a>`;
  return html`<li><a href="${belowPage(page, home)}"><bdi>${name}</bdi></a> <span>${posts}</span> ${feed}</li>\n`;
}

export function ownSite({ title, main, opml, home }: SafePage, { messages }: Locale): Markup {
  const lines = alternates(title, main).map(({ source }) => source);
  return html`<section>
${opml !== undefined && html`<p class="more"><a href="${belowPage(opml, home)}">${messages.all}</a></p>`}
<details>
<summary>${messages.yours}</summary>
<p>${messages.paste}</p>
<pre dir="ltr"><code>${lines.join('').trimEnd()}</code></pre>
</details>
</section>`;
}

const FEED_MARK = new Markup(
  '<svg viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" aria-hidden="true"><path d="M3 8a5 5 0 0 1 5 5M3 3a10 10 0 0 1 10 10M3.5 12.5h0"></path></svg>',
);
