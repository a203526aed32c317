import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { documentPath, outputAt, type Paths } from '../../../lambda/core/catalog/document-path.ts';
import { FEEDS } from '../../../lambda/core/catalog/facts/fact-keys.ts';
import { outputsAmong } from '../../../lambda/core/catalog/facts/questions.ts';
import { decodeOutput, encodeOutput, type Feed, MAIN, type Output, publicFeed } from '../../../lambda/core/catalog/outputs.ts';
import { FORMATS, TAXONOMIES } from '../../../lambda/core/model.ts';
import type { Entry, Json } from '../../../lambda/core/tree/facts.ts';

const FIXTURES = 'test/catalog-forms';

/** Plain objects, for deepEqual. */
const PLAIN = { noNullPrototype: true };

const slug = fc.oneof(
  fc.constantFrom('archive', 'page', 'main', 'opml', '2010-10', '2010-10-2', 'preview', '日本語', 'index.html'),
  fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => !text.includes('/')),
);
const term = fc.record(
  { kind: fc.constant('term' as const), taxonomy: fc.constantFrom(...TAXONOMIES, 'feeds', 'series', 'de:tags', 'de:series'), slug },
  PLAIN,
);
const preview = fc.record({ kind: fc.constant('preview' as const), secret: slug }, PLAIN);
/** Keys of posts have an extension. */
const post = fc
  .tuple(
    fc.array(slug, { maxLength: 3 }),
    fc.oneof(slug, fc.constantFrom('a.html', 'a.b')),
    fc.constantFrom('md', 'html', 'markdown', 'MD'),
  )
  .map(([folders, name, ending]) => `${[...folders, name].join('/')}.${ending}`);
const episode = fc.record({ kind: fc.constant('episode' as const), post }, PLAIN);
const feed: fc.Arbitrary<Feed> = fc.oneof(fc.constant(MAIN), term, preview);
const month = fc
  .tuple(fc.integer({ min: 1970, max: 9999 }), fc.integer({ min: 1, max: 12 }))
  .map(([year, number]) => `${year}-${String(number).padStart(2, '0')}`);
const output: fc.Arbitrary<Output> = fc.oneof(
  fc.record({ kind: fc.constant('feed' as const), of: feed }, PLAIN),
  fc.record({ kind: fc.constant('page' as const), of: fc.oneof(feed, episode) }, PLAIN),
  fc.record({ kind: fc.constant('chapters' as const), of: episode }, PLAIN),
  fc.record({ kind: fc.constant('archive' as const), of: feed, month, part: fc.integer({ min: 1, max: 1200 }) }, PLAIN),
  fc.constant({ kind: 'opml' as const }),
  fc.record({ kind: fc.constant('terms' as const), taxonomy: fc.constantFrom('tags', 'series', 'de:tags') }, PLAIN),
);

const isMainFeed = (each: Output): boolean => each.kind === 'feed' && each.of.kind === 'main';

describe('the key of an output', () => {
  it('decodes to the output', () => {
    fc.assert(
      fc.property(output, (each) => assert.deepEqual(decodeOutput(encodeOutput(each)), each)),
      { seed: 1812, numRuns: 3000 },
    );
  });

  it('is unique: a decodable key encodes to itself', () => {
    const part = fc.constantFrom(
      'main',
      'page',
      'opml',
      'archive',
      'tags',
      'lang',
      'preview',
      'x',
      '2010-10',
      '2010-10-1',
      '2010-10-02',
      '-',
      '/',
      '',
    );
    const text = fc.array(part, { maxLength: 5 }).map((parts) => parts.join('/'));
    fc.assert(
      fc.property(text, (key) => {
        const decoded = decodeOutput(key);
        assert.ok(decoded === undefined || encodeOutput(decoded) === key, key);
      }),
      { seed: 1813, numRuns: 5000 },
    );
  });

  it('is rejected when this version does not know it', () => {
    const unknown = [
      '',
      'tags',
      'tags/',
      'tags/x/',
      'tags/x/y',
      'Topics/x',
      'archive',
      'archive/2010',
      'archive/2010-10-1',
      'archive/2010-10/x',
      'Main',
      'page/page',
      'terms:Topics',
      'terms:de:feeds',
      'lang/de/feeds/x',
      'lang/de/lang/fr',
      'lang/de/Topics/x',
    ];
    assert.deepEqual(unknown.filter(decodeOutput), []);
  });

  it('identifies the public feeds', () => {
    const keys = [
      'main',
      'tags/archive',
      'tags/page',
      'lang/de',
      'lang/de/tags/page',
      'terms:tags',
      'lang/de/tags/c/page',
      'lang/de/archive/2010-10',
      'archive/2010-10',
      'tags/c/archive/2010-10-2',
      'page',
      'tags/c/page',
      'preview/9f86',
      'opml',
    ];
    assert.deepEqual(keys.filter(publicFeed), ['main', 'tags/archive', 'tags/page', 'lang/de', 'lang/de/tags/page']);
  });

  const files = readdirSync(FIXTURES).filter((file) => file.endsWith('.json.gz'));
  for (const file of files) {
    it(`decodes in catalogs of earlier versions: ${file}`, () => {
      const { catalog } = JSON.parse(gunzipSync(readFileSync(join(FIXTURES, file))).toString());
      const recent: [string, number, Json][] = catalog.map?.recent ?? [];
      const rows = outputsAmong(recent.flatMap(([key, , row]): Entry[] => (key.startsWith(FEEDS[0]) ? [[key, row]] : []))).map(
        ([key]) => key,
      );
      const keys = catalog.map ? rows : [...Object.keys(catalog.feeds), ...Object.keys(catalog.pending)];
      assert.ok(keys.includes('main'));
      for (const key of keys) assert.equal(encodeOutput(decodeOutput(key) ?? assert.fail(key)), key);
    });
  }
});

describe('the path of a document', () => {
  const feeds = { rss: 'rss.xml', atom: 'atom.xml', json: 'feed.json' };
  const sites: Paths[] = [
    { feeds, taxonomies: ['series'] },
    {
      taxonomies: ['series'],
      feeds: { ...feeds, rss: 'feed/' },
      termPaths: {
        tags: { rss: ['tag/:slug/feed/', 'tags/:slug/rss.xml'], atom: ['feed/by_tag/:slug.xml'] },
        categories: { rss: ['category/:slug/feed/'] },
      },
    },
    {
      taxonomies: ['series'],
      feeds: { ...feeds, rss: 'index.xml' },
      languages: { en: { language: 'en', path: '' }, de: { language: 'de', path: 'de/' } },
      termPaths: {
        tags: { rss: ['tags/:slug/index.xml'] },
        'de:tags': { rss: ['de/tags/:slug/index.xml'] },
      },
      termLists: { tags: 'tags/index.xml', 'de:tags': 'de/tags/index.xml' },
    },
  ];

  it('maps back to its output, except for the main feed, its page, and the list of feeds', () => {
    fc.assert(
      fc.property(
        output,
        fc.constantFrom(...FORMATS, 'html' as const, 'opml' as const),
        fc.constantFrom(...sites),
        (each, format, site) => {
          const path = documentPath(each, format, site);
          const found = path === undefined ? undefined : outputAt(path, site);
          const isConfigured = isMainFeed(each) || each.kind === 'opml' || (each.kind === 'page' && each.of.kind === 'main');
          assert.deepEqual(found, path === undefined || isConfigured ? undefined : each);
        },
      ),
      { seed: 1814, numRuns: 3000 },
    );
  });

  it('of any other file maps to no output', () => {
    const paths = [
      'rss.xml',
      'main/rss.xml',
      'opml/rss.xml',
      'page/rss.xml',
      'tags/rss.xml',
      'tags/c/x.xml',
      'tags/c/page/rss.xml',
      'archive/2010-10/index.html',
      'tags/c/rss.xml.gz',
    ];
    for (const site of sites)
      assert.deepEqual(
        paths.filter((path) => outputAt(path, site)),
        [],
      );
  });
});
