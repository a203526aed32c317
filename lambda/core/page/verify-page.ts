/** With a parser independent of the writer. */
import { Parser } from 'htmlparser2';
import type { Addresses } from '../feed/feed-document.ts';
import { addressesOf } from './formats.ts';
import type { PageDocument, TermFeed } from './page-document.ts';
import { belowPage } from './relative.ts';
import { safePage } from './safe-page.ts';

/** Others come from unescaped text. */
const ELEMENTS = new Set(
  'html head meta title link style body header main section nav footer h1 h2 h3 p a img div dl dt dd code ul ol li time bdi details summary span pre svg path audio video'.split(
    ' ',
  ),
);

/** Not in show notes, whose other elements the sanitizer allows. */
const NOT_IN_NOTES = new Set(
  'html head body base meta link style script iframe frame object embed form input button select textarea'.split(' '),
);

interface Reading {
  /** The first fault. */
  strange?: string;
  headings: string[];
  entries: [title: string, link: string][];
  /** Autodiscovery links. */
  feeds: Set<string>;
  links: Set<string>;
  referrer?: string;
  ids: Set<string>;
  targets: string[];
}

function read(text: string): Reading {
  const reading: Reading = { headings: [], entries: [], feeds: new Set(), links: new Set(), ids: new Set(), targets: [] };
  const open: string[] = [];
  /** Depth of the show notes. */
  let notes = Number.POSITIVE_INFINITY;
  const stray = (what: string) => {
    reading.strange ??= what;
  };
  const parser = new Parser({
    onopentag(name, attributes) {
      open.push(name);
      const isNote = open.length > notes;
      if (isNote ? NOT_IN_NOTES.has(name) : !ELEMENTS.has(name)) stray(`an element ${name}`);
      const handler = Object.keys(attributes).find((attribute) => attribute.startsWith('on'));
      if (handler) stray(`an attribute ${handler}`);
      if (isNote) return;
      if (name === 'div' && attributes.class === 'notes') notes = open.length;
      if (name === 'h1') reading.headings.push('');
      if (name === 'h3') reading.entries.push(['', '']);
      const entry = reading.entries.at(-1);
      if (name === 'a' && entry && open.includes('h3')) entry[1] = attributes.href ?? '';
      if (attributes.id !== undefined) reading.ids.add(attributes.id);
      if (attributes.href?.startsWith('#')) reading.targets.push(attributes.href.slice(1));
      if (name === 'meta' && attributes.name === 'referrer') reading.referrer = attributes.content ?? '';
      if (name === 'link' && attributes.rel === 'alternate') reading.feeds.add(attributes.href ?? '');
      if (name === 'a') reading.links.add(attributes.href ?? '');
    },
    ontext(data) {
      if (open.length > notes) return;
      const entry = reading.entries.at(-1);
      if (entry && open.includes('h3')) entry[0] += data;
      if (open.includes('h1')) reading.headings.push((reading.headings.pop() ?? '') + data);
    },
    onclosetag(name, implied) {
      const isNote = open.length > notes;
      open.pop();
      if (open.length < notes) notes = Number.POSITIVE_INFINITY;
      if (implied && !isNote && !VOID.has(name)) stray(`an element ${name} that does not end`);
    },
  });
  parser.end(text);
  return reading;
}

/** Void elements (HTML, section 13.1.2). */
const VOID = new Set(['meta', 'link', 'img']);

/** @returns undefined if valid and complete; else the reason, one line */
export function verifyPage(text: string, document: PageDocument): string | undefined {
  const page = safePage(document);
  const { strange, headings, entries, feeds, links, referrer, ids, targets } = read(text);
  if (strange) return `it has ${strange}`;
  // Its address is secret.
  if (page.preview && referrer !== 'no-referrer') return 'it would tell its address to the pages that it links to';
  const isEpisode = document.episode !== undefined;
  const [episode] = page.entries;
  const name = isEpisode ? (episode?.title ?? page.title) : (page.show?.title ?? page.term?.name ?? page.title);
  if (headings.length !== 1 || headings[0] !== name) return `its heading is ${JSON.stringify(headings)}, not ${JSON.stringify(name)}`;
  const listed = isEpisode ? [] : page.entries.map(({ title, link }) => [title, link]);
  if (JSON.stringify(entries) !== JSON.stringify(listed)) return 'it shows other entries';
  const dead = targets.find((target) => !ids.has(target));
  if (dead !== undefined) return `it has a link to #${dead}, which is not on it`;
  const own = page.term?.self ?? page.main;
  const isNamed = (self: Addresses) => addressesOf(self).some(({ href }) => feeds.has(href));
  const isLinked = ({ self }: TermFeed) => addressesOf(self).some(({ href }) => links.has(belowPage(href, page.home)));
  const missing = isNamed(own) ? page.terms.find((term) => !isLinked(term))?.self : own;
  return missing && `it names no feed of ${JSON.stringify(missing)}`;
}
