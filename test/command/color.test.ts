import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hasColors } from '../../lambda/local/output.ts';
import { Blog, linefeedWith, post } from '../support/blog.ts';

const NAMES = ['FORCE_COLOR', 'NO_COLOR'] as const;
const PLAIN = Object.fromEntries(NAMES.map((name) => [name, undefined]));
const terminal = (colors: boolean) => ({ isTTY: true, hasColors: () => colors });
const PIPE = { isTTY: false, hasColors: () => assert.fail('a pipe has no hasColors method') };

describe('colors', () => {
  it('follow the option, then FORCE_COLOR, then NO_COLOR, then the terminal', () => {
    const cases: [
      stream: ReturnType<typeof terminal> | typeof PIPE,
      flag: boolean | undefined,
      env: NodeJS.ProcessEnv,
      colored: boolean,
    ][] = [
      [terminal(true), undefined, {}, true],
      [terminal(false), undefined, {}, false],
      [PIPE, undefined, {}, false],
      [terminal(true), undefined, { NO_COLOR: '1' }, false],
      [terminal(true), undefined, { NO_COLOR: '' }, true],
      [PIPE, undefined, { FORCE_COLOR: '1' }, true],
      [PIPE, undefined, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
      [terminal(true), undefined, { FORCE_COLOR: '0' }, false],
      [terminal(true), undefined, { FORCE_COLOR: 'false' }, false],
      [PIPE, true, { NO_COLOR: '1', FORCE_COLOR: '0' }, true],
      [terminal(true), false, { FORCE_COLOR: '1' }, false],
    ];
    for (const [stream, flag, env, colored] of cases)
      assert.equal(hasColors(stream as NodeJS.WriteStream, flag, env), colored, JSON.stringify([stream, flag, env]));
  });

  it('of build and status depend on the stream with the problems', async (context) => {
    const blog = await Blog.create(context, { '_posts/2026-03-01-bad.md': post('Bad', 'date: tomorrow\n') });
    const red = '\u001b[1m_posts/2026-03-01-bad.md:3:7:\u001b[22m \u001b[31merror\u001b[39m: date: expected';
    const commands = { build: 'stderr', check: 'stdout', status: 'stdout' } as const;
    for (const [command, stream] of Object.entries(commands)) {
      const args = [command, blog.dir, '--out', blog.out];
      assert.ok((await linefeedWith({ ...PLAIN, FORCE_COLOR: '1' }, ...args))[stream].includes(red), command);
      assert.ok((await linefeedWith({ ...PLAIN, NO_COLOR: '1' }, ...args, '--color'))[stream].includes(red), command);
      for (const [env, ...more] of [[PLAIN], [{ FORCE_COLOR: '1' }, '--no-color']] as [NodeJS.ProcessEnv, ...string[]][]) {
        const { stdout, stderr } = await linefeedWith({ ...PLAIN, ...env }, ...args, ...more);
        assert.ok(!`${stdout}${stderr}`.includes('\u001b'), command);
      }
    }
  });
});

describe('problems', () => {
  it('are the output of check, and diagnostics of build', async (context) => {
    const blog = await Blog.create(context, {
      '_posts/2026-03-01-bad.md': post('Bad', 'date: tomorrow\n'),
      '_posts/2026-03-02-good.md': post('Good'),
    });
    const problem = '_posts/2026-03-01-bad.md:3:7: error: date: expected a date, got "tomorrow"';
    const run = (command: string) => linefeedWith(PLAIN, command, blog.dir, '--out', blog.out);
    const checked = await run('check');
    assert.deepEqual([checked.code, checked.stderr], [1, '']);
    assert.ok(checked.stdout.startsWith(problem), checked.stdout);
    assert.match(checked.stdout, /\n2 posts read: 1 error, 0 warnings\n$/);
    const built = await run('build');
    assert.equal(built.code, 1);
    assert.ok(built.stderr.startsWith(problem), built.stderr);
    assert.match(built.stdout, /^1 post in 1 feed: /);
  });

  it('of the configuration use the same streams, also as JSON', async (context) => {
    const blog = await Blog.create(context, { 'linefeed.yaml': 'title: A\nlink: nowhere\n' });
    const problem = { key: 'linefeed.yaml', line: 2, column: 7, severity: 'error' };
    for (const [command, stream, other] of [
      ['check', 'stdout', 'stderr'],
      ['build', 'stderr', 'stdout'],
    ] as const) {
      const args = [command, blog.dir, '--out', blog.out];
      const ran = await linefeedWith(PLAIN, ...args);
      assert.deepEqual([ran.code, ran[other]], [2, ''], command);
      assert.match(ran[stream], /^linefeed\.yaml:2:7: error: link: /);
      const json = await linefeedWith(PLAIN, ...args, '--format', 'json');
      assert.deepEqual([json.code, json.stderr], [2, ''], command);
      const { problems } = JSON.parse(json.stdout);
      assert.deepEqual(
        problems.map(({ message: _, ...rest }: { message: string }) => rest),
        [problem],
      );
    }
  });
});
