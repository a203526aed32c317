import assert from 'node:assert/strict';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Blog, linefeed } from '../support/blog.ts';
import { CORPUS, NO_CORPUS, referenceEntries } from '../support/corpus.ts';

describe('the corpus', { skip: NO_CORPUS }, () => {
  const corpus = CORPUS ?? '';
  const reference = join(corpus, 'reference/jekyll-feed.xml');

  const publish = async (blog: Blog, feed: string, ...args: string[]) =>
    JSON.parse((await linefeed('adopt', feed, '--dir', blog.dir, '--out', blog.out, '--format', 'json', ...args)).stdout);

  /** Drops the Atom feed's addresses, because only JSON is written. */
  const accept = async (blog: Blog, feed: string) => {
    const { lost } = (await publish(blog, feed)).adoption.addresses as { lost: { url: string }[] };
    assert.equal(lost.length, 1);
    return publish(blog, feed, '--yes', ...lost.flatMap(({ url }) => ['--drop-address', url]));
  };

  const copyCorpus = async (blog: Blog) => {
    await cp(join(corpus, '_posts'), join(blog.dir, '_posts'), { recursive: true });
    await blog.write({ '_config.yml': await readFile(join(corpus, '_config.yml')) });
    await blog.write({ 'linefeed.yaml': 'limit: 10000\narchives: none\nterms: []\nfeeds: { rss: false, atom: false, json: feed.json }\n' });
  };

  it('takes over every id of its reference feed, unchanged, and after a move with other ids', async (context) => {
    const entries = referenceEntries(corpus);
    const feed = await readFile(reference, 'utf8');
    const moved = feed
      .replace(/<id>http:\/\/[^/<]+\/(\d[^<]*)<\/id>/g, '<id>urn:old:$1</id>')
      .replaceAll('href="http://blog.', 'href="https://old.');
    const blog = await Blog.create(context);
    await copyCorpus(blog);
    const { adoption } = await accept(blog, reference);
    assert.deepEqual([adoption.items, adoption.mapped, adoption.kept], [entries.length, entries.length, []]);
    const byLink = new Map(entries.map(({ link, id }) => [link, id]));
    const items = await blog.items();
    assert.deepEqual([items.length, items.filter(({ url, id }) => byLink.get(url) !== id)], [entries.length, []]);
    const file = join(blog.root, 'moved.xml');
    await writeFile(file, moved);
    const after = (await accept(blog, file)).adoption;
    assert.deepEqual([after.mapped, after.kept, after.reidentified.length], [entries.length, [], entries.length]);
    assert.ok((await blog.items()).every(({ id }) => id.startsWith('urn:old:')));
  });
});
