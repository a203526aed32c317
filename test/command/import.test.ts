/** `linefeed import`, as a user runs it. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { linefeed } from '../support/blog.ts';

async function emptyFolder(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'linefeed-import-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const items = async (dir: string) =>
  JSON.parse(await readFile(join(dir, 'public', 'feed.json'), 'utf8')).items as Record<string, unknown>[];

describe('linefeed import', () => {
  it('writes the posts of WordPress, which keep their ids, addresses and pictures', async (context) => {
    const dir = await emptyFolder(context);
    const { code, stdout, stderr } = await linefeed('import', 'test/import/wordpress.xml', dir);
    assert.deepEqual([code, stderr], [0, '']);
    assert.deepEqual(stdout.trimEnd().split('\n'), [
      `2 posts of WordPress in ${dir} (drafts: 1)`,
      'media.txt: 4 addresses of pictures and other files; keep them there',
      'not imported: 1 page',
      `next: linefeed check ${dir}`,
    ]);
    assert.deepEqual((await readdir(dir)).sort(), ['linefeed.yaml', 'media.txt', 'posts']);
    assert.deepEqual((await readdir(join(dir, 'posts'))).sort(), ['2015-01-02-rock-roll.md', 'post-215.md']);
    const built = await linefeed('build', dir, '--out', join(dir, 'public'));
    assert.deepEqual([built.code, built.stderr], [0, '']);
    const [item] = await items(dir);
    assert.deepEqual(
      [item?.id, item?.url, item?.title, item?.date_published, item?.tags, item?.image],
      [
        'https://kettles.example/?p=214',
        'https://kettles.example/2015/01/rock-roll/',
        'Rock & Roll',
        '2015-01-02T03:04:05Z',
        ['Music', 'Tin & copper'],
        'https://kettles.example/p1.jpg',
      ],
    );
    assert.deepEqual(item?.attachments, [
      { url: 'https://kettles.example/rock.mp3', mime_type: 'audio/mpeg', size_in_bytes: 5650889, duration_in_seconds: 1872 },
    ]);
    const html = String(item?.content_html);
    for (const part of [
      '<p>A *star* and <em>more</em>.<br />\nSecond line.</p>',
      'src="https://kettles.example/a.jpg" alt="A"',
      'A lens',
      'https://kettles.example/p1.jpg',
      'https://kettles.example/p2.jpg',
      '<pre><code>x\n\ny\n</code></pre>',
      '<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"',
    ])
      assert.ok(html.includes(part), `${part} in ${html}`);
    assert.equal(item?.summary, 'A *star* and more. Second line.');
  });

  it('writes the posts of Ghost', async (context) => {
    const dir = await emptyFolder(context);
    const { code, stdout } = await linefeed('import', 'test/import/ghost.json', dir);
    assert.deepEqual([code, stdout.split('\n')[0]], [0, `1 post of Ghost in ${dir}`]);
    await linefeed('build', dir, '--out', join(dir, 'public'));
    const [item] = await items(dir);
    assert.deepEqual([item?.id, item?.url, item?.tags, item?.summary], ['64b', 'https://ghost.example/hello/', ['News'], 'Short']);
    assert.match(String(item?.content_html), /src="https:\/\/ghost\.example\/content\/a\.png"/);
  });

  it('changes no file that is there', async (context) => {
    const dir = await emptyFolder(context);
    await writeFile(join(dir, 'linefeed.yaml'), 'mine');
    const { code, stderr } = await linefeed('import', 'test/import/ghost.json', dir);
    assert.deepEqual([code, stderr], [2, `linefeed: ${join(dir, 'linefeed.yaml')} exists; name an empty folder\n`]);
    assert.deepEqual([await readdir(dir), await readFile(join(dir, 'linefeed.yaml'), 'utf8')], [['linefeed.yaml'], 'mine']);
  });

  it('says what a file is not', async (context) => {
    const dir = await emptyFolder(context);
    const expected = 'expected an export of WordPress (XML) or of Ghost (JSON)';
    for (const [name, text, reason] of [
      ['a.txt', 'text', expected],
      ['a.json', '{"a": 1}', expected],
      ['a.xml', '<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>', '1:'],
    ] as const) {
      await writeFile(join(dir, name), text);
      const { code, stderr } = await linefeed('import', join(dir, name), join(dir, 'out'));
      assert.equal(code, 2);
      assert.ok(stderr.startsWith(`linefeed: ${join(dir, name)}: ${reason}`), stderr);
    }
    const gone = await linefeed('import', join(dir, 'gone.xml'), join(dir, 'out'));
    assert.deepEqual([gone.code, gone.stderr], [2, `linefeed: ${join(dir, 'gone.xml')} cannot be read; name the file of the export\n`]);
  });
});
