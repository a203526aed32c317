/**
 * A small blog of Jekyll, and the feeds that it gives: equal to the files beside it, which another author's parser reads back. After a change
 * that is meant, `GOLDEN=write npm test -- from/jekyll` writes the files anew; look at the difference.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { publish, type Report } from '../../lambda/publish.ts';
import type { StoredObject } from '../../lambda/store.ts';
import { DirectoryStore } from '../../lambda/stores/directory.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { byJson, READERS } from '../judges/readings.ts';
import { publisherOver } from '../support/publisher.ts';

const FOLDER = 'test/from/jekyll';
const NAMES = { rss: 'rss.xml', atom: 'feed.xml', json: 'feed.json' };

const problemsOf = ({ catalog }: Report): string =>
  Object.values(catalog.posts)
    .flatMap(({ problems }) => problems)
    .map(({ key, line, column, severity, message }) => `${key}:${line}:${column}: ${severity}: ${message}\n`)
    .join('');

const statesOf = ({ catalog }: Report): string =>
  Object.entries(catalog.posts)
    .map(([key, { state }]) => `${state.padEnd(9)} ${key}\n`)
    .join('');

describe('from jekyll', () => {
  const made = new Map<string, string>();
  const read = (name: string) => readFileSync(join(FOLDER, 'expected', name), 'utf8');

  before(async () => {
    const site = new MemoryStore();
    const posts = new DirectoryStore({ roots: { '': join(FOLDER, 'posts') } });
    const settings = { pages: false, opml: false, archives: 'none', terms: [] } as const;
    const report = await publish({ keys: [], all: true }, publisherOver(posts, site, { ...settings, terms: [] }));
    for (const { key } of await site.list('public/')) {
      if (!key.endsWith('.gz'))
        made.set(key.slice('public/'.length), Buffer.from(((await site.get(key)) as StoredObject).bytes).toString());
    }
    made.set('problems.txt', problemsOf(report)).set('states.txt', statesOf(report));
    if (process.env.GOLDEN !== 'write') return;
    mkdirSync(join(FOLDER, 'expected'), { recursive: true });
    for (const [name, text] of made) writeFileSync(join(FOLDER, 'expected', name), text);
  });

  it('gives the documents that are expected, and no others', () => {
    assert.deepEqual(readdirSync(join(FOLDER, 'expected')).sort(), [...made.keys()].sort());
    for (const [name, text] of made) assert.equal(text, read(name), name);
  });

  it('is read back the same from every format, by parsers of other authors', () => {
    const said = byJson(read(NAMES.json));
    assert.equal(said.items.length, 4);
    for (const format of ['rss', 'atom'] as const) {
      for (const [name, reader] of Object.entries(READERS[format])) {
        const { items } = reader(read(NAMES[format]));
        const whole = items.map(({ id, title, link, published }) => ({ id, title, link, published }));
        assert.deepEqual(
          whole,
          said.items.map(({ id, title, link, published }) => ({ id, title, link, published })),
          `${format} by ${name}`,
        );
      }
    }
  });
});
