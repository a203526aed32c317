/** Steps 2 and 3, up to the commit: the catalog just read and the files of the dirty keys -> the next catalog and the entries it needs. */
import type { Catalog, Row, Version } from './core/catalog/catalog.ts';
import { type EntryJob, type EntryResult, renderingOf } from './core/entry/entry.ts';
import { liveTerms, stampFeeds, type Window, windows } from './core/catalog/feeds.ts';
import { type Fold, foldPosts, type Reading } from './core/catalog/fold.ts';
import type { Entry, FeedKey, Instant, Key, Links, Problem, Site } from './core/model.ts';
import { Resolver, staleKeys } from './core/catalog/references.ts';
import { assignSlugs, termsOf } from './core/catalog/terms.ts';
import { entryHash } from './entries.ts';
import { documentPath } from './keys.ts';
import type { Sources } from './sources.ts';

/** What a run is asked to look at. */
export interface Question {
  keys: Iterable<Key>;
  /** Keys to render again although nothing about them changed, because their entry is lost. */
  lacking: ReadonlySet<Key>;
  /** Whether rows made with another configuration or renderer are taken up: bulk work, which a fresh post must not wait for. */
  restyle: boolean;
  /** Feeds whose documents are not what the catalog says. */
  unfit: ReadonlySet<FeedKey>;
  /** Feeds from before the catalog, to be kept alive. */
  known: Iterable<FeedKey>;
  site: Site;
  moment: Instant;
}

export interface Revision {
  catalog: Catalog;
  /** Every feed's rows; what the documents show. */
  shown: Map<FeedKey, Window>;
  /** Entries that the catalog before did not name. */
  entries: { version: Version; entry: Entry }[];
  /** Rows that are stale and were left for later messages. */
  later: Key[];
}

export interface Reviser {
  sources: Sources;
  /** Stale rows that one run takes up. */
  staleLimit: number;
  makeEntries(jobs: EntryJob[]): Promise<EntryResult[]>;
}

export async function revise(before: Catalog, question: Question, reviser: Reviser): Promise<Revision> {
  const { site, moment } = question;
  const context = { site, moment, rendering: renderingOf(site) };
  const dirty = new Set([...question.keys, ...question.lacking]);
  const readings = await reviser.sources.readAll(dirty, before.posts, site, context.rendering, question.lacking);
  const refusals = new Map<Key, Problem[]>();
  const renderer = new Renderer(before, reviser);
  for (;;) {
    const fold = foldPosts(before.posts, readings, refusals, context);
    const resolver = new Resolver(fold.rows, moment);
    const stale = staleKeys(fold.rows, resolver, question.restyle ? context.rendering : undefined).filter((key) => !readings.has(key));
    const room = Math.max(0, reviser.staleLimit - [...readings.keys()].filter((key) => !dirty.has(key)).length);
    const more = await reviser.sources.readAll(stale.slice(0, room), before.posts, site, context.rendering, new Set(stale));
    if (more.size > 0) {
      for (const [key, reading] of more) readings.set(key, reading);
      continue;
    }
    const slugs = assignSlugs(before.slugs, liveTerms(fold.rows, moment));
    const refused = await renderer.render(fold, resolver, slugs, site);
    if (refused.size === 0) {
      const next = { ...before, rev: before.rev + 1, moment, site, slugs, posts: sorted(fold.rows) };
      const shown = windows(fold.rows, slugs, site, moment, [...Object.keys(before.feeds), ...question.known]);
      const catalog = { ...next, ...stampFeeds(before, next, shown, documentPath, question.unfit) };
      return { catalog, shown, entries: renderer.newEntries(fold.rows), later: stale };
    }
    for (const [key, problems] of refused) refusals.set(key, problems);
  }
}

const sorted = (rows: Map<Key, Row>): Catalog['posts'] => Object.fromEntries([...rows].sort(([a], [b]) => (a < b ? -1 : 1)));

/** Renders what a fold needs, and nothing twice: a run may fold several times, when a refused post changes what others' names stand for. */
class Renderer {
  private readonly before: Catalog;
  private readonly reviser: Reviser;
  private readonly made = new Map<string, EntryResult>();

  constructor(before: Catalog, reviser: Reviser) {
    this.before = before;
    this.reviser = reviser;
  }

  /** Completes the versions of the fold's posts. @returns the posts that were refused */
  async render(fold: Fold, resolver: Resolver, slugs: Catalog['slugs'], site: Site): Promise<Map<Key, Problem[]>> {
    const work = [...fold.posts].flatMap(([key, reading]) => {
      const row = fold.rows.get(key);
      if (!row?.version || (row.state !== 'live' && row.state !== 'scheduled')) return [];
      const links = resolver.resolve(reading.post.references);
      return [{ key, row, version: row.version, links, job: this.job(reading, row.version, links, slugs, site) }];
    });
    const name = ({ key, links, version }: (typeof work)[number]) =>
      JSON.stringify([key, links, version.id, version.shown, version.updated]);
    const missing = work.filter((each) => !this.made.has(name(each)));
    const results = await this.reviser.makeEntries(missing.map(({ job }) => job));
    for (const [index, each] of missing.entries()) {
      const result = results[index];
      if (result) this.made.set(name(each), result);
    }
    const refused = new Map<Key, Problem[]>();
    for (const each of work) {
      const result = this.made.get(name(each));
      if (!result) continue;
      if (result.problems.some(({ severity }) => severity === 'error')) refused.set(each.key, [...each.row.problems, ...result.problems]);
      else this.complete(each.row, each.version, each.links, result);
    }
    return refused;
  }

  private job(reading: Extract<Reading, { kind: 'post' }>, version: Version, links: Links, slugs: Catalog['slugs'], site: Site): EntryJob {
    const sameFile = this.before.posts[reading.post.key]?.etag === reading.etag;
    return {
      post: reading.post,
      links,
      site,
      id: version.id,
      terms: termsOf(version.terms, slugs),
      shown: version.shown,
      updated: version.updated,
      // What changes without the file changing (a theme, a reference, a renderer) is no news to readers.
      modified: sameFile ? version.updated : reading.modified,
    };
  }

  private complete(row: Row, version: Version, links: Links, { entry, shown, problems }: EntryResult): void {
    Object.assign(version, { references: links, shown, updated: entry.updated, entry: entryHash(entry) });
    row.problems = [...row.problems, ...problems];
  }

  newEntries(rows: ReadonlyMap<Key, Row>): Revision['entries'] {
    const named = new Set(Object.values(this.before.posts).map(({ version }) => version?.entry));
    const byHash = new Map([...this.made.values()].map(({ entry }) => [entryHash(entry), entry]));
    return [...rows.values()].flatMap(({ version }) => {
      const entry = version && !named.has(version.entry) ? byHash.get(version.entry) : undefined;
      return version && entry ? [{ version, entry }] : [];
    });
  }
}
