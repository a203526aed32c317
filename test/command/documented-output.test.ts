/** After an intended change, `GOLDEN=write npm test -- documented-output` writes the output into the documents. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { COMMAND, copyExample } from '../support/blog.ts';

/** Times and sizes depend on the machine and on zlib. */
const comparable = (lines: string): string => lines.replace(/in \d+\.\d\d s/g, 'in … s').replace(/\(\d[\d.]* [KM]B\)/g, '(…)');

/** @returns problems, then the summary: the order in a terminal */
async function outputOf(context: TestContext, blog: string): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'linefeed-documented-'));
  context.after(() => rm(dir, { recursive: true, force: true }));
  await cp(blog, dir, { recursive: true, filter: (path) => !path.endsWith('.linefeed') && !path.endsWith('public') });
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [COMMAND, 'build'], { cwd: dir });
  return stderr + stdout;
}

/** `linefeed import` reads feeds, not a folder: test/command/import.test.ts. */
const HOSTS = 'podcast-hosts.md';

const documents = [
  ...readdirSync('docs/from')
    .filter((name) => name !== HOSTS)
    .map((name) => ({
      file: `docs/from/${name}`,
      blog: `test/from/${name.replace('.md', '')}/posts`,
      command: 'npx linefeed build',
    })),
  { file: 'README.md', blog: 'examples/weblog', command: 'npx linefeed build examples/weblog' },
];

describe('the documented output of `linefeed build`', () => {
  it('exists in a guide for each generator', () => {
    assert.deepEqual(
      documents
        .slice(0, -1)
        .map(({ blog }) => blog)
        .sort(),
      readdirSync('test/from', { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [`test/from/${entry.name}/posts`] : [])),
    );
  });

  for (const { file, blog, command } of documents) {
    it(`matches in ${file}`, async (context) => {
      const actual = (await outputOf(context, blog)).replace(/^(?=.)/gm, '    ');
      const text = readFileSync(file, 'utf8');
      const start = text.indexOf(`    $ ${command}\n`) + `    $ ${command}\n`.length;
      assert.ok(start > command.length + 6, `${file} does not show ${command}`);
      const end = start + (/^(?: {4}.*\n)*/.exec(text.slice(start))?.[0].length ?? 0);
      if (process.env.GOLDEN === 'write') writeFileSync(file, text.slice(0, start) + actual + text.slice(end));
      else assert.equal(comparable(text.slice(start, end)), comparable(actual));
    });
  }
});

interface Block {
  document: string;
  command: string;
  output: string;
}

/** Indented blocks of a command line with output. */
const blocksOf = (document: string): Block[] =>
  [...readFileSync(document, 'utf8').matchAll(/^ {4}\$ (?:npx )?(linefeed .*)\n((?: {4}.*\n)+)/gm)].map(
    ([, command = '', output = '']) => ({
      ...{ document, command },
      output: output.replace(/^ {4}/gm, ''),
    }),
  );

/** Blocks that are not run here, with the reason. */
const NOT_RUN: Record<string, string> = {
  'linefeed dev examples/weblog': 'draws a secret at each start; test/command/dev.test.ts reads the greeting',
  'linefeed build demo': 'has a scheduled post whose date passes; see test/command/time.test.ts',
  'linefeed check demo': 'as above',
  'linefeed build demo --at "2026-12-24 18:00" --out preview': 'as above',
  'linefeed adopt old-feed.xml --dir my-blog': 'its feed is not in the document; see test/command/adopt.test.ts',
  'linefeed adopt index.html --dir my-blog': 'as above',
  'linefeed check my-show --online': 'needs a server; see test/local/check-online.test.ts',
  'linefeed reconcile --endpoint http://localhost:9000 --bucket blog --prefix posts/':
    'needs a faulty store; see test/local/check-store.test.ts',
  'linefeed reconcile --endpoint http://localhost:8099 --bucket blog --prefix posts/': 'needs a faulty store; see test/stores',
};

describe('the documented output of other commands', () => {
  it('matches in README.md for a rejected post', async (context) => {
    const blocks = blocksOf('README.md').filter(({ output }) => output.startsWith('_posts/'));
    assert.equal(blocks.length, 1);
    const [{ command, output } = { command: '', output: '' }] = blocks;
    const root = await mkdtemp(join(tmpdir(), 'linefeed-documented-'));
    context.after(() => rm(root, { recursive: true, force: true }));
    await copyExample(join(root, 'examples/weblog'));
    const run = () =>
      promisify(execFile)(process.execPath, [COMMAND, ...command.split(' ').slice(1)], { cwd: root }).catch((error) => error);
    await run();
    const [, name = '', date = ''] = /^_posts\/(.+\.md):3:10: .* got "([^"]+)"/.exec(output) ?? [];
    const post = join(root, 'examples/weblog/_posts', name);
    writeFileSync(post, readFileSync(post, 'utf8').replace(/^(pubDate: ).*$/m, `$1"${date}"`));
    const { code, stdout, stderr } = await run();
    assert.equal(code, 1);
    assert.equal(comparable(output), comparable(stderr + stdout));
  });

  it('is checked, or listed as unchecked', () => {
    const guides = readdirSync('docs').flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : []));
    const blocks = guides.flatMap(blocksOf);
    const unknown = blocks.filter(({ command }) => !(command in NOT_RUN));
    assert.deepEqual(unknown, []);
    const commands = new Set([...blocks, ...blocksOf('README.md')].map(({ command }) => command));
    for (const command of Object.keys(NOT_RUN)) assert.ok(commands.has(command), `no document shows ${command}`);
  });
});
