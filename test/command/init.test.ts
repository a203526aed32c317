import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { init } from '../../lambda/local/init.ts';
import { linefeed, linefeedWith } from '../support/blog.ts';

const LINK = 'https://blog.example/';
const NOW = new Date('2026-03-01T09:30:00Z');

async function emptyFolder(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'linefeed-init-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe('linefeed init', () => {
  it('creates a blog that builds', async (context) => {
    const dir = join(await emptyFolder(context), 'field-notes');
    const made = await linefeedWith({ LANG: 'pt_BR.UTF-8', LC_ALL: '', LC_MESSAGES: '', TZ: 'Europe/Lisbon' }, 'init', dir, '--link', LINK);
    assert.deepEqual([made.code, made.stderr], [0, '']);
    assert.match(made.stdout, /^wrote linefeed\.yaml\nwrote _posts\/\d{4}-\d\d-\d\d-hello\.md\nnext: linefeed dev /);
    assert.equal(
      await readFile(join(dir, 'linefeed.yaml'), 'utf8'),
      `title: field-notes\nlink: ${LINK}\nlanguage: pt-BR\ntimezone: Europe/Lisbon\n`,
    );
    const built = await linefeed('build', dir, '--out', join(dir, 'public'));
    assert.match(built.stdout, /^1 post in 1 feed/);
  });

  it('changes nothing when a configuration exists, and says which', async (context) => {
    const dir = await emptyFolder(context);
    await writeFile(join(dir, '_config.yml'), 'title: Old Notes\nurl: https://old.example\n');
    const { code, stdout } = await linefeed('init', dir);
    assert.deepEqual(
      [code, stdout.split('\n')[0]],
      [0, 'Old Notes at https://old.example/: the configuration of jekyll is read as it is; nothing to write'],
    );
    await writeFile(join(dir, 'linefeed.yaml'), 'title: Mine\n');
    const again = await linefeed('init', dir, '--link', LINK);
    assert.equal(again.code, 2);
    assert.match(again.stderr, /^linefeed: .*linefeed\.yaml exists already; edit it/);
    assert.deepEqual((await readdir(dir)).sort(), ['_config.yml', 'linefeed.yaml']);
    assert.equal(await readFile(join(dir, 'linefeed.yaml'), 'utf8'), 'title: Mine\n');
  });

  it('prompts for the address until it is valid, and for the title', async (context) => {
    const dir = await emptyFolder(context);
    const questions: string[] = [];
    const answers = ['Notes: "of" #fields', 'blog.example', 'https://blog.example/notes'];
    await init(dir, {
      now: NOW,
      ask: async (question) => {
        questions.push(question);
        return answers[questions.length - 1] ?? assert.fail('one question too many');
      },
    });
    assert.equal(questions.length, 3);
    const config = await readFile(join(dir, 'linefeed.yaml'), 'utf8');
    assert.match(config, /^title: "Notes: \\"of\\" #fields"\nlink: https:\/\/blog\.example\/notes\/\n/);
    assert.deepEqual(await readdir(join(dir, '_posts')), ['2026-03-01-hello.md']);
  });

  it('names the missing option when it cannot prompt', async (context) => {
    const dir = await emptyFolder(context);
    const [none, wrong] = [await linefeed('init', dir), await linefeed('init', dir, '--link', 'blog')];
    assert.deepEqual(
      [none.code, none.stderr],
      [2, 'linefeed: give the address of the blog with --link, such as --link https://blog.example/\n'],
    );
    assert.match(wrong.stderr, /--link blog is no address/);
    assert.deepEqual(await readdir(dir), []);
  });

  it('writes no post when there are posts', async (context) => {
    const dir = await emptyFolder(context);
    await writeFile(join(dir, 'one.md'), '---\ntitle: One\ndate: 2026-01-01\n---\nText.\n');
    assert.deepEqual(await init(dir, { link: LINK, title: 'Notes', now: NOW }), ['wrote linefeed.yaml', `next: linefeed dev ${dir}`]);
  });
});
