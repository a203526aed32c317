import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseFeed } from 'feedsmith';
import { readFeed } from '../../../lambda/local/adopt/read-feed.ts';

const AT = 'https://blog.example/feed.xml';

const WORDPRESS = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:f="http://rssnamespace.org/feedburner/ext/1.0">
<channel><title>Old</title><link>http://blog.example</link><atom:link rel="self" href="http://blog.example/feed/"/><atom:link rel="next" href="/feed/?paged=2"/>
<item><title>It&#8217;s &amp;amp; here</title><link>http://feeds.example/~r/1</link><f:origLink>http://blog.example/its-here/</f:origLink>
<pubDate>Sun, 24 Oct 2010 09:39:24 +0200</pubDate><guid isPermaLink="false">http://blog.example/?p=2141&amp;x=%7Ea</guid></item>
<item><title>Two</title><link>http://blog.example/two/</link><dc:date>2010-10-25T00:00:00Z</dc:date></item>
<item><title>Nothing to know it by</title></item>
</channel></rss>`;

const ATOM = `<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:id>x</a:id><a:link href="http://blog.example/"/><a:link rel="prev-archive" href="http://blog.example/2010.xml"/>
<a:entry><a:id>
  tag:blog.example,2010:/Hello
</a:id><a:link rel="self" href="/h.xml"/><a:link href="/hello"/><a:title type="html">&lt;i&gt;Hello&lt;/i&gt;</a:title><a:published>2010-10-24T09:39:24Z</a:published><a:updated>2010-11-01T00:00:00Z</a:updated></a:entry>
<a:entry><a:id>007</a:id><a:title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Seven</div></a:title><a:updated>soon</a:updated></a:entry></a:feed>`;

const JSON_FEED = {
  version: 'https://jsonfeed.org/version/1',
  title: 'Old',
  feed_url: 'feed.json',
  next_url: 'https://blog.example/feed-2.json',
  items: [
    {
      id: 5,
      url: 'https://blog.example/five',
      title: 'Five',
      date_published: '2010-10-24T09:39:24Z',
      date_modified: '2010-11-01T00:00:00Z',
    },
    { id: ' a&amp;b ', external_url: 'https://elsewhere.example/' },
    { url: 'https://blog.example/six' },
    { id: 'bell\u0007' },
  ],
};

const message = (text: string, place = AT): string => {
  try {
    readFeed(text, place);
  } catch (error) {
    return (error as Error).message;
  }
  assert.fail('it was read');
};

describe('a foreign feed', () => {
  it('in RSS has ids unchanged, the link as id where there is none, dates in UTC, and its next page', () => {
    assert.deepEqual(readFeed(WORDPRESS, AT), {
      format: 'rss',
      self: 'http://blog.example/feed/',
      items: [
        {
          ...{ id: 'http://blog.example/?p=2141&x=%7Ea', link: 'http://blog.example/its-here/', title: 'It’s &amp; here' },
          published: '2010-10-24T07:39:24.000Z',
        },
        { id: 'http://blog.example/two/', link: 'http://blog.example/two/', title: 'Two', published: '2010-10-25T00:00:00.000Z' },
      ],
      nameless: 1,
      more: ['https://blog.example/feed/?paged=2'],
    });
  });

  it('in Atom has trimmed ids, absolute links, and its older archive', () => {
    assert.deepEqual(readFeed(ATOM, 'old.xml'), {
      format: 'atom',
      items: [
        {
          ...{ id: 'tag:blog.example,2010:/Hello', link: 'http://blog.example/hello', title: '<i>Hello</i>' },
          ...{ published: '2010-10-24T09:39:24.000Z', updated: '2010-11-01T00:00:00.000Z' },
        },
        { id: '007', title: 'Seven' },
      ],
      nameless: 0,
      more: ['http://blog.example/2010.xml'],
    });
  });

  it('in JSON has ids as exact text', () => {
    assert.deepEqual(readFeed(JSON.stringify(JSON_FEED), AT), {
      format: 'json',
      self: 'https://blog.example/feed.json',
      items: [
        {
          ...{ id: '5', link: 'https://blog.example/five', title: 'Five' },
          ...{ published: '2010-10-24T09:39:24.000Z', updated: '2010-11-01T00:00:00.000Z' },
        },
        { id: ' a&amp;b ', link: 'https://elsewhere.example/', title: '' },
        { id: 'https://blog.example/six', link: 'https://blog.example/six', title: '' },
      ],
      nameless: 1,
      more: ['https://blog.example/feed-2.json'],
    });
  });

  it('in an old format (RSS 1.0, Atom 0.3) is read too', () => {
    const rdf = `<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>t</title></channel>
      <item r:about="http://blog.example/a"><title>A</title><link>http://blog.example/a</link></item></r:RDF>`;
    assert.deepEqual(readFeed(rdf, AT).items, [{ id: 'http://blog.example/a', link: 'http://blog.example/a', title: 'A' }]);
    const atom = `<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>t</title><entry><id>urn:a</id><title>A</title><issued>2004-01-01T00:00:00Z</issued></entry></feed>`;
    assert.deepEqual(readFeed(atom, AT).items, [{ id: 'urn:a', title: 'A', published: '2004-01-01T00:00:00.000Z' }]);
  });

  it('has the same ids as an independent parser reads', () => {
    const rss = parseFeed(WORDPRESS);
    const atom = parseFeed(ATOM);
    assert.ok(rss.format === 'rss' && atom.format === 'atom');
    assert.equal(readFeed(WORDPRESS, AT).items[0]?.id, rss.feed.items?.[0]?.guid?.value);
    assert.deepEqual(
      readFeed(ATOM, AT).items.map(({ id }) => id),
      atom.feed.entries?.map(({ id }) => id),
    );
  });
});

describe('no feed', () => {
  it('malformed XML is rejected with line and column', () => {
    assert.match(
      message(WORDPRESS.slice(0, -30), 'old.xml'),
      /^old\.xml:\d+:\d+: this is no well-formed XML \(.+\), so nothing of it is adopted; /,
    );
    assert.match(message(WORDPRESS.replace('&#8217;', '&rsquo;'), 'old.xml'), /^old\.xml:4:\d+: .*undefined entity/);
  });

  it('a web page is rejected with the feeds that it links', () => {
    const page = (links: string) => `<!DOCTYPE html><html><head>${links}<title>Blog</title></head><body></body></html>`;
    const feed = '<link rel="alternate" type="application/atom+xml" href="/atom.xml"><link rel="stylesheet" href="/style.css">';
    assert.equal(message(page(feed)), `${AT}: this is an HTML page, not a feed; it says that its feed is https://blog.example/atom.xml`);
    assert.equal(message(page(feed), 'index.html'), 'index.html: this is an HTML page, not a feed; it says that its feed is /atom.xml');
    assert.equal(message(page('')), `${AT}: this is an HTML page, not a feed; name the feed itself`);
  });

  it('other content is rejected', () => {
    assert.match(message('<opml version="2.0"><body/></opml>'), /this is XML, but not a feed/);
    assert.match(message('{"items": 1}'), /this is JSON, but not a JSON Feed/);
    assert.match(message('{"items": ['), /this is no JSON/);
    assert.match(message(' \n'), /there is nothing in it/);
    assert.match(message('Not found'), /no well-formed XML/);
  });
});
