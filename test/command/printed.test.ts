/** Names and messages come from untrusted sources. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { startDev } from '../../lambda/local/dev/dev.ts';
import { writeLines } from '../../lambda/local/output.ts';
import { placesOf } from '../../lambda/local/places.ts';
import { Blog, COMMAND, linefeed, post, type Ran } from '../support/blog.ts';

const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\u200b-\u200d\u2060\ufeff]/u;
const HOSTILE = '::error file=a::pwned\u202e\u200b\u001b[2J';
const LINES = `a\n${HOSTILE}\n##vso[task.x]y`;

/** The hostile text must be printed, not omitted. */
function check({ stdout, stderr }: Pick<Ran, 'stdout' | 'stderr'>, name: string): void {
  const lines = `${stdout}${stderr}`.split('\n');
  for (const line of lines) {
    assert.doesNotMatch(line, UNPRINTABLE, name);
    assert.ok(!line.trim().startsWith('::') && !/##\w*\[/.test(line), `${name}: ${line}`);
  }
  assert.ok(
    lines.some((line) => line.includes('pwned')),
    `${name} omits the hostile text: ${stdout}${stderr}`,
  );
}

const quoted = JSON.stringify(LINES);
const FILES = {
  [`_posts/2026-01-01-${HOSTILE.replace('/', '')}.md`]: `---\ntitle: ${quoted}\ndate: ${quoted}\n---\nText\n`,
  [`_posts/2099-01-01-${HOSTILE}.md`]: post('Later', `tags: [${quoted}]\n`),
  [`_drafts/${HOSTILE}.md`]: post(LINES, `layout: ${quoted}\n`),
  '_posts/2026-01-02-fine.md': post(
    'Fine',
    '',
    `<iframe src="https://x.example/" title=${quoted}></iframe> <img src="data:x" alt=${quoted}>`,
  ),
};

describe('printed lines', () => {
  it('of build, check and status are clean', async (context) => {
    const blog = await Blog.create(context, FILES);
    for (const format of ['text', 'json']) {
      check(await blog.build('--format', format), `build ${format}`);
      check(await linefeed('check', blog.dir, '--format', format), `check ${format}`);
      check(await linefeed('status', blog.dir, '--out', blog.out, '--format', format), `status ${format}`);
    }
    check(await linefeed('build', blog.dir, '--out', join(blog.root, 'then'), '--at', '2100-01-01'), 'build --at');
  });

  it('of configuration, option and path errors are clean', async (context) => {
    const blog = await Blog.create(context, {
      'linefeed.yaml': `title: A\n${JSON.stringify(HOSTILE)}: ${quoted}\nlimit: ${quoted}\nlink: ${quoted}\n`,
    });
    check(await blog.build(), 'configuration');
    check(await linefeed('build', `/nowhere/${LINES}`), 'folder');
    check(await linefeed('build', blog.dir, '--out', join(blog.root, 'then'), '--at', LINES), '--at');
  });

  it('of adopt are clean', async (context) => {
    const id = `tag:${HOSTILE.replaceAll('\u001b', '')}`;
    const feed = `<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry><id>${id}</id><title>${HOSTILE.replaceAll('\u001b', '')}</title><updated>2026-01-01T00:00:00Z</updated></entry></feed>`;
    const blog = await Blog.create(context, {
      ...FILES,
      'old.xml': feed,
      'page.html': `<html><link rel="alternate" type="application/rss+xml" href="${HOSTILE}">`,
    });
    const adopt = (...args: string[]) => linefeed('adopt', ...args, '--dir', blog.dir, '--out', blog.out);
    check(await adopt(join(blog.dir, 'old.xml')), 'adopt');
    check(await adopt(join(blog.dir, 'old.xml'), '--format', 'json'), 'adopt json');
    check(await adopt(join(blog.dir, 'page.html')), 'adopt page');
    check(await adopt(`no-such-${LINES}`), 'adopt file');
  });

  it('of dev are clean', async (context) => {
    const blog = await Blog.create(context, FILES);
    const written: string[] = [];
    const stream = { write: (text: string) => written.push(text) > 0 };
    const dev = await startDev(placesOf(blog.dir, blog.out), { web: 0, s3: 0 }, (line) => writeLines(stream as never, [line]));
    await dev.close();
    check({ stdout: written.join(''), stderr: '' }, 'dev');
  });

  it('may be cut by the reader of a pipe: the command completes with its own exit code', async (context) => {
    const blog = await Blog.create(context, { '_posts/2026-01-01-bad.md': post('Bad', 'date: tomorrow\n') });
    const child = spawn(process.execPath, [COMMAND, 'check', blog.dir], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (data) => {
      stderr += data;
    });
    const [code] = await once(child, 'close');
    assert.deepEqual([code, stderr], [1, '']);
  });

  it('are written through writeLines only', () => {
    const allowed = new Set(['lambda/local/output.ts', 'lambda/functions/runtime.ts']);
    for (const folder of ['bin', 'lambda'])
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))) {
        const writes = /(?:stdout|stderr)\.write\(|\bconsole\.\w+\(/.test(readFileSync(`${folder}/${name}`, 'utf8'));
        assert.ok(!writes || allowed.has(`${folder}/${name}`), `${folder}/${name} writes directly; use writeLines`);
      }
  });
});
