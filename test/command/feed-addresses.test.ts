import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Blog, linefeed, post } from '../support/blog.ts';

it('warns about an address of the generator without a feed, and about entries of feeds.moved without effect', async (context) => {
  const files = {
    'hugo.toml': 'title = "T"\nbaseURL = "https://b.example/"\n',
    'content/posts/a.md': post('A', 'date: 2026-01-01\ntags: [go]\n'),
  };
  const blog = await Blog.create(context, files);
  const checked = async (own: string) => {
    await blog.write({ 'linefeed.yaml': own });
    const { code, stdout } = await linefeed('check', blog.dir, '--out', blog.out);
    assert.equal(code, 0);
    return stdout.split('\n').filter((line) => line.includes('warning: feeds'));
  };
  const at = 'linefeed.yaml:1:1: warning: ';
  assert.deepEqual(await checked('pages: false\n'), []);
  assert.deepEqual(await checked('feeds: { addresses: linefeed }\n'), [
    `${at}feeds: hugo publishes its feed at /index.xml, which is no address of these feeds; if readers follow it, write feeds: { moved: { index.xml: rss } } into linefeed.yaml`,
  ]);
  assert.deepEqual(await checked('feeds: { addresses: linefeed, moved: { index.xml: rss, tag/go/feed/: tags/go/rss.xml } }\n'), []);
  assert.deepEqual(await checked('feeds: { moved: { old.xml: tags/rust/index.xml, tags/go/index.xml: rss, tags/go/atom.xml: atom } }\n'), [
    `${at}feeds.moved: there is no feed at "tags/rust/index.xml", so "old.xml" answers nothing; correct the address`,
    `${at}feeds.moved: "tags/go/atom.xml" is the address of another document, so it does not redirect; remove the line`,
  ]);
});
