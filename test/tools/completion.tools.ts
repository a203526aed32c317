/** The completion scripts in real shells: zsh's module zpty types keys on a terminal, and the test reads the command that Enter runs. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { linefeed } from '../support/blog.ts';

const run = promisify(execFile);

/** Types a line into an interactive shell in which `linefeed` prints its arguments. Arguments: the shell's command, its setup, the line. */
const TYPE = `
zmodload zsh/zpty
zpty shell $1
zpty -w shell "$2; linefeed() { printf 'RAN<%s>' \\"\\$*\\"; }"
zpty -w -n shell "$3"$'\\n'
zpty -r -m shell out '*RAN<[^%]*>*'
print -r -- \${\${out##*RAN<}%%>*}
zpty -d shell
`;

let folder = '';
const scriptOf = (shell: string) => join(folder, `linefeed.${shell}`);
const SHELLS = {
  bash: { start: 'bash --norc --noprofile -i', setup: () => `source ${scriptOf('bash')}` },
  zsh: {
    start: 'zsh -f -i',
    setup: () => `autoload -Uz compinit && compinit -u -d ${join(folder, '.zcompdump')} && source ${scriptOf('zsh')}`,
  },
};

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linefeed-'));
  for (const shell of ['bash', 'zsh', 'fish']) await writeFile(scriptOf(shell), (await linefeed('completion', shell)).stdout);
  await mkdir(join(folder, 'a blog'));
  await writeFile(join(folder, 'old-feed.xml'), '');
});
after(() => rm(folder, { recursive: true, force: true }));

for (const [name, { start, setup }] of Object.entries(SHELLS)) {
  describe(`completion in ${name}`, () => {
    const cases: [line: string, command: RegExp][] = [
      ['linefeed rec\t --dry\t', /^reconcile --dry-run ?$/],
      ['linefeed build a\\ \t', /^build a blog\/?$/],
      ['linefeed build --out a\\ \t', /^build --out a blog\/?$/],
      ['linefeed build --only at\t --format=j\t', /^build --only atom --format=json ?$/],
      ['linefeed completion fi\t', /^completion fish ?$/],
      ['linefeed adopt old\t --format te\t', /^adopt old-feed\.xml --format text ?$/],
    ];
    for (const [line, command] of cases) {
      it(JSON.stringify(line), async () => {
        const { stdout } = await run('zsh', ['-f', '-c', TYPE, 'zsh', start, setup(), line], { cwd: folder, timeout: 60_000 });
        assert.match(stdout.trimEnd(), command);
      });
    }
  });
}

it('completion in fish', async () => {
  const lines = ['linefeed rec', 'linefeed build a', 'linefeed adopt old', 'linefeed build --only at', 'linefeed check --form'];
  const commands = lines.map((line) => `complete -C '${line}' | string replace -r '\\t.*' ''`).join('; ');
  const { stdout } = await run('fish', ['--no-config', '-c', `source ${scriptOf('fish')}; ${commands}`], { cwd: folder });
  assert.deepEqual(stdout.trim().split('\n'), ['reconcile', 'a blog/', 'old-feed.xml', 'atom', '--format']);
});
