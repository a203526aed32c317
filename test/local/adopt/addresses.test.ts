import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Format } from '../../../lambda/core/model.ts';
import { fatesOf } from '../../../lambda/local/adopt/addresses.ts';
import { siteOf } from '../../core/site/sites.ts';

const own = async (...lines: string[]) => siteOf({ 'linefeed.yaml': `title: T\nlink: https://blog.example/log/\n${lines.join('\n')}\n` });

type Fate = ['stays'] | ['redirects', string, Format] | ['lost', RegExp];

async function fateOf(url: string, format: Format = 'rss', ...lines: string[]): Promise<Fate | string[]> {
  const { stay, redirect, lost } = fatesOf([{ url, format }], await own(...lines));
  if (stay.length > 0) return ['stays'];
  const [to] = redirect;
  return to ? ['redirects', to.path, to.to] : ['lost', lost[0]?.reason ?? 'forgotten'];
}

const FATES: [url: string, fate: Fate, format?: Format, ...lines: string[]][] = [
  ['https://blog.example/log/rss.xml', ['stays']],
  ['http://www.blog.example/log/atom.xml', ['stays']],
  ['http://localhost:4000/log/feed.json', ['stays']],
  ['https://blog.example/log/tags/go/atom.xml', ['stays']],
  ['https://blog.example/log/old.xml', ['stays'], 'rss', 'feeds: {moved: {old.xml: rss}}'],
  ['https://blog.example/log/feed/', ['stays'], 'rss', 'feeds: {addresses: wordpress}'],
  ['https://blog.example/log/feed', ['redirects', 'feed/', 'atom'], 'atom'],
  ['https://blog.example/log/a%20b.xml', ['redirects', 'a b.xml', 'rss']],
  ['http://127.0.0.1:1313/log/index.xml', ['redirects', 'index.xml', 'rss']],
  ['https://blog.example/log/feed.xml', ['redirects', 'feed.xml', 'rss'], 'atom', 'feeds: {atom: false}'],
  [
    'https://blog.example/log/feed.xml',
    ['lost', /^feeds in linefeed\.yaml disables its format/],
    'atom',
    'feeds: {atom: false, rss: false}',
  ],
  ['https://blog.example/log/?feed=rss2', ['lost', /^it has a query, .*; redirect it to https:\/\/blog\.example\/log\/rss\.xml$/]],
  [
    'https://feeds.example/blog',
    ['lost', /^it is not at blog\.example\/log\/; redirect it there to https:\/\/blog\.example\/log\/rss\.xml$/],
  ],
  ['https://blog.example/feed.xml', ['lost', /^no file of the feeds can be there/]],
  ['https://blog.example/log/', ['lost', /^no file of the feeds can be there/]],
  ['https://blog.example/log/category/news/feed/', ['lost', /^it seems to be the feed of a term; name that feed/]],
  ['https://blog.example/log/rss.xml/feed/', ['lost', /^another document is there/]],
];

describe('an address', () => {
  for (const [url, [kind, ...details], format = 'rss', ...lines] of FATES)
    it(`${url} ${kind} ${lines.join(' ')}`, async () => {
      const [actual, ...found] = await fateOf(url, format, ...lines);
      assert.equal(actual, kind, String(found));
      const [first] = details;
      if (first instanceof RegExp) assert.match(String(found[0]), first);
      else assert.deepEqual(found, details);
    });

  it('counts once without its scheme, trailing slash and page', async () => {
    const addresses = ['http://blog.example/log/feed', 'https://blog.example/log/feed/', 'https://blog.example/log/feed/?paged=2'];
    const { stay, redirect, lost } = fatesOf(
      addresses.map((url) => ({ url, format: 'rss' })),
      await own(),
    );
    assert.deepEqual([stay, redirect, lost], [[], [{ url: addresses[0], path: 'feed/', to: 'rss' }], []]);
  });
});
