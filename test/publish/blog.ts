/** A blog in memory whose runs do not overlap. */
import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import type { Catalog } from '../../lambda/core/catalog/catalog.ts';
import { makeDocuments } from '../../lambda/core/documents.ts';
import { makeEntries } from '../../lambda/core/entry/entry.ts';
import { NODES } from '../../lambda/keys.ts';
import type { RunContext } from '../../lambda/publish/context.ts';
import { type Batch, publish, type Report } from '../../lambda/publish/publish.ts';
import { CatalogStore } from '../../lambda/state/catalog-store.ts';
import { EntryStore } from '../../lambda/state/entry-store.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { listAll, type StoredObject } from '../../lambda/stores/store.ts';
import { readCatalog } from '../support/whole-catalog.ts';

/** Without pages and OPML, which have tests of their own. */
export const CONFIG = { title: 'Field Notes', link: 'https://blog.example/', permalink: '/:title/', pages: false, opml: false };
export const HOUR = 3_600_000;

export const text = (
  title: string,
  more = '',
  body = `All about ${title}, told at some length so that it is like no other post.`,
): string => `---\ntitle: ${JSON.stringify(title)}\ndate: 2026-01-01\n${more}---\n\n${body}\n`;

/** Except of nodes. */
class CountingStore extends MemoryStore {
  changes = 0;
  override put(...args: Parameters<MemoryStore['put']>) {
    if (!args[0].startsWith(NODES)) this.changes += 1;
    return super.put(...args);
  }
  override delete(...args: Parameters<MemoryStore['delete']>) {
    if (!args[0].startsWith(NODES)) this.changes += 1;
    return super.delete(...args);
  }
}

const configured = (config: object): string => JSON.stringify({ ...CONFIG, ...config });

export const hrefs = (html = '') => [...html.matchAll(/ href="([^"]*)"/g)].map(([, href]) => href);

export const contentOf = async (bench: Bench, title: string) => (await bench.items()).find((item) => item.title === title)?.content_html;

export class Bench {
  now = Date.UTC(2026, 5, 1);
  readonly posts = new MemoryStore({ now: () => this.now });
  readonly site = new CountingStore({ now: () => this.now });
  rendered: string[] = [];
  requeued: string[][] = [];
  scheduledRuns: string[] = [];
  generation = 0;

  static with = (files: Record<string, string>, config: object = {}): Promise<Bench> =>
    Bench.published({ 'linefeed.yaml': configured(config), ...files });

  /** With these files alone. */
  static async published(files: Record<string, string>): Promise<Bench> {
    const bench = new Bench();
    for (const [key, content] of Object.entries(files)) await bench.posts.put(key, Buffer.from(content));
    await bench.all();
    return bench;
  }

  configure = (config: object) => this.posts.put('linefeed.yaml', Buffer.from(configured(config)));

  /** Publishes an hour after the last change. */
  async change(files: Record<string, string | undefined>, overrides: Partial<RunContext> = {}): Promise<Report> {
    this.now += HOUR;
    for (const [key, content] of Object.entries(files)) {
      if (content === undefined) await this.posts.delete(key);
      else await this.posts.put(key, Buffer.from(content));
    }
    return this.run({ keys: Object.keys(files) }, overrides);
  }

  all = (overrides: Partial<RunContext> = {}): Promise<Report> => this.run({ keys: [], full: true }, overrides);

  run(batch: Batch, overrides: Partial<RunContext> = {}): Promise<Report> {
    this.rendered = [];
    return publish(batch, this.context(overrides));
  }

  context(overrides: Partial<RunContext> = {}): RunContext {
    return {
      posts: this.posts,
      site: this.site,
      catalog: new CatalogStore(overrides.site ?? this.site),
      entries: new EntryStore(this.site),
      makeEntries: (jobs) => {
        this.rendered.push(...jobs.map(({ post }) => post.key));
        return makeEntries(jobs);
      },
      makeDocuments,
      now: () => this.now,
      drawGeneration: () => {
        this.generation += 1;
        return `g${this.generation}`;
      },
      requeue: async (keys) => void this.requeued.push(keys),
      scheduleRuns: async (minutes) => {
        this.scheduledRuns.push(...minutes);
        return minutes;
      },
      staleLimit: 100,
      overrides: {},
      exclusive: false,
      ...overrides,
    };
  }

  async catalog(): Promise<Catalog> {
    const stored = await readCatalog(this.site);
    assert.ok(stored);
    return stored.catalog;
  }

  async read(key: string): Promise<string> {
    const object = (await this.site.get(key)) as StoredObject | undefined;
    assert.ok(object, `${key} exists`);
    return (key.endsWith('.gz') ? gunzipSync(object.bytes) : Buffer.from(object.bytes)).toString();
  }

  async items(
    path = 'feed.json',
  ): Promise<{ id: string; url: string; title: string; content_html: string; date_published: string; date_modified: string }[]> {
    return JSON.parse(await this.read(`public/${path}`)).items;
  }

  titles = async (path?: string): Promise<string[]> => (await this.items(path)).map(({ title }) => title);

  /** Without stamps. */
  async documents(): Promise<Record<string, string>> {
    const keys = (await listAll(this.site, 'public/')).map(({ key }) => key);
    const unstamped = (document: string) => document.replace(/<!-- linefeed .*? -->|"_linefeed":\s*\{[^}]*\}/, '');
    return Object.fromEntries(await Promise.all(keys.map(async (key) => [key, unstamped(await this.read(key))] as const)));
  }
}
