/** Numbers over all posts and outputs: read once, and then kept by the changes of each run. */
import { isDeepStrictEqual } from 'node:util';
import { type Head, isVisible, type Row, visible } from '../../core/catalog/catalog.ts';
import { ADDRESSES, linkAt, windowOf, withLink } from '../../core/catalog/facts/fact-keys.ts';
import { outputRow, postsIn, rowsOf } from '../../core/catalog/facts/questions.ts';
import { publicFeed } from '../../core/catalog/outputs.ts';
import type { Key, OutputKey, Site } from '../../core/model.ts';
import { readTogether } from '../../core/tree/missing.ts';
import type { Report } from '../../publish/publish.ts';
import { documentTargets } from '../../publish/write-output.ts';
import { type Base, outputsIn, rowsIn } from '../../state/catalog-base.ts';
import { folderOf, hasFolders } from './folders.ts';

export interface Totals {
  /** Posts in feeds. */
  posts: number;
  /** Of a generator with pages; else empty. */
  folders: ReadonlyMap<string, number>;
  feeds: number;
  documents: number;
  /** Feeds that could not be written, with the reason. */
  failed: ReadonlyMap<OutputKey, string>;
  /** Addresses with more than one visible post. */
  shared: ReadonlyMap<string, readonly Key[]>;
}

/** As decided by the catalog's moment. */
const isListed = (row: Row | undefined): boolean => row !== undefined && isVisible(row) && !row.version?.unlisted;

/** Candidates that are read at once. */
const PORTION = 500;

/** Whether posts may be missing in the main feed. */
const mayExclude = ({ views, site }: Head): boolean => views === true || site.mainExclude !== undefined;

/** Price: reads addresses, output rows, and rows if an index does not count them. */
export async function readTotals(base: Base): Promise<Totals> {
  const { catalog, ask } = base;
  const [own = 0, foreign = 0] = await ask((facts) => [facts.count(...windowOf('main')), facts.count(...windowOf('main', true))]);
  const readsRows = hasFolders(catalog.site) || mayExclude(catalog);
  const counted = readsRows ? await countRows(base) : { posts: own + foreign, folders: new Map<string, number>() };
  const failed = new Map<OutputKey, string>();
  const outputs: OutputKey[] = [];
  for await (const [output, { problem }] of outputsIn(base)) {
    outputs.push(output);
    if (problem !== undefined) failed.set(output, problem);
  }
  return { ...counted, ...countOutputs(outputs, catalog.site), failed, shared: await readShared(base) };
}

const countOutputs = (outputs: Iterable<OutputKey>, site: Site): Pick<Totals, 'feeds' | 'documents'> => {
  let [feeds, documents] = [0, 0];
  for (const output of outputs) {
    if (publicFeed(output)) feeds += 1;
    documents += documentTargets(output, site).length;
  }
  return { feeds, documents };
};

async function countRows(base: Base): Promise<Pick<Totals, 'posts' | 'folders'>> {
  const { site } = base.catalog;
  const folders = new Map<string, number>();
  let posts = 0;
  for await (const [key, row] of rowsIn(base)) {
    if (!isListed(row)) continue;
    posts += 1;
    if (hasFolders(site)) addTo(folders, folderOf(key, site), 1);
  }
  return { posts, folders };
}

function addTo(counts: Map<string, number>, name: string, change: number): void {
  const count = (counts.get(name) ?? 0) + change;
  if (count > 0) counts.set(name, count);
  else counts.delete(name);
}

async function readShared(base: Base): Promise<Map<string, Key[]>> {
  const shared = new Map<string, Key[]>();
  let candidates: Key[] = [];
  const add = async () => {
    const keys = candidates;
    candidates = [];
    for (const [link, posts] of sharing(await base.ask((facts) => rowsOf(facts, keys)), base.catalog)) shared.set(link, posts);
  };
  let group: { prefix: string; posts: Key[] } = { prefix: '', posts: [] };
  const end = async () => {
    if (group.posts.length > 1) candidates.push(...group.posts);
    if (candidates.length >= PORTION) await add();
  };
  for await (const [key] of base.scan(ADDRESSES)) {
    const { prefix, post } = linkAt(key) ?? { prefix: '', post: '' };
    if (prefix !== group.prefix) {
      await end();
      group = { prefix, posts: [] };
    }
    if (prefix !== '') group.posts.push(post);
  }
  await end();
  await add();
  return shared;
}

/** @param rows of all posts that have had the addresses */
function sharing(rows: ReadonlyMap<Key, Row>, { moment }: Head): Map<string, Key[]> {
  const links = new Map<string, Key[]>();
  for (const [key, row] of rows) {
    const link = visible(row, moment)?.link;
    if (link !== undefined) links.set(link, [...(links.get(link) ?? []), key]);
  }
  return new Map([...links].filter(([, keys]) => keys.length > 1));
}

/** Of the next run. Price: grows with what it changed, unless another configuration or an unknown run came between. */
export async function nextTotals({ base, changes, failed }: Report, last: { head: Head; totals: Totals } | undefined): Promise<Totals> {
  const { catalog, ask } = base;
  const { since, rows, outputs } = changes;
  const isNext = last && since?.generation === last.head.generation && since.rev === last.head.rev;
  if (!isNext || !rows || !isDeepStrictEqual(catalog.site, last.head.site)) return readTotals(base);
  const { totals } = last;
  const folders = new Map(totals.folders);
  let { posts } = totals;
  for (const [key, before, now] of rows) {
    const change = Number(isListed(now)) - Number(isListed(before));
    posts += change;
    if (hasFolders(catalog.site)) addTo(folders, folderOf(key, catalog.site), change);
  }
  const added = countOutputs(outputs, catalog.site);
  const named = new Set([...totals.failed.keys(), ...failed]);
  const problems = await ask((facts) => [...named].map((output) => [output, outputRow(facts, output)?.problem] as const));
  return {
    ...{ posts, folders },
    feeds: totals.feeds + added.feeds,
    documents: totals.documents + added.documents,
    failed: new Map(problems.flatMap(([output, problem]) => (problem === undefined ? [] : [[output, problem] as const]))),
    shared: await nextShared(base, totals, rows),
  };
}

async function nextShared({ catalog, ask }: Base, { shared }: Totals, rows: NonNullable<Report['changes']['rows']>) {
  const links = new Set(rows.flatMap(([, before, now]) => [before, now].flatMap((row) => row?.version?.link ?? [])));
  const found = await ask((facts) => {
    const keys = readTogether([...links].map((link) => () => postsIn(facts, withLink(link)))).filter(({ length }) => length > 1);
    return sharing(rowsOf(facts, new Set(keys.flat())), catalog);
  });
  return new Map([...[...shared].filter(([link]) => !links.has(link)), ...found]);
}
