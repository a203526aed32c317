/** The subscribe page under the CDN's content security policy. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { safeHtml } from '../../lambda/core/html/html.ts';
import { renderEpisode } from '../../lambda/core/page/episode-page.ts';
import { renderPage } from '../../lambda/core/page/page.ts';
import type { PageDocument } from '../../lambda/core/page/page-document.ts';
import { renderShow } from '../../lambda/core/page/show-page.ts';
import { createSiteServer } from '../../lambda/local/dev/site-server.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { page as document, entries, entry, stamp, termFeed } from '../core/page/pages.ts';
import { mp3 } from '../support/audio.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const TERMS = [...['C++', 'Vec<T> & co', '日本語'].map((name) => termFeed(name)), termFeed('Ada Lovelace', { taxonomy: 'authors' })];
const MANY = Array.from({ length: 120 }, (_, index) => termFeed(`${'ABCDEF'[index % 6]} tag of the number ${index}`));
const HOSTILE = [
  '<script>document.title="ran"</script>',
  '"><img src=x onerror="document.title=\'ran\'">',
  '</style><svg onload="document.title=\'ran\'">',
];

/** Served from the server's own address, so that its policy applies to what they load. */
function podcastPages(address: string): Record<string, string> {
  const file = { url: `${address}media/1.mp3`, length: 14_400, type: 'audio/mpeg', duration: 7 };
  const notes =
    '</div></main><h2>Notes</h2><iframe src="https://www.youtube.com/embed/abc"></iframe><audio controls src="/media/1.mp3"></audio>';
  const episode = entry({
    key: 'a.md',
    title: HOSTILE[0] ?? '',
    html: safeHtml(notes + HOSTILE.join('').replace('<img', '<img alt'), address),
    enclosures: [file],
    episode: {
      chapterList: [
        { start: 0, title: HOSTILE[1] ?? '' },
        { start: 3, title: 'Two', url: 'https://x.example/' },
      ],
    },
  });
  const base: PageDocument = { ...document({ entries: [episode] }, {}), home: address };
  const show = { ...base.head, title: HOSTILE.join(' '), show: { feed: 'main', image: `${address}media/cover.svg` } };
  return {
    'show/index.html': renderShow({ ...base, show, term: termFeed('Talk', { page: `${address}show/` }) }, stamp),
    'listen/a/index.html': renderEpisode({ ...base, head: show, episode: `${address}listen/a/` }, stamp),
  };
}

const PAGES: Record<string, string> = {
  'index.html': renderPage(
    document({ terms: TERMS, entries: entries('One', 'Two') }, { copyright: '© 2026', icon: 'https://blog.example/i.png' }),
    stamp,
  ),
  'many/index.html': renderPage(document({ terms: MANY }), stamp),
  'arabic/index.html': renderPage(
    document({ terms: TERMS, entries: [entry({ title: 'منارة' })] }, { language: 'ar', title: 'مدونة' }),
    stamp,
  ),
  'hebrew/index.html': renderPage(document({ entries: [entry({ title: 'מגדלור' })] }, { language: 'he', title: 'יומן' }), stamp),
  'empty/index.html': renderPage(document({ entries: [] }), stamp),
  'hostile/index.html': renderPage(
    document(
      { terms: HOSTILE.map((name) => termFeed('x', { name })), entries: HOSTILE.map((title) => entry({ title, summary: title })) },
      { description: HOSTILE.join(' ') },
    ),
    stamp,
  ),
  'tags/C/index.html': renderPage(document({ term: termFeed('C') }), stamp),
};

interface Violation {
  id: string;
  nodes: { html: string }[];
}

/** Injects the rules through the DevTools protocol: the page's policy allows no scripts. */
async function violations(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  const evaluate = async (expression: string, awaitPromise = false) => {
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', { expression, awaitPromise, returnByValue: true });
    assert.equal(exceptionDetails, undefined);
    return result.value as unknown;
  };
  await evaluate(`${await readFile(AXE, 'utf8')};0`);
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const run = `axe.run({ runOnly: ${JSON.stringify(tags)} }).then(({ violations, passes }) => ({ violations, passes: passes.length }))`;
  const found = (await evaluate(run, true)) as { violations: Violation[]; passes: number };
  assert.ok(found.passes > 20, 'the rules were applied');
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(', ')}`);
}

describe('the subscribe page in Chromium', () => {
  const store = new MemoryStore();
  const server = createSiteServer({ store });
  let address: string;
  let browser: Browser;
  const errors: string[] = [];

  before(async () => {
    for (const [path, html] of Object.entries(PAGES)) await store.put(`public/${path}`, Buffer.from(html));
    address = await server.listen(0);
    for (const [path, html] of Object.entries(podcastPages(address))) {
      PAGES[path] = html;
      await store.put(`public/${path}`, Buffer.from(html));
    }
    await store.put('public/media/1.mp3', mp3(7.2));
    await store.put('public/media/cover.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'));
    browser = await chromium.launch({
      executablePath: process.env.LINEFEED_CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update'],
    });
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  const open = async (path: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<[BrowserContext, Page]> => {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    page.on('console', (message) => message.type() === 'error' && errors.push(`${path}: ${message.text()} ${message.location().url}`));
    await page.goto(new URL(path, address).href);
    return [context, page];
  };

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [name, width] of [
      ['a phone', 360],
      ['a desktop', 1280],
    ] as const) {
      it(`is accessible on ${name}, ${colorScheme}, and no wider than the screen`, async () => {
        for (const path of Object.keys(PAGES)) {
          const [context, page] = await open(path, { colorScheme, viewport: { width, height: 800 } });
          const collapsed = page.locator('details:not([open]) > summary');
          while ((await collapsed.count()) > 0) await collapsed.first().click();
          assert.deepEqual(await violations(page), [], path);
          const overflow = await page.locator('html').evaluate((html) => (html as unknown as { scrollWidth: number }).scrollWidth);
          assert.ok(overflow <= width, `${path} is ${overflow} wide`);
          await context.close();
        }
      });
    }
  }

  it('works without scripts, and runs none from a text', async () => {
    const [context, page] = await open('hostile/');
    assert.equal(await page.title(), 'Subscribe to Field Notes');
    for (const title of HOSTILE) assert.ok(await page.getByRole('link', { name: title, exact: true }).first().isVisible());
    assert.equal(await page.locator('script, [onerror], [onload]').count(), 0);
    await context.close();
    const [plain, unscripted] = await open('', { javaScriptEnabled: false });
    assert.ok(await unscripted.getByText('https://blog.example/atom.xml', { exact: true }).isVisible());
    await plain.close();
    // The blog's host does not serve its icon here; notes may contain pictures.
    assert.deepEqual(
      errors.filter((error) => !/i\.png|favicon|\/x$/.test(error)),
      [],
    );
  });

  it('plays an episode, and shows its notes, under the policy', async () => {
    errors.length = 0;
    for (const path of ['show/', 'listen/a/']) {
      const [context, page] = await open(path);
      // The page's policy blocks the polling of waitForFunction.
      await page.evaluate(`new Promise((done) => {
        const player = document.querySelector('audio');
        player.onloadedmetadata = player.onerror = () => done();
        player.preload = 'metadata';
        player.load();
      })`);
      assert.equal(await page.evaluate("Math.round(document.querySelector('audio').duration)"), 7);
      assert.notEqual(await page.title(), 'ran');
      assert.equal(await page.locator('script, iframe, [onerror], [onload]').count(), 0);
      await context.close();
    }
    assert.deepEqual(
      errors.filter((error) => !error.endsWith('/x')),
      [],
    );
  });

  it('selects an address with one click', async () => {
    const [context, page] = await open('');
    await page.getByText('https://blog.example/atom.xml', { exact: true }).click();
    assert.equal(await page.evaluate('String(getSelection())'), 'https://blog.example/atom.xml');
    await context.close();
  });

  it('is operable with the keyboard only', async () => {
    const [context, page] = await open('many/');
    const focused = () => page.evaluate('document.activeElement.textContent.trim()');
    const isOpen = () =>
      page
        .locator('details')
        .first()
        .evaluate((details) => details.hasAttribute('open'));
    for (let step = 0; step < 20 && !String(await focused()).startsWith('Tags'); step += 1) await page.keyboard.press('Tab');
    assert.equal(await isOpen(), false);
    await page.keyboard.press('Enter');
    assert.equal(await isOpen(), true);
    for (const letter of ['A', 'B', 'C', 'D', 'E']) {
      await page.keyboard.press('Tab');
      assert.equal(await focused(), letter);
    }
    await page.keyboard.press('Enter');
    assert.ok(await page.locator('#tags-5').isVisible());
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'E tag of the number 10');
    await context.close();
  });

  it('opens a collapsed list at the letter in the address', async () => {
    const [context, page] = await open('many/#tags-6');
    await page.getByRole('link', { name: 'F tag of the number 5', exact: true }).waitFor();
    const { top, height } = (await page
      .locator('#tags-6')
      .evaluate((letter) => ({ top: letter.getBoundingClientRect().top, height: letter.ownerDocument.defaultView?.innerHeight ?? 0 }))) as {
      top: number;
      height: number;
    };
    assert.ok(top >= 0 && top < height, `${top} of ${height}`);
    await context.close();
  });
});
