/** A configuration that gives the address of one feed to another is no sign of a catalog that was put back. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Bench, text } from './blog.ts';

const HUGO = 'title = "T"\nbaseURL = "https://b.example/"\n';
const hugoPost = (title: string) =>
  `---\ntitle: ${title}\ndate: 2026-01-01\ntags: [a]\ncategories: [c]\nseries: [s]\n---\n\nA text of ${title}.\n`;
const own = (a: string, b: string) => ({
  feeds: {
    own: [
      { name: 'a', path: a, where: 'tag = a' },
      { name: 'b', path: b, where: 'tag = b' },
    ],
  },
});

async function rebuilt(bench: Bench, name: string): Promise<void> {
  const { generation } = await bench.catalog();
  bench.now += 3_600_000;
  const { notices, failed } = await bench.all();
  assert.deepEqual([notices, failed, (await bench.catalog()).generation], [[], [], generation], name);
  const documents = await bench.documents();
  const next = await bench.all();
  assert.deepEqual([next.notices, next.documents, (await bench.catalog()).generation], [[], 0, generation], `${name}, the next run`);
  assert.deepEqual(await bench.documents(), documents);
}

it('own feeds may exchange their paths', async () => {
  const bench = await Bench.with({ 'a.md': text('A', 'tags: [a, b]\n') }, own('x.xml', 'y.xml'));
  await bench.change({ 'b.md': text('B', 'tags: [b]\n') });
  await bench.configure(own('y.xml', 'x.xml'));
  await rebuilt(bench, 'own feeds');
  const documents = await bench.documents();
  assert.match(documents['public/x.xml'] ?? '', /<title>B<\/title>/);
  assert.doesNotMatch(documents['public/y.xml'] ?? '', /<title>B<\/title>/);
});

it('a tag may get the address of the main feed', async () => {
  const bench = await Bench.with({ 'a.md': text('A', 'tags: [a]\n') }, { feeds: { rss: 'x.xml' } });
  await bench.change({ 'b.md': text('B') });
  await bench.configure({ feeds: { rss: 'rss.xml', own: [{ name: 'a', path: 'x.xml', where: 'tag = a' }] } });
  await rebuilt(bench, 'main');
  assert.doesNotMatch((await bench.documents())['public/x.xml'] ?? '', /<title>B<\/title>/);
});

for (const change of [
  'disableKinds = ["taxonomy"]',
  'disableKinds = ["RSS"]',
  '[taxonomies]\ntag = "tags"\nserie = "series"',
  '[outputs]\ntaxonomy = ["HTML"]',
  '[outputFormats.RSS]\nbaseName = "feed"',
])
  it(`Hugo may have other feeds: ${change.replaceAll('\n', ' ')}`, async () => {
    const bench = await Bench.published({ 'hugo.toml': HUGO, 'content/posts/a.md': hugoPost('A'), 'content/b.md': hugoPost('B') });
    await bench.change({ 'content/posts/c.md': hugoPost('C') });
    await bench.posts.put('hugo.toml', Buffer.from(`${HUGO}${change}\n`));
    await rebuilt(bench, change);
  });
