/** After an intended change, `GOLDEN=write npm test -- from/` writes the expected files; review the difference. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { before, describe, it } from 'node:test';
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import { documentPath, outputAt, type Paths } from '../../lambda/core/catalog/document-path.ts';
import { MAIN, type Output } from '../../lambda/core/catalog/outputs.ts';
import type { Format } from '../../lambda/core/model.ts';
import type { Settings } from '../../lambda/core/site/settings.ts';
import { publish, type Report } from '../../lambda/publish/publish.ts';
import { UNCHANGED } from '../../lambda/stores/store.ts';
import { DirectoryStore } from '../../lambda/stores/directory.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { publisherOver } from '../support/publisher.ts';
import { catalogOf } from '../support/whole-catalog.ts';

const FOLDER = 'test/from';
const MAIN_FEED: Output = { kind: 'feed', of: MAIN };
/** Pages, archives and other terms have their own tests. */
const SETTINGS: Settings = { pages: false, opml: false, archives: 'none', terms: ['languages'] };

const generators = readdirSync(FOLDER, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

async function published(folder: string): Promise<{ documents: Map<string, string>; report: Report }> {
  const site = new MemoryStore();
  const report = await publish({ keys: [], full: true }, publisherOver(new DirectoryStore({ roots: { '': folder } }), site, SETTINGS));
  const documents = new Map<string, string>();
  for await (const { key } of site.list('public/')) {
    const object = key.endsWith('.gz') ? undefined : await site.get(key);
    if (object !== undefined && object !== UNCHANGED) documents.set(key.slice('public/'.length), Buffer.from(object.bytes).toString());
  }
  return { documents, report };
}

const problemsOf = async (report: Report): Promise<string> =>
  Object.values((await catalogOf(report)).posts)
    .flatMap(({ problems }) => problems)
    .map(({ key, line, column, severity, message }) => `${key}:${line}:${column}: ${severity}: ${message}\n`)
    .join('');

const statesOf = async (report: Report): Promise<string> =>
  Object.entries((await catalogOf(report)).posts)
    .map(([key, { state, version }]) => `${state.padEnd(9)} ${key}${version?.unlisted ? ' (in no feed)' : ''}\n`)
    .join('');

function filesBelow(folder: string): string[] {
  const all = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [];
  return all.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name).slice(folder.length + 1)] : [])).sort();
}

it('has an example of each generator', () => {
  assert.deepEqual(generators.sort(), ['astro', 'eleventy', 'hugo', 'jekyll', 'obsidian', 'wordpress', 'zola']);
});

for (const generator of generators) {
  describe(`from ${generator}`, () => {
    const expected = join(FOLDER, generator, 'expected');
    let made: Map<string, string>;
    let feedNames: Paths;

    before(async () => {
      const { documents, report } = await published(join(FOLDER, generator, 'posts'));
      feedNames = report.head.site;
      made = new Map([...documents, ['problems.txt', await problemsOf(report)], ['states.txt', await statesOf(report)]]);
      if (process.env.GOLDEN !== 'write') return;
      rmSync(expected, { recursive: true, force: true });
      for (const [path, text] of made) {
        mkdirSync(dirname(join(expected, path)), { recursive: true });
        writeFileSync(join(expected, path), text);
      }
    });

    it('writes exactly the expected documents', () => {
      assert.deepEqual(filesBelow(expected), [...made.keys()].sort());
      for (const [path, text] of made) assert.equal(text, readFileSync(join(expected, path), 'utf8'), path);
    });

    it('has the same items in every format', () => {
      const feeds = [...made.keys()].filter((path) => path.endsWith('feed.json')).map((path) => path.slice(0, -'feed.json'.length));
      assert.ok(feeds.includes(''));
      for (const feed of feeds) {
        const read = (path: string) => readFileSync(join(expected, path), 'utf8');
        const json = parseJsonFeed(JSON.parse(read(`${feed}feed.json`)));
        const items = (json.items ?? []).map(({ id, title, url }) => ({ id, title, url }));
        assert.ok(items.length > 0);
        const nameOf = (format: Format): string => documentPath(outputAt(`${feed}feed.json`, feedNames) ?? MAIN_FEED, format, feedNames) ?? '';
        const atom = parseAtomFeed(read(nameOf('atom'))).entries ?? [];
        const linkOf = (links: { rel?: string; href?: string }[] = []) => links.find(({ rel }) => rel === 'alternate')?.href;
        assert.deepEqual(
          atom.map(({ id, title, links }) => ({ id, title: title?.value ?? title, url: linkOf(links as []) })),
          items,
        );
        const rss = parseRssFeed(read(nameOf('rss'))).items ?? [];
        assert.deepEqual(
          rss.map(({ guid, title, link }) => ({ id: guid?.value, title: title, url: link })),
          items,
        );
      }
    });
  });
}
