/** A built site: the page of each post. Its own feed, if any, lists the posts with titles and dates. */
import { existsSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DomUtils, ElementType, parseDocument } from 'htmlparser2';
import { type Content, contentOf } from './content.ts';
import { FidelityError, type Item, type Reference } from './item.ts';
import type { Ours } from './ours.ts';
import { readFeed } from './reference-feed.ts';

type Document = ReturnType<typeof parseDocument>;
type ChildNode = Document['children'][number];

const FEEDS = /^(?:feed|atom|rss|index)\.(?:xml|json)$/;

/** The feed with the most items in the upper folders. */
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

type Words = Map<string, number>;

function counted(words: readonly string[]): Words {
  const counts: Words = new Map();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** Dice coefficient of two texts. */
function likeness(words: readonly string[], wanted: Words, count: number): number {
  const left = new Map(wanted);
  let common = 0;
  for (const word of words) {
    const rest = left.get(word) ?? 0;
    if (rest > 0) common += 1;
    left.set(word, rest - 1);
  }
  return (2 * common) / (words.length + count || 1);
}

const nameOf = (address: string): string =>
  address
    .replace(/[?#].*$/, '')
    .split('/')
    .at(-1) ?? '';

const picturesIn = (node: ChildNode): string[] =>
  DomUtils.filter((each) => 'name' in each && each.name === 'img', [node]).map((each) =>
    nameOf('attribs' in each ? (each.attribs.src ?? '') : ''),
  );

/** Children of the one node with words, if no other has a picture of the entry. A page can show a cover above its post. */
function onlyChild(nodes: readonly ChildNode[], texts: readonly string[][], pictures: Words): readonly ChildNode[] | undefined {
  const full = nodes.filter((_, at) => (texts[at]?.length ?? 0) > 0);
  const [only] = full;
  if (full.length !== 1 || !only || !('children' in only)) return undefined;
  const inside = picturesIn(only);
  const isShown = (name: string) => pictures.has(name) && !inside.includes(name);
  return nodes.some((node) => node !== only && picturesIn(node).some(isShown)) ? undefined : only.children;
}

/** The element, or the siblings in it, whose words are most similar to those of the entry. */
function bodyOf(document: Document, { words, pictures }: Content): readonly ChildNode[] {
  if (words.length === 0) return [];
  const wanted = counted(words);
  const shown = counted(pictures.map(({ url }) => nameOf(url)));
  const like = (own: readonly string[]) => likeness(own, wanted, words.length);
  let best: { nodes: readonly ChildNode[]; texts: readonly string[][]; likeness: number } | undefined;
  const visit = (node: ChildNode): string[] => {
    if ('data' in node) return node.type === ElementType.Text ? wordsIn(node.data) : [];
    if (!('attribs' in node) || /^(?:script|style|template|noscript|head)$/.test(node.name)) return [];
    const texts = node.children.map(visit);
    const own = texts.flat();
    const found = like(own);
    if (!best || found >= best.likeness) best = { nodes: node.children, texts, likeness: found };
    return own;
  };
  document.children.forEach(visit);
  let [nodes, texts] = best ? [best.nodes, best.texts] : [[], []];
  for (let only = onlyChild(nodes, texts, shown); only; only = onlyChild(nodes, texts, shown)) [nodes, texts] = [only, only.map(visit)];
  const better = (slices: readonly [number, number][]): [number, number] =>
    slices.map((slice) => ({ slice, found: like(texts.slice(...slice).flat()) })).reduce((a, b) => (b.found > a.found ? b : a)).slice;
  const all = [...nodes.keys()];
  const [start] = better([[0, nodes.length], ...all.map((from): [number, number] => [from, nodes.length])]);
  const slice = better([[start, nodes.length], ...all.filter((end) => end > start).map((end): [number, number] => [start, end])]);
  return nodes.slice(...slice);
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

/** @param listed the post in the tool's list or the site's feed; `html` without layouts */
async function pageOf(folder: string, our: Item, listed: Item): Promise<Item | undefined> {
  const file = pageFile(folder, listed.url);
  if (file === undefined) return undefined;
  const text = await readFile(file, 'utf8');
  // Without a layout, no element contains the whole post.
  const source = /<body[\s>]/i.test(text) ? text : `<body>${text}</body>`;
  const document = parseDocument(source, { withStartIndices: true, withEndIndices: true });
  const nodes = bodyOf(document, contentOf(listed.html ?? our.html ?? '', our.url));
  const date = listed.date ?? dateOf(document);
  return {
    ...listed,
    ...(date === undefined ? {} : { date }),
    html: source.slice(nodes[0]?.startIndex ?? 0, (nodes.at(-1)?.endIndex ?? -1) + 1),
  };
}

/**
 * @param pages the pages that the tool lists, if any
 * @throws FidelityError if the folder has no page of any post
 */
export async function readBuiltSite(folder: string, ours: Ours, pages: readonly Item[] = []): Promise<Reference> {
  if (!existsSync(folder)) throw new FidelityError(`${folder}: no such folder; name the folder that the generator wrote`);
  const pathOf = ({ url }: Item): string => new URL(url, ours.link).pathname;
  const feed = (await feedOf(folder))?.items ?? [];
  const inFeed = new Map<string, Item>();
  for (const { html: _, categories = [], ...item } of feed)
    inFeed.set(pathOf(item), { ...item, ...(categories.length > 0 ? { categories } : {}) });
  const bySource = new Map(pages.map((page) => [page.source, page]));
  const byPath = new Map(pages.map((page) => [pathOf(page), page]));
  const found = new Map<string, Item>();
  for (const our of ours.items) {
    const page = bySource.get(our.source) ?? byPath.get(pathOf(our)) ?? { url: our.url };
    const item = await pageOf(folder, our, { ...inFeed.get(pathOf(page)), ...page, url: new URL(page.url, ours.link).href });
    if (item) found.set(pathOf(item), item);
  }
  if (ours.items.length > 0 && found.size === 0) throw new FidelityError(`${folder}: has no page of a post, such as ${ours.items[0]?.url}`);
  const others = [...inFeed].filter(([path]) => !found.has(path)).map(([path, item]) => ({ ...item, ...byPath.get(path) }));
  return { name: folder, items: [...found.values(), ...others], isComplete: true };
}
