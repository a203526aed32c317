/** Debian's validators, run on every document of the examples, with and without archives, and of the corpus. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { COMMAND } from '../support/blog.ts';
import { CORPUS } from '../support/corpus.ts';

const run = promisify(execFile);

/** Limits the length of a command line. */
const AT_ONCE = 200;

const CHOSEN = `limit: {entries: 20, bytes: 40000}
linkPosts: external
cover: [content, enclosure, thumbnail]
entryFooter: '<p><a href="{{ entry.url }}">{{ entry.title | escape }}</a></p>'
extensions:
  xmlns: {my: https://my.example/ns}
  ttl: 60
  sy:updatePeriod: hourly
  webfeeds:analytics: {'@id': UA-1, '@engine': GoogleAnalytics}
  my:thing: {'@id': a&b, my:in: [one, two]}
`;

async function inParts(files: string[], judge: (part: string[]) => Promise<void>): Promise<void> {
  assert.ok(files.length > 0);
  for (let at = 0; at < files.length; at += AT_ONCE) await judge(files.slice(at, at + AT_ONCE));
}

let root = '';
let documents: string[] = [];
const named = (name: string) => documents.filter((path) => path.endsWith(`/${name}`));

describe('every document', () => {
  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'linefeed-'));
    const sources = {
      plain: 'examples/weblog',
      chosen: 'examples/weblog',
      archived: 'examples/weblog',
      podcast: 'examples/podcast',
      ...(CORPUS ? { corpus: CORPUS } : {}),
    };
    for (const [name, source] of Object.entries(sources)) {
      const dir = join(root, name);
      await cp(source, dir, { recursive: true, filter: (path) => !path.endsWith('.linefeed') && !path.endsWith('/reference') });
      if (name === 'chosen') await writeFile(join(dir, 'linefeed.yaml'), CHOSEN);
      if (name === 'archived') await writeFile(join(dir, 'linefeed.yaml'), 'limit: 2\narchives: all\n');
      await run(process.execPath, [COMMAND, 'build', dir, '--out', join(root, 'out', name)], { maxBuffer: 1e8 });
    }
    const files = await readdir(join(root, 'out'), { recursive: true });
    documents = files.filter((file) => /\.(?:xml|opml)$/.test(file)).map((file) => join(root, 'out', file));
    assert.ok(documents.some((path) => path.includes('/archived/archive/')));
  });

  after(() => rm(root, { recursive: true }));

  it('is valid XML for xmllint', () => inParts(documents, async (part) => void (await run('xmllint', ['--noout', '--nonet', ...part]))));

  it('is valid Atom for jing with a RELAX NG schema, if it is an Atom feed', () =>
    inParts(named('atom.xml'), async (part) => void (await run('jing', ['-c', 'test/tools/atom.rnc', ...part]))));

  it('has no errors in feedparser, and each entry has id, link, date, and title or summary', () =>
    inParts([...named('rss.xml'), ...named('atom.xml')], async (part) => {
      const { stdout } = await run('/usr/bin/python3', ['test/tools/judge-feedparser.py', ...part], { maxBuffer: 1e8 });
      const verdicts = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      assert.equal(verdicts.length, part.length);
      for (const { path, version, bozo, missing } of verdicts) {
        assert.deepEqual(
          { version, bozo, missing },
          { version: path.endsWith('rss.xml') ? 'rss20' : 'atom10', bozo: '', missing: [] },
          path,
        );
      }
    }));
});
