import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { after, beforeEach, it } from 'node:test';
import { listener } from '../../lambda/local/listen.ts';
import { MOST_BYTES } from '../../lambda/publish/audio-duration.ts';
import { RemoteFiles, withFileFacts } from '../../lambda/publish/file-facts.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { readPost, yaml } from '../core/post/reading.ts';
import { flac, id3, m4a, mp3, opus, wav } from '../support/audio.ts';
import { Blog, linefeedWith } from '../support/blog.ts';

const LARGE = 200_000_000;

interface File {
  head: Buffer;
  size?: number;
  etag?: string | undefined;
  type?: string;
}

const files = new Map<string, File>();
let requests: string[] = [];
let sent = 0;

/** Padded with zeros. */
function bytesOf({ head }: File, from: number, to: number): Buffer {
  const bytes = Buffer.alloc(to - from);
  if (from < head.length) head.copy(bytes, 0, from, to);
  return bytes;
}

function serve(request: IncomingMessage, response: ServerResponse): void {
  const path = request.url ?? '';
  requests.push(`${request.method} ${path} ${request.headers.range}`);
  const file = files.get(path.replace(/^\/(?:moved|plain|short|endless|changing)\//, '/'));
  if (path.startsWith('/moved/')) response.writeHead(302, { Location: path.slice('/moved'.length) }).end();
  else if (path === '/inside.mp3') response.writeHead(302, { Location: inside }).end();
  else if (path === '/loop.mp3') response.writeHead(302, { Location: '/loop.mp3' }).end();
  else if (path === '/silent.mp3') request.socket.destroy();
  else if (path === '/waiting.mp3') return;
  else if (path === '/500.mp3') response.writeHead(500).end();
  else if (path === '/page.mp3') response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end('<p>Sign in</p>');
  else if (path === '/sizeless.mp3') response.writeHead(200).end('sound');
  else if (!file) response.writeHead(404).end();
  else {
    const { size = file.head.length, etag = '"1"', type = 'audio/mpeg' } = file;
    const shared = { 'Content-Type': type, ETag: path.startsWith('/changing/') ? `"${requests.length}"` : etag };
    const [, first = 0, last = 0] = (/^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? []).map(Number);
    const end = Math.min(last + 1, size);
    if (first >= size) {
      response.writeHead(416, { 'Content-Range': `bytes */${size}` }).end();
      return;
    }
    if (path.startsWith('/plain/')) {
      sent += end - first;
      response.writeHead(200, { ...shared, 'Content-Length': size });
      response.write(bytesOf(file, 0, Math.min(size, 100_000)));
      return;
    }
    if (path.startsWith('/endless/')) {
      response
        .writeHead(206, { ...shared, 'Content-Range': `bytes ${first}-${end - 1}/${size}`, 'Content-Length': end - first })
        .write('a');
      return;
    }
    const body = path.startsWith('/short/') ? Buffer.alloc(1) : bytesOf(file, first, end);
    sent += body.length;
    response.writeHead(206, { ...shared, 'Content-Range': `bytes ${first}-${end - 1}/${size}`, 'Content-Length': body.length }).end(body);
  }
}

const host = listener(createServer(serve));
const other = listener(createServer((_, response) => response.end('secret')));
const address = await host.listen(0);
const inside = await other.listen(0);
after(() => Promise.all([host.close(), other.close()]));
beforeEach(() => {
  requests = [];
  sent = 0;
});

const allowed = new URL(address).host;
const nothing = new MemoryStore();

const facts = async (path: string, { lines = [] as string[], known = {}, remote = new RemoteFiles([allowed]) } = {}) =>
  (await withFileFacts(await readPost(yaml(`enclosure: ${address}${path}`, ...lines)), nothing, known, {}, remote)).post;

async function shown(path: string, lines: string[] = []) {
  const { enclosures: [{ length, type, duration, unread } = {}] = [] } = await facts(path, { lines });
  return [length, type, duration, unread];
}

it('reads size, type and duration of each format from at most 256 KB', async () => {
  const cases: [string, Buffer, string, number][] = [
    ['vbr.mp3', mp3(3600, { xing: true }), 'audio/mpeg', 3600],
    ['1.wav', wav(10), 'audio/wav', 10],
    ['1.flac', flac(3600), 'audio/flac', 3600],
    ['1.opus', opus(3600, LARGE / 100), 'audio/ogg', 3600],
    ['1.m4a', m4a(3600, { sound: LARGE / 100, samples: 900_000 }), 'audio/x-m4a', 3600],
    ['1.mp4', m4a(3600, { sound: LARGE / 100 }), 'video/mp4', 3600],
  ];
  for (const [name, head, type, seconds] of cases) {
    const isWhole = /opus|m4a|mp4/.test(name);
    files.set(`/${name}`, { head, size: isWhole ? head.length : LARGE });
    [requests, sent] = [[], 0];
    assert.deepEqual(await shown(`moved/${name}`), [isWhole ? head.length : LARGE, type, seconds, undefined], name);
    assert.ok(sent <= MOST_BYTES, `${name}: ${sent} bytes`);
    assert.equal(requests.filter((request) => request.includes('/moved/')).length, 1, 'the redirect is followed once');
    assert.ok(requests.length <= 7, `${name}: ${requests.length} requests`);
  }
});

it("uses the host's type, and the file's title and chapters", async () => {
  files.set('/1', { head: Buffer.concat([id3({ title: 'Tides', chapters: [[5, 'The goat']] }), mp3(36)]) });
  const { title, enclosures, episode } = await facts('1', { lines: ['title: ""'] });
  const [{ type, duration } = {}] = enclosures ?? [];
  assert.deepEqual([title, type, duration, episode?.chapterList?.map(({ start }) => start)], ['Tides', 'audio/mpeg', 36, [5]]);
  files.set('/2', { head: mp3(36), type: 'binary/octet-stream' });
  assert.deepEqual(await shown('2'), [files.get('/2')?.head.length, undefined, undefined, undefined]);
});

it('requests one byte while the ETag is unchanged, and nothing for a file whose facts are stated', async () => {
  files.set('/a.mp3', { head: mp3(36) });
  const first = await facts('a.mp3');
  requests = [];
  const second = await facts('a.mp3', { known: first });
  assert.deepEqual([second, requests], [first, ['GET /a.mp3 bytes=0-0']]);
  files.set('/a.mp3', { head: mp3(72), etag: '"2"' });
  const [changed] = (await facts('a.mp3', { known: second })).enclosures ?? [];
  assert.deepEqual([changed?.length, changed?.duration], [144_000, 72]);
  requests = [];
  await facts('a.mp3', { lines: ['enclosure_length: 9', 'enclosure_duration: 36'] });
  assert.deepEqual(requests, []);
});

it('reports why a file is unknown, for each fault of a host or address', async () => {
  files.set('/b.mp3', { head: mp3(3600, { xing: true, picture: 90_000 }), size: LARGE });
  files.set('/empty.mp3', { head: Buffer.alloc(0) });
  const size = LARGE;
  const cases: [string, string, number?][] = [
    ['none.mp3', 'the host has no such file'],
    ['500.mp3', 'the host answers 500'],
    ['page.mp3', 'the host sends text/html, which is no audio or video'],
    ['sizeless.mp3', 'the host does not state the size'],
    ['short/b.mp3', 'the host sends less than it states'],
    ['empty.mp3', 'the file is empty'],
    ['loop.mp3', 'more than 5 redirects'],
    ['inside.mp3', `${new URL(inside).host} is no address of the public internet, and nobody allowed this host`],
    ['plain/b.mp3', 'the host ignores byte ranges', size],
    ['changing/b.mp3', 'it changed while it was read', size],
  ];
  for (const [path, reason, length] of cases) {
    requests = [];
    assert.deepEqual(await shown(path), [length, 'audio/mpeg', undefined, reason], path);
    assert.ok(requests.length <= 7, `${path}: ${requests.length} requests`);
  }
  assert.deepEqual((await facts('b.mp3', { remote: new RemoteFiles() })).remoteFiles, { [`${address}b.mp3`]: { etag: 'unread' } });
});

it('limits a file to 15 s, from the request to the last byte', async (context) => {
  files.set('/d.mp3', { head: mp3(3600), size: LARGE });
  for (const [path, reason] of [
    ['waiting.mp3', 'no answer within 0.2 s'],
    ['endless/d.mp3', 'no end within 0.2 s'],
  ] as const) {
    const [{ unread } = {}] = (await facts(path, { remote: new RemoteFiles([allowed], 200) })).enclosures ?? [];
    assert.equal(unread, reason);
  }
  const timeouts = context.mock.method(AbortSignal, 'timeout');
  await facts('d.mp3', { remote: new RemoteFiles([allowed]) });
  assert.deepEqual(
    timeouts.mock.calls.map((call) => call.arguments),
    [[15_000]],
  );
});

it('requests a host that does not answer once a run', async () => {
  const remote = new RemoteFiles([allowed]);
  for (const path of ['silent.mp3', 'a.mp3']) {
    const [{ unread } = {}] = (await facts(path, { remote })).enclosures ?? [];
    assert.match(unread ?? '', /socket hang up|ECONNRESET|without an answer/);
  }
  assert.equal(requests.length, 1);
});

it('remoteMedia is off by default, keeps known facts, and retries in each full run', async (context) => {
  files.set('/c.mp3', { head: mp3(36) });
  const config = 'title: A\nlink: https://blog.example/\n';
  const blog = await Blog.create(context, {
    'linefeed.yaml': config,
    'a.md': `---\ntitle: One\ndate: 2026-03-01\nenclosure: ${address}c.mp3\n---\n\nOne\n`,
  });
  const build = async () => {
    const { code, stderr } = await linefeedWith({ LINEFEED_PRIVATE_HUBS: allowed }, 'build', blog.dir, '--out', blog.out);
    assert.equal(code, 0);
    const warnings = stderr.split('\n').flatMap((line) => /^a\.md:\d+:\d+: warning: (.*)$/.exec(line)?.[1]?.replaceAll(address, '/') ?? []);
    return [/<enclosure [^>]*>/.exec(await blog.read('rss.xml'))?.[0].replaceAll(address, '/'), ...warnings];
  };
  const enclosure = (bytes: number) => `<enclosure url="/c.mp3" length="${bytes}" type="audio/mpeg"/>`;
  const unknown = (why: string, more: string) =>
    `enclosure: the size of /c.mp3 is unknown${why}, so no feed has this file; write its bytes as enclosure_length, such as 5650889${more}`;
  assert.deepEqual(await build(), [undefined, unknown('', ', or set remoteMedia: true to request it')]);
  assert.deepEqual(requests, []);
  const remember = files.get('/c.mp3') as File;
  files.delete('/c.mp3');
  await blog.write({ 'linefeed.yaml': `${config}remoteMedia: true\n` });
  assert.deepEqual(await build(), [undefined, unknown(' (the host has no such file)', '')]);
  files.set('/c.mp3', remember);
  assert.deepEqual(await build(), [enclosure(72_000)]);
  requests = [];
  assert.deepEqual(await build(), [enclosure(72_000)]);
  assert.deepEqual(requests, [], 'an unchanged post');
  files.delete('/c.mp3');
  await blog.write({ 'a.md': `---\ntitle: Two\ndate: 2026-03-01\nenclosure: ${address}c.mp3\n---\n\nTwo\n` });
  assert.deepEqual(await build(), [enclosure(72_000), 'enclosure: /c.mp3: the host has no such file; feeds say what was known before']);
});
