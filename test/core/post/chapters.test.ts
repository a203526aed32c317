import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parsePost } from '../../../lambda/core/post/post.ts';
import { readPost, SITE, yaml } from './reading.ts';

const FILE = 'enclosure: { url: /1.mp3, length: 9 }';
const chapters = async (...lines: string[]) => (await readPost(yaml(FILE, ...lines))).episode?.chapterList;

const TWO = [
  { start: 0, title: 'Intro' },
  { start: 90.5, title: 'The goat', url: 'https://x.example/goat' },
];

it('are read in the forms of Octopod, Podlove, JSON chapters and plain text, sorted by time', async () => {
  const forms = [
    ["chapters: ['00:00:00.000 Intro', '00:01:30.500 The goat <https://x.example/goat>']"],
    ["chapters: [{ start: '00:01:30.5', title: The goat, href: 'https://x.example/goat' }, { start: '00:00', title: Intro }]"],
    ['chapters: [{ startTime: 0, title: Intro }, { startTime: 90.5, title: The goat, url: "https://x.example/goat" }]'],
    ['chapters: |', '  00:00 - Intro', '  01:30,5 The goat <https://x.example/goat>'],
    ['podcast:', "  chapters: ['0:00 Intro', '1:30.5 The goat <https://x.example/goat>']"],
  ];
  for (const lines of forms) assert.deepEqual(await chapters(...lines), TWO, lines.join(' '));
});

it('have images, and times in any form that YAML yields', async () => {
  assert.deepEqual(await chapters('chapters: [{ start: 1:30, title: A, image: https://x.example/a.png }]'), [
    { start: 90, title: 'A', image: 'https://x.example/a.png' },
  ]);
});

it('may be an address, and have a maximum length', async () => {
  const post = await readPost(yaml(FILE, 'chapters: /1.json'));
  assert.deepEqual([post.episode?.chapters, post.episode?.chapterList], ['https://blog.example/1.json', undefined]);
  assert.equal((await chapters(`chapters: ['0:00 ${'x'.repeat(400)}']`))?.[0]?.title, 'x'.repeat(300));
});

it('without a time, or too many, cause a warning that names the field', async () => {
  const text = yaml(FILE, "chapters: ['0:00 Intro', 'The end']");
  const reading = await parsePost('_posts/2026-03-01-hello.md', Buffer.from(text), SITE, () => []);
  assert.ok(reading.kind === 'post');
  assert.deepEqual(reading.post.episode?.chapterList, [{ start: 0, title: 'Intro' }]);
  assert.match(reading.problems[0]?.message ?? '', /^chapters: expected the start of each chapter, such as 00:01:30 Title/);
  const many = Array.from({ length: 1_200 }, (_, index) => `'${index}:00 x'`);
  const long = await parsePost('_posts/2026-03-01-hello.md', Buffer.from(yaml(FILE, `chapters: [${many.join(', ')}]`)), SITE, () => []);
  assert.ok(long.kind === 'post');
  assert.equal(long.post.episode?.chapterList?.length, 1_000);
  assert.match(long.problems[0]?.message ?? '', /^chapters: expected at most 1000 chapters/);
});
