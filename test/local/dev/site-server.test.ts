import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { CACHE_CONTROL, CONTENT_POLICY } from '../../../lambda/http-headers.ts';
import { createSiteServer } from '../../../lambda/local/dev/site-server.ts';
import { fetchRaw } from '../../support/ask.ts';
import { address, ask, failures, MODIFIED, RSS, server, store, TAG } from './site.ts';

describe('a document', () => {
  it('is sent with all headers', async () => {
    const { status, headers, body } = await ask('/rss.xml');
    const { date, connection, ...rest } = headers;
    assert.equal(status, 200);
    assert.deepEqual(body, RSS);
    assert.deepEqual(rest, {
      'accept-ranges': 'bytes',
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'ETag, Last-Modified, Link',
      'cache-control': CACHE_CONTROL,
      'content-length': `${RSS.length}`,
      'content-security-policy': CONTENT_POLICY,
      'content-type': 'application/rss+xml; charset=utf-8',
      etag: TAG,
      'last-modified': MODIFIED,
      'referrer-policy': 'no-referrer',
      vary: 'Accept-Encoding',
      'x-content-type-options': 'nosniff',
    });
  });

  it('has the same headers and no body for HEAD', async () => {
    const [get, head] = [await ask('/rss.xml'), await ask('/rss.xml', {}, 'HEAD')];
    assert.equal(head.status, 200);
    assert.deepEqual({ ...head.headers, date: '' }, { ...get.headers, date: '' });
    assert.equal(head.body.length, 0);
  });

  it('has a Content-Length if it is empty', async () => {
    assert.equal((await ask('/empty.txt')).headers['content-length'], '0');
  });
});

it('redirects an address without an extension to its folder, as the CDN does', async () => {
  const answers = ['/preview/secret', '/preview/secret?a=b', '/preview/none', '//preview/secret'].map(async (path) => {
    const { status, headers } = await ask(path);
    return [status, headers.location];
  });
  assert.deepEqual(await Promise.all(answers), [
    [301, '/preview/secret/'],
    [301, '/preview/secret/'],
    [404, undefined],
    [404, undefined],
  ]);
});

const TYPES: [string, string][] = [
  ['/blog.xml', 'application/rss+xml; charset=utf-8'],
  ['/tags/%E6%97%A5%E6%9C%AC%20%E8%AA%9E/atom.xml', 'application/atom+xml; charset=utf-8'],
  ['/feed.json', 'application/feed+json; charset=utf-8'],
  ['/feeds.opml', 'text/x-opml; charset=utf-8'],
  ['/index.html', 'text/html; charset=utf-8'],
  ['/rss.xml?utm_source=x', 'application/rss+xml; charset=utf-8'],
  ['/rss.xml.gz', 'application/rss+xml; charset=utf-8'],
  ['/a%25b', 'application/octet-stream'],
];

describe('content types', () => {
  for (const [path, type] of TYPES) {
    it(`${path} is ${type}`, async () => assert.equal((await ask(path)).headers['content-type'], type));
  }
});

const ADDRESSES: [string, number][] = [
  ['/none.xml', 404],
  ['/tags', 404],
  ['/tags/', 404],
  ['//rss.xml', 404],
  ['/rss.xml/', 404],
  ['/RSS.xml', 404],
  ['/-/events/', 404],
  ['/%E0%A4%A', 400],
  ['/%', 400],
  ['/%ff', 400],
  ['/../state/catalog.json.gz', 400],
  ['/%2e%2e/state/catalog.json.gz', 400],
  ['/a/..%2f..%2fstate/catalog.json.gz', 400],
  ['/..%5cstate', 400],
  ['/rss.xml%00', 400],
  ['/./rss.xml', 400],
  ['*', 400],
  ['http://localhost/rss.xml', 200],
  ['/broken', 500],
];

describe('addresses', () => {
  for (const [path, status] of ADDRESSES) {
    it(`${path} returns ${status}`, async () => {
      const answer = await ask(path);
      assert.equal(answer.status, status);
      if (status >= 400) assert.equal(answer.headers['content-type'], 'text/html; charset=utf-8');
      if (status >= 400) assert.equal(answer.headers['cache-control'], 'no-store');
    });
  }

  it('reports errors behind a 500', () => assert.match(String(failures), /disk on fire/));

  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
    it(`${method} returns 405`, async () => {
      const { status, headers } = await ask('/rss.xml', {}, method);
      assert.deepEqual([status, headers.allow], [405, 'GET, HEAD']);
    });
  }
});

describe('the dev page', () => {
  it('has a policy that allows only its own script', async () => {
    const [first, second] = [await ask('/'), await ask('/')];
    const [, nonce = ''] = /nonce="([^"]+)"/.exec(String(first.body)) ?? [];
    const policy = String(first.headers['content-security-policy']);
    assert.ok(policy.includes(`script-src 'nonce-${nonce}'`));
    assert.match(policy, /default-src 'none'/);
    assert.notDeepEqual(first.body, second.body);
    assert.equal(first.headers['access-control-allow-origin'], undefined);
  });

  it('receives published events', async () => {
    const asked = request(new URL('/-/events', address), { agent: false });
    asked.end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    assert.equal(response.headers['content-type'], 'text/event-stream; charset=utf-8');
    server.announce({ written: 3, title: 'two\nlines' });
    let heard = '';
    for await (const chunk of response) {
      heard += chunk;
      if (heard.includes('published')) break;
    }
    assert.ok(heard.endsWith('event: published\ndata: {"written":3,"title":"two\\nlines"}\n\n'), heard);
  });

  it('is disconnected if it does not read its events, to bound memory', async () => {
    const asked = request(new URL('/-/events', address), { agent: false });
    asked.end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    const events = 100;
    for (let sent = 0; sent < events; sent++) {
      server.announce('x'.repeat(1_000_000));
      await new Promise(setImmediate);
    }
    let read = 0;
    await assert.rejects(
      async () => {
        for await (const chunk of response as AsyncIterable<Buffer>) {
          read += chunk.length;
          if (read > (events / 2) * 1_000_000) break;
        }
      },
      { code: 'ECONNRESET' },
    );
  });
});

describe('the Host header', () => {
  const status = async (host: string, path = '/rss.xml') => (await ask(path, { host })).status;

  it('may be a name of this machine with the port', async () => {
    const own = new URL(address).port;
    for (const host of [`localhost:${own}`, `LocalHost:${own}`, `127.0.0.1:${own}`, `[::1]:${own}`])
      assert.equal(await status(host), 200, host);
  });

  it('may be no other name, for documents, the page, events and previews', async () => {
    const own = new URL(address).port;
    const strange = [
      'evil.example',
      `evil.example:${own}`,
      `localhost.evil.example:${own}`,
      `127.0.0.1.nip.example:${own}`,
      `10.0.0.1:${own}`,
    ];
    const near = [
      'localhost',
      '127.0.0.1',
      'localhost:1',
      `localhost.:${own}`,
      `0.0.0.0:${own}`,
      `localhost:${own}0`,
      `a@localhost:${own}`,
      '%',
    ];
    for (const host of [...strange, ...near]) {
      for (const path of ['/rss.xml', '/', '/-/events', '/preview/secret/feed.json', '/none']) {
        const { status: found, headers, body } = await ask(path, { host });
        assert.equal(found, 421, `${host} ${path}`);
        assert.match(String(body), /localhost and 127\.0\.0\.1 with its port.*--host/);
        assert.ok(!String(body).includes('evil'));
        assert.equal(headers['access-control-allow-origin'], undefined);
      }
    }
  });

  it('may be an allowed name, for one port or all', async (context) => {
    const named = createSiteServer({ store, hosts: ['Blog.Test', 'other.test:8080'] });
    context.after(() => named.close());
    const at = await named.listen(0);
    const statusAt = async (host: string) => (await fetchRaw(at, '/rss.xml', { host })).status;
    for (const host of ['blog.test', 'BLOG.test:1', 'other.test:8080']) assert.equal(await statusAt(host), 200, host);
    for (const host of ['other.test', 'other.test:8081', 'a.blog.test', 'evil.example']) assert.equal(await statusAt(host), 421, host);
  });
});

describe('a page of another origin', () => {
  const opens = async (path: string, headers: Record<string, string> = {}) => {
    const { status, headers: answered } = await ask(path, { origin: 'https://evil.example', ...headers });
    return [status, answered['access-control-allow-origin']];
  };

  it('may read documents', async () => {
    for (const path of ['/rss.xml', '/feed.json', '/feeds.opml', '/index.html']) assert.deepEqual(await opens(path), [200, '*'], path);
  });

  it('may not read the dev page, previews and error pages', async () => {
    for (const path of ['/', '/preview/secret/feed.json', '/preview/secret/', '/Preview/secret/feed.json']) {
      assert.deepEqual(await opens(path), [200, undefined], path);
      assert.equal((await ask(path)).headers['cross-origin-resource-policy'], 'same-origin', path);
    }
    assert.deepEqual(await opens('/none'), [404, undefined]);
    assert.deepEqual(await opens('/broken'), [500, undefined]);
    assert.deepEqual(await opens('/preview/secret/feed.json', { 'if-none-match': '*' }), [304, undefined]);
  });

  it('may not receive events', async () => {
    for (const site of ['cross-site', 'same-site'])
      assert.deepEqual(await opens('/-/events', { 'sec-fetch-site': site }), [403, undefined]);
  });
});

describe('the server', () => {
  it('listens only on this machine', () => assert.equal(new URL(address).hostname, '127.0.0.1'));

  it('reports a port in use', async () => {
    const second = createSiteServer({ store });
    await assert.rejects(second.listen(Number(new URL(address).port)), /port \d+ is in use/);
    await second.close();
  });

  it('serves index.html at the root without a dev page, and closes open connections', async () => {
    const plain = createSiteServer({ store });
    const { hostname, port, href } = new URL(await plain.listen(0));
    assert.deepEqual(Buffer.from(await (await fetch(href)).arrayBuffer()), RSS);
    const idle = connect(Number(port), hostname);
    await once(idle, 'connect');
    const events = await fetch(new URL('/-/events', href));
    await plain.close();
    assert.equal(await events.text().catch(() => 'ended'), 'retry: 1000\n\n');
    if (!idle.closed) await once(idle, 'close');
  });
});
