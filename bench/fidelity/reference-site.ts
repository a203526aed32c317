/** A built site: the page of each post, at its address. Its own feed, if it has one, says which posts there are. */
import { existsSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DomUtils, ElementType, parseDocument } from 'htmlparser2';
import { contentOf } from './content.ts';
import { FidelityError, type Item, type Reference } from './item.ts';
import type { Ours } from './ours.ts';
import { readFeed } from './reference-feed.ts';

type Document = ReturnType<typeof parseDocument>;
type ChildNode = Document['children'][number];

const FEEDS = /^(?:feed|atom|rss|index)\.(?:xml|json)$/;

/** The feed with the most items that lies nearest to the top. */
async function feedOf(folder: string): Promise<Reference | undefined> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => FEEDS.test(basename(file)) && file.split('/').length <= 3);
  const feeds = await Promise.all(files.sort().map((file) => readFeed(join(folder, file)).catch(() => undefined)));
  return feeds.filter((feed) => feed !== undefined).sort((a, b) => b.items.length - a.items.length)[0];
}

function pageFile(folder: string, url: string): string | undefined {
  const path = decodeURI(new URL(url).pathname);
  const files = [join(path, 'index.html'), `${path.replace(/\/$/, '')}.html`, path].map((each) => join(folder, each));
  return files.find((file) => existsSync(file) && statSync(file).isFile());
}

const wordsIn = (text: string): string[] => text.split(/[\s\u00a0]+/).filter((word) => word !== '');

/** The element whose words are closest to those of the entry (Dice). */
function bodyOf(document: Document, words: readonly string[]): ChildNode | undefined {
  const wanted = new Map<string, number>();
  for (const word of words) wanted.set(word, (wanted.get(word) ?? 0) + 1);
  let best: { element: ChildNode; likeness: number } | undefined;
  const visit = (node: ChildNode): string[] => {
    if ('data' in node) return node.type === ElementType.Text ? wordsIn(node.data) : [];
    if (!('attribs' in node) || /^(?:script|style|template|noscript|head)$/.test(node.name)) return [];
    const own = node.children.flatMap(visit);
    const left = new Map(wanted);
    let common = 0;
    for (const word of own) {
      const count = left.get(word) ?? 0;
      if (count > 0) common += 1;
      left.set(word, count - 1);
    }
    const likeness = (2 * common) / (own.length + words.length || 1);
    if (!best || likeness >= best.likeness) best = { element: node, likeness };
    return own;
  };
  document.children.forEach(visit);
  return best?.element;
}

function dateOf(document: Document): string | undefined {
  const meta = DomUtils.findOne(
    ({ name, attribs }) =>
      name === 'meta' && /^(?:article:published_time|datePublished|date)$/.test(attribs.property ?? attribs.itemprop ?? attribs.name ?? ''),
    document.children,
  );
  const time = DomUtils.findOne(({ name, attribs }) => name === 'time' && attribs.datetime !== undefined, document.children);
  const date = meta?.attribs.content ?? time?.attribs.datetime;
  return date !== undefined && /T\d\d/.test(date) && !Number.isNaN(Date.parse(date)) ? new Date(date).toISOString() : undefined;
}

async function pageOf(folder: string, our: Item): Promise<Item | undefined> {
  const file = pageFile(folder, our.url);
  if (file === undefined) return undefined;
  const text = await readFile(file, 'utf8');
  // Without a layout, no element holds all.
  const source = /<body[\s>]/i.test(text) ? text : `<body>${text}</body>`;
  const document = parseDocument(source, { withStartIndices: true, withEndIndices: true });
  const element = bodyOf(document, contentOf(our.html ?? '', our.url).words);
  const date = dateOf(document);
  return {
    url: our.url,
    ...(date === undefined ? {} : { date }),
    ...(element ? { html: source.slice(element.startIndex ?? 0, (element.endIndex ?? 0) + 1) } : {}),
  };
}

/** @throws FidelityError if the folder has no page of any post */
export async function readBuiltSite(folder: string, ours: Ours): Promise<Reference> {
  if (!existsSync(folder)) throw new FidelityError(`${folder}: no such folder; name the folder that the generator wrote`);
  const pages = new Map<string, Item>();
  for (const our of ours.items) {
    const page = await pageOf(folder, our);
    if (page) pages.set(our.url, page);
  }
  if (ours.items.length > 0 && pages.size === 0) throw new FidelityError(`${folder}: has no page of a post, such as ${ours.items[0]?.url}`);
  const listed = (await feedOf(folder))?.items ?? [];
  const known = new Set([...pages.keys()].map((url) => new URL(url).pathname));
  const others = listed.filter(({ url }) => !known.has(new URL(url, ours.link).pathname));
  return { name: folder, items: [...pages.values(), ...others], isComplete: true };
}
