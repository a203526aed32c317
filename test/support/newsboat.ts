import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface CachedItem {
  guid: string;
  title: string;
  url: string;
  content: string;
}

/** Subscribes to one feed. A cache stores each guid once, so the same posts in another format need another cache. */
export class Newsboat {
  readonly #root: string;

  private constructor(root: string) {
    this.#root = root;
  }

  static async subscribe(root: string, url: string): Promise<Newsboat> {
    await mkdir(root);
    await writeFile(join(root, 'urls'), `${url}\n`);
    await writeFile(join(root, 'config'), '');
    return new Newsboat(root);
  }

  async #do(command: string): Promise<string> {
    const files = ['-C', join(this.#root, 'config'), '-u', join(this.#root, 'urls'), '-c', join(this.#root, 'cache.db')];
    return (await run('newsboat', [...files, '-x', command], { env: { ...process.env, HOME: this.#root, LANG: 'C.UTF-8' } })).stdout;
  }

  reload = () => this.#do('reload');
  unread = async () => Number.parseInt(await this.#do('print-unread'), 10);

  async items(): Promise<CachedItem[]> {
    const query = 'select guid, title, url, content from rss_item order by pubDate desc, guid';
    return JSON.parse((await run('sqlite3', ['-json', join(this.#root, 'cache.db'), query])).stdout);
  }
}
