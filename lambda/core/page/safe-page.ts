import { type SafeEntry, safeEntry, webAddress } from '../feed/safe-document.ts';
import type { Entry } from '../model.ts';
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
  terms: TermFeed[];
  opml: string | undefined;
  timezone: string;
  preview: boolean;
  entries: SafeEntry[];
}

export function safePage({ head, home, term, terms, opml, timezone, preview = false, entries }: PageDocument): SafePage {
  const icon = webAddress(head.icon);
  const link = webAddress(head.link) ?? home;
  return {
    title: oneLine(head.title) || link,
    link,
    description: oneLine(head.description),
    language: head.language,
    copyright: oneLine(head.copyright ?? ''),
    icon: icon !== undefined && new URL(icon).origin === new URL(home).origin ? icon : undefined,
    main: head.self,
    home,
    address: term?.page ?? home,
    term: term && safeTerm(term),
    terms: terms.map(safeTerm),
    opml,
    timezone,
    preview,
    entries: entries.map(safeShown),
  };
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
