import { episodeFolder, hasEpisodeFolder } from '../document-names.ts';
import type { Addresses, FeedHead } from '../feed/feed-document.ts';
import { type SafeEntry, safeEntry, webAddress } from '../feed/safe-document.ts';
import type { Show } from '../media.ts';
import type { Entry } from '../model.ts';
import { optional } from '../optional.ts';
import { cut } from '../text/cut.ts';
import { oneLine } from '../text/one-line.ts';
import type { PageDocument, TermFeed } from './page-document.ts';

export interface SafePage {
  title: string;
  link: string;
  description: string;
  language: string;
  copyright: string;
  /** On the page's host: others must not learn who reads it. */
  icon: string | undefined;
  main: PageDocument['head']['self'];
  home: string;
  address: string;
  term: TermFeed | undefined;
  show: (Pick<Show, 'image' | 'author' | 'apps'> & { title: string; self: Addresses }) | undefined;
  terms: TermFeed[];
  more: number;
  opml: string | undefined;
  timezone: string;
  preview: boolean;
  entries: SafeEntry[];
}

/** Written and verified alike. */
const safePages = new WeakMap<PageDocument, SafePage>();

export function safePage(document: PageDocument): SafePage {
  const page = safePages.get(document) ?? makeSafe(document);
  safePages.set(document, page);
  return page;
}

function makeSafe({ head, home, term, terms, more = 0, show, episode, opml, timezone, preview = false, entries }: PageDocument): SafePage {
  const icon = webAddress(head.icon);
  const link = webAddress(head.link) ?? home;
  return {
    title: oneLine(head.title) || link,
    link,
    description: oneLine((show ?? head).description),
    language: (show ?? head).language,
    copyright: oneLine(head.copyright ?? ''),
    icon: icon !== undefined && new URL(icon).origin === new URL(home).origin ? icon : undefined,
    main: head.self,
    home,
    address: episode ?? term?.page ?? home,
    term: term && safeTerm(term),
    show: show && safeShow(show, show.show),
    terms: terms.map(safeTerm),
    more,
    opml,
    timezone,
    preview,
    entries: show ? entries.map((entry) => ({ ...safeShown(entry), link: pageOf(entry, term ? '../../' : '') })) : entries.map(safeShown),
  };
}

const safeShow = ({ title, link, self }: FeedHead, show: Show | undefined): SafePage['show'] => ({
  ...optional({ image: show?.image, author: show?.author && oneLine(show.author), apps: show?.apps }),
  title: oneLine(title) || link,
  self,
});

/** Relative; the post's link without a page. */
function pageOf({ key, link, enclosures }: Entry, root: string): string {
  const hasPage = enclosures !== undefined && hasEpisodeFolder(key);
  return hasPage ? root + episodeFolder(key).split('/').map(encodeURIComponent).join('/') : link;
}

const safeTerm = (term: TermFeed): TermFeed => ({ ...term, name: oneLine(term.name), title: oneLine(term.title) });

/** Characters of the summary as the label of a note. */
const LABEL = 80;

function safeShown(entry: Entry): SafeEntry {
  const safe = safeEntry(entry);
  const [title, summary] = [oneLine(safe.title), oneLine(safe.summary)];
  if (title !== '') return { ...safe, title };
  const label = cut(summary, LABEL);
  return { ...safe, title: label || safe.link, summary: label === summary ? '' : safe.summary };
}
