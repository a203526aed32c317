/** The parts of the page for subscribers. */
import type { SafeEntry } from '../feed/safe-document.ts';
import { TAXONOMIES, type Taxonomy } from '../model.ts';
import { alternates } from './alternates.ts';
import { type Address, addressesOf, FORMAT_NAMES } from './formats.ts';
import type { Locale } from './locale.ts';
import { html, Markup } from './markup.ts';
import type { TermFeed } from './page-document.ts';
import type { SafePage } from './safe-page.ts';

/** A group with more terms than this is folded at first. */
const SHOWN_AT_ONCE = 30;

/** The scheme `feed:` opens whatever reader the visitor has told the system of; where there is none, there are the addresses. */
export function subscribe({ address, main, term }: SafePage, { messages: words }: Locale): Markup {
  const addresses = addressesOf(term?.self ?? main);
  return html`<section aria-labelledby="subscribe">
<h2 id="subscribe">${words.subscribe}</h2>
<p>${words.what} ${words.how}</p>
<div class="open">
<a class="button" href="feed:${addresses[0].href}">${FEED_MARK}${words.open}</a>
<p class="soft">${words.otherwise}</p>
</div>
<dl class="card">
${addresses.map((each) => row(each, address))}</dl>
</section>`;
}

const row = ({ format, href }: Address, page: string): Markup => html`<div>
<dt><a href="${relative(href, page)}">${FORMAT_NAMES[format]}</a></dt>
<dd><code dir="ltr">${href}</code></dd>
</div>
`;

/** Below a page, or wherever it is. */
const relative = (href: string, page: string): string => (href.startsWith(page) ? href.slice(page.length) : href);

export function newest({ entries, language, timezone }: SafePage, { messages: words, own }: Locale): Markup {
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: timezone });
  const list = html`<ul class="entries">
${entries.map((each) => entry(each, day, own(each.language), own()))}</ul>`;
  return html`<section aria-labelledby="newest">
<h2 id="newest">${words.newest}</h2>
${entries.length > 0 ? list : html`<p class="soft">${words.nothing}</p>`}
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

export function terms({ terms: all, home, language }: SafePage, voice: Locale): Markup {
  const inOrder = new Intl.Collator(language);
  const groups = TAXONOMIES.map((taxonomy) => {
    const members = all.filter((term) => term.taxonomy === taxonomy);
    members.sort((a, b) => inOrder.compare(a.name, b.name) || (a.name < b.name ? -1 : 1));
    return members.length > 0 ? group(taxonomy, members, home, voice) : html``;
  });
  return all.length > 0 ? html`<section>\n${groups}</section>` : html``;
}

function group(taxonomy: Taxonomy, members: TermFeed[], home: string, { messages: words, own }: Locale): Markup {
  return html`<details${members.length <= SHOWN_AT_ONCE && html` open`}>
<summary><h2>${words.groups[taxonomy]}</h2> <span class="number">${members.length}</span></summary>
<ul class="terms"${own()}>
${members.map((member) => line(member, home))}</ul>
</details>
`;
}

function line({ name, page, posts, self }: TermFeed, home: string): Markup {
  const [{ format, href }] = addressesOf(self);
  const feed = html`<a class="format" href="${relative(href, home)}" aria-label="${FORMAT_NAMES[format]}: ${name}">${FORMAT_NAMES[format]}</a>`;
  return html`<li><a href="${relative(page, home)}"><bdi>${name}</bdi></a> <span class="number">${posts}</span> ${feed}</li>\n`;
}

/** For the blog's author: the lines to paste. */
export function ownSite({ title, main, opml, home }: SafePage, { messages: words }: Locale): Markup {
  const lines = alternates(title, main).map(({ source }) => source);
  return html`<section>
${opml !== undefined && html`<p class="more"><a href="${relative(opml, home)}">${words.all}</a></p>`}
<details>
<summary>${words.yours}</summary>
<p>${words.paste}</p>
<pre dir="ltr"><code>${lines.join('').trimEnd()}</code></pre>
</details>
</section>`;
}

const FEED_MARK = new Markup(
  '<svg viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" aria-hidden="true"><path d="M3 8a5 5 0 0 1 5 5M3 3a10 10 0 0 1 10 10M3.5 12.5h0"></path></svg>',
);
