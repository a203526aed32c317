/** One episode with its show notes and chapters. */
import type { SafeEntry } from '../feed/safe-document.ts';
import { webAddress } from '../feed/safe-document.ts';
import { withoutFrames } from '../html/html.ts';
import type { FencingToken } from '../model.ts';
import { alternates } from './alternates.ts';
import { clock, cover, facts, player } from './episode-parts.ts';
import { type Locale, localeFor } from './locale.ts';
import { html, Markup } from './markup.ts';
import type { PageDocument } from './page-document.ts';
import { pageFrame } from './page-frame.ts';
import { relativeTo } from './relative.ts';
import { type SafePage, safePage } from './safe-page.ts';
import { type ShowMessages, showMessagesFor } from './show-messages.ts';
import { SHOW_STYLE } from './show-style.ts';
import { PAGE_STYLE } from './style.ts';

/** More than a page is read for. */
const MOST_CHAPTERS = 1_000;

/** @param document with an episode's address; without an entry, the episode is gone, and the page says so */
export function renderEpisode(document: PageDocument, stamp: FencingToken): string {
  const page = safePage(document);
  const { title: show, home, main } = page;
  const [entry] = page.entries;
  const locale = localeFor(page.language);
  const messages = showMessagesFor(page.language);
  return pageFrame(page, locale, stamp, {
    title: entry ? `${entry.title} · ${show}` : show,
    meta: entry
      ? html`<meta name="description" content="${entry.summary}">\n<link rel="canonical" href="${entry.link}">`
      : html`<meta name="robots" content="noindex">`,
    alternates: alternates(show, main),
    style: PAGE_STYLE + SHOW_STYLE,
    body: html`<header class="small">
${cover(entry?.episode?.image ?? document.head.show?.image, page.address)}
<p class="kind"><a href="${relativeTo(page.address, home)}"${locale.own()}>${show}</a></p>
<h1${entry ? locale.own(entry.language) : locale.own()}>${entry?.title ?? show}</h1>
${entry && facts(entry, new Intl.DateTimeFormat(page.language, { dateStyle: 'medium', timeZone: page.timezone }), messages)}
</header>
<main>
${entry ? contents(entry, page, messages, locale) : html`<p class="lead">${messages.gone}</p>`}
</main>`,
  });
}

function contents(entry: SafeEntry, { home, address: here }: SafePage, messages: ShowMessages, { own }: Locale): Markup {
  const { title, link, enclosures: [file] = [], episode: { chapterList = [], transcripts = [] } = {} } = entry;
  const notes = withoutFrames(entry.html);
  const texts = transcripts.flatMap(({ url, type, language }) => {
    const address = webAddress(url);
    return address === undefined
      ? []
      : [html`<li><a href="${relativeTo(here, address)}">${[type, language].filter(Boolean).join(', ')}</a></li>\n`];
  });
  return html`${file && player(file, title, here, messages)}
${chapterList.length > 0 && chapters(chapterList.slice(0, MOST_CHAPTERS), file && relativeTo(here, file.url), messages)}
${
  notes !== '' &&
  html`<section aria-labelledby="lf-notes">
<h2 id="lf-notes">${messages.notes}</h2>
<div class="notes"${own(entry.language)}>${new Markup(notes)}</div>
</section>`
}
${
  texts.length > 0 &&
  html`<section aria-labelledby="lf-transcripts">
<h2 id="lf-transcripts">${messages.transcripts}</h2>
<ul>${texts}</ul>
</section>`
}
<p class="more facts"><span><a href="${link}">${messages.post}</a></span><span><a href="${relativeTo(here, home)}">${messages.episodes}</a></span></p>`;
}

/** A chapter's time opens the file there: https://www.w3.org/TR/media-frags/#naming-time */
function chapters(
  list: NonNullable<NonNullable<SafeEntry['episode']>['chapterList']>,
  file: string | undefined,
  messages: ShowMessages,
): Markup {
  return html`<section aria-labelledby="lf-chapters">
<h2 id="lf-chapters">${messages.chapters}</h2>
<ol class="chapters">
${list.map(({ start, title, url, image }) => {
  const [address, picture] = [webAddress(url), webAddress(image)];
  const name = title ?? clock(start);
  return html`<li><a href="${file ?? ''}#t=${start}">${clock(start)}</a> ${address === undefined ? html`<span>${name}</span>` : html`<a href="${address}">${name}</a>`}${
    picture !== undefined && html`<img src="${picture}" alt="" width="96" height="96" loading="lazy">`
  }</li>\n`;
})}</ol>
</section>`;
}
