/** A feed reader, as Debian has it, subscribed to `linefeed dev`. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { promisify } from 'node:util';
import { Blog, post } from '../support/blog.ts';
import { itemsOf, startDev, until } from '../support/dev-command.ts';
import { record } from '../support/recorder.ts';

const run = promisify(execFile);

const TITLES = [
  'Vec<T> & co',
  '🐐 on the stairs 🎉',
  'שלום עולם',
  'مرحبا بالعالم',
  '手紙 — letters',
  'AT&amp;T',
  '"Quoted" <b>not bold</b>',
];
const EDITED = 'All new.';

/** What newsboat keeps of each item. */
interface Kept {
  guid: string;
  title: string;
  url: string;
  content: string;
}

/** Subscribed to one feed. It keeps a guid once in its cache, so the same posts in another format need another cache. */
class Newsboat {
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

  async kept(): Promise<Kept[]> {
    const query = 'select guid, title, url, content from rss_item order by pubDate desc, guid';
    return JSON.parse((await run('sqlite3', ['-json', join(this.#root, 'cache.db'), query])).stdout);
  }
}

const identity = ({ guid, title, url }: Kept) => ({ guid, title, url });

for (const name of ['rss.xml', 'atom.xml']) {
  it(`newsboat shows the titles of ${name} as they were written, is answered 304 while nothing changes, and shows an edited post once`, async (context) => {
    const files = Object.fromEntries(TITLES.map((title, day) => [`_posts/2026-03-0${day + 1}-post-${day}.md`, post(title)]));
    const blog = await Blog.create(context, files);
    const dev = await startDev(blog.dir);
    context.after(() => dev.close());
    // Written a minute ago: its HTTP library takes no document whose Last-Modified is in the second of the one before, whatever its ETag.
    const minuteAgo = Date.now() / 1000 - 60;
    for (const file of [name, `${name}.gz`]) await utimes(join(blog.dir, '.linefeed/public', file), minuteAgo, minuteAgo);
    const recorder = await record(context, dev.web);
    const newsboat = await Newsboat.subscribe(join(blog.root, 'newsboat'), `${recorder.address}/${name}`);
    const answers = () => recorder.take().map(({ path, status }) => [path, status]);

    await newsboat.reload();
    assert.deepEqual(answers(), [[`/${name}`, 200]]);
    const first = await newsboat.kept();
    assert.deepEqual(
      first.map(({ title }) => title),
      TITLES.toReversed(),
    );
    assert.equal(await newsboat.unread(), TITLES.length);

    // newsboat knows validators of feeds that are in its cache, so it asks without one at the first and at the second time.
    await newsboat.reload();
    assert.deepEqual(answers(), [[`/${name}`, 200]]);
    await newsboat.reload();
    const [again, ...more] = recorder.take();
    assert.deepEqual([again?.status, more], [304, []]);
    assert.ok(again?.headers['if-none-match'] && again.headers['if-modified-since']);
    assert.deepEqual(await newsboat.kept(), first);

    await blog.write({ '_posts/2026-03-01-post-0.md': post(TITLES[0] ?? '', '', EDITED) });
    const isEdited = ({ content_html: html }: { content_html: string }) => html.includes(EDITED);
    await until(dev, context, async () => (await itemsOf<{ content_html: string }>(dev)).some(isEdited));
    await newsboat.reload();
    assert.deepEqual(answers(), [[`/${name}`, 200]]);
    const after = await newsboat.kept();
    assert.deepEqual(after.map(identity), first.map(identity));
    assert.deepEqual(
      after.filter(({ content }) => content.includes(EDITED)).map(({ title }) => title),
      [TITLES[0]],
    );
  });
}
