/** Published attacks in a real browser: inserted like a feed reader does, opened as pages, and in our pages. None may trip the wire. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Browser, chromium } from 'playwright-core';
import { UNCHANGED } from '../../lambda/stores/store.ts';
import { type HostileGenerator, publishHostile } from './hostile-blog.ts';
import { htmlIn } from './in-page.mjs';
import { type Document, Tripwire } from './tripwire.ts';
import { HTML_VECTORS } from './vectors.ts';

const HTML = 'text/html; charset=utf-8';
const TOGETHER = 100;

let browser: Browser;
before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.LINEFEED_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update'],
  });
});
after(() => browser.close());

function* portions(texts: string[]): Generator<string[]> {
  for (let start = 0; start < texts.length; start += TOGETHER) yield texts.slice(start, start + TOGETHER);
}

const pageOf = (texts: string[]): Document => ({
  body: `<!doctype html><title>Reader</title>${texts.map((text) => `<article>${text}</article>`).join('\n')}`,
  type: HTML,
});

/** Without gzip copies. */
async function documentsOf(generator: HostileGenerator): Promise<Map<string, Document>> {
  const { site } = await publishHostile(generator);
  const documents = new Map<string, Document>();
  for await (const { key } of site.list('public/')) {
    const object = await site.get(key);
    assert.ok(object && object !== UNCHANGED);
    const type = (object.type ?? '').replace(/application\/(?:rss|atom)\+xml/, 'application/xml');
    if (!key.endsWith('.gz')) documents.set(key.slice('public/'.length), { body: Buffer.from(object.bytes).toString(), type });
  }
  return documents;
}

/** The browser parses the XML. */
async function htmlOf({ body, type }: Document, wire: Tripwire): Promise<string[]> {
  if (type.startsWith('application/feed+json')) {
    const { items } = JSON.parse(body) as { items: { content_html?: string }[] };
    return items.map(({ content_html = '' }) => content_html);
  }
  const page = await wire.open('blank');
  const found = await page.evaluate(htmlIn, body);
  await page.close();
  return found;
}

describe('the tripwire', () => {
  /** By effect: the attack, and the expected trip. */
  const CONTROLS: Record<string, [html: string, trip: RegExp]> = {
    'a handler': ['<img src=x onerror=tripped()>', /^script$/],
    'a dialog': ['<img src=x onerror=alert(1)>', /^dialog alert$/],
    'a navigation': ['<img src=x onerror="location=\'https://evil.example/\'">', /^navigation to https:\/\/evil/],
    'a style sheet': ['<link rel=stylesheet href=https://evil.example/x.css>', /^stylesheet from https:\/\/evil/],
    'a foreign frame': ['<iframe src=https://evil.example/></iframe>', /^document from https:\/\/evil/],
    'a request': ['<img src=x onerror="fetch(\'https://evil.example/\')">', /^fetch from https:\/\/evil/],
    'a javascript: link': ['<a href="java&#10;script:tripped()">x</a>', /^armed: A javascript:$/],
    'a name that hides a member of document': ['<img name=cookie>', /^document\.cookie is another$/],
  };
  for (const [name, [html, trip]] of Object.entries(CONTROLS)) {
    it(`is tripped by ${name}`, async () => {
      const wire = await Tripwire.in(browser);
      await wire.insert([html]);
      assert.ok(
        wire.trips.some((each) => trip.test(each)),
        wire.trips.join(', '),
      );
      await wire.close();
    });
  }

  it('is tripped by a script and a refresh in a page', async () => {
    const wire = await Tripwire.in(browser);
    wire.serve('script', pageOf(['<script>tripped()</script>']));
    await wire.visit(['script']);
    assert.deepEqual(wire.trips, ['script']);
    wire.serve('refresh', pageOf(['<meta http-equiv=refresh content="0;url=https://evil.example/">']));
    const page = await wire.open('refresh');
    await page.waitForURL('https://evil.example/');
    assert.deepEqual(wire.trips.slice(1), ['navigation to https://evil.example/']);
    await wire.close();
  });

  it('is tripped often by unsanitized attacks', async () => {
    const wire = await Tripwire.in(browser);
    await wire.insert(HTML_VECTORS.slice(0, TOGETHER));
    assert.ok(wire.trips.length > TOGETHER, `${wire.trips.length} trips`);
    await wire.close();
  });
});

for (const generator of ['jekyll', 'linefeed'] as const) {
  describe(`published attacks in posts of ${generator}, in Chromium`, () => {
    it('do nothing when inserted or opened as a page', async () => {
      const wire = await Tripwire.in(browser);
      const texts = new Set<string>();
      for (const [path, document] of await documentsOf(generator)) {
        if (/^(?:rss\.xml|atom\.xml|feed\.json)$/.test(path)) for (const html of await htmlOf(document, wire)) texts.add(html);
      }
      assert.ok(texts.size > 500, `${texts.size} texts of ${[...(await documentsOf(generator)).keys()].slice(0, 12)}`);
      const pages: string[] = [];
      for (const together of portions([...texts])) {
        await wire.insert(together);
        const path = `page-${pages.length}`;
        wire.serve(path, pageOf(together));
        pages.push(path);
      }
      await wire.visit(pages);
      assert.deepEqual(wire.trips, []);
      await wire.close();
    });

    it('do nothing in any document', async () => {
      const wire = await Tripwire.in(browser);
      const documents = await documentsOf(generator);
      for (const [path, document] of documents) wire.serve(encodeURI(path), document);
      assert.ok(documents.size > 4);
      // Feeds of terms have the items of the main feed.
      await wire.visit([...documents.keys()].filter((path) => !/\/.*(?:xml|json)$/.test(path)).map(encodeURI));
      assert.deepEqual(wire.trips, []);
      await wire.close();
    });
  });
}
