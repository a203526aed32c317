import { readFile } from 'node:fs/promises';
import { parseFeed } from 'feedsmith';
import { FidelityError, type Item, type Reference } from './item.ts';

interface Parsed {
  items?: ParsedItem[] | undefined;
  entries?: ParsedItem[] | undefined;
}
interface ParsedItem {
  [name: string]: unknown;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : isRecord(value) && typeof value.value === 'string' ? value.value : undefined;

/** HTML of RSS's `content:encoded` and `description`, Atom's `content`, JSON's `content_html`. */
function htmlOf(item: ParsedItem): string | undefined {
  const encoded = isRecord(item.content) ? item.content.encoded : undefined;
  return text(encoded) ?? text(item.content) ?? text(item.content_html);
}

function urlOf(item: ParsedItem): string | undefined {
  const links = Array.isArray(item.links) ? item.links.filter(isRecord) : [];
  const link = links.find(({ rel }) => rel === undefined || rel === 'alternate')?.href;
  return text(item.link) ?? text(item.url) ?? text(link) ?? text(isRecord(item.guid) ? item.guid.value : item.id);
}

function itemOf(item: ParsedItem): Item | undefined {
  const url = urlOf(item);
  if (url === undefined) return undefined;
  const date = text(item.pubDate) ?? text(item.published) ?? text(item.date_published) ?? text(item.updated);
  const named = [item.categories ?? item.tags ?? []].flat();
  const categories = named.flatMap((each) => (isRecord(each) ? (text(each.name) ?? text(each.term) ?? []) : (text(each) ?? [])));
  const [title, html] = [text(item.title), htmlOf(item)];
  return {
    ...{ url, categories },
    ...(title === undefined ? {} : { title }),
    ...(date === undefined || Number.isNaN(Date.parse(date)) ? {} : { date: new Date(date).toISOString() }),
    ...(html === undefined ? {} : { html }),
  };
}

/** @throws FidelityError if the file is not a feed */
export async function readFeed(file: string): Promise<Reference> {
  const source = await readFile(file, 'utf8').catch(() => {
    throw new FidelityError(`${file}: cannot be read; name a feed of the blog`);
  });
  let feed: Parsed;
  try {
    feed = parseFeed(source).feed as Parsed;
  } catch (error) {
    throw new FidelityError(`${file}: expected a feed in RSS, Atom or JSON: ${error instanceof Error ? error.message : error}`);
  }
  const items = [...(feed.items ?? []), ...(feed.entries ?? [])].flatMap((item) => itemOf(item) ?? []);
  return { name: file, items, isComplete: false };
}
