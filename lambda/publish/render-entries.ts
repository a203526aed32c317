/** Renders each post once, although a run may fold or start again. */

import { isDeepStrictEqual } from 'node:util';
import { isRendered, type PostRow, type Row, type Version } from '../core/catalog/catalog.ts';
import type { SlugOf } from '../core/catalog/facts/indexed.ts';
import type { Slice } from '../core/catalog/facts/slice.ts';
import type { Fold, PostReading } from '../core/catalog/fold.ts';
import { termsOf } from '../core/catalog/terms.ts';
import { draftIdOf } from '../core/entry/draft-id.ts';
import type { EntryJob, EntryResult } from '../core/entry/entry.ts';
import { neededRenderInputs, usesRenderInputs } from '../core/liquid/liquid.ts';
import type { Entry, Key, Links, Problem, Site } from '../core/model.ts';
import type { RenderInputs } from '../core/site/render-inputs.ts';
import { crashProblem } from '../core/text/syntax-problem.ts';
import { TooSlowError } from '../core/too-slow.ts';
import { statedOf } from '../state/entry-store.ts';
import { OutOfTimeError } from './context.ts';

export interface NewEntry {
  version: Version;
  entry: Entry;
}

/** Determines a result; site and render inputs by digest. */
type Basis = Omit<EntryJob, 'post' | 'site' | 'renderInputs'> & { etag: string; rendering: string };

interface Work {
  key: Key;
  row: PostRow;
  job: EntryJob;
  basis: Basis;
}

interface Completed {
  rows: ReadonlyMap<Key, Row>;
  refused: Map<Key, Problem[]>;
}

export class EntryRenderer {
  private readonly makeEntries: (jobs: EntryJob[]) => Promise<EntryResult[]>;
  private readonly materials: (digest: string) => Promise<RenderInputs>;
  private readonly made = new Map<Key, { basis: Basis; result: EntryResult }>();
  private readonly kept = new Set<string>();
  /** Posts that took too long, perhaps without fault. */
  readonly deferred = new Map<Key, string>();

  constructor(makeEntries: (jobs: EntryJob[]) => Promise<EntryResult[]>, materials: (digest: string) => Promise<RenderInputs>) {
    this.makeEntries = makeEntries;
    this.materials = materials;
  }

  async complete(fold: Fold, links: ReadonlyMap<Key, Links>, slugOf: SlugOf, site: Site): Promise<Completed> {
    const work = [...fold.posts].flatMap(([key, reading]) => workFor(key, reading, fold.slice, links.get(key) ?? {}, slugOf, site));
    const missing = work.filter(({ key, basis }) => !isDeepStrictEqual(this.made.get(key)?.basis, basis));
    const refused = await this.make(await this.withRenderInputs(missing, site));
    const rows = new Map(fold.slice.rows);
    for (const { key, row, job } of work) {
      if (refused.has(key) || this.deferred.has(key)) continue;
      const result = this.made.get(key)?.result;
      if (!result) throw new Error(`${key} was not rendered`);
      const problems = [...row.problems, ...result.problems];
      if (result.problems.some(({ severity }) => severity === 'error')) refused.set(key, problems);
      else rows.set(key, { ...row, problems, version: rendered(row.version, job, result) });
    }
    return { rows, refused };
  }

  private withRenderInputs(work: Work[], { materials }: Site): Promise<Work[]> {
    const completed = work.map(async ({ job, ...rest }) => {
      if (!materials || !usesRenderInputs(job.post.body)) return { job, ...rest };
      return { job: { ...job, renderInputs: neededRenderInputs(job.post.body, await this.materials(materials.digest)) }, ...rest };
    });
    return Promise.all(completed);
  }

  /** Halves the batch until a post that crashes the renderer is alone. */
  private async make(work: Work[]): Promise<Map<Key, Problem[]>> {
    const [first] = work;
    if (!first) return new Map();
    try {
      const results = await this.makeEntries(work.map(({ job }) => job));
      for (const [index, { key, basis }] of work.entries()) {
        const result = results[index];
        if (result) this.made.set(key, { basis, result });
      }
      return new Map();
    } catch (error) {
      if (error instanceof OutOfTimeError) throw error;
      if (work.length === 1 && error instanceof TooSlowError) {
        this.deferred.set(first.key, error.message);
        return new Map();
      }
      if (work.length === 1) return new Map([[first.key, [...first.row.problems, crashProblem(first.key, error)]]]);
      const half = Math.ceil(work.length / 2);
      return new Map([...(await this.make(work.slice(0, half))), ...(await this.make(work.slice(half)))]);
    }
  }

  /** Too new for garbage collection, so a restarted run need not store them again. */
  markStored(entries: readonly NewEntry[]): void {
    for (const { version } of entries) this.kept.add(nameOf(version));
  }

  /** @param lost keys whose stored entry is missing */
  newEntries(slice: Slice, lost: ReadonlySet<Key>): NewEntry[] {
    const made = [...this.made].flatMap(([key, { result }]): [Key, NewEntry][] => {
      const version = slice.rows.get(key)?.version;
      return version && version.entry === result.hash ? [[key, { version, entry: result.entry }]] : [];
    });
    const isThere = (key: Key, version: Version) => {
      const last = slice.before(key)?.version;
      return this.kept.has(nameOf(version)) || (last !== undefined && nameOf(last) === nameOf(version));
    };
    return made.filter(([key, { version }]) => lost.has(key) || !isThere(key, version)).map(([, entry]) => entry);
  }
}

/** The object includes data that readers do not see. */
const nameOf = (version: Version): string => `${version.entry} ${JSON.stringify(statedOf(version))}`;

/** Readers do not see a draft, so it changes neither `shown` nor `updated`. */
const rendered = (version: Version, { links }: EntryJob, { entry, hash, contentDigest }: EntryResult): Version => ({
  ...version,
  references: links,
  entry: hash,
  ...(version.draft ? {} : { shown: contentDigest, updated: entry.updated }),
});

function workFor(
  key: Key,
  { post, etag, modified }: Extract<PostReading, { kind: 'post' }>,
  slice: Slice,
  links: Links,
  slugOf: SlugOf,
  site: Site,
): Work[] {
  const row = slice.rows.get(key);
  if (!row || !isRendered(row, site)) return [];
  const { version } = row;
  const { id, published, shown, updated, terms } = version;
  // A change of theme, reference or renderer alone is no update to readers.
  const sameFile = slice.before(key)?.etag === etag;
  const given = {
    links,
    id: version.draft ? draftIdOf(site.link, key) : id,
    published,
    terms: termsOf(terms, slugOf, site),
    contentDigest: shown,
    updated,
    modified: sameFile ? updated : modified,
  };
  return [{ key, row, job: { post, site, ...given }, basis: { ...given, etag, rendering: row.rendering } }];
}
