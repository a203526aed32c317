import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { LIMITS, readPages } from '../../../lambda/local/adopt/pages.ts';
import { listener } from '../../../lambda/local/listen.ts';

const entry = (id: string, updated = '2026-01-01T00:00:00Z', link = `http://blog.example/${id}`) =>
  `<entry><id>${id}</id><title>${id}</title><link href="${link}"/><updated>${updated}</updated></entry>`;
const atom = (links: string, ...entries: string[]) =>
  `<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>${links}${entries.join('')}</feed>`;
const link = (rel: string, href: string) => `<link rel="${rel}" href="${href}"/>`;

/** Closes when the test ends. */
async function serve(context: TestContext, answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  const { listen, close } = listener(server);
  const address = await listen(0);
  context.after(close);
  return address.replace(/\/$/, '');
}

const site =
  (documents: Record<string, string | Buffer>): RequestListener =>
  (request, response) => {
    const body = documents[request.url ?? ''];
    response.writeHead(body === undefined ? 404 : 200, Buffer.isBuffer(body) ? { 'content-encoding': 'gzip' } : {}).end(body);
  };

const ids = async (source: string) => (await readPages([source])).items.map(({ id }) => id);

async function reason(source: string, limits = {}): Promise<string> {
  return readPages([source], { limits: { ...LIMITS, ...limits } }).then(
    () => assert.fail('it was read'),
    (error: Error) => error.message,
  );
}

describe('the pages of a feed', () => {
  it('are followed by next, prev-archive and next_url, each once, also in a cycle', async (context) => {
    const address = await serve(
      context,
      site({
        '/atom.xml': atom(link('next', '/2.xml') + link('prev-archive', '/archive.xml'), entry('a', '2026-02-01T00:00:00Z'), entry('b')),
        '/2.xml': atom(link('next', '/atom.xml'), entry('c')),
        '/archive.xml': gzipSync(atom(link('prev-archive', '/archive.xml'), entry('a'), entry('d'))),
        '/feed.json': JSON.stringify({ title: 't', next_url: 'more/2.json', items: [{ id: 'a' }] }),
        '/more/2.json': JSON.stringify({ title: 't', items: [{ id: 'b' }] }),
      }),
    );
    const read = await readPages([`${address}/atom.xml`]);
    assert.deepEqual([read.items.map(({ id }) => id), read.pages, read.doubles], [['a', 'b', 'c', 'd'], 3, []]);
    assert.equal(read.items[0]?.updated, '2026-02-01T00:00:00.000Z', 'the newest page has the newest version of an item');
    assert.deepEqual(await ids(`${address}/feed.json`), ['a', 'b']);
  });

  it('are limited in number', async (context) => {
    const address = await serve(
      context,
      (request, response) => void response.end(atom(link('next', `${request.url}0`), entry(`${request.url}`))),
    );
    assert.match(await reason(`${address}/1`, { pages: 5 }), /more than 5 pages/);
  });

  it('have a limit for the items of all pages', async (context) => {
    const many = { items: Array.from({ length: 200_000 }, (_, id) => ({ id })) };
    const address = await serve(
      context,
      site({
        '/atom.xml': atom(link('next', '/2.xml'), entry('a'), entry('b')),
        '/2.xml': atom('', entry('c'), entry('d')),
        '/many.json': JSON.stringify(many),
      }),
    );
    assert.match(await reason(`${address}/atom.xml`, { items: 3 }), /2\.xml: more than 3 items; save the pages that matter/);
    assert.equal((await readPages([`${address}/atom.xml`], { limits: { ...LIMITS, items: 4 } })).items.length, 4);
    assert.equal((await ids(`${address}/many.json`)).length, 200_000);
  });

  it('are all read, or none is adopted', async (context) => {
    const address = await serve(context, site({ '/atom.xml': atom(link('next', '/gone.xml'), entry('a')) }));
    assert.match(await reason(`${address}/atom.xml`), /\/gone\.xml: the server answers 404; try again/);
  });

  it('are reported, not fetched, for a feed in a file', async (context) => {
    const folder = await mkdtemp(join(tmpdir(), 'linefeed-'));
    context.after(() => rm(folder, { recursive: true, force: true }));
    const [one, two] = [join(folder, 'one.xml'), join(folder, 'two.xml')];
    await writeFile(one, atom(link('next', 'http://127.0.0.1:9/2.xml'), entry('a')));
    await writeFile(two, atom('', entry('b'), entry('a', undefined, 'http://blog.example/other')));
    const { items, pages, unread, doubles } = await readPages([one, two, one]);
    assert.deepEqual([items.map(({ id }) => id), pages, unread], [['a', 'b'], 2, ['http://127.0.0.1:9/2.xml']]);
    assert.deepEqual(
      doubles.map(({ link }) => link),
      ['http://blog.example/other'],
    );
    assert.match(await reason(join(folder, 'three.xml')), /three\.xml: cannot be read \(ENOENT\)/);
  });
});

describe('a page', () => {
  it('in another encoding is decoded as its server or its declaration states', async (context) => {
    const latin = Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${atom('', entry('Grüße'))}`, 'latin1');
    const address = await serve(context, (request, response) => {
      const plain = latin.subarray(latin.indexOf('?>') + 2);
      if (request.url === '/said') response.writeHead(200, { 'content-type': 'application/atom+xml; charset=iso-8859-1' });
      response.end(request.url === '/declared' ? latin : plain);
    });
    assert.deepEqual(await ids(`${address}/declared`), ['Grüße']);
    assert.deepEqual(await ids(`${address}/said`), ['Grüße']);
    assert.match(await reason(`${address}/neither`), /this is not text in utf-8/);
  });

  it('is followed through a redirect, and its links are relative to the target', async (context) => {
    const documents = site({ '/new/atom.xml': atom(link('next', '2.xml'), entry('a')), '/new/2.xml': atom('', entry('b')) });
    const address = await serve(context, (request, response) =>
      request.url === '/old.xml' ? void response.writeHead(301, { location: '/new/atom.xml' }).end() : documents(request, response),
    );
    assert.deepEqual(await ids(`${address}/old.xml`), ['a', 'b']);
  });

  it('that is too large, silent or cut is an error with the reason', async (context) => {
    const address = await serve(context, (request, response) => {
      if (request.url === '/large') response.end(atom('', entry('a')).padEnd(2_000));
      else if (request.url === '/broken') response.writeHead(200, { 'content-length': 100 }).write('<feed', () => response.destroy());
    });
    assert.match(await reason(`${address}/large`, { largest: 1_000 }), /it has more than 1,000 bytes/);
    assert.match(await reason(`${address}/silent`, { timeout: 100 }), /\/silent: no answer within 0\.1 s/);
    assert.match(await reason(`${address}/broken`), /\/broken: .+; try again, or save the feed/);
    assert.match(await reason('http://127.0.0.1:9/feed.xml'), /127\.0\.0\.1:9\/feed\.xml: .+; try again/);
  });
});

describe('the targets of requests', () => {
  /** A second origin on this machine: the same server by another name. */
  const byName = (address: string) => address.replace('127.0.0.1', 'localhost');

  it("stay on the feed's origin unless another one is allowed", async (context) => {
    const requested: string[] = [];
    const other = await serve(context, (request, response) => {
      requested.push(request.url ?? '');
      response.end(atom('', entry('b')));
    });
    const address = await serve(
      context,
      site({
        '/atom.xml': atom(link('next', `${other}/2.xml`), entry('a')),
        '/feed.json': JSON.stringify({ title: 't', next_url: `${other}/2.xml`, items: [{ id: 'a' }] }),
        '/rss.xml': `<rss xmlns:a="http://www.w3.org/2005/Atom"><channel><a:link rel="prev-archive" href="${other}/2.xml"/><item><guid>a</guid></item></channel></rss>`,
      }),
    );
    for (const name of ['atom.xml', 'feed.json', 'rss.xml']) {
      assert.match(
        await reason(`${address}/${name}`),
        new RegExp(`/${name}: the feed goes on at ${other}/2.xml, which is on another host; .*--follow-origin ${other}$`),
      );
    }
    assert.deepEqual(requested, []);
    const { items } = await readPages([`${address}/atom.xml`], { followOrigins: [other] });
    assert.deepEqual([items.map(({ id }) => id), requested], [['a', 'b'], ['/2.xml']]);
  });

  it('belong to the feed if the given address redirects there, not if a later page does', async (context) => {
    const documents: RequestListener = (request, response) => {
      const host = `http://${request.headers.host}`;
      if (request.url === '/old.xml') response.writeHead(301, { location: `${byName(host)}/new.xml` }).end();
      else if (request.url === '/new.xml') response.end(atom(link('next', '/2.xml'), entry('a')));
      else if (request.url === '/2.xml') response.end(atom(link('next', '/away.xml'), entry('b')));
      else response.writeHead(302, { location: `${host.replace('localhost', '127.0.0.1')}/2.xml` }).end();
    };
    const address = await serve(context, documents);
    const allowed = { followOrigins: [byName(address)] };
    assert.match(
      await reason(`${address}/old.xml`),
      /localhost:\d+ is at (?:127\.0\.0\.1|::1), which is no address of the public internet/,
    );
    await assert.rejects(
      readPages([`${byName(address)}/new.xml`]),
      /127\.0\.0\.1:\d+ is no address of the public internet, and nobody allowed this host/,
    );
    assert.equal((await readPages([`${address}/old.xml`], allowed)).items.length, 2);
  });

  it('may not be private or invalid addresses', async (context) => {
    const targets = ['http://10.0.0.1/', 'http://169.254.169.254/latest/meta-data/', 'file:///etc/passwd', 'http://[::1]:1/', 'https://['];
    const address = await serve(
      context,
      (request, response) => void response.writeHead(302, { location: targets[Number(request.url?.slice(1))] }).end(),
    );
    for (const [index, target] of targets.entries()) assert.match(await reason(`${address}/${index}`), /no address/, target);
  });

  it('end after five redirects', async (context) => {
    let requested = 0;
    const address = await serve(context, (request, response) => {
      requested += 1;
      response.writeHead(302, { location: `${request.url}x` }).end();
    });
    assert.match(await reason(`${address}/a`), /more than 5 redirects/);
    assert.equal(requested, 6);
  });
});

describe('compression', () => {
  const encoded =
    (encoding: string, bytes: Buffer): RequestListener =>
    (_, response) =>
      void response.writeHead(200, { 'content-encoding': encoding }).end(bytes);

  it('is supported for each requested encoding', async (context) => {
    const text = atom('', entry('a'));
    for (const [encoding, bytes] of [
      ['gzip', gzipSync(text)],
      ['x-gzip', gzipSync(text)],
      ['br', brotliCompressSync(text)],
      ['deflate', deflateSync(text)],
      ['identity', Buffer.from(text)],
    ] as const)
      assert.deepEqual(await ids(await serve(context, encoded(encoding, bytes))), ['a'], encoding);
    assert.match(await reason(await serve(context, encoded('zstd', Buffer.from(text)))), /sends zstd/);
    assert.match(await reason(await serve(context, encoded('gzip', Buffer.from(text)))), /incorrect header check; try again/);
  });

  it('does not hide the size: decompression ends at the limit', async (context) => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, ' '));
    assert.ok(bomb.length < 60_000);
    const address = await serve(context, encoded('gzip', bomb));
    assert.match(await reason(address, { largest: 1_000_000 }), /it has more than 1,000,000 bytes/);
  });
});
