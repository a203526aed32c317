/** Subscribe page of a podcast. */
import type { SafeEntry } from '../feed/safe-document.ts';
import type { FencingToken } from '../model.ts';
import { allAlternates } from './alternates.ts';
import { cover, facts, player } from './episode-parts.ts';
import { addressesOf } from './formats.ts';
import { type Locale, localeFor } from './locale.ts';
import { html, type Markup } from './markup.ts';
import type { PageDocument } from './page-document.ts';
import { pageFrame } from './page-frame.ts';
import { appsFor } from './podcast-apps.ts';
import { qrCode } from './qr-code.ts';
import { type SafePage, safePage } from './safe-page.ts';
import { addressList, appLinks, ownSite, terms } from './sections.ts';
import { type ShowMessages, showMessagesFor } from './show-messages.ts';
import { SHOW_STYLE } from './show-style.ts';
import { PAGE_STYLE } from './style.ts';

/** @param document with a show */
export function renderShow(document: PageDocument, stamp: FencingToken): string {
  const page = safePage(document);
  const { show, term, description, address } = page;
  if (!show) throw new Error(`${address} is no page of a show`);
  const locale = localeFor(page.language);
  const messages = showMessagesFor(page.language);
  const [{ href: feed }] = addressesOf(show.self);
  return pageFrame(page, locale, stamp, {
    title: locale.messages.subscribeTo(show.title),
    meta: html`<meta name="description" content="${description}">\n<link rel="canonical" href="${address}">`,
    alternates: allAlternates(page),
    style: PAGE_STYLE + SHOW_STYLE,
    body: html`<header>
${cover(show.image, address)}
<p class="kind">${messages.kind}</p>
<h1${locale.own()}>${show.title}</h1>
${description !== show.title && html`<p class="lead"${locale.own()}>${description}</p>`}
${show.author !== undefined && html`<p class="site">${show.author}</p>`}
</header>
<main>
<section aria-labelledby="subscribe">
<h2 id="subscribe">${locale.messages.subscribe}</h2>
<p>${messages.what}</p>
<p class="soft" id="readers">${messages.apps}</p>
${appLinks(appsFor(feed, show.title, show))}
${phone(address, messages)}${addressList(show.self, address)}
</section>
${episodes(page, messages, locale)}
${terms(page, locale)}
${!term && ownSite(page, locale)}
</main>`,
  });
}

function phone(address: string, { scan }: ShowMessages): Markup {
  const code = qrCode(address);
  return code ? html`<div class="phone">${code}<p class="soft">${scan}</p></div>\n` : html``;
}

function episodes({ entries, language, timezone, address }: SafePage, messages: ShowMessages, locale: Locale): Markup {
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: timezone });
  const newest = entries.find(({ enclosures }) => enclosures?.length);
  const list = html`<ul class="entries">
${entries.map((each) => line(each, each === newest, { day, messages, locale, address }))}</ul>`;
  return html`<section aria-labelledby="newest">
<h2 id="newest">${messages.episodes}</h2>
${entries.length > 0 ? list : html`<p class="soft">${locale.messages.nothing}</p>`}
</section>`;
}

interface Shown {
  day: Intl.DateTimeFormat;
  messages: ShowMessages;
  locale: Locale;
  /** Of the page. */
  address: string;
}

function line(entry: SafeEntry, isNewest: boolean, { day, messages, locale: { own }, address }: Shown): Markup {
  const { link, title, language, summary, enclosures: [file] = [] } = entry;
  return html`<li>
<h3${own(language)}><a href="${link}">${title}</a></h3>
${facts(entry, day, messages)}
${summary !== '' && html`<p${own(language)}>${summary}</p>`}
${isNewest && file && player(file, title, address, messages)}
</li>
`;
}
