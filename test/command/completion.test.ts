/** zsh and fish: test/tools/completion.tools.ts. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { linefeed } from '../support/blog.ts';

/** Calls the completion function as bash does. */
async function completions(...words: string[]): Promise<string[]> {
  const { stdout: script } = await linefeed('completion', 'bash');
  // Works only during an interactive completion; test/tools covers it.
  const call = `compopt() { :; }; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _linefeed; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await promisify(execFile)('bash', ['--norc', '-c', `${script}\n${call}`, 'bash', 'linefeed', ...words]);
  return stdout.split('\n').filter((word) => word !== '');
}

/** Options such as `--out`. */
const optionsIn = (help: string): string[] => [...help.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, name = '']) => name);
const commandsIn = (help: string): string[] =>
  [...(help.split('Commands:')[1] ?? '').matchAll(/^ {2}([a-z]+) /gm)].map(([, name = '']) => name);

describe('linefeed completion', () => {
  it('bash completes commands, options and their values', async () => {
    const cases: [string[], string[]][] = [
      [['re'], ['reconcile']],
      [['--'], ['--version', '--help']],
      [['build', '--onl'], ['--only']],
      [
        ['build', '--only', ''],
        ['rss', 'atom', 'json'],
      ],
      [['build', '--only', 'a'], ['atom']],
      // Bash splits a word at `=`.
      [
        ['check', '--format', '='],
        ['text', 'json'],
      ],
      [['check', '--format', '=', 'j'], ['json']],
      [['reconcile', '--bucket', 'b', '--dry'], ['--dry-run']],
      [['status', '--bucket', ''], []],
      [
        ['completion', ''],
        ['bash', 'zsh', 'fish'],
      ],
      [['no-such-command', '-'], []],
    ];
    for (const [words, expected] of cases) assert.deepEqual(await completions(...words), expected, words.join(' '));
  });

  it('contains every command and every option of the help', async () => {
    const names = commandsIn((await linefeed('--help')).stdout);
    assert.ok(names.length >= 9);
    assert.deepEqual(await completions(''), names);
    const [zsh, fish] = [(await linefeed('completion', 'zsh')).stdout, (await linefeed('completion', 'fish')).stdout];
    for (const name of names.filter((each) => each !== 'help')) {
      const options = optionsIn((await linefeed(name, '--help')).stdout);
      assert.ok(options.includes('--help'), name);
      const offered = (await completions(name, '-')).filter((option) => option.startsWith('--'));
      assert.deepEqual(offered, options, name);
      const inZsh = zsh.split(`\n    ${name})\n`)[1]?.split(';;')[0] ?? '';
      for (const option of options) {
        assert.match(inZsh, new RegExp(`[')*]${option}=?\\[`), `${name} ${option}`);
        assert.match(fish, new RegExp(`__fish_seen_subcommand_from ${name}'.* -l ${option.slice(2)} `), `${name} ${option}`);
      }
    }
  });

  it('lists the supported shells when asked for another one', async () => {
    const { code, stdout, stderr } = await linefeed('completion', 'powershell');
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(
      stderr,
      /'powershell' is invalid for argument 'shell'\. Allowed choices are bash, zsh, fish\.\n\(.*linefeed completion --help\)/,
    );
  });
});
