import type { TestContext } from 'node:test';
import type { Catalog } from '../../lambda/core/catalog/catalog.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { listAll, type StoredObject } from '../../lambda/stores/store.ts';
import { CONFIG, linefeedWith, type Ran } from './blog.ts';
import { CREDENTIALS, startS3 } from './s3.ts';
import { readCatalog } from './whole-catalog.ts';

/** Credentials that the process finds nowhere else. */
export const ENVIRONMENT = {
  AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
};

/** `PUT site/state/catalog.json.gz`, `LIST posts/_posts/`; names of nodes and entries become `*`. */
function nameOf(method = '', url = ''): string {
  const { pathname, searchParams } = new URL(url, 'http://s3');
  const path = decodeURIComponent(pathname.slice(1));
  if (searchParams.has('list-type')) return `LIST ${path.replace(/\/$/, '')}/${searchParams.get('prefix') ?? ''}`;
  return `${method} ${path.replace(/(state\/(?:proof-|entries\/))\w+$/, '$1*')}`;
}

export class Buckets {
  readonly posts = new MemoryStore();
  readonly site: MemoryStore;
  /** Since the last command started, retries included. */
  requests: string[] = [];
  endpoint = '';

  private constructor(site: MemoryStore) {
    this.site = site;
  }

  /** Closes when the test ends. */
  static async create(context: TestContext, files: Record<string, string> = {}, site = new MemoryStore()): Promise<Buckets> {
    const buckets = new Buckets(site);
    const { endpoint, close } = await startS3({ posts: buckets.posts, site }, {}, (handler) => (request, response) => {
      buckets.requests.push(nameOf(request.method, request.url));
      void handler(request, response);
    });
    buckets.endpoint = endpoint;
    context.after(close);
    await buckets.write({ 'linefeed.yaml': CONFIG, ...files });
    return buckets;
  }

  /** Writes posts; undefined deletes one. */
  async write(files: Record<string, string | undefined>): Promise<void> {
    for (const [key, text] of Object.entries(files)) {
      if (text === undefined) await this.posts.delete(key);
      else await this.posts.put(key, Buffer.from(text));
    }
  }

  run(...args: string[]): Promise<Ran> {
    this.requests = [];
    return linefeedWith(ENVIRONMENT, ...args, '--endpoint', this.endpoint);
  }

  reconcile = (...args: string[]): Promise<Ran> => this.run('reconcile', '--posts-bucket', 'posts', '--bucket', 'site', ...args);

  changes = (): Record<string, number> => this.counts(/^(?:PUT|POST|DELETE) /);

  counts(which = /./): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const request of this.requests.filter((name) => which.test(name))) counts[request] = (counts[request] ?? 0) + 1;
    return counts;
  }

  async read(key: string): Promise<string> {
    return Buffer.from(((await this.site.get(key)) as StoredObject | undefined)?.bytes ?? []).toString();
  }

  items = async (path = 'feed.json'): Promise<{ id: string; url: string; title: string; date_modified: string }[]> =>
    JSON.parse(await this.read(`public/${path}`)).items;

  titles = async (path?: string): Promise<string[]> => (await this.items(path)).map(({ title }) => title);

  keys = async (): Promise<string[]> => (await listAll(this.site, '')).map(({ key }) => key);

  async catalog(): Promise<Catalog | undefined> {
    return (await readCatalog(this.site))?.catalog;
  }
}
