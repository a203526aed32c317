/**
 * Subscribe pages, without script and external resources, for strict CSP and local folders.
 *
 * Links for people are relative, for local previews; for programs, absolute.
 */
import type { FencingToken } from '../model.ts';
import { allAlternates } from './alternates.ts';
import { type Locale, localeFor } from './locale.ts';
import { html, type Markup } from './markup.ts';
import { nameOfTaxonomy } from './messages.ts';
import type { PageDocument } from './page-document.ts';
import { pageFrame } from './page-frame.ts';
import { type SafePage, safePage } from './safe-page.ts';
import { newest, ownSite, subscribe, terms } from './sections.ts';
import { PAGE_STYLE } from './style.ts';

/** Equal input and ICU data (dates, order of terms) give equal bytes, except for the stamp. */
export function renderPage(document: PageDocument, stamp: FencingToken): string {
  const page = safePage(document);
  const locale = localeFor(page.language);
  const { title, term, description, address } = page;
  return pageFrame(page, locale, stamp, {
    title: locale.messages.subscribeTo(term?.title ?? title),
    meta: html`<meta name="description" content="${description}">
${page.preview && html`<meta name="robots" content="noindex">\n<meta name="referrer" content="no-referrer">\n`}<link rel="canonical" href="${address}">`,
    alternates: allAlternates(page),
    style: PAGE_STYLE,
    body: html`<header>
${term ? termHeading(page, term, locale) : heading(page, locale)}
</header>
<main>
${subscribe(page, locale)}
${newest(page, locale)}
${terms(page, locale)}
${!term && !page.preview && ownSite(page, locale)}
</main>`,
  });
}

function heading({ title, description, link, icon }: SafePage, { own }: Locale): Markup {
  return html`${icon !== undefined && html`<img src="${icon}" alt="" width="56" height="56">`}
<h1${own()}>${title}</h1>
${description !== title && html`<p class="lead"${own()}>${description}</p>`}
<p class="site"><a href="${link}" dir="ltr">${asWritten(link)}</a></p>`;
}

function termHeading({ title }: SafePage, { taxonomy, name }: NonNullable<SafePage['term']>, { messages, own }: Locale): Markup {
  return html`<p class="kind">${nameOfTaxonomy(messages.kinds, taxonomy)}</p>
<h1${own()}><bdi>${name}</bdi></h1>
<p class="lead"><a href="../../"${own()}>${title}</a></p>`;
}

const asWritten = (link: string): string => link.replace(/^https?:\/\//, '').replace(/\/$/, '');
