import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it } from 'node:test';
import { mp3, opus } from '../support/audio.ts';
import { Blog, CONFIG, linefeed, post } from '../support/blog.ts';

/** The header of a picture. @param color 2 is RGB, 0 is gray */
function png(width: number, height = width, color = 2): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.write('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1');
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  bytes[24] = 8;
  bytes[25] = color;
  return bytes;
}

/** @param components 3 are RGB, 4 are CMYK */
function jpeg(width: number, components = 3): Buffer {
  const exif = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0x4e, 0x20]), Buffer.alloc(0x4e1e)]);
  const frame = Buffer.from([0xff, 0xc2, 0, 8 + components * 3, 8, width >> 8, width & 255, width >> 8, width & 255, components]);
  return Buffer.concat([exif, frame, Buffer.alloc(20)]);
}

const SHOW = 'podcast: { email: ada@blog.example, image: /cover.png, category: Technology, explicit: false }\n';

async function check(context: Parameters<typeof Blog.create>[0], files: Record<string, string | Uint8Array>) {
  const blog = await Blog.create(context, { '2026-01-01-one.md': post('One'), ...files });
  const { code, stdout } = await linefeed('check', blog.dir, '--out', join(blog.root, 'public'));
  assert.equal(code, 0, stdout);
  return stdout
    .split('\n')
    .filter((line) => line.includes(': warning: '))
    .map((line) => line.replace(': warning:', ':'));
}

const config = (show: string) => ({ 'linefeed.yaml': CONFIG + show });

it('reports nothing for a valid show, nor for a blog without one', async (context) => {
  assert.deepEqual(await check(context, { ...config(SHOW), 'cover.png': png(1400) }), []);
  assert.deepEqual(await check(context, config('media: copy\n')), []);
});

it('counts episodes that the feed is too short for', async (context) => {
  const audio = (day: number, more = '') => [`${day}.md`, `---\ntitle: ${day}\ndate: 2026-02-0${day}\n${more}---\n\n${day}\n`] as const;
  const file = 'enclosure: { url: "https://b.example/1.mp3", length: 9, type: audio/mpeg }\n';
  const posts = Object.fromEntries([
    audio(1, file),
    audio(2, file),
    audio(3),
    audio(4, `${file}categories: [Talk]\n`),
    audio(5, `${file}categories: [Talk]\n`),
  ]);
  const about = (lines: string[]) => lines.flatMap((line) => /(the feed has its newest .*)$/.exec(line)?.[1] ?? []);
  const limited = async (limit: number, feed: string) =>
    about(
      await check(context, { ...posts, ...config(`limit: ${limit}\n${SHOW.replace('{', `{ feed: ${feed},`)}`), 'cover.png': png(1400) }),
    );
  assert.deepEqual(await limited(3, 'main'), ['the feed has its newest 3 posts, so apps do not show 2 older episodes; raise limit']);
  assert.deepEqual(await limited(1, 'categories/talk'), [
    'the feed has its newest 1 posts, so apps do not show 1 older episode; raise limit',
  ]);
  const own = `feeds: [{ name: talk, where: category = Talk, limit: 1 }]\n${SHOW.replace('{', '{ feed: feeds/talk,')}`;
  assert.deepEqual(about(await check(context, { ...posts, ...config(own), 'cover.png': png(1400) })), [
    'the feed has its newest 1 posts, so apps do not show 1 older episode; raise limit',
  ]);
  assert.deepEqual(await limited(2, 'categories/talk'), []);
});

it('reports missing settings of the show', async (context) => {
  const bare = await check(context, { 'linefeed.yaml': 'title: T\nlink: http://blog.example/\npodcast: {}\n' });
  assert.deepEqual(bare, [
    'linefeed.yaml:3:10: podcast: Apple and Spotify require a cover; write image',
    'linefeed.yaml:3:10: podcast: Apple requires a category; write category, such as Technology',
    'linefeed.yaml:3:10: podcast: Apple and Spotify require explicit; write explicit: false, or true',
    'linefeed.yaml:3:10: podcast: Spotify verifies a show by its e-mail address; write email',
    'linefeed.yaml:3:10: podcast: Apple and Spotify show an author; write author',
    'linefeed.yaml:3:10: podcast: Apple requires https://; the address of the feeds is http://blog.example/',
  ]);
});

it('checks size and format of the cover', async (context) => {
  const cases: [string, Buffer, string[]][] = [
    ['cover.png', png(3000), []],
    ['cover.png', png(1399), ['Apple requires a square cover of 1400 to 3000 pixels; cover.png has 1399 x 1399']],
    ['cover.png', png(3001), ['Apple requires a square cover of 1400 to 3000 pixels; cover.png has 3001 x 3001']],
    ['cover.png', png(2000, 1999), ['Apple requires a square cover of 1400 to 3000 pixels; cover.png has 2000 x 1999']],
    ['cover.png', png(2000, 2000, 0), ['Apple requires a cover in RGB; cover.png is in another color space; export it again']],
    ['cover.jpg', jpeg(2000), []],
    ['cover.jpg', jpeg(2000, 4), ['Apple requires a cover in RGB; cover.jpg is in another color space; export it again']],
    ['cover.jpg', Buffer.from('RIFF....WEBP'), ['Apple requires a cover that is JPEG or PNG; cover.jpg is neither']],
    ['cover.webp', png(2000), ['Apple requires a cover that is JPEG or PNG, and ends so; it is https://blog.example/cover.webp']],
  ];
  for (const [name, bytes, expected] of cases) {
    const lines = await check(context, { ...config(SHOW.replace('cover.png', name)), [name]: bytes });
    assert.deepEqual(
      lines.map((line) => line.replace(/^linefeed\.yaml:4:10: podcast: /, '')),
      expected,
    );
  }
});

it('reports external files that apps cannot play or fetch', async (context) => {
  const files = (list: string) => ({
    'a.md': post('A', `date: 2026-01-02\nenclosures: [${list}]\n`),
    'cover.png': png(1400),
    ...config(SHOW),
  });
  const file = (url: string, type: string) => `{ url: "${url}", length: 9, type: ${type} }`;
  const [plain, ogg, mp3] = [
    file('http://b.example/1.mp3', 'audio/mpeg'),
    file('https://b.example/1.ogg', 'audio/ogg'),
    file('https://b.example/1.mp3', 'audio/mpeg'),
  ];
  assert.deepEqual(await check(context, files(plain)), ['a.md:1:1: Apple requires https://; the file is http://b.example/1.mp3']);
  assert.deepEqual(await check(context, files(ogg)), ['a.md:1:1: Apple plays no audio/ogg; publish https://b.example/1.ogg as MP3 or M4A']);
  assert.deepEqual(await check(context, files(`${mp3}, ${ogg}`)), []);
});

it('reports own files that apps cannot play or fetch', async (context) => {
  const files = { 'a.md': post('A', 'date: 2026-01-02\naudio: "/a ü.mp3"\n'), 'b.md': post('B', 'date: 2026-01-03\naudio: /b.opus\n') };
  assert.deepEqual(await check(context, { ...config(SHOW), ...files, 'cover.png': png(1400), 'a ü.mp3': mp3(7.2), 'b.opus': opus(3) }), [
    'a.md:1:1: a ü.mp3: some podcast apps fail on such a name; use letters of ASCII, digits, - and _',
    'b.md:1:1: Apple plays no audio/ogg; publish b.opus as MP3 or M4A',
  ]);
});
