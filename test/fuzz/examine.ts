/** Publishes a blog and returns what is wrong with the result. Any blog must have no findings. */
import { parseFeed } from 'feedsmith';
import type { Catalog } from '../../lambda/core/catalog/catalog.ts';
import { ConfigurationError, publish, type Report } from '../../lambda/publish/publish.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { UNCHANGED } from '../../lambda/stores/store.ts';
import { faults } from '../security/judge.ts';
import { publisherOver } from '../support/publisher.ts';
import { catalogOf } from '../support/whole-catalog.ts';
import type { Case } from './generate.ts';

const NOW = Date.UTC(2026, 5, 1);

interface Published {
  report: Report;
  catalog: Catalog;
  documents: Map<string, string>;
}

/** Undefined if the configuration is refused. */
async function publishAll(files: [string, Uint8Array][]): Promise<Published | undefined> {
  const [posts, site] = [new MemoryStore({ now: () => NOW }), new MemoryStore({ now: () => NOW })];
  for (const [key, bytes] of files) await posts.put(key, bytes);
  try {
    const report = await publish({ keys: [], full: true }, { ...publisherOver(posts, site), now: () => NOW });
    const documents = new Map<string, string>();
    for await (const { key } of site.list('public/')) {
      const object = await site.get(key);
      if (!key.endsWith('.gz') && object && object !== UNCHANGED) documents.set(key, Buffer.from(object.bytes).toString());
    }
    return { report, catalog: await catalogOf(report), documents };
  } catch (error) {
    if (error instanceof ConfigurationError && error.problems.length > 0) return undefined;
    throw error;
  }
}

interface Item {
  text: string;
  html: string;
}

/** By an independent parser. */
function itemsOf(document: string): Item[] {
  const parsed = parseFeed(document);
  const items: object[] = (parsed.format === 'atom' ? parsed.feed.entries : parsed.format === 'rdf' ? [] : parsed.feed.items) ?? [];
  return items.map((item) => {
    const { content, content_html, description } = item as Record<string, unknown>;
    const { value, encoded } = (content ?? {}) as Record<string, string | undefined>;
    return { text: JSON.stringify(item), html: String(content_html ?? value ?? encoded ?? description ?? '') };
  });
}

/** @param canaries of all posts @param shown those of published posts */
function* examineDocuments(documents: Map<string, string>, canaries: string[], shown: ReadonlySet<string>): Generator<string> {
  const canariesIn = (text: string) => canaries.filter((canary) => text.includes(canary));
  const judged = new Set<string>();
  for (const [key, document] of documents) {
    for (const canary of canariesIn(document)) if (!shown.has(canary)) yield `${key} shows ${canary}, whose post is not published`;
    if (!/\.(?:xml|json)$/.test(key)) continue;
    let items: Item[];
    try {
      items = itemsOf(document);
    } catch (error) {
      yield `${key} does not parse: ${error}`;
      continue;
    }
    for (const { text, html } of items) {
      // A link to another post contains that post's address, and its canary.
      const found = canariesIn(text.replace(/https:\/\/blog\.example\/[^"\s<>]*/g, ''));
      if (found.length > 1) yield `${key}: one item has ${found.join(' and ')}`;
      if (judged.has(html)) continue;
      judged.add(html);
      for (const fault of faults(html)) yield `${key}: ${fault}`;
    }
  }
}

/**
 * @param twice whether to publish it again, with its files in reverse order
 * @returns findings, one line each
 */
export async function examine({ files, canaries }: Case, twice = true): Promise<string[]> {
  const entries = Object.entries(files);
  const first = await publishAll(entries);
  const second = twice ? await publishAll([...entries].reverse()) : first;
  if (!first || !second) return first || second ? ['the configuration is refused once'] : [];
  const found: string[] = [];
  const { posts } = first.catalog;
  for (const [key, { state, problems }] of Object.entries(posts)) {
    if (problems.some(({ message }) => /^Linefeed failed/.test(message))) found.push(`${key}: ${problems[0]?.message}`);
    if ((state === 'rejected' || state === 'duplicate') && problems.length === 0) found.push(`${key} is ${state} without a reason`);
    if (problems.some(({ line, column, message }) => !(line > 0 && column > 0 && message))) found.push(`${key}: a problem without a place`);
  }
  for (const feed of first.report.failed) found.push(`${feed} is not written: ${first.catalog.feeds[feed]?.problem}`);
  const shown = new Set(Object.entries(canaries).flatMap(([key, canary]) => (posts[key]?.state === 'live' ? [canary] : [])));
  found.push(...examineDocuments(first.documents, Object.values(canaries), shown));
  const differs = [...first.documents].filter(([key, document]) => second.documents.get(key) !== document).map(([key]) => key);
  if (differs.length > 0 || first.documents.size !== second.documents.size) found.push(`twice, and not the same: ${differs.join(', ')}`);
  return found;
}
