import assert from 'node:assert/strict';
import { lstat, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { MEDIA_ENDINGS } from '../../lambda/core/document-names.ts';
import { mediaType } from '../../lambda/core/media.ts';
import { createSiteServer } from '../../lambda/local/dev/site-server.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { fetchRaw } from '../support/ask.ts';
import { mp3 } from '../support/audio.ts';
import { Blog, CONFIG, post } from '../support/blog.ts';

const SOUND = mp3(36);

describe('the dev server', () => {
  it('serves media with ranges, HEAD and validators, but no other file of the posts', async (context) => {
    const posts = new MemoryStore();
    let reads = 0;
    const { getRange } = posts;
    posts.getRange = (...given) => {
      reads += given[2];
      return getRange.apply(posts, given);
    };
    const large = Buffer.concat(Array<Buffer>(10).fill(SOUND));
    for (const [key, bytes] of [
      ['ep/1 é.mp3', large],
      ['draft.md', SOUND],
      ['package.json', SOUND],
      ['cover.JPG', SOUND],
    ] as const)
      await posts.put(key, bytes);
    const server = createSiteServer({ store: new MemoryStore(), media: () => posts });
    const address = await server.listen(0);
    context.after(() => server.close());
    const ask = (path: string, headers = {}, method = 'GET') => fetchRaw(address, path, headers, method);
    const whole = await ask('/media/ep/1%20%C3%A9.mp3');
    assert.deepEqual([whole.status, whole.headers['content-type'], whole.headers['accept-ranges']], [200, 'audio/mpeg', 'bytes']);
    assert.ok(whole.body.equals(large));
    reads = 0;
    const part = await ask('/media/ep/1%20%C3%A9.mp3', { range: 'bytes=100-199' });
    assert.deepEqual(
      [part.status, part.headers['content-range'], part.headers['content-length']],
      [206, `bytes 100-199/${large.length}`, '100'],
    );
    assert.ok(part.body.equals(large.subarray(100, 200)));
    assert.equal(reads, 101, 'reads no more than it sends');
    const head = await ask('/media/ep/1%20%C3%A9.mp3', {}, 'HEAD');
    assert.deepEqual([head.status, head.headers['content-length'], head.body.length], [200, String(large.length), 0]);
    assert.equal((await ask('/media/ep/1%20%C3%A9.mp3', { 'if-none-match': String(whole.headers.etag) })).status, 304);
    assert.equal((await ask('/media/ep/1%20%C3%A9.mp3', { range: `bytes=${large.length}-` })).status, 416);
    assert.equal((await ask('/media/cover.JPG')).headers['content-type'], 'image/jpeg');
    for (const path of ['draft.md', 'package.json', 'none.mp3', '..%2f1.mp3'])
      assert.notEqual((await ask(`/media/${path}`)).status, 200, path);
  });
});

describe('linefeed build', () => {
  const files = {
    'linefeed.yaml': `${CONFIG}media: copy\nmediaPrefix: https://op3.dev/e/\n`,
    'ep/2026-01-01-one.md': post('One'),
    'ep/2026-01-01-one.mp3': SOUND,
    'ep/2026-01-02-two.md': post('Two', 'draft: true\n'),
    'ep/2026-01-02-two.mp3': SOUND,
    '2026-01-03-text.md': post('Text'),
  };
  const COPY = 'media/ep/2026-01-01-one.mp3';

  it('attaches the audio beside a post, and copies it once', async (context) => {
    const blog = await Blog.create(context, files);
    const { code, stdout, stderr } = await blog.build();
    assert.deepEqual([code, stderr, stdout.trimEnd().split('\n').at(-1)], [0, '', 'media: 1 file written (72 KB)']);
    const items = (await blog.items()) as { title: string; attachments?: object[] }[];
    assert.deepEqual(
      items.map(({ title, attachments }) => [title, attachments]),
      [
        ['Text', undefined],
        [
          'One',
          [
            {
              url: 'https://op3.dev/e/blog.example/media/ep/2026-01-01-one.mp3',
              mime_type: 'audio/mpeg',
              size_in_bytes: SOUND.length,
              duration_in_seconds: 36,
            },
          ],
        ],
      ],
    );
    assert.ok((await readFile(join(blog.out, COPY))).equals(SOUND));
    assert.equal(await stat(join(blog.out, 'media/ep/2026-01-02-two.mp3')).catch(() => 'absent'), 'absent', 'a draft is private');
    assert.doesNotMatch((await blog.build()).stdout, /media:/);
    await blog.write({ 'ep/2026-01-01-one.mp3': mp3(72) });
    assert.match((await blog.build()).stdout, /media: 1 file written \(144 KB\)/);
  });

  it("copies Astro's pictures, which Astro renames", async (context) => {
    const body =
      '![a](./a%20b.png) ![b](../../assets/b.JPG) ![c](/src/assets/c.gif) ![d](/d.png) ![e](~/e.png) ![f](./f.svg) ![g](gone.png)';
    const blog = await Blog.create(context, {
      'linefeed.yaml': `${CONFIG}generator: astro\nmedia: copy\n`,
      'astro.config.mjs': '',
      'src/content/blog/one.md': post('One', 'date: 2026-03-01\nheroImage: { src: ../../assets/hero.avif, alt: H }\n', body),
      'src/content/blog/two.md': post('Two', 'date: 2026-03-02\ndraft: true\n', '![x](x.png)'),
      ...Object.fromEntries(['blog/a b.png', 'blog/f.svg', 'blog/x.png'].map((name) => [`src/content/${name}`, name])),
      ...Object.fromEntries(['b.JPG', 'c.gif', 'hero.avif', 'unused.png'].map((name) => [`src/assets/${name}`, name])),
    });
    const { code, stdout, stderr } = await blog.build();
    assert.deepEqual([code, stdout.trimEnd().split('\n').at(-1)], [0, 'media: 4 files written (1 KB)'], stderr);
    const renamed = [
      ...stderr.matchAll(/(\S+): Astro publishes this picture under another name, so feeds do not show it; put it into public/g),
    ].map(([, path]) => path);
    assert.deepEqual(renamed, ['~/e.png', './f.svg']);
    const [one] = (await blog.items()) as unknown as { content_html: string; image: string }[];
    const media = 'https://blog.example/media/src';
    const shown = [...(one?.content_html ?? '').matchAll(/ src="([^"]*)"/g)].map(([, src]) => src).slice(0, 4);
    assert.deepEqual(shown, [
      `${media}/content/blog/a%20b.png`,
      `${media}/assets/b.JPG`,
      `${media}/assets/c.gif`,
      'https://blog.example/d.png',
    ]);
    assert.ok(one?.content_html.includes(`${media}/content/blog/gone.png`));
    assert.equal(one?.image, `${media}/assets/hero.avif`);
    assert.equal(await readFile(join(blog.out, 'media/src/content/blog/a b.png'), 'utf8'), 'blog/a b.png');
    assert.equal(await stat(join(blog.out, 'media/src/content/blog/x.png')).catch(() => 'absent'), 'absent', 'a draft is private');
    assert.doesNotMatch((await blog.build()).stdout, /media:/);
  });

  it('copies the attachments that notes of a vault show', async (context) => {
    const blog = await Blog.create(context, {
      'linefeed.yaml': `${CONFIG}generator: obsidian\nmedia: copy\n`,
      'Notes/On Moss.md': post('Moss', 'date: 2026-03-01\n', '![[a b.png]] ![[hum.mp3]] ![x](../Files/c.jpg) ![[plan.pdf]]'),
      'Notes/Draft.md': post('Draft', 'date: 2026-03-02\ndraft: true\n', '![[draft.png]]'),
      ...Object.fromEntries(['a b.png', 'hum.mp3', 'c.jpg', 'draft.png', 'unused.png', 'plan.pdf'].map((name) => [`Files/${name}`, name])),
    });
    const { code, stdout, stderr } = await blog.build();
    assert.deepEqual([code, stdout.trimEnd().split('\n').at(-1)], [0, 'media: 3 files written (1 KB)'], stderr);
    const [moss] = await blog.items();
    const shown = [...(moss?.content_html ?? '').matchAll(/ src="https:\/\/blog\.example\/([^"]*)"/g)].map(([, src]) =>
      decodeURIComponent(src ?? ''),
    );
    assert.deepEqual(shown, ['media/Files/a b.png', 'media/Files/hum.mp3', 'media/Files/c.jpg']);
    for (const path of shown) assert.equal(await blog.read(path), path.slice('media/Files/'.length));
    assert.deepEqual((await readdir(join(blog.out, 'media/Files'))).sort(), ['a b.png', 'c.jpg', 'hum.mp3'], 'of drafts nothing');
    assert.doesNotMatch((await blog.build()).stdout, /media:/);
  });

  it('copies nothing that listings hide, and nothing from outside of the blog', async (context) => {
    const media = 'https://blog.example/media';
    const blog = await Blog.create(context, {
      'linefeed.yaml': `${CONFIG}media: copy\npodcast: { image: ${media}/.private/a.jpg, category: Arts, explicit: false, author: A, owner: { email: a@b.example } }\n`,
      '2026-01-01-one.md': post(
        'One',
        `episode_image: ${media}/b.jpg\ntranscript: [${media}/c.vtt, ${media}/d.vtt, ${media}/..%5Ce.vtt]\n`,
      ),
      '2026-01-01-one.mp3': SOUND,
      '.private/a.jpg': 'hidden',
      'texts/c.vtt': 'shown',
    });
    await writeFile(join(blog.root, 'outside'), 'outside');
    await symlink('../outside', join(blog.dir, 'b.jpg'));
    await symlink('texts/c.vtt', join(blog.dir, 'c.vtt'));
    await symlink('.private/a.jpg', join(blog.dir, 'd.vtt'));
    for (const how of ['copy', 'link']) {
      await blog.write({
        'linefeed.yaml': (await readFile(join(blog.dir, 'linefeed.yaml'), 'utf8')).replace('media: copy', `media: ${how}`),
      });
      const { code, stderr } = await blog.build();
      assert.equal(code, 0, stderr);
      assert.deepEqual((await readdir(join(blog.out, 'media'))).sort(), ['2026-01-01-one.mp3', 'c.vtt'], how);
      assert.equal(await blog.read('media/c.vtt'), 'shown');
      assert.ok((await lstat(join(blog.out, 'media/c.vtt'))).isFile(), 'no symbolic link');
    }
  });

  it('ends as usual if the audio of a refused post is gone', async (context) => {
    const blog = await Blog.create(context, files);
    await blog.build();
    await rm(join(blog.dir, 'ep/2026-01-01-one.mp3'));
    await blog.write({ 'ep/2026-01-01-one.md': post('One', 'date: nope\n') });
    const { code, stdout, stderr } = await blog.build();
    assert.equal(code, 1);
    assert.match(stderr, /^ep\/2026-01-01-one\.md:3:7: error: date: /);
    assert.match(stdout, /^2 posts in /);
    assert.ok((await readFile(join(blog.out, COPY))).equals(SOUND), 'of the last good version');
  });

  it("copies pictures in Hugo's assets, but not files that Hugo publishes unchanged", async (context) => {
    const body = '![a](images/a%20b.png) ![s](/images/s.png) ![p](p.png) {{< img src="images/c.webp" >}} ![gone](images/gone.png)';
    const blog = await Blog.create(context, {
      'linefeed.yaml': `${CONFIG}media: copy\n`,
      'hugo.toml': 'baseURL = "https://blog.example/"\ntitle = "A"\n',
      'layouts/shortcodes/img.html': '{{ with resources.Get (.Get "src") }}<img src="{{ .RelPermalink }}">{{ end }}',
      'content/posts/one/index.md': post('One', 'date: 2026-03-01\nimage: images/hero.jpg\n', body),
      'content/posts/one/p.png': 'p',
      ...Object.fromEntries(
        ['images/a b.png', 'images/c.webp', 'images/hero.jpg', 'images/s.png', 'p.png', 'images/unused.png'].map((name) => [
          `assets/${name}`,
          name,
        ]),
      ),
      'static/images/s.png': 's',
    });
    const { code, stdout, stderr } = await blog.build();
    assert.deepEqual([code, stdout.trimEnd().split('\n').at(-1)], [0, 'media: 3 files written (1 KB)'], stderr);
    const shown = async () => {
      const [one] = (await blog.items()) as unknown as { content_html: string; image: string }[];
      return [one?.image, ...[...(one?.content_html ?? '').matchAll(/ src="([^"]*)"/g)].map(([, src]) => src)];
    };
    const media = 'https://blog.example/media/assets/images';
    const page = 'https://blog.example/posts/one';
    const pictures = [`${media}/hero.jpg`, `${media}/a%20b.png`, 'https://blog.example/images/s.png', `${page}/p.png`, `${media}/c.webp`];
    assert.deepEqual(await shown(), [...pictures, `${page}/images/gone.png`]);
    assert.equal(await readFile(join(blog.out, 'media/assets/images/a b.png'), 'utf8'), 'images/a b.png');
    await blog.write({ 'assets/images/gone.png': 'late' });
    assert.match((await blog.build()).stdout, /media: 1 file written/);
    assert.deepEqual(await shown(), [...pictures, `${media}/gone.png`], 'a picture that is added later');
    assert.doesNotMatch((await blog.build()).stdout, /media:/);
  });

  it('leaves room for feeds below media/, such as those of a section', async (context) => {
    const blog = await Blog.create(context, {
      'linefeed.yaml': `${CONFIG}media: copy\n`,
      'hugo.toml': 'baseURL = "https://blog.example/"\ntitle = "A"\n',
      'content/media/one.md': post('One', 'date: 2026-03-01\n'),
      'content/media/one.mp3': SOUND,
    });
    for (const written of [/media: 1 file written/, /nothing to write/]) {
      const { code, stdout, stderr } = await blog.build();
      assert.deepEqual([code, stderr], [0, '']);
      assert.match(stdout, written);
    }
    assert.match(await blog.read('media/index.xml'), /<rss/);
    assert.ok((await readFile(join(blog.out, 'media/content/media/one.mp3'))).equals(SOUND));
  });

  it('links media with `media: link`', async (context) => {
    const blog = await Blog.create(context, { ...files, 'linefeed.yaml': `${CONFIG}media: link\n` });
    await blog.build();
    const [source, target] = await Promise.all([stat(join(blog.dir, 'ep/2026-01-01-one.mp3')), stat(join(blog.out, COPY))]);
    assert.equal(target.ino, source.ino);
    assert.doesNotMatch((await blog.build()).stdout, /media:/);
  });

  it('uses the addresses of another host with `media: <address>`', async (context) => {
    const blog = await Blog.create(context, { ...files, 'linefeed.yaml': `${CONFIG}media: https://cdn.example/files\n` });
    assert.doesNotMatch((await blog.build()).stdout, /media:/);
    const [, one] = (await blog.items()) as { attachments?: { url: string }[] }[];
    assert.equal(one?.attachments?.[0]?.url, 'https://cdn.example/files/ep/2026-01-01-one.mp3');
  });
});

it('serves every kind of audio and video', () => {
  const known = ['mp3', 'm4a', 'm4b', 'aac', 'flac', 'wav', 'ogg', 'oga', 'opus', 'weba', 'mp4', 'm4v', 'mov', 'webm', 'ogv'];
  assert.deepEqual(
    MEDIA_ENDINGS.filter((ending) => mediaType(`a.${ending}`) !== undefined),
    known,
  );
});
