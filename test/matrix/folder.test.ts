import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { check } from '../../lambda/local/commands.ts';
import { build } from '../../lambda/local/incremental/build.ts';
import { type Places, placesOf } from '../../lambda/local/places.ts';
import { status } from '../../lambda/local/status.ts';
import { openState } from '../../lambda/local/workspace.ts';
import { Blog, linefeed } from '../support/blog.ts';
import { type CommandOutput, captureOutput } from '../support/captured.ts';
import { CASES, type Case, type Cell, isAsExpected } from './matrix.ts';

async function write({ dir }: Places, key: string, content: Cell['content']): Promise<void> {
  const path = join(dir, key);
  await mkdir(dirname(path), { recursive: true });
  if (content === undefined) await rm(path);
  else await writeFile(path, content);
}

const itemsIn = async ({ out }: Places): Promise<{ id: string; title: string }[]> =>
  JSON.parse(await readFile(join(out, 'feed.json'), 'utf8')).items;

/** `line:column: message` */
const problemsIn = ({ stdout, stderr }: CommandOutput, key: string): string[] =>
  `${stdout}${stderr}`
    .split('\n')
    .flatMap((line) => (line.startsWith(`${key}:`) ? [line.slice(key.length + 1).replace(/: error: /, ': ')] : []));

for (const { generator, files, key, original, cells } of CASES)
  describe(`${generator}: a published post`, () => {
    let places: Places;
    const output = { format: 'text' } as const;

    for (const { name, content, becomes, problem } of cells)
      it(`${name}: ${becomes}`, async (context) => {
        const { root, dir, out } = await Blog.create(context, { ...files, [key]: original });
        places = placesOf(dir, out, join(root, 'state'));
        const run = () => captureOutput(context, () => build(places, {}, output));
        assert.equal((await run()).code, 0);
        const before = await itemsIn(places);
        const id = before.find(({ title }) => title === 'First Light')?.id ?? assert.fail('it is published');

        await write(places, key, content);
        // `check` reports the same, without publishing.
        const checked = await captureOutput(context, () => check(places, output));
        assert.deepEqual(await itemsIn(places), before);
        for (const printed of [checked, await run(), await run()]) {
          assert.equal(printed.code, becomes === 'refused' ? 1 : 0, printed.stderr + printed.stdout);
          const problems = problemsIn(printed, key);
          assert.equal(problems.length, becomes === 'refused' ? 1 : 0, printed.stderr);
          if (problem) assert.match(problems[0] ?? '', problem);
        }
        assert.ok(isAsExpected(before, await itemsIn(places), id, becomes), JSON.stringify(await itemsIn(places)));
        const reported = await captureOutput(context, () => status(openState(places), { place: dir, advice: '' }, output));
        assert.equal(reported.code, becomes === 'refused' ? 1 : 0);
        assert.equal(/its last good version is published/.test(reported.stdout), becomes === 'refused', reported.stdout);

        await write(places, key, original);
        assert.equal((await run()).code, 0);
        assert.deepEqual(
          (await itemsIn(places)).map((item) => item.id),
          before.map((item) => item.id),
          'the repaired post keeps its published id',
        );
      });
  });

/** Some cells, run as a process. */
const SAMPLE: [Case['generator'], string][] = [
  ['zola', 'key misspelt'],
  ['hugo', 'opening fence lost'],
  ['obsidian', 'publish: false'],
  ['jekyll', 'a blank line above'],
];

for (const [generator, name] of SAMPLE)
  it(`by the command: ${generator}, ${name}`, async (context) => {
    const found = CASES.find((each) => each.generator === generator);
    const cell = found?.cells.find((each) => each.name === name);
    assert.ok(found && cell && cell.content !== undefined);
    const blog = await Blog.create(context, { ...found.files, [found.key]: found.original });
    assert.equal((await blog.build()).code, 0);
    const before = await blog.items();
    const id = before.find(({ title }) => title === 'First Light')?.id ?? '';
    await blog.write({ [found.key]: cell.content });
    const code = cell.becomes === 'refused' ? 1 : 0;
    for (const printed of [await linefeed('check', blog.dir, '--out', blog.out), await blog.build()]) {
      assert.equal(printed.code, code, printed.stderr);
      const problems = problemsIn(printed, found.key);
      assert.equal(problems.length, code);
      if (cell.problem) assert.match(problems[0] ?? '', cell.problem);
    }
    assert.ok(isAsExpected(before, await blog.items(), id, cell.becomes));
    assert.equal((await linefeed('status', blog.dir, '--out', blog.out)).code, code);
  });
