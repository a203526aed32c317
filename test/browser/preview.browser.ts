/** A preview's address is secret, so links from it must send no referrer. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { type Browser, chromium } from 'playwright-core';
import { createSiteServer } from '../../lambda/local/dev/site-server.ts';
import { listener } from '../../lambda/local/listen.ts';
import { publish } from '../../lambda/publish/publish.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { type StoredObject, UNCHANGED } from '../../lambda/stores/store.ts';
import { post } from '../support/blog.ts';
import { publisherOver } from '../support/publisher.ts';

const SECRET = '9f86d081884c7d659a2feaa0';

describe('a preview in a browser', () => {
  let browser: Browser;
  const closing: (() => Promise<unknown>)[] = [];
  const referrers: (string | undefined)[] = [];
  let [plain, dev] = ['', ''];

  before(async () => {
    const elsewhere = listener(
      createServer(({ url, headers: { referer } }, response) => {
        if (url === '/') referrers.push(referer);
        response.setHeader('Content-Type', 'text/html').end('<title>elsewhere</title>');
      }),
    );
    const link = await elsewhere.listen(0);
    const [posts, site] = [new MemoryStore(), new MemoryStore()];
    await posts.put(
      'linefeed.yaml',
      Buffer.from(`title: Field Notes\nlink: ${link}\nfeedLink: https://feeds.example/\npreview: ${SECRET}\n`),
    );
    await posts.put('_posts/2026-01-01-public.md', Buffer.from(post('Public')));
    await posts.put('_drafts/draft.md', Buffer.from(post('Draft')));
    await publish({ keys: [], full: true }, publisherOver(posts, site));
    const bare = listener(
      createServer(async ({ url = '' }, response) => {
        const found = await site.get(`public${url.endsWith('/') ? `${url}index.html` : url}`);
        const object = found === UNCHANGED ? undefined : (found as StoredObject | undefined);
        response.writeHead(object ? 200 : 404, { 'Content-Type': 'text/html' }).end(object?.bytes);
      }),
    );
    const server = createSiteServer({ store: site });
    [plain, dev] = [await bare.listen(0), await server.listen(0)];
    browser = await chromium.launch({
      executablePath: process.env.LINEFEED_CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox'],
    });
    closing.push(
      () => browser.close(),
      elsewhere.close,
      bare.close,
      () => server.close(),
    );
  });

  after(async () => {
    for (const close of closing) await close();
  });

  async function follow(address: string): Promise<(string | undefined)[]> {
    referrers.length = 0;
    const page = await browser.newPage();
    await page.goto(address);
    await page.locator('.site a').first().click();
    await page.waitForFunction("document.title === 'elsewhere'");
    await page.close();
    return [...new Set(referrers)];
  }

  it('sends no referrer to linked pages, even when served without headers', async () => {
    assert.deepEqual(await follow(`${plain}preview/${SECRET}/`), [undefined]);
    assert.deepEqual(await follow(`${dev}preview/${SECRET}/`), [undefined]);
  });

  it('differs from a public page, which sends one when served without headers', async () => {
    assert.deepEqual(await follow(plain), [plain]);
  });
});
