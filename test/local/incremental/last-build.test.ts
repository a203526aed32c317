/** What a build remembers, and when it does not trust it. */
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import fs, {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Settings } from '../../../lambda/core/site/settings.ts';
import { ENTRIES } from '../../../lambda/keys.ts';
import { build } from '../../../lambda/local/incremental/build.ts';
import { certain, changedFiles, type FileStates, takeStates, withWrites } from '../../../lambda/local/incremental/file-states.ts';
import { inspect } from '../../../lambda/local/incremental/inspect.ts';
import { identityOf, readLastBuild } from '../../../lambda/local/incremental/last-build.ts';
import { editedPosts } from '../../../lambda/local/incremental/next-build.ts';
import { type Places, placesOf } from '../../../lambda/local/places.ts';
import { archived } from '../../support/archive.ts';
import { Blog, CONFIG, post } from '../../support/blog.ts';
import { callsOf, count } from '../../support/calls.ts';
import { type CommandOutput, captureOutput } from '../../support/captured.ts';

const PROGRAM = pathToFileURL(join(process.cwd(), 'package.json'));
const HOUR = 3_600_000;
const OTHER_PROGRAM = pathToFileURL(join(process.cwd(), 'tsconfig.json'));

const three = {
  '_posts/2026-03-01-one.md': post('One', 'tags: [stone]\n'),
  '_posts/2026-03-02-two.md': post('Two', 'tags: [stone, moss]\n'),
  '_posts/2026-03-03-three.md': post('Three', 'tags: [moss]\n'),
};

interface Built {
  blog: Blog;
  places: Places;
  build(overrides?: Settings): Promise<CommandOutput>;
  /** Builds until the last build is certain of all files, which takes some: files that are new when a build begins are not. */
  settle(): Promise<void>;
  /** What the next build finds. */
  state(overrides?: Settings): 'unknown' | 'unchanged' | readonly string[] | 'other files';
}

async function built(t: TestContext, files: Record<string, string> = three): Promise<Built> {
  const blog = await Blog.create(t, files);
  const places = placesOf(blog.dir, blog.out);
  const run = (overrides: Settings = {}) => captureOutput(t, () => build(places, overrides, { format: 'text' }, PROGRAM));
  const state = (overrides: Settings = {}) => {
    const seen = inspect(places, overrides, PROGRAM);
    if (!seen?.last) return 'unknown';
    return seen.changed?.length === 0 ? 'unchanged' : (seen.changed ?? 'other files');
  };
  const settle = async () => {
    for (let round = 0; round < 10 && state() !== 'unchanged'; round += 1) await run();
    assert.equal(state(), 'unchanged');
  };
  return { blog, places, build: run, settle, state };
}

const recordOf = ({ state }: Places): string => join(state, '.last-build');

const withoutTime = ({ stdout, ...rest }: CommandOutput) => ({ ...rest, stdout: stdout.replace(/ in \d+\.\d+ s/, '') });

describe('an unchanged build', () => {
  it('examines each file once, reads no post, document or node, and writes nothing', async (t) => {
    const files = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`_posts/${index}.md`, archived(index)]));
    const { places, build: run, settle } = await built(t, files);
    await settle();
    const { states } = inspect(places, {}, PROGRAM) ?? assert.fail();
    const calls = await callsOf(() => run());
    const opened = calls
      .filter(({ name }) => name === 'readFileSync' || name === 'openSync' || name === 'renameSync')
      .map(({ path }) => path);
    assert.deepEqual([...new Set(opened)], [String(PROGRAM), recordOf(places)]);
    assert.equal(count(calls, 'statSync'), states.names.length);
    assert.ok(states.names.length > 60 && !states.names.some((name) => name.startsWith(ENTRIES)));
    assert.equal(states.entries.length, 40);
  });

  it('prints warnings, refused posts and the next change again', async (t) => {
    const {
      build: run,
      settle,
      state,
    } = await built(t, {
      ...three,
      '_posts/2026-03-02-two.md': post('Two', 'date: tomorrow\n'),
      '_posts/2026-03-04-four.md': post('Four', 'date: 2999-01-01\n'),
      '_posts/2026-03-05-five.md': post('Five', 'tags: [a]\nmod_date: 3\n', 'A [link](five.md).'),
    });
    const [, second] = [await run(), await run()];
    await settle();
    assert.equal(state(), 'unchanged');
    assert.deepEqual(withoutTime(await run()), withoutTime(second));
    assert.match(second.stderr, /two\.md:\d+:\d+: error: date/);
    assert.match(second.stdout, /nothing to write[\s\S]*1 scheduled, 1 refused[\s\S]*next change: 2999/);
    assert.equal(second.code, 1);
  });
});

describe('a build after an edit', () => {
  it('opens as many files among 240 posts as among 60', async (t) => {
    const opened = async (posts: number) => {
      const files = Object.fromEntries(Array.from({ length: posts }, (_, index) => [`_posts/${index}.md`, archived(index)]));
      const { blog, settle, build: run } = await built(t, files);
      await settle();
      appendFileSync(join(blog.dir, '_posts/3.md'), '\nMore.\n');
      const calls = await callsOf(() => run());
      return calls.filter(({ name }) => name === 'openSync').map(({ path }) => path.slice(blog.root.length));
    };
    const [few, many] = [await opened(60), await opened(240)];
    const isNode = (path: string) => path.includes('/nodes/');
    // A young file is read by each build, and a temporary one has another name each time.
    const others = (paths: string[]) => new Set(paths.filter((path) => !isNode(path) && !path.endsWith('.tmp'))).size;
    assert.ok(others(many) <= others(few), `${others(many)} and ${others(few)}`);
    assert.ok(many.filter(isNode).length <= 40, 'nodes of the catalog: as many as the tree has levels, for each question');
    assert.deepEqual([...new Set(many.filter((path) => path.startsWith('/blog/_posts')))], ['/blog/_posts/3.md']);
  });

  it('runs 50 posts alone, and within an hour of the last full run', async (t) => {
    const { places, settle } = await built(t);
    await settle();
    const { last, taken } = inspect(places, {}, PROGRAM) ?? assert.fail();
    assert.ok(last);
    const posts = (count: number) => Array.from({ length: count }, (_, index) => `posts/_posts/2026-03-01-${index}.md`);
    const few = (changed: string[], at: number) => editedPosts({ changed, last, taken: at })?.length;
    assert.deepEqual([few(posts(50), taken), few(posts(51), taken)], [50, undefined]);
    assert.deepEqual([few(posts(1), last.full + HOUR), few(posts(1), last.full + HOUR + 1)], [1, undefined]);
    assert.deepEqual([few(['posts/linefeed.yaml'], taken), few(['public/rss.xml'], taken)], [undefined, undefined]);
  });

  it('leaves no record if the next full run gives languages their feeds', async (t) => {
    const name = '_posts/2026-03-04-four.md';
    const foreign = post('Quatro', 'lang: pt\n');
    const { blog, places, build: run, settle } = await built(t, { ...three, [name]: foreign, 'linefeed.yaml': `${CONFIG}terms: [tags]\n` });
    await run();
    // The post has been in the main feed, so it stays there.
    writeFileSync(join(blog.dir, 'linefeed.yaml'), CONFIG);
    await settle();
    assert.ok((await blog.read('rss.xml')).includes('Quatro'));
    const before = readFileSync(recordOf(places));
    writeFileSync(join(blog.dir, name), foreign.replace('lang: pt', 'lang: en'));
    await run();
    assert.deepEqual(readFileSync(recordOf(places)), before);
    await run();
    assert.notDeepEqual(readFileSync(recordOf(places)), before);
  });

  it('writes nothing for other times alone', async (t) => {
    const { blog, settle, build: run, places } = await built(t);
    await settle();
    utimesSync(join(blog.dir, '_posts/2026-03-01-one.md'), 1e9, 1e9);
    const before = statSync(join(places.state, 'catalog.json.gz'));
    assert.match((await run()).stdout, /nothing to write/);
    assert.deepEqual(statSync(join(places.state, 'catalog.json.gz')).ctimeMs, before.ctimeMs);
  });
});

describe('a file that changed is found', () => {
  const cases: Record<string, (built: Built) => void> = {
    'a document that was edited, with its size and times': ({ blog }) => {
      const file = join(blog.out, 'rss.xml');
      const { atime, mtime } = statSync(file);
      writeFileSync(file, readFileSync(file, 'utf8').replace('One', 'Six'));
      utimesSync(file, atime, mtime);
    },
    'a document that was cut': ({ blog }) => truncateSync(join(blog.out, 'tags/moss/atom.xml'), 99),
    'a document that was deleted': ({ blog }) => rmSync(join(blog.out, 'feed.json')),
    'a foreign document': ({ blog }) => writeFileSync(join(blog.out, 'x.html'), 'Mine'),
    'a post that was copied with its size and times': ({ blog }) => {
      const file = join(blog.dir, '_posts/2026-03-01-one.md');
      const { atime, mtime } = statSync(file);
      const text = readFileSync(file, 'utf8').replace('One', 'Six');
      rmSync(file);
      writeFileSync(file, text);
      utimesSync(file, atime, mtime);
    },
    'a new post': ({ blog }) => writeFileSync(join(blog.dir, '_posts/2026-03-09-nine.md'), post('Nine')),
    'a deleted post': ({ blog }) => rmSync(join(blog.dir, '_posts/2026-03-02-two.md')),
    'a configuration': ({ blog }) => writeFileSync(join(blog.dir, 'linefeed.yaml'), CONFIG.replace('Notes', 'Stones')),
    'a lost entry': ({ places }) => rmSync(join(places.state, 'entries', fs.readdirSync(join(places.state, 'entries'))[0] ?? '')),
    'a catalog that was put back': ({ places }) => {
      const file = join(places.state, 'catalog.json.gz');
      writeFileSync(file, readFileSync(file));
    },
  };
  for (const [name, change] of Object.entries(cases))
    it(name, async (t) => {
      const made = await built(t);
      await made.settle();
      change(made);
      assert.notEqual(made.state(), 'unchanged');
      await made.build();
      await made.settle();
      const titles = (await made.blog.items()).map(({ title }) => title).sort();
      const own = fs
        .readdirSync(join(made.blog.dir, '_posts'))
        .map((file) => /title: "(\w+)"/.exec(readFileSync(join(made.blog.dir, '_posts', file), 'utf8'))?.[1]);
      assert.deepEqual(titles, own.sort());
      assert.equal((await made.blog.read('rss.xml')).includes('Field Stones'), name === 'a configuration');
      rmSync(recordOf(made.places));
      assert.match((await made.build()).stdout, /nothing to write/);
    });
});

describe('the last build counts no more', () => {
  it('with other flags, another program or Node, while another process runs, and without a program', async (t) => {
    const { places, settle, state } = await built(t);
    await settle();
    assert.equal(state({ content: 'summary' }), 'unknown');
    assert.equal(inspect(places, {}, OTHER_PROGRAM)?.last, undefined);
    assert.equal(inspect(places, {}, pathToFileURL('/nowhere.js')), undefined);
    writeFileSync(join(places.state, '.lock'), '');
    assert.equal(state(), 'unknown');
  });

  it('at the next change, after a day, and for a clock that went back', async (t) => {
    const { places, settle } = await built(t, { ...three, '_posts/2026-03-09-nine.md': post('Nine', 'date: 2999-01-01 00:00 +0000\n') });
    await settle();
    const identity = identityOf(places, {}, PROGRAM) ?? assert.fail();
    const known = (now: number) => readLastBuild(places, identity, now)?.last;
    const { made, full, due } = known(Date.now()) ?? assert.fail();
    const day = 24 * HOUR;
    assert.equal(due, Date.parse('2999-01-01T00:00:00Z'));
    assert.deepEqual([known(made - 1), known(full + day + 1)], [undefined, undefined]);
    assert.ok(known(made) && known(full + day));
  });

  it('when its time has come', async (t) => {
    const soon = new Date(Date.now() + HOUR);
    const { places, settle } = await built(t, { ...three, '_posts/2026-03-09-nine.md': post('Nine', `date: ${soon.toISOString()}\n`) });
    await settle();
    const identity = identityOf(places, {}, PROGRAM) ?? assert.fail();
    const second = Math.floor(soon.getTime() / 1000) * 1000;
    assert.ok(readLastBuild(places, identity, second - 1));
    assert.equal(readLastBuild(places, identity, second + 999), undefined);
  });

  it('if any part of it is damaged', async (t) => {
    const { places, settle, state } = await built(t);
    await settle();
    const whole = readFileSync(recordOf(places));
    for (let at = 0; at < whole.length; at += 97) {
      writeFileSync(recordOf(places), whole.subarray(0, at));
      assert.equal(state(), 'unknown', `cut at ${at}`);
      const flipped = Buffer.from(whole);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      writeFileSync(recordOf(places), flipped);
      assert.equal(state(), 'unknown', `flipped at ${at}`);
    }
    writeFileSync(recordOf(places), whole);
    assert.equal(state(), 'unchanged');
  });

  it('if another version wrote it, in whatever form', async (t) => {
    const { places, settle, state } = await built(t);
    await settle();
    // The digest of version 1 did not cover the program.
    const rest = readFileSync(recordOf(places)).subarray(32);
    for (const other of [rest, rest.subarray(4)]) {
      writeFileSync(recordOf(places), Buffer.concat([Buffer.from(hash('md5', other, 'hex')), other]));
      assert.equal(state(), 'unknown');
    }
  });

  it('if remote audio could not be read', async (t) => {
    const audio = post('Sound', 'audio: https://127.0.0.1:1/tide.mp3\n');
    const { places, build: run } = await built(t, {
      ...three,
      '_posts/2026-03-09-sound.md': audio,
      'linefeed.yaml': `${CONFIG}remoteMedia: true\n`,
    });
    const [first, second] = [await run(), await run()];
    assert.match(first.stderr, /tide\.mp3/);
    assert.equal(second.stderr, first.stderr);
    assert.equal(existsSync(recordOf(places)), false);
  });
});

describe('states of files', () => {
  const states = (mtime: number, ctime: number): FileStates => ({
    names: ['posts/a.md'],
    numbers: Float64Array.of(3, mtime, ctime, 7),
    entries: [],
  });
  const isCertain = (mtime: number, ctime: number, taken: number) => {
    const same = changedFiles(certain(states(mtime, ctime), taken), states(mtime, ctime));
    return same?.length === 0;
  };

  it('are not certain if the file may change again within the same tick of its clock', () => {
    assert.deepEqual([isCertain(5000.5, 9000.5, 9021), isCertain(5000.5, 9000.5, 9020)], [true, false]);
    assert.deepEqual([isCertain(5000.5, 9000, 11_001), isCertain(5000.5, 9000, 11_000)], [true, false], 'whole seconds');
    assert.deepEqual([isCertain(5000, 9000.5, 11_001), isCertain(5000, 9000.5, 10_000)], [true, false], 'whole seconds');
    assert.equal(isCertain(5000.5, 9_000_000.5, 9021), false, 'the clock went back');
  });

  it('have the same names before and after a build makes the hidden folder around the state', async (t) => {
    const blog = await Blog.create(t, three);
    const places = placesOf(blog.dir, join(blog.dir, 'public'));
    const before = takeStates(places).names;
    mkdirSync(places.state, { recursive: true });
    assert.deepEqual([before.length, takeStates(places).names], [4, before]);
    // Others still count: a build warns of posts in them.
    mkdirSync(join(blog.dir, '.drafts'));
    assert.equal(takeStates(places).names.length, 5);
  });

  it('are compared by name, in any order, with size, times and inode', () => {
    const of = (names: string[], ...numbers: number[]): FileStates => ({ names, numbers: Float64Array.from(numbers), entries: [] });
    const before = of(['a', 'b'], 1, 2, 3, 4, 5, 6, 7, 8);
    assert.deepEqual(changedFiles(before, of(['b', 'a'], 5, 6, 7, 8, 1, 2, 3, 4)), []);
    for (let column = 4; column < 8; column += 1) {
      const numbers = [1, 2, 3, 4, 5, 6, 7, 8];
      numbers[column] = 99;
      assert.deepEqual(changedFiles(before, of(['a', 'b'], ...numbers)), ['b']);
    }
    assert.equal(changedFiles(before, of(['a', 'c'], 1, 2, 3, 4, 5, 6, 7, 8)), undefined);
    assert.equal(changedFiles(before, of(['a'], 1, 2, 3, 4)), undefined);
    const written = new Map([
      [`${ENTRIES}e`, undefined],
      [`${ENTRIES}g`, statSync(import.meta.dirname)],
    ]);
    assert.deepEqual(withWrites({ ...before, entries: ['e', 'f'] }, written), { ...before, entries: ['f', 'g'] });
    const withEntries = (...entries: string[]): FileStates => ({ ...before, entries });
    assert.deepEqual(changedFiles(withEntries('e', 'f'), withEntries('f', 'e')), []);
    for (const entries of [['e'], ['e', 'g'], ['e', 'f', 'g']])
      assert.equal(changedFiles(withEntries('e', 'f'), withEntries(...entries)), undefined);
  });
});

describe('a build that dies', () => {
  /** The process's writes fail from one on. */
  async function dying(after: number, work: () => Promise<unknown>): Promise<boolean> {
    const { renameSync } = fs;
    let renamed = 0;
    fs.renameSync = (from, to) => {
      renamed += 1;
      if (renamed > after) throw new Error('dead');
      renameSync(from, to);
    };
    syncBuiltinESMExports();
    try {
      await work();
      return false;
    } catch {
      return true;
    } finally {
      Object.assign(fs, { renameSync });
      syncBuiltinESMExports();
    }
  }

  for (const [name, more] of [
    ['an edited post', {}],
    ['a new post', { '_posts/2026-04-01-new.md': post('New') }],
  ] as const)
    it(`at any write hides no work: ${name}`, async (t) => {
      const { blog, places, settle, build: run } = await built(t);
      await settle();
      let died = true;
      for (let after = 0; died; after += 1) {
        await blog.write({ '_posts/2026-03-01-one.md': post('One', '', `Text ${after} of this post.`) });
        for (const path of Object.keys(more)) await blog.write({ [path.replace('new', `new-${after}`)]: post(`New ${after}`) });
        died = await dying(after, run);
        // Of a dead process.
        rmSync(join(places.state, '.lock'), { force: true });
        await run();
        const items = await blog.items();
        assert.match(items.find(({ title }) => title === 'One')?.content_html ?? '', new RegExp(`Text ${after} `), `after ${after} writes`);
        assert.equal(items.length, 3 + Object.keys(more).length * (after + 1));
        await settle();
      }
    });
});
