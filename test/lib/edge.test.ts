import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { linkHeader } from '../../lambda/core/feed/link-header.ts';
import { LINK, MOVED, ROBOTS } from '../../lambda/http-headers.ts';
import { runEdge } from './edge-runtime.ts';

const FILES = { request: 'dist/cdk/edge/viewer-request.js', response: 'dist/cdk/edge/viewer-response.js' };

const run = (file: string, event: object) =>
  runEdge<{ uri: string; headers: Record<string, { value: string }> }>(readFileSync(file, 'utf8'), event);

const header = (name: string, value?: string) => (value === undefined ? {} : { [name]: { value } });

const uriFor = (uri: string, acceptEncoding?: string): string =>
  run(FILES.request, { request: { method: 'GET', uri, querystring: {}, headers: header('accept-encoding', acceptEncoding), cookies: {} } })
    .uri;

describe('the viewer-request function', () => {
  it('appends index.html to a folder', () => {
    assert.equal(uriFor('/'), '/index.html');
    assert.equal(uriFor('/tags/c-plus-plus/', 'gzip'), '/tags/c-plus-plus/index.html.gz');
  });

  it('requests the gzip copy of a document if gzip is accepted', () => {
    for (const path of ['/rss.xml', '/atom.xml', '/feed.json', '/tags/c/feed.json', '/feeds.opml', '/index.html', '/blog/news.rss']) {
      assert.equal(uriFor(path, 'gzip, deflate, br'), `${path}.gz`);
      assert.equal(uriFor(path), path);
    }
  });

  it('does not change paths without a gzip copy', () => {
    for (const path of ['/rss.xml.gz', '/bell.svg', '/feed.jsonp']) assert.equal(uriFor(path, 'gzip'), path);
  });

  it('redirects an address without an extension to its folder, only on this host', () => {
    const answer = (uri: string) => run(FILES.request, { request: { method: 'GET', uri, querystring: {}, headers: {}, cookies: {} } });
    for (const uri of ['/feed', '/tags/c', '/tag/c++/feed'])
      assert.deepEqual(answer(uri), {
        ...{ statusCode: 301, statusDescription: 'Moved Permanently' },
        headers: { location: { value: `${uri.replaceAll('+', '%2B')}/` } },
      });
    for (const uri of ['//evil.example/x', '/\\evil.example/x', '//evil']) assert.equal(answer(uri).uri, uri);
  });

  it('encodes plus signs for S3', () => {
    assert.equal(uriFor('/tags/c++/index.xml'), '/tags/c%2B%2B/index.xml');
  });

  it('keeps the rest of the request', () => {
    const request = {
      method: 'HEAD',
      uri: '/rss.xml',
      querystring: { a: { value: 'b' } },
      headers: header('accept-encoding', 'gzip'),
      cookies: {},
    };
    assert.deepEqual(run(FILES.request, { request }), { ...request, uri: '/rss.xml.gz' });
  });
});

describe('the viewer-response function', () => {
  it('adds Vary: Accept-Encoding, and changes nothing else', () => {
    const headers = { etag: { value: '"1"' }, 'content-encoding': { value: 'gzip' } };
    const response = { statusCode: 200, statusDescription: 'OK', headers, cookies: {} };
    const answer = run(FILES.response, { request: {}, response });
    assert.deepEqual(answer, { ...response, headers: { ...headers, vary: { value: 'Accept-Encoding' } } });
  });

  it('converts the link metadata to a Link header', () => {
    const link = linkHeader({ hubs: ['https://hub.example/'], self: { atom: 'https://blog.example/atom.xml' } }, 'atom');
    const headers = { 'x-amz-meta-stamp': { value: 'g 1' }, [`x-amz-meta-${LINK}`]: { value: link } };
    const response = { statusCode: 200, statusDescription: 'OK', headers, cookies: {} };
    assert.deepEqual(run(FILES.response, { request: {}, response }).headers, {
      vary: { value: 'Accept-Encoding' },
      link: { value: '<https://hub.example/>; rel="hub", <https://blog.example/atom.xml>; rel="self"' },
    });
  });
});

describe('the viewer-response function, for metadata', () => {
  it('removes all metadata headers', () => {
    const names = ['request', 'stamp', 'anything-else', LINK, ROBOTS, MOVED];
    const headers = {
      etag: { value: '"1"' },
      ...Object.fromEntries(names.map((name) => [`x-amz-meta-${name}`, { value: 'https://blog.example/' }])),
    };
    const { headers: left } = run(FILES.response, {
      request: {},
      response: { statusCode: 200, statusDescription: 'OK', headers, cookies: {} },
    });
    assert.deepEqual(Object.keys(left).sort(), ['etag', 'link', 'location', 'vary', 'x-robots-tag']);
  });
});

describe('the viewer-response function, for a preview', () => {
  it('sends noindex to search engines', () => {
    const headers = { [`x-amz-meta-${ROBOTS}`]: { value: 'noindex' } };
    const response = { statusCode: 200, statusDescription: 'OK', headers, cookies: {} };
    assert.deepEqual(run(FILES.response, { request: {}, response }), {
      ...response,
      headers: { vary: { value: 'Accept-Encoding' }, 'x-robots-tag': { value: 'noindex' } },
    });
  });
});

describe('the viewer-response function, for a document at an old address', () => {
  it('redirects to the new address', () => {
    const headers = { [`x-amz-meta-${MOVED}`]: { value: 'https://blog.example/rss.xml' } };
    const response = { statusCode: 200, statusDescription: 'OK', headers, cookies: {} };
    assert.deepEqual(run(FILES.response, { request: {}, response }), {
      ...{ statusCode: 301, statusDescription: 'Moved Permanently', cookies: {} },
      headers: { vary: { value: 'Accept-Encoding' }, location: { value: 'https://blog.example/rss.xml' } },
    });
  });
});

for (const [name, file] of Object.entries(FILES)) {
  it(`the ${name} function has at most 10 KB and uses only its runtime`, () => {
    const code = readFileSync(file, 'utf8');
    assert.ok(Buffer.byteLength(code) <= 10_240, `${Buffer.byteLength(code)} bytes`);
    const statements = code.replace(/\/\/.*$/gm, '');
    assert.doesNotMatch(statements, /\b(?:import|require|export|class|setTimeout|fetch|process|eval)\b|\?\?|\?\./);
  });
}
