/** It belongs to its author and is not part of this project. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { Blog } from '../support/blog.ts';
import { CORPUS, NO_CORPUS } from '../support/corpus.ts';

const SEED = '2010-10-24-netronome-1-year-later.md';
const OTHER = '2009-08-04-netronome-and-io-virtualization.md';

function seed(corpus: string): Buffer {
  const beside = join(dirname(dirname(corpus)), 'seed', SEED);
  return readFileSync(existsSync(beside) ? beside : join(corpus, '_posts', SEED));
}

const parts = (corpus: string) => ({
  '_config.yml': readFileSync(join(corpus, '_config.yml')),
  [`_posts/${SEED}`]: seed(corpus),
});

async function blogOf(context: Parameters<typeof Blog.create>[0], files: Record<string, Buffer>): Promise<Blog> {
  const blog = await Blog.create(context);
  const { rm } = await import('node:fs/promises');
  await rm(join(blog.dir, 'linefeed.yaml'));
  await blog.write(files);
  return blog;
}

describe('the seed post', { skip: NO_CORPUS }, () => {
  const corpus = CORPUS ?? '';

  it('is rendered like its reference, without problems', async (context) => {
    const blog = await blogOf(context, { ...parts(corpus), [`_posts/${OTHER}`]: readFileSync(join(corpus, '_posts', OTHER)) });
    const { code, stderr } = await blog.build();
    assert.deepEqual([code, stderr], [0, '']);
    const { items } = JSON.parse(await blog.read('feed.json'));
    const { content_html: html, summary: _, ...item } = items[0];
    assert.deepEqual(item, {
      id: 'http://blog.scottlowe.org/2010/10/24/netronome-1-year-later',
      url: 'http://blog.scottlowe.org/2010/10/24/netronome-1-year-later/',
      title: 'Netronome, 1 Year Later',
      date_published: '2010-10-24T09:39:24Z',
      date_modified: '2010-10-24T09:39:24Z',
      authors: [{ name: 'slowe' }],
      tags: ['Musing', 'Hardware', 'Networking', 'Virtualization'],
    });
    assert.ok(html.includes('<a href="http://blog.scottlowe.org/2009/08/04/netronome-and-io-virtualization/">wrote about</a>'), html);
    assert.match(html, /\(QoS\)—all embedded/);
    assert.match(html, /model—targeting both OEMs and end users—means/);
    assert.match(html, /last year’s discussion/);
    for (const feed of ['categories/musing', 'tags/hardware', 'tags/networking', 'tags/virtualization', 'authors/slowe']) {
      assert.ok(
        (await blog.items(`${feed}/feed.json`)).some(({ title }) => title === item.title),
        feed,
      );
    }
  });

  it('alone: reports the unresolved link, and keeps its text', async (context) => {
    const blog = await blogOf(context, parts(corpus));
    const { code, stderr } = await blog.build();
    assert.equal(code, 0);
    assert.match(
      stderr,
      new RegExp(`^_posts/${SEED}:28:6: warning: post_url: no live post is named "2009-08-04-netronome-and-io-virtualization"`),
    );
    const [item] = await blog.items();
    assert.match(item?.content_html ?? '', /In August 2009 I wrote about a company called <a /);
  });

  it('gets its link when the other post is added', async (context) => {
    const blog = await blogOf(context, parts(corpus));
    await blog.build();
    await blog.write({ [`_posts/${OTHER}`]: readFileSync(join(corpus, '_posts', OTHER)) });
    assert.deepEqual([(await blog.build()).stderr], ['']);
    assert.match((await blog.items())[0]?.content_html ?? '', />wrote about<\/a>/);
  });
});
