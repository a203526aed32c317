/**
 * The guides print what `linefeed build` prints for the blogs in `test/from`, and README what it prints for the example.
 * After an intended change, `GOLDEN=write npm test -- documented-output` writes the output into the documents.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { COMMAND } from '../support/blog.ts';

/** What a user sees in the terminal, without times and sizes: those depend on the machine and on zlib. */
const comparable = (lines: string): string => lines.replace(/in \d+\.\d\d s/g, 'in … s').replace(/\(\d[\d.]* [KM]B\)/g, '(…)');

/** @returns problems, then the summary: the order in which a terminal shows them */
async function outputOf(context: TestContext, blog: string): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'linefeed-documented-'));
  context.after(() => rm(dir, { recursive: true, force: true }));
  await cp(blog, dir, { recursive: true, filter: (path) => !path.endsWith('.linefeed') && !path.endsWith('public') });
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [COMMAND, 'build'], { cwd: dir });
  return stderr + stdout;
}

const documents = [
  ...readdirSync('docs/from').map((name) => ({
    file: `docs/from/${name}`,
    blog: `test/from/${name.replace('.md', '')}/posts`,
    command: 'npx linefeed build',
  })),
  { file: 'README.md', blog: 'examples/weblog', command: 'npx linefeed build examples/weblog' },
];

describe('the output of `linefeed build`', () => {
  it('is in a guide for each generator', () => {
    assert.deepEqual(
      documents
        .slice(0, -1)
        .map(({ blog }) => blog)
        .sort(),
      readdirSync('test/from', { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [`test/from/${entry.name}/posts`] : [])),
    );
  });

  for (const { file, blog, command } of documents) {
    it(`is as ${file} prints it`, async (context) => {
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
