import type { CoverPlace } from '../feed-options.ts';
import type { Enclosure, Episode, Show } from '../media.ts';
import type { Content, Entry, Person, Picture } from '../model.ts';
import type { Addresses, FeedDocument } from './feed-document.ts';
import { legal, legalLine } from './xml-text.ts';

/** Four-digit years: RFC 3339, RFC 822. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** Without milliseconds, which `feed` would print: four bytes a date. */
class Seconds extends Date {
  override toISOString(): string {
    return `${super.toISOString().slice(0, 19)}Z`;
  }
}

/** A category. */
export interface Label {
  name: string;
  scheme?: string;
}

export interface SafeEntry {
  id: string;
  link: string;
  /** Empty for a note. */
  title: string;
  published: Date;
  updated: Date;
  authors: Person[];
  labels: Label[];
  summary: string;
  html: string;
  language: string | undefined;
  image?: Picture;
  enclosures?: Enclosure[];
  episode?: Episode;
  externalUrl?: string;
  content?: Content;
  markdown?: string;
}

/** In one feed. */
export interface ShownEntry extends SafeEntry {
  content: Content;
  /** Where a click on the title leads in RSS and Atom. */
  target: string;
  /** The other address of a link post. */
  related?: string;
  thumbnail?: Picture;
  /** Without audio and video. */
  coverEnclosure?: Enclosure;
}

export interface SafeHead {
  /** The permanent Atom address (RFC 4287 section 4.2.6); of an archive, its feed's. */
  id: string;
  title: string;
  link: string;
  description: string;
  language: string;
  authors: Person[];
  copyright: string;
  icon: string;
  logo: string;
  content: FeedDocument['content'];
  linksOut: boolean;
  cover: CoverPlace[];
  extensions: FeedDocument['extensions'];
  show?: Show;
  self: Addresses;
  hubs: string[];
  current?: Addresses;
  previous?: Addresses;
  next?: Addresses;
  updated: Date;
}

export function safeHead(document: Omit<FeedDocument, 'entries'>): SafeHead {
  const { feed: where, current, previous, next } = document;
  const link = required(webAddress(document.link), where, 'link', document.link);
  return {
    id: legal((document.current ?? document.self).atom ?? document.link),
    title: visibleLine(document.title) || link,
    link,
    description: legal(document.description),
    language: legalLine(document.language),
    authors: people(document.authors),
    copyright: legal(document.copyright ?? ''),
    icon: webAddress(document.icon) ?? '',
    logo: webAddress(document.logo) ?? '',
    content: document.content,
    linksOut: document.linksOut === true,
    cover: document.cover ?? [],
    extensions: document.extensions,
    ...(document.show && { show: document.show }),
    self: addresses(document.self),
    hubs: (document.hubs ?? []).flatMap((hub) => webAddress(hub) ?? []),
    ...(current && { current: addresses(current) }),
    ...(previous && { previous: addresses(previous) }),
    ...(next && { next: addresses(next) }),
    updated: required(date(document.updated), where, 'updated', document.updated),
  };
}

/** Rendered entries must not be modified. */
const safeEntries = new WeakMap<Entry, SafeEntry>();

export function safeEntry(entry: Entry): SafeEntry {
  const known = safeEntries.get(entry);
  if (known) return known;
  const where = entry.key;
  const link = required(webAddress(entry.link), where, 'link', entry.link);
  const [image, externalUrl] = [picture(entry.image), webAddress(entry.externalUrl)];
  const safe: SafeEntry = {
    id: required(exactId(entry.id), where, 'id', entry.id),
    link,
    title: visibleLine(entry.title),
    published: required(date(entry.published), where, 'published', entry.published),
    updated: required(date(entry.updated), where, 'updated', entry.updated),
    authors: people(entry.authors),
    labels: labelsOf(entry.terms),
    summary: legal(entry.summary),
    html: legal(entry.html),
    language: entry.language === undefined ? undefined : legalLine(entry.language),
    ...(image && { image }),
    ...(entry.enclosures && { enclosures: entry.enclosures.flatMap(enclosure) }),
    ...(entry.episode && { episode: entry.episode }),
    ...(externalUrl && { externalUrl }),
    ...(entry.content && { content: entry.content }),
    ...(entry.markdown && { markdown: legal(entry.markdown) }),
  };
  safeEntries.set(entry, safe);
  return safe;
}

function required<T>(safe: T | undefined, where: string, field: string, value: string): T {
  if (safe === undefined) throw new Error(`${where}: ${field} cannot be published: ${JSON.stringify(value)}`);
  return safe;
}

/** Names of basic taxonomies once; those of others state their scheme. */
function labelsOf(terms: Entry['terms']): Label[] {
  const all = terms.flatMap(({ taxonomy, name, scheme: given }): Label[] => {
    const scheme = webAddress(given);
    if (scheme === undefined && taxonomy !== 'categories' && taxonomy !== 'tags') return [];
    return [{ name: legalLine(name), ...(scheme && { scheme }) }];
  });
  const first = new Map(all.toReversed().map((label) => [`${label.scheme ?? ''} ${label.name}`, label]));
  return all.filter((label) => isVisible(label.name) && first.get(`${label.scheme ?? ''} ${label.name}`) === label);
}

/** A cleaned id would be a new post for readers. */
const exactId = (id: string): string | undefined => (isVisible(id) && legal(id) === id ? id : undefined);

/** ASCII without quotes, `<` or `>`. Undefined unless http(s). */
export function webAddress(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const { protocol, href } = new URL(address);
  return protocol === 'https:' || protocol === 'http:' ? href : undefined;
}

function date(instant: string): Date | undefined {
  const result = new Seconds(instant);
  return INSTANT.test(instant) && !Number.isNaN(result.getTime()) ? result : undefined;
}

const isVisible = (text: string): boolean => text.trim() !== '';

function visibleLine(text: string): string {
  const safe = legalLine(text);
  return isVisible(safe) ? safe : '';
}

function people(persons: Person[]): Person[] {
  return persons.map(person).filter(({ name }) => isVisible(name));
}

/** Drops an email that is not an address (RFC 4287 section 3.2.3). */
function person({ name, email, url }: Person): Person {
  const mailbox = legal(email ?? '');
  const page = webAddress(url);
  return { name: legalLine(name), ...(/^[^\s@]+@[^\s@]+$/.test(mailbox) && { email: mailbox }), ...(page && { url: page }) };
}

function picture(given: Picture | undefined): Picture | undefined {
  const url = webAddress(given?.url);
  const alt = legalLine(given?.alt ?? '');
  return url && given ? { ...given, url, ...(given.alt !== undefined && { alt }) } : undefined;
}

/** RSS requires all three. */
function enclosure({ url, length, type, duration }: Enclosure): Enclosure[] {
  const address = webAddress(url);
  if (address === undefined || !Number.isSafeInteger(length) || length < 0 || !MEDIA_TYPE.test(type)) return [];
  return [{ url: address, length, type, ...(duration && { duration }) }];
}

/** RFC 6838 section 4.2. */
export const MEDIA_TYPE = /^\w[\w!#$&^.+-]{0,126}\/\w[\w!#$&^.+-]{0,126}$/;

function addresses(given: Addresses): Addresses {
  const [rss, atom, json] = [webAddress(given.rss), webAddress(given.atom), webAddress(given.json)];
  return { ...(rss && { rss }), ...(atom && { atom }), ...(json && { json }) };
}
