import { SaxesParser } from 'saxes';
import type { FeedDocument } from '../../../lambda/core/feed/feed-document.ts';
import { renderDocument as renderBytes } from '../../../lambda/core/feed/render.ts';
import { verifyParts } from '../../../lambda/core/feed/verify.ts';
import type { Entry, Format } from '../../../lambda/core/model.ts';

export const stamp = { generation: '7f3a90c1', rev: 12 };

export const entry = (own: Partial<Entry> = {}): Entry => ({
  key: '_posts/2026-03-01-hello.md',
  id: 'https://blog.example/2026/03/01/hello',
  link: 'https://blog.example/2026/03/01/hello/',
  title: 'Hello',
  published: '2026-03-01T09:30:00.000Z',
  updated: '2026-03-02T10:00:00.123Z',
  authors: [],
  terms: [],
  summary: 'A summary',
  html: '<p>Hello</p>',
  ...own,
});

export const feed = (own: Partial<FeedDocument> = {}): FeedDocument => ({
  feed: 'main',
  title: 'Field Notes',
  link: 'https://blog.example/',
  description: 'Notes from the field',
  language: 'en',
  authors: [{ name: 'Ada Lovelace', url: 'https://ada.example/' }],
  content: 'full',
  self: { rss: 'https://blog.example/rss.xml', atom: 'https://blog.example/atom.xml', json: 'https://blog.example/feed.json' },
  updated: '2026-03-02T10:00:00.123Z',
  entries: [entry()],
  ...own,
});

export const renderDocument = (...given: Parameters<typeof renderBytes>): string => renderBytes(...given).toString();

export const tag = (name: string) => ({ taxonomy: 'tags' as const, name, slug: 'x' });
export const render = (format: Format, own: Partial<FeedDocument> = {}) => renderDocument(feed(own), format, stamp);

const ENTRY: Record<Format, RegExp> = {
  rss: /\n {8}<item>[\s\S]*?\n {8}<\/item>/g,
  atom: /\n {4}<entry[ >][\s\S]*?\n {4}<\/entry>/g,
  json: /\n {8}\{\n {12}"id": [\s\S]*?\n {8}\}/g,
};

/** The frame is the text before and after the entries. */
export function partsOf(text: string, format: Format): { frame: [string, string]; fragments: string[] } {
  const found = [...text.matchAll(ENTRY[format])];
  const [first, last] = [found[0], found.at(-1)];
  const end = { rss: '\n    </channel>', atom: '\n</feed>', json: ']' }[format];
  const from = first?.index ?? text.lastIndexOf(end);
  const to = last ? last.index + last[0].length : from;
  return { frame: [text.slice(0, from), text.slice(to)], fragments: found.map(([fragment]) => fragment) };
}

export function problemOf(text: string, format: Format, ids: string[]): string | undefined {
  const { frame, fragments } = partsOf(text, format);
  return verifyParts(format, frame, fragments, ids);
}

/** In document order, as a parser sees them: `item/title`, `category@term`. */
export function elements(xml: string): [string, string][] {
  const found: [string, string][] = [];
  const open: { name: string; text: string }[] = [];
  const parser = new SaxesParser({ xmlns: true });
  const append = (text: string) => {
    const current = open.at(-1);
    if (current) current.text += text;
  };
  parser.on('opentag', ({ name, attributes }) => {
    for (const attribute of Object.values(attributes)) found.push([`${name}@${attribute.name}`, attribute.value]);
    open.push({ name, text: '' });
  });
  parser.on('closetag', () => {
    const { name, text } = open.pop() ?? { name: '', text: '' };
    found.push([`${open.at(-1)?.name ?? ''}/${name}`, text]);
  });
  parser.on('text', append);
  parser.on('cdata', append);
  parser.write(xml).close();
  return found;
}

/** For several lookups. */
export function reader(xml: string): (name: string) => string[] {
  const found = elements(xml);
  return (name) => found.flatMap(([other, text]) => (other === name ? [text] : []));
}

export const all = (xml: string, name: string) => reader(xml)(name);
