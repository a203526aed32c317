/** A published post is edited in its folder: what feeds show, what is told, and with which exit code. */
import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { build, check } from '../../lambda/local/commands.ts';
import { type Places, placesOf } from '../../lambda/local/places.ts';
import { status } from '../../lambda/local/status.ts';
import { openState } from '../../lambda/local/workspace.ts';
import { Blog, linefeed } from '../support/blog.ts';
import { CASES, type Case, type Cell, isAsExpected } from './matrix.ts';

interface Said {
  code: number;
  stdout: string;
  stderr: string;
}

/** What a command writes to the terminal, without a process of its own. */
async function told(context: TestContext, command: () => Promise<number>): Promise<Said> {
  const said = { stdout: '', stderr: '' };
  const mocks = (['stdout', 'stderr'] as const).map((name) => {
    const write = process[name].write.bind(process[name]);
    return context.mock.method(process[name], 'write', (chunk: string | Uint8Array) => {
      // The runner of the tests writes bytes.
      if (typeof chunk !== 'string') return write(chunk);
      said[name] += chunk;
      return true;
    });
  });
  try {
    return { code: await command(), ...said };
  } finally {
    for (const { mock } of mocks) mock.restore();
  }
}

async function write({ dir }: Places, key: string, content: Cell['content']): Promise<void> {
  const path = join(dir, key);
  await mkdir(dirname(path), { recursive: true });
  if (content === undefined) await rm(path);
  else await writeFile(path, content);
}

const itemsIn = async ({ out }: Places): Promise<{ id: string; title: string }[]> =>
  JSON.parse(await readFile(join(out, 'feed.json'), 'utf8')).items;

/** `line:column: message` of each problem that is told of the post. */
const problemsIn = ({ stdout, stderr }: Said, key: string): string[] =>
  `${stdout}${stderr}`
    .split('\n')
    .flatMap((line) => (line.startsWith(`${key}:`) ? [line.slice(key.length + 1).replace(/: error: /, ': ')] : []));

for (const { generator, files, key, original, cells } of CASES)
  describe(`${generator}: a published post`, () => {
    let places: Places;
    const output = { format: 'text' } as const;

    for (const { name, content, becomes, told: expected } of cells)
      it(`${name}: ${becomes}`, async (context) => {
        const { root, dir, out } = await Blog.create(context, { ...files, [key]: original });
        places = placesOf(dir, out, join(root, 'state'));
        const run = () => told(context, () => build(places, {}, output));
        assert.equal((await run()).code, 0);
        const before = await itemsIn(places);
        const id = before.find(({ title }) => title === 'First Light')?.id ?? assert.fail('it is published');

        await write(places, key, content);
        // `check` says it first, without doing anything.
        const checked = await told(context, () => check(places, output));
        assert.deepEqual(await itemsIn(places), before);
        for (const said of [checked, await run(), await run()]) {
          assert.equal(said.code, becomes === 'refused' ? 1 : 0, said.stderr + said.stdout);
          const problems = problemsIn(said, key);
          assert.equal(problems.length, becomes === 'refused' ? 1 : 0, said.stderr);
          if (expected) assert.match(problems[0] ?? '', expected);
        }
        assert.ok(isAsExpected(before, await itemsIn(places), id, becomes), JSON.stringify(await itemsIn(places)));
        const known = await told(context, () => status(openState(places), { place: dir, advice: '' }, output));
        assert.equal(known.code, becomes === 'refused' ? 1 : 0);
        assert.equal(/its last good version is published/.test(known.stdout), becomes === 'refused', known.stdout);

        await write(places, key, original);
        assert.equal((await run()).code, 0);
        assert.deepEqual(
          (await itemsIn(places)).map((item) => item.id),
          before.map((item) => item.id),
          'mended, it has the id that readers know',
        );
      });
  });

/** A few cells by the command itself, as a user runs it. */
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
    for (const said of [await linefeed('check', blog.dir, '--out', blog.out), await blog.build()]) {
      assert.equal(said.code, code, said.stderr);
      const problems = problemsIn(said, found.key);
      assert.equal(problems.length, code);
      if (cell.told) assert.match(problems[0] ?? '', cell.told);
    }
    assert.ok(isAsExpected(before, await blog.items(), id, cell.becomes));
    assert.equal((await linefeed('status', blog.dir, '--out', blog.out)).code, code);
  });
