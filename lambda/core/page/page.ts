/**
 * PageDocument -> HTML of the page for subscribers, of the blog or of a term. It has no script and nothing from elsewhere, so it works under
 * a policy that allows neither, and from a folder on a disk.
 *
 * What a person clicks on is relative: the page also works where it is tried out. What programs read is absolute.
 */
import type { FencingToken } from '../model.ts';
import { allAlternates } from './alternates.ts';
import { type Locale, localeFor } from './locale.ts';
import { html, Markup } from './markup.ts';
import type { PageDocument } from './page-document.ts';
import { type SafePage, safePage } from './safe-page.ts';
import { newest, ownSite, subscribe, terms } from './sections.ts';
import { PAGE_STYLE } from './style.ts';

/** Goes up with every change of the bytes that equal input gives, here and in opml.ts: pages in the old form are then written again. */
export const PAGE_VERSION = 2;

/** Apart from the stamp, equal input gives equal bytes; days are told as this Node's data on languages (ICU) tells them. */
export function renderPage(document: PageDocument, { generation, rev }: FencingToken): string {
  const page = safePage(document);
  const voice = localeFor(page.language);
  const { title, term, description, address, icon } = page;
  return html`<!doctype html>
<!-- linefeed ${generation} ${rev} -->
<html${voice.all}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${voice.messages.subscribeTo(term?.title ?? title)}</title>
<meta name="description" content="${description}">
${page.preview && html`<meta name="robots" content="noindex">\n<meta name="referrer" content="no-referrer">\n`}<link rel="canonical" href="${address}">
<link rel="icon" href="${icon ?? 'data:,'}">
${allAlternates(page)}<style>${new Markup(PAGE_STYLE)}</style>
</head>
<body>
<header>
${term ? termHeading(page, term, voice) : heading(page, voice)}
</header>
<main>
${subscribe(page, voice)}
${newest(page, voice)}
${terms(page, voice)}
${!term && !page.preview && ownSite(page, voice)}
</main>
${page.copyright !== '' && html`<footer class="soft"${voice.own()}>${page.copyright}</footer>`}
</body>
</html>
`.source;
}

function heading({ title, description, link, icon }: SafePage, { own }: Locale): Markup {
  return html`${icon !== undefined && html`<img src="${icon}" alt="" width="56" height="56">`}
<h1${own()}>${title}</h1>
${description !== title && html`<p class="lead"${own()}>${description}</p>`}
<p class="site"><a href="${link}" dir="ltr">${asWritten(link)}</a></p>`;
}

function termHeading({ title }: SafePage, { taxonomy, name }: NonNullable<SafePage['term']>, { messages: words, own }: Locale): Markup {
  return html`<p class="kind">${words.kinds[taxonomy]}</p>
<h1${own()}><bdi>${name}</bdi></h1>
<p class="lead"><a href="../../"${own()}>${title}</a></p>`;
}

/** `blog.example/log` for `https://blog.example/log/`, as people write it. */
const asWritten = (link: string): string => link.replace(/^https?:\/\//, '').replace(/\/$/, '');
