/** A podcast app of Debian, gpodder's command, subscribed to `linefeed dev`. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { promisify } from 'node:util';
import { Blog } from '../support/blog.ts';
import { itemsOf, startDev, until } from '../support/dev-command.ts';

const run = promisify(execFile);
const EPISODE = 'episodes/2026-03-01-the-foghorn';

it('gpodder downloads the audio of each episode, and reads its guid, duration and chapters', async (context) => {
  const blog = await Blog.create(context, {});
  await cp('examples/podcast', blog.dir, { recursive: true });
  const text = await readFile(join(blog.dir, `${EPISODE}.md`), 'utf8');
  await writeFile(join(blog.dir, `${EPISODE}.md`), text.replace('---\n', '---\nchapters: ["0:00 The storm", "0:03 What is left"]\n'));
  const dev = await startDev(blog.dir);
  context.after(() => dev.close());
  const config = await readFile(join(blog.dir, 'linefeed.yaml'), 'utf8');
  await writeFile(join(blog.dir, 'linefeed.yaml'), `${config}feedLink: ${dev.web}/\n`);
  const isHere = (item: { attachments?: { url: string }[] }) => item.attachments?.[0]?.url.startsWith(dev.web) === true;
  await until(dev, context, async () => (await itemsOf<{ attachments?: { url: string }[] }>(dev)).every(isHere));

  const home = join(blog.root, 'gpodder');
  await mkdir(home);
  const gpo = (...args: string[]) => run('gpo', args, { env: { ...process.env, GPODDER_HOME: home, HOME: home, LANG: 'C.UTF-8' } });
  await gpo('subscribe', `${dev.web}/rss.xml`);
  await gpo('download');
  const files = (await readdir(join(home, 'Downloads'), { recursive: true })).filter((name) => /\.(?:mp3|m4a)$/.test(name)).sort();
  assert.equal(files.length, 2);
  for (const name of files) {
    const own = await readFile(join(blog.dir, 'episodes', name.slice(name.lastIndexOf('/') + 1)));
    assert.ok(own.equals(await readFile(join(home, 'Downloads', name))), name);
  }
  const query = 'select guid, total_time, file_size, chapters from episode order by published';
  const { stdout } = await run('sqlite3', ['-json', join(home, 'Database'), query]);
  const [foghorn] = JSON.parse(stdout) as { guid: string; total_time: number; file_size: number; chapters: string }[];
  assert.deepEqual(
    [foghorn?.guid, foghorn?.total_time, foghorn?.file_size],
    ['https://lamp-room.example/2026/03/01/the-foghorn', 7, 14_400],
  );
  assert.deepEqual(
    (JSON.parse(foghorn?.chapters ?? '[]') as { start: number; title: string }[]).map(({ start, title }) => [start, title]),
    [
      [0, 'The storm'],
      [3, 'What is left'],
    ],
  );
});
