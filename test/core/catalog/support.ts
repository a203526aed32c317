import { type Catalog, newCatalog, type Row } from '../../../lambda/core/catalog/catalog.ts';
import { earlyPortion } from '../../../lambda/core/catalog/early-job.ts';
import { entriesOf } from '../../../lambda/core/catalog/facts/catalog-entries.ts';
import { Draft } from '../../../lambda/core/catalog/facts/draft.ts';
import { type Fold, foldPosts, type PostReading } from '../../../lambda/core/catalog/fold.ts';
import type { Instant, Key, Post, Problem, Site } from '../../../lambda/core/model.ts';
import type { Facts } from '../../../lambda/core/tree/facts.ts';
import { SortedFacts } from '../../../lambda/core/tree/sorted-facts.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';

export const NOW: Instant = '2026-06-01T00:00:00.000Z';

export const site: Site = {
  generator: 'linefeed',
  title: 'Field Notes',
  link: 'https://blog.example/',
  feedLink: 'https://blog.example/',
  description: '',
  language: 'en',
  authors: [],
  people: {},
  timezone: 'UTC',
  posts: ['**/*'],
  permalink: '/:title/',
  feeds: { rss: 'rss.xml', atom: 'atom.xml', json: 'feed.json' },
  limit: 3,
  content: 'full',
  sourceMarkdown: false,
  terms: ['categories', 'tags', 'authors'],
  archives: 'main',
  pages: false,
  opml: false,
  id: 'permalink',
  excerptSeparator: '<!--more-->',
  liquid: true,
  variables: {},
};

export const factsOf = (catalog: Catalog): Facts => new SortedFacts(entriesOf(catalog));

export const draftOf = (catalog: Catalog): Draft => new Draft(factsOf(catalog), (taxonomy, name) => catalog.slugs[taxonomy]?.[name]);

export const empty = (): Catalog => newCatalog('g1', site, { entries: 'r', documents: 1, pages: 1 });

export const LONG = 'This is long enough that nobody would write the same twice, not even by chance.';

export interface Own extends Partial<Omit<Post, 'terms'>> {
  tags?: string[];
}

export const post = (key: Key, { tags = [], ...own }: Own = {}): Post => {
  const slug = own.slug ?? key.replace(/^.*\/|\.md$/g, '');
  return {
    key,
    title: slug,
    slug,
    published: '2026-01-01T00:00:00.000Z',
    link: `https://blog.example/${slug}/`,
    terms: { categories: [], tags, authors: [], languages: [] },
    authors: [],
    draft: false,
    syntax: 'markdown',
    body: `${key}: ${LONG}`,
    bodyLine: 1,
    excerptSeparator: '',
    references: [],
    variables: {},
    ...own,
  };
};

export const reading = (key: Key, own: Own = {}): PostReading => ({
  kind: 'post',
  etag: JSON.stringify(own),
  modified: NOW,
  post: post(key, own),
  problems: [],
});

export const error = (key: Key): Problem => ({ key, line: 1, column: 1, message: 'no', severity: 'error' });
export const refused = (key: Key): PostReading => ({ kind: 'refused', etag: 'bad', problems: [error(key)] });
export const GONE: PostReading = { kind: 'gone' };

/** Gives each rendered post an entry. */
export class Folder {
  rows: Record<Key, Row> = {};
  last: Fold | undefined;
  moment: Instant = '1970-01-01T00:00:00.000Z';

  run(
    readings: Record<Key, PostReading>,
    {
      moment = NOW,
      refusals = new Map<Key, Problem[]>(),
      lost = new Set<Key>(),
      patient = false,
      unread = new Set<Key>(),
      mostDue = 1_000,
    } = {},
  ): this {
    const given = deepFreeze({ rows: this.rows, readings });
    const facts = factsOf({ ...empty(), posts: given.rows });
    const { posts: early } = earlyPortion(facts, { ...empty(), moment: this.moment }, moment, 1_000);
    const context = { site, moment, rendering: 'r', adopted: [], reclaim: false, patient, unread, mostDue, early };
    this.last = foldPosts(facts, new Map(Object.entries(given.readings)), refusals, lost, context);
    this.moment = context.moment;
    const { slice, posts } = this.last;
    const rows = new Map(Object.entries(this.rows));
    for (const [key, , now] of slice.changes()) {
      const entry = `entry of ${now?.version?.title}`;
      if (!now) rows.delete(key);
      else rows.set(key, posts.has(key) && now.version ? ({ ...now, version: { ...now.version, entry } } as Row) : now);
    }
    this.rows = Object.fromEntries(rows);
    return this;
  }

  state = (key: Key): string | undefined => this.rows[key]?.state;
  id = (key: Key): string | undefined => this.rows[key]?.version?.id;
  states = (): Record<Key, string> => Object.fromEntries(Object.entries(this.rows).map(([key, { state }]) => [key, state]));
}
