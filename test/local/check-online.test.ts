import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, it } from 'node:test';
import { listener } from '../../lambda/local/listen.ts';
import { Blog, linefeed } from '../support/blog.ts';

const requests: string[] = [];
const host = listener(
  createServer((request, response) => {
    const path = request.url ?? '';
    requests.push(`${request.method} ${path} ${request.headers.range ?? ''}`.trim());
    const size = { 'Content-Length': request.method === 'HEAD' ? '9' : '2', 'Content-Type': 'audio/mpeg' };
    if (path.startsWith('/moved/')) response.writeHead(302, { Location: path.replace('/moved', '') }).end();
    else if (path === '/loop.mp3') response.writeHead(302, { Location: '/loop.mp3' }).end();
    else if (path === '/no-head.mp3' && request.method === 'HEAD') response.writeHead(405).end();
    else if (path === '/no-ranges.mp3') response.writeHead(200, size).end(request.method === 'HEAD' ? undefined : 'ab');
    else if (request.headers.range) response.writeHead(206, { ...size, 'Content-Range': 'bytes 0-1/9' }).end('ab');
    else response.writeHead(200, size).end();
  }),
);
const address = await host.listen(0);
after(() => host.close());

it('warns of hosts without HEAD or byte ranges, of other sizes and of private hosts', async (context) => {
  const files: Record<string, string> = {
    good: `${address}moved/good.mp3`,
    size: `${address}size.mp3`,
    head: `${address}no-head.mp3`,
    ranges: `${address}no-ranges.mp3`,
    loop: `${address}loop.mp3`,
    private: 'http://192.168.1.1/1.mp3',
  };
  const episode = ([name, url]: [string, string], day: number) => [
    `${name}.md`,
    `---\ntitle: ${name}\ndate: 2026-03-0${day + 1}\nenclosure: { url: "${url}", length: ${name === 'size' ? 8 : 9}, type: audio/mpeg }\n---\n\n${name}\n`,
  ];
  const blog = await Blog.create(context, Object.fromEntries(Object.entries(files).map(episode)));
  await blog.write({ 'linefeed.yaml': `title: A\nlink: ${address}\n` });
  const offline = await linefeed('check', blog.dir);
  assert.deepEqual([offline.code, requests], [0, []]);
  const { code, stdout } = await linefeed('check', blog.dir, '--online');
  assert.equal(code, 0);
  const warnings = stdout.split('\n').flatMap((line) => /^\w+\.md:1:1: warning: (.*)$/.exec(line)?.[1] ?? []);
  assert.deepEqual(warnings.map((line) => line.replaceAll(address, '/')).sort(), [
    '/loop.mp3: more than 10 redirects',
    '/no-head.mp3: the server answers HEAD with 405; podcast apps and Apple need it',
    '/no-ranges.mp3: the server ignores byte ranges, which Apple requires and players need to jump',
    '/size.mp3: the server says that it has 9 bytes, and feeds say 8; correct the size, or delete it',
    'http://192.168.1.1/1.mp3: 192.168.1.1 is no address of the public internet, and nobody allowed this host',
  ]);
  assert.ok(requests.includes('GET /good.mp3 bytes=0-1'), 'redirects are followed');
});
