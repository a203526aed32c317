/** What web pages can do to the servers of `linefeed dev`. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { listener } from '../../lambda/local/listen.ts';
import { Blog, CONFIG, post } from '../support/blog.ts';
import { type Dev, startDev } from '../support/dev-command.ts';
import { clientFor } from '../support/s3.ts';

const DRAFT = 'What nobody may read yet';
const SECRET = 'thatnobodycanguessatall0123456789';
const HOSTILE = '<!doctype html><title>shown</title><script>document.title = "ran at " + origin</script>';

let blog: Blog;
let dev: Dev;
let s3: S3Client;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const elsewhere = listener(createServer((_, response) => response.setHeader('content-type', 'text/html').end('<title>elsewhere</title>')));
let attacker: string;

before(async () => {
  blog = new Blog(await mkdtemp(join(tmpdir(), 'linefeed-')));
  await blog.write({
    'linefeed.yaml': `${CONFIG}preview: ${SECRET}\n`,
    '_posts/2026-03-01-one.md': post('One'),
    '_drafts/two.md': post(DRAFT),
    'notes.html': HOSTILE,
  });
  dev = await startDev(blog.dir);
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = dev.environment;
  s3 = clientFor(dev.s3.replace('localhost', '127.0.0.1'), { credentials: { accessKeyId, secretAccessKey } });
  attacker = (await elsewhere.listen(0)).replace('127.0.0.1', 'attacker.example');
  browser = await chromium.launch({
    executablePath: process.env.LINEFEED_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update'],
      // Newer browsers block local addresses themselves; disable that to test the servers.
      '--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests,PrivateNetworkAccessSendPreflights',
      '--host-resolver-rules=MAP evil.example 127.0.0.1, MAP attacker.example 127.0.0.1',
    ],
  });
});
after(async () => {
  await browser.close();
  await elsewhere.close();
  await dev.close();
  await rm(blog.root, { recursive: true, force: true });
});
beforeEach(async () => {
  await context?.close();
  context = await browser.newContext();
  page = await context.newPage();
});

const portOf = (address: string): string => new URL(address).port;

/** @returns status and text that the page may read, or the error */
const fetched = (target: string, options: RequestInit = {}): Promise<{ status: number; text: string } | string> =>
  page.evaluate(([url, init]) => fetch(url, init).then(async (answer) => ({ status: answer.status, text: await answer.text() }), String), [
    target,
    options,
  ] as const);

const textOf = (answer: { text: string } | string): string => (typeof answer === 'string' ? answer : answer.text);

it('has private content, which a program on this machine can read', async () => {
  assert.ok((await (await fetch(`${dev.web}/preview/${SECRET}/feed.json`)).text()).includes(DRAFT));
  assert.match(await (await fetch(dev.web)).text(), new RegExp(SECRET));
  assert.match(
    await (await fetch(await getSignedUrl(s3, new GetObjectCommand({ Bucket: 'posts', Key: '_drafts/two.md' })))).text(),
    /nobody may/,
  );
});

describe('a DNS name of another machine that resolves to this one', () => {
  it('gets nothing from the dev server, although the browser treats it as same-origin', async () => {
    const origin = `http://evil.example:${portOf(dev.web)}`;
    // The page was loaded before the name was rebound to this machine.
    await page.route(`${origin}/attack`, (route) => route.fulfill({ contentType: 'text/html', body: '<title>attack</title>' }));
    await page.goto(`${origin}/attack`);
    for (const path of ['/', '/feed.json', '/-/events', `/preview/${SECRET}/`, `/preview/${SECRET}/feed.json`]) {
      const answer = await fetched(path);
      assert.equal(typeof answer === 'object' && answer.status, 421, `${path}: ${textOf(answer)}`);
      assert.ok(!textOf(answer).includes(DRAFT) && !textOf(answer).includes(SECRET), path);
    }
    assert.equal((await page.goto(`${origin}/`))?.status(), 421);
  });

  it('gets nothing from the S3 endpoint', async () => {
    const origin = `http://evil.example:${portOf(dev.s3)}`;
    await page.route(`${origin}/attack`, (route) => route.fulfill({ contentType: 'text/html', body: '<title>attack</title>' }));
    await page.goto(`${origin}/attack`);
    const signed = await getSignedUrl(s3, new GetObjectCommand({ Bucket: 'posts', Key: '_drafts/two.md' }));
    const named = await getSignedUrl(
      clientFor(origin, { credentials: s3.config.credentials }),
      new GetObjectCommand({ Bucket: 'posts', Key: '_drafts/two.md' }),
    );
    for (const target of ['/', '/posts', new URL(signed).pathname + new URL(signed).search, named]) {
      const answer = await fetched(target);
      assert.equal(typeof answer === 'object' && answer.status, 403, textOf(answer));
      assert.ok(!textOf(answer).includes(DRAFT));
    }
  });
});

describe('a presigned URL of an uploaded page', () => {
  const address = () => getSignedUrl(s3, new GetObjectCommand({ Bucket: 'posts', Key: 'notes.html' }));

  it('serves it to a program', async () => {
    assert.equal(await (await fetch(await address())).text(), HOSTILE);
  });

  const statuses = (): number[] => {
    const received: number[] = [];
    context.on('response', (response) => void (response.url().includes('/notes.html') && received.push(response.status())));
    return received;
  };

  it('is rejected when a page opens it, in its own tab, a new one or a frame', async () => {
    const received = statuses();
    await page.goto(attacker);
    const [link, popup] = [await address(), context.waitForEvent('page')];
    await page.evaluate(`void setTimeout(() => open(${JSON.stringify(link)}))`);
    await (await popup).waitForLoadState();
    const framed = page.waitForResponse(link);
    await page.evaluate(`void document.body.append(Object.assign(document.createElement('iframe'), { src: ${JSON.stringify(link)} }))`);
    await framed;
    await page.evaluate(`void setTimeout(() => location.assign(${JSON.stringify(link)}))`);
    await page.waitForURL(link);
    assert.deepEqual(received, [403, 403, 403]);
  });

  it('is rejected when a person opens it', async () => {
    const received = statuses();
    await page.goto(await address());
    assert.deepEqual(received, [403]);
  });

  it('is downloaded rather than shown if it reaches a browser; and without that header, its script does not run', async () => {
    const answer = await fetch(await address());
    const [status, headers, body] = [answer.status, Object.fromEntries(answer.headers), await answer.text()];
    let sent: Record<string, string> = headers;
    await page.route('**/posts/notes.html*', (route) => route.fulfill({ status, headers: sent, body }));
    const download = page.waitForEvent('download');
    await assert.rejects(page.goto(await address()), /Download is starting|ERR_ABORTED/);
    assert.equal((await download).suggestedFilename(), 'notes.html');

    const { 'content-disposition': _, ...shown } = headers;
    sent = shown;
    await page.goto(await address());
    assert.equal(await page.title(), 'shown');

    // The script runs without the policy.
    const { 'content-security-policy': __, ...bare } = shown;
    sent = bare;
    await page.goto(await address());
    assert.match(await page.title(), /^ran at http:\/\/127\.0\.0\.1:\d+$/);
  });
});

describe('a page of another origin', () => {
  beforeEach(async () => {
    await page.goto(attacker);
  });

  it('can read documents, but not the dev page, its events or previews', async () => {
    assert.match(textOf(await fetched(`${dev.web}/feed.json`)), /"title": "One"/);
    for (const path of ['/', '/-/events', `/preview/${SECRET}/`, `/preview/${SECRET}/feed.json`]) {
      assert.match(String(await fetched(dev.web + path)), /TypeError: Failed to fetch/, path);
    }
    const isOpen = await page.evaluate(
      (url) =>
        new Promise((resolve) => {
          const events = new EventSource(url);
          events.addEventListener('open', () => resolve(true));
          events.addEventListener('error', () => resolve(false));
        }),
      `${dev.web}/-/events`,
    );
    assert.equal(isOpen, false);
  });

  it('can neither read nor write with presigned URLs, whatever request it sends', async () => {
    const [get, put] = [
      await getSignedUrl(s3, new GetObjectCommand({ Bucket: 'posts', Key: '_drafts/two.md' })),
      await getSignedUrl(s3, new PutObjectCommand({ Bucket: 'posts', Key: '_posts/2026-03-02-theirs.md' })),
    ];
    for (const options of [{}, { mode: 'cors', referrerPolicy: 'no-referrer' }] as const) {
      assert.match(String(await fetched(get, options)), /TypeError: Failed to fetch/);
      assert.match(String(await fetched(put, { ...options, method: 'PUT', body: 'theirs' })), /TypeError: Failed to fetch/);
    }
    const posted = page.waitForResponse((response) => response.url().includes('2026-03-02-theirs.md'));
    await page.evaluate(
      `void document.body.append(Object.assign(document.createElement('form'), { method: 'post', action: ${JSON.stringify(put)} })); setTimeout(() => document.forms[0].submit())`,
    );
    assert.equal((await posted).status(), 403);
    await assert.rejects(stat(join(blog.dir, '_posts/2026-03-02-theirs.md')), { code: 'ENOENT' });
  });
});
