import pMap from 'p-map';
import type { FeedRow, Head } from '../core/catalog/catalog.ts';
import { comparedWithWritten } from '../core/catalog/compare-written.ts';
import { mayBeSection, movedTarget, outputAt } from '../core/catalog/document-path.ts';
import { knows, type Written } from '../core/catalog/history.ts';
import { encodeOutput } from '../core/catalog/outputs.ts';
import { fileOf } from '../core/document-names.ts';
import { isFeedFormat } from '../core/feed/feed-document.ts';
import type { OutputKey, Site } from '../core/model.ts';
import { PUBLIC } from '../keys.ts';
import { REQUESTS_AT_ONCE, type Store } from '../stores/store.ts';
import type { Strangers } from './retire-catalog.ts';
import { documentTargets, isForeign, type Target, tokenOf } from './write-output.ts';

const IS_PACKED = /\.gz$/;

type Stamped = Pick<FeedRow, 'rev' | 'problem' | 'marks' | 'etags'>;

interface Findings {
  /** Outputs with an absent, damaged or different document. */
  outOfDate: Set<OutputKey>;
  damaged: string[];
  /** Documents from a later catalog. */
  strangers: Strangers;
}

export interface KnownOutputs {
  rows: ReadonlyMap<OutputKey, FeedRow>;
  pending: { has(output: OutputKey): boolean };
  published: Published;
}

/** From a listing of `public/`. */
export interface Published {
  /** Includes outputs unknown to the catalog. */
  outputs: OutputKey[];
  /** ETags by key. */
  listed: ReadonlyMap<string, string>;
}

const pathOf = (key: string): string => key.slice(PUBLIC.length).replace(IS_PACKED, '');

/** Which output had a document, by the configuration that wrote it: another one may have its address now. */
function writerOf(key: string, was: Site): OutputKey | undefined {
  const path = pathOf(key);
  const output = outputAt(path, was);
  if (output) return encodeOutput(output);
  const [, to = path] = Object.entries(was.moved ?? {}).find(([old]) => fileOf(old) === path) ?? [];
  return movedTarget(to, was)?.split(' ')[0];
}

/**
 * Skips pending outputs and those that still cannot be written.
 * @param now the configuration in force, perhaps not yet that of the catalog
 */
export async function outOfDateOutputs(
  site: Store,
  catalog: Head,
  now: Site,
  { rows, pending, published }: KnownOutputs,
): Promise<Findings> {
  const outOfDate = new Set<OutputKey>();
  const damaged: string[] = [];
  const strangers = new Map<string, { feed: OutputKey; written: Written }>();
  const others = published.outputs.filter((feed) => !rows.has(feed)).map((feed): [OutputKey, Stamped] => [feed, { rev: 0 }]);
  const targets = [...rows, ...others]
    .filter(([feed]) => !pending.has(feed))
    .flatMap(([feed, row]) => documentTargets(feed, now).map((target) => ({ feed, row, target })));
  const blocked = await blockedOutputs(site, targets);
  await pMap(
    targets.filter(({ feed }) => !blocked.has(feed)),
    async ({ feed, row, target }) => {
      // Then its bytes and metadata are those that this row's revision wrote.
      if (comparedWithWritten(row, target.key, published.listed.get(target.key) ?? '') === 'written') return;
      const head = await site.head(target.key);
      const written = head && (await tokenOf(site, target.key, head));
      const writers = [feed, writerOf(target.key, catalog.site)];
      if (written && !writers.some((output) => output && knows(catalog, rows.get(output), written)))
        strangers.set(target.key, { feed, written });
      const isStamped = written?.generation === catalog.generation;
      // A document that another run just wrote looks edited too; that run has committed, so this one loses its swap.
      const compared = head === undefined ? 'unknown' : comparedWithWritten(row, target.key, head.etag);
      if (compared === 'changed' && !(await isForeign(site, target, written))) damaged.push(target.key);
      if ((compared !== 'written' && compared !== 'unmarked') || !isStamped || written.rev !== row.rev) outOfDate.add(feed);
    },
    { concurrency: REQUESTS_AT_ONCE },
  );
  return { outOfDate, damaged: damaged.sort(), strangers };
}

/** A feed that fails verification, until it changes; a page at the address of a foreign document. */
async function blockedOutputs(site: Store, targets: readonly { feed: OutputKey; row: Stamped; target: Target }[]): Promise<Set<OutputKey>> {
  const blocked = await pMap(
    targets.filter(({ row }) => row.problem !== undefined),
    async ({ feed, target }) => {
      if (isFeedFormat(target.format)) return [feed];
      const head = await site.head(target.key);
      return head && (await isForeign(site, target, await tokenOf(site, target.key, head))) ? [feed] : [];
    },
    { concurrency: REQUESTS_AT_ONCE },
  );
  return new Set(blocked.flat());
}

/**
 * Includes a lost catalog's outputs: published empty, never deleted. A page needs our stamp.
 * @param known ours without a check
 */
export async function publishedOutputs(
  site: Store,
  settings: Site,
  known: { has(output: OutputKey): boolean } = new Set(),
): Promise<Published> {
  const listed = new Map<string, string>();
  for await (const { key, etag } of site.list(PUBLIC)) listed.set(key, etag);
  const found = await pMap(
    listed.keys(),
    async (name) => {
      // Perhaps only the gzip copy is left.
      const path = pathOf(name);
      const output = outputAt(path, settings);
      if (output === undefined) return [];
      const key = encodeOutput(output);
      return (output.kind !== 'page' && !mayBeSection(output, path)) || known.has(key) || (await isOurs(site, name)) ? [key] : [];
    },
    { concurrency: REQUESTS_AT_ONCE },
  );
  return { outputs: [...new Set(found.flat())], listed };
}

async function isOurs(site: Store, key: string): Promise<boolean> {
  const head = await site.head(key);
  return head !== undefined && (await tokenOf(site, key, head)) !== undefined;
}
