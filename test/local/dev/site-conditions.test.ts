import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ask, BEFORE, COMPRESSED, GZIP_TAG, MODIFIED, RSS, TAG } from './site.ts';

const CONDITIONS: [Record<string, string>, number][] = [
  [{ 'if-none-match': TAG }, 304],
  [{ 'if-none-match': `W/${TAG}` }, 304],
  [{ 'if-none-match': `"other", W/"x" ,${TAG}` }, 304],
  [{ 'if-none-match': '*' }, 304],
  [{ 'if-none-match': '"other"' }, 200],
  [{ 'if-none-match': TAG.slice(1, -1) }, 200],
  [{ 'if-none-match': GZIP_TAG }, 200],
  [{ 'if-modified-since': MODIFIED }, 304],
  [{ 'if-modified-since': 'Mon, 02 Mar 2026 00:00:00 GMT' }, 304],
  [{ 'if-modified-since': BEFORE }, 200],
  [{ 'if-modified-since': 'yesterday' }, 200],
  [{ 'if-none-match': '"other"', 'if-modified-since': MODIFIED }, 200],
  [{ 'if-none-match': TAG, 'if-modified-since': BEFORE }, 304],
  [{ 'if-none-match': TAG, 'cache-control': 'no-cache' }, 304],
  [{ 'if-none-match': GZIP_TAG, 'accept-encoding': 'gzip' }, 304],
  [{ 'if-none-match': TAG, 'accept-encoding': 'gzip' }, 200],
  [{ 'if-none-match': TAG, range: 'bytes=0-1' }, 304],
];

describe('conditional requests', () => {
  for (const [headers, status] of CONDITIONS) {
    for (const method of ['GET', 'HEAD']) {
      it(`${method} with ${JSON.stringify(headers)} returns ${status}`, async () => {
        const answer = await ask('/rss.xml', headers, method);
        assert.equal(answer.status, status);
        assert.equal(answer.headers.vary, 'Accept-Encoding');
        assert.equal(answer.headers.etag, headers['accept-encoding'] ? GZIP_TAG : TAG);
        if (status === 304) assert.equal(answer.body.length, 0);
      });
    }
  }
});

const ENCODINGS: [string, boolean][] = [
  ['gzip', true],
  ['GZIP', true],
  ['x-gzip', true],
  ['br, gzip;q=0.8', true],
  ['*', true],
  ['deflate, gzip; q=1.0, *;q=0.5', true],
  ['', false],
  ['identity', false],
  ['br', false],
  ['gzip;q=0', false],
  ['gzip;q=0.000', false],
  ['*;q=0', false],
  ['gzip;q=0, *', false],
  ['identity, gzip;q=0.5', false],
  ['gzip;q=high', false],
  ['notgzip', false],
];

describe('compression', () => {
  for (const [accepted, compressed] of ENCODINGS) {
    it(`${compressed ? 'compresses' : 'does not compress'} for ${JSON.stringify(accepted)}`, async () => {
      const { headers, body } = await ask('/rss.xml', { 'accept-encoding': accepted });
      assert.equal(headers['content-encoding'], compressed ? 'gzip' : undefined);
      assert.equal(headers.etag, compressed ? GZIP_TAG : TAG);
      assert.deepEqual(body, compressed ? COMPRESSED : RSS);
      assert.equal(headers['content-type'], 'application/rss+xml; charset=utf-8');
    });
  }

  it('sends plain bytes if there is no gzip copy', async () => {
    const { headers, body } = await ask('/blog.xml', { 'accept-encoding': 'gzip' });
    assert.equal(headers['content-encoding'], undefined);
    assert.deepEqual(body, RSS);
  });
});

const LAST = RSS.length - 1;
const RANGES: [Record<string, string>, [number, number] | 416 | 200][] = [
  [{ range: 'bytes=0-4' }, [0, 4]],
  [{ range: 'bytes=5-' }, [5, LAST]],
  [{ range: 'bytes=-6' }, [RSS.length - 6, LAST]],
  [{ range: 'bytes=-9999' }, [0, LAST]],
  [{ range: 'bytes=100-9999' }, [100, LAST]],
  [{ range: `bytes=${RSS.length}-` }, 416],
  [{ range: 'bytes=-0' }, 416],
  [{ range: 'bytes=4-2' }, 200],
  [{ range: 'bytes=0-1,3-4' }, 200],
  [{ range: 'lines=0-1' }, 200],
  [{ range: 'bytes=-' }, 200],
  [{ range: 'bytes=0-4', 'if-range': TAG }, [0, 4]],
  [{ range: 'bytes=0-4', 'if-range': MODIFIED }, [0, 4]],
  [{ range: 'bytes=0-4', 'if-range': `W/${TAG}` }, 200],
  [{ range: 'bytes=0-4', 'if-range': '"other"' }, 200],
  [{ range: 'bytes=0-4', 'if-range': BEFORE }, 200],
  [{ range: 'bytes=9999-', 'if-range': '"other"' }, 200],
];

describe('byte ranges', () => {
  for (const [headers, expected] of RANGES) {
    it(`${JSON.stringify(headers)} returns ${expected}`, async () => {
      const answer = await ask('/rss.xml', headers);
      if (typeof expected === 'number') {
        assert.equal(answer.status, expected);
        assert.equal(answer.headers['content-range'], expected === 416 ? `bytes */${RSS.length}` : undefined);
        return;
      }
      const [first, last] = expected;
      assert.equal(answer.status, 206);
      assert.equal(answer.headers['content-range'], `bytes ${first}-${last}/${RSS.length}`);
      assert.deepEqual(answer.body, RSS.subarray(first, last + 1));
    });
  }

  it('are ignored for HEAD', async () => assert.equal((await ask('/rss.xml', { range: 'bytes=0-1' }, 'HEAD')).status, 200));

  it('return 416 for an empty document', async () => assert.equal((await ask('/empty.txt', { range: 'bytes=0-' })).status, 416));
});
