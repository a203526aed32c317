/** Needs Chromium (Debian package `chromium`, or the path in LINEFEED_CHROMIUM). */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Browser, chromium, type Page } from 'playwright-core';
import { Blog, copyExample, post } from '../support/blog.ts';
import { type Dev, startDev } from '../support/dev-command.ts';

describe('the dev page in Chromium', () => {
  let browser: Browser;
  let page: Page;
  let blog: Blog;
  let server: Dev;
  const errors: string[] = [];

  before(async () => {
    blog = new Blog(await mkdtemp(join(tmpdir(), 'linefeed-')));
    await copyExample(blog.dir);
    server = await startDev(blog.dir);
    browser = await chromium.launch({
      executablePath: process.env.LINEFEED_CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update'],
    });
  });
  after(async () => {
    await browser.close();
    await server.close();
    await rm(blog.root, { recursive: true, force: true });
  });

  it('shows feeds, newest entries and rejected posts, and updates itself', async () => {
    page = await browser.newPage();
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(server.web);
    await page.getByRole('heading', { name: 'The Lamp Room' }).first().waitFor();
    await page.getByText('Vec<T> & co').first().waitFor();

    await blog.write({ '_posts/2026-11-20-fresh.md': post('<b>Fresh</b> paint') });
    await page.getByText('<b>Fresh</b> paint').first().waitFor();

    await blog.write({ '_posts/2026-11-20-fresh.md': '---\ntitle: Fresh\ndate: tomorrow\n---\nText\n' });
    await page.getByText('expected a date, got "tomorrow"').first().waitFor();
    assert.ok(await page.getByText('_posts/2026-11-20-fresh.md:3:7').first().isVisible());
    const newest = page.locator('section[aria-labelledby="newest"]');
    assert.equal(await newest.getByText('<b>Fresh</b> paint').count(), 1, 'the last good version stays');

    await rm(join(blog.dir, '_posts/2026-11-20-fresh.md'));
    await page.getByText('expected a date, got "tomorrow"').first().waitFor({ state: 'detached' });
    assert.equal(await newest.getByText('Fresh').count(), 0);
    const eventItems = page.locator('section[aria-labelledby="events"] li');
    assert.deepEqual(await eventItems.locator('code').allTextContents(), ['PostRemoved', 'PostPublished']);
    assert.deepEqual(errors, []);
  });

  it('links to feeds that the browser can open', async () => {
    const links = await page
      .locator('a[href$=".xml"], a[href$=".json"]')
      .evaluateAll((all) => all.map((link) => (link as unknown as { href: string }).href));
    assert.ok(links.length >= 3);
    for (const link of links) {
      const response = await page.request.get(link);
      assert.equal(response.status(), 200, link);
      assert.match(response.headers()['content-type'] ?? '', /^application\/(rss\+xml|atom\+xml|feed\+json); charset=utf-8$/);
    }
  });
});
