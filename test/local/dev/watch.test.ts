import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import fs, {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it, type TestContext } from 'node:test';
import { RECONCILE_MESSAGE, requeueMessages } from '../../../lambda/aws/messages.ts';
import { changeMessages } from '../../../lambda/local/dev/dev.ts';
import { watchFolder } from '../../../lambda/local/dev/watch.ts';

const scratch = mkdtempSync(join(tmpdir(), 'linefeed-watch-'));
after(() => rmSync(scratch, { recursive: true }));

/** Watches a folder with the files that `fill` creates; `keys` resolves when all keys have been reported. */
async function watchedWith(t: TestContext, fill: (at: (key: string) => string) => void, onError?: (error: unknown) => void) {
  const dir = mkdtempSync(join(scratch, 'dir-'));
  const at = (key: string): string => join(dir, key);
  fill(at);
  const reported = new Set<string>();
  const changed = new EventEmitter();
  const onChange = (keys: string[]) => {
    for (const key of keys) reported.add(key);
    changed.emit('change');
  };
  const watch = watchFolder(dir, { onChange, ...(onError ? { onError } : {}) });
  t.after(() => watch.close());
  const keys = async (...wanted: string[]) => {
    while (!wanted.every((key) => reported.has(key))) await once(changed, 'change');
  };
  return { dir, at, watch, keys };
}

/** Watches a folder with `a.md` and `sub/b.md`; `seen` resolves when all keys have been reported. */
async function watched(t: { after: (stop: () => void) => void }, ignore: string[] = []) {
  const dir = mkdtempSync(join(scratch, 'dir-'));
  const at = (key: string): string => join(dir, key);
  mkdirSync(at('sub'));
  writeFileSync(at('a.md'), 'a');
  writeFileSync(at('sub/b.md'), 'b');
  const reports: string[][] = [];
  let notify = (): void => {};
  const watch = watchFolder(dir, {
    ignore: ignore.map(at),
    onChange: (keys) => {
      reports.push(keys);
      notify();
    },
  });
  t.after(() => watch.close());
  const seen = async (...keys: string[]): Promise<string[]> => {
    while (!keys.every((key) => reports.flat().includes(key))) {
      await new Promise<void>((resolve) => {
        notify = resolve;
      });
    }
    return reports.splice(0).flat();
  };
  return { dir, at, seen, reports };
}

it('reports added, changed and removed files, but no existing ones', async (t) => {
  const { at, seen } = await watched(t);
  writeFileSync(at('c.md'), 'c');
  assert.deepEqual(await seen('c.md'), ['c.md']);
  appendFileSync(at('sub/b.md'), '!');
  assert.deepEqual(await seen('sub/b.md'), ['sub/b.md']);
  unlinkSync(at('a.md'));
  assert.deepEqual(await seen('a.md'), ['a.md']);
});

it('reports both names of a renamed file, and every file of a renamed folder', async (t) => {
  const { at, seen } = await watched(t);
  renameSync(at('a.md'), at('z.md'));
  assert.deepEqual((await seen('a.md', 'z.md')).sort(), ['a.md', 'z.md']);
  renameSync(at('sub'), at('other'));
  assert.deepEqual((await seen('sub/b.md', 'other/b.md')).sort(), ['other/b.md', 'sub/b.md']);
});

it('reports a file that an editor replaces by a rename', async (t) => {
  const { at, seen } = await watched(t);
  writeFileSync(at('.a.md.swp'), 'new');
  renameSync(at('.a.md.swp'), at('a.md'));
  assert.deepEqual(await seen('a.md'), ['a.md']);
  renameSync(at('a.md'), at('.a.md~'));
  writeFileSync(at('a.md'), 'newer');
  assert.deepEqual(await seen('a.md'), ['a.md']);
});

it('reports a burst at once', async (t) => {
  const { at, seen, reports } = await watched(t);
  const keys = Array.from({ length: 40 }, (_, index) => `burst-${index}.md`).sort();
  for (const key of keys) writeFileSync(at(key), key);
  await seen(...keys);
  assert.deepEqual(reports, []);
});

it('misses no last change of many in a row', async (t) => {
  const { at, seen } = await watched(t);
  for (let edit = 0; edit < 20; edit++) {
    writeFileSync(at('a.md'), `edit ${edit}`);
    await seen('a.md');
  }
});

it('ignores dot-files, node_modules and ignored folders', async (t) => {
  const { at, seen } = await watched(t, ['out']);
  for (const folder of ['out', '.git', 'node_modules', 'sub/.obsidian']) {
    mkdirSync(at(folder));
    writeFileSync(at(`${folder}/x.md`), 'x');
  }
  writeFileSync(at('.hidden.md'), 'x');
  writeFileSync(at('outer.md'), 'x');
  assert.deepEqual(await seen('outer.md'), ['outer.md']);
  writeFileSync(at('out/y.md'), 'y');
  writeFileSync(at('last.md'), 'x');
  assert.deepEqual(await seen('last.md'), ['last.md']);
});

it('reports hidden files of generators that listings show', async (t) => {
  const { at, seen } = await watched(t);
  mkdirSync(at('.obsidian'));
  for (const name of ['.eleventy.js', '.obsidian/workspace.json', '.obsidian/app.json', 'last.md']) writeFileSync(at(name), '{}');
  assert.deepEqual((await seen('last.md')).sort(), ['.eleventy.js', '.obsidian/app.json', 'last.md']);
});

it('ignores links to files outside of the folder', async (t) => {
  const { at, seen } = await watched(t);
  const outside = mkdtempSync(join(scratch, 'outside-'));
  writeFileSync(join(outside, 'x.md'), 'x');
  symlinkSync(join(outside, 'x.md'), at('linked.md'));
  symlinkSync(outside, at('linked'));
  symlinkSync(at('a.md'), at('own.md'));
  assert.deepEqual(await seen('own.md'), ['own.md']);
});

/** This process's inotify watches. */
function watches(): number {
  const files = readdirSync('/proc/self/fdinfo').map((name) => {
    try {
      return readFileSync(`/proc/self/fdinfo/${name}`, 'utf8');
    } catch {
      return '';
    }
  });
  return files.join('').split('\ninotify wd:').length - 1;
}

it('does not watch link targets that listings do not follow: outside, hidden, or a parent folder', async (t) => {
  const before = watches();
  const { dir, watch } = await watchedWith(t, (at) => {
    const outside = mkdtempSync(join(scratch, 'outside-'));
    for (let index = 0; index < 50; index += 1) mkdirSync(join(outside, `folder-${index}`));
    mkdirSync(at('.hidden/deep'), { recursive: true });
    mkdirSync(at('sub'));
    symlinkSync(outside, at('outside'));
    symlinkSync(at('.hidden'), at('shown'));
    symlinkSync(at('sub'), at('linked'));
    symlinkSync(at('.'), at('sub/above'));
    symlinkSync(at('loop'), at('loop'));
    symlinkSync(at('none'), at('dangling'));
  });
  // The folder, sub, and the link to sub, which listings follow.
  const added = watches() - before;
  assert.ok(added >= 2 && added <= 3, `${added} watches of ${dir}`);
  watch.close();
});

it('reports files behind links within the folder under their linked names', async (t) => {
  const { at, keys } = await watchedWith(t, (place) => {
    mkdirSync(place('sub'));
    symlinkSync(place('sub'), place('linked'));
  });
  writeFileSync(at('sub/new.md'), 'new');
  await keys('sub/new.md', 'linked/new.md');
});

it('reports a link whose target file changed', async (t) => {
  const { at, keys } = await watchedWith(t, (place) => {
    mkdirSync(place('sub'));
    writeFileSync(place('sub/a.md'), 'a');
    symlinkSync(place('sub/a.md'), place('own.md'));
  });
  writeFileSync(at('sub/a.md'), 'b');
  await keys('sub/a.md', 'own.md');
});

it('continues with a folder that replaces another one, and with a restored root', async (t) => {
  const { dir, at, seen } = await watched(t);
  mkdirSync(at('.other'));
  writeFileSync(at('.other/c.md'), 'c');
  renameSync(at('sub'), at('.gone'));
  renameSync(at('.other'), at('sub'));
  assert.deepEqual((await seen('sub/b.md', 'sub/c.md')).sort(), ['sub/b.md', 'sub/c.md']);
  writeFileSync(at('sub/d.md'), 'd');
  assert.deepEqual(await seen('sub/d.md'), ['sub/d.md']);
  renameSync(dir, `${dir}-away`);
  rmSync(`${dir}-away`, { recursive: true });
  await seen('a.md', 'sub/c.md');
  mkdirSync(dir);
  writeFileSync(at('back.md'), 'back');
  await seen('back.md');
  writeFileSync(at('later.md'), 'later');
  assert.deepEqual(await seen('later.md'), ['later.md']);
});

it('reads only the changed file, for any number of files', async (t) => {
  const { at, keys } = await watchedWith(t, (place) => {
    for (let index = 0; index < 500; index += 1) writeFileSync(place(`${index}.md`), 'a');
  });
  const original = { lstatSync: fs.lstatSync, readdirSync: fs.readdirSync };
  let calls = 0;
  const counted = <T extends (...given: never[]) => unknown>(work: T): T =>
    ((...given: never[]) => {
      calls += 1;
      return work(...given);
    }) as unknown as T;
  Object.assign(fs, { lstatSync: counted(original.lstatSync), readdirSync: counted(original.readdirSync) });
  syncBuiltinESMExports();
  t.after(() => {
    Object.assign(fs, original);
    syncBuiltinESMExports();
  });
  writeFileSync(at('7.md'), 'b');
  await keys('7.md');
  assert.ok(calls > 0 && calls < 20, `${calls} calls`);
});

it('waits a tenth of a second while an editor that has emptied a file writes it again', async (t) => {
  const { at, seen, reports } = await watched(t);
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  writeFileSync(at('a.md'), '');
  writeFileSync(at('sub/b.md'), 'c');
  assert.deepEqual(await seen('sub/b.md'), ['sub/b.md']);
  now = 100;
  assert.deepEqual(await seen('a.md'), ['a.md']);
  writeFileSync(at('a.md'), 'd');
  assert.deepEqual(await seen('a.md'), ['a.md']);
  assert.deepEqual(reports, []);
});

it('reports files that are removed one after the other at once, for a quarter of a second', async (t) => {
  const { at, seen, reports } = await watched(t);
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  // One report each: the watcher has seen the removal before.
  const sync = async (key: string) => {
    writeFileSync(at(key), key);
    return seen(key);
  };
  rmSync(at('a.md'));
  assert.deepEqual(await sync('1.md'), ['1.md']);
  now = 200;
  rmSync(at('sub/b.md'));
  assert.deepEqual(await sync('2.md'), ['2.md']);
  now = 249;
  assert.deepEqual(await sync('3.md'), ['3.md']);
  now = 250;
  await seen('a.md', 'sub/b.md');
  rmSync(at('1.md'));
  assert.deepEqual(await sync('4.md'), ['4.md']);
  now = 340;
  rmSync(at('2.md'));
  assert.deepEqual(await sync('5.md'), ['5.md']);
  now = 439;
  assert.deepEqual(await sync('6.md'), ['6.md']);
  now = 440;
  assert.deepEqual(await seen('1.md', '2.md'), ['1.md', '2.md']);
  assert.deepEqual(reports, []);
});

it('reports once what to do if the system has no more watches, and watches the rest', async (t) => {
  const { watch } = fs;
  const full = ((path: string, ...given: never[]) => {
    if (/full-\d/.test(path))
      throw Object.assign(new Error('ENOSPC: System limit for number of file watchers reached'), { code: 'ENOSPC' });
    return watch(path, ...given);
  }) as typeof watch;
  Object.assign(fs, { watch: full });
  syncBuiltinESMExports();
  t.after(() => {
    Object.assign(fs, { watch });
    syncBuiltinESMExports();
  });
  const errors: string[] = [];
  const { at, keys } = await watchedWith(
    t,
    (place) => {
      for (const folder of ['full-1', 'full-2', 'sub']) mkdirSync(place(folder));
    },
    (error) => errors.push(String(error)),
  );
  writeFileSync(at('sub/a.md'), 'a');
  await keys('sub/a.md');
  assert.equal(errors.length, 1);
  assert.match(errors[0] ?? '', /full-1 cannot be watched \(ENOSPC: .*raise the limit: sysctl fs\.inotify\.max_user_watches/);
});

it('reports every save of a file, and prints the latency', async (t) => {
  const { at, seen } = await watched(t);
  const times: number[] = [];
  for (let save = 0; save < 9; save++) {
    const start = performance.now();
    writeFileSync(at('a.md'), `save ${save}`);
    await seen('a.md');
    times.push(performance.now() - start);
  }
  const median = times.sort((a, b) => a - b)[4] ?? 0;
  t.diagnostic(`saved to reported: ${median.toFixed(0)} ms`);
});

it('a burst of 1,000 changes also requests a full run, since the system may have dropped some', () => {
  const keys = (count: number) => Array.from({ length: count }, (_, at) => `${at}.md`);
  assert.equal(changeMessages(keys(999)).includes(RECONCILE_MESSAGE), false);
  const messages = changeMessages(keys(1_000));
  assert.deepEqual([messages.at(-1), messages.slice(0, -1)], [RECONCILE_MESSAGE, requeueMessages(keys(1_000))]);
});
