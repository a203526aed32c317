/** Attachments of vaults. The addresses are those of Quartz 4.5.2. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Bench, contentOf } from './blog.ts';

const quartz = (resolution: string) => ({
  'quartz.config.ts': `const config = { configuration: { pageTitle: "T", baseUrl: "b.example/n", ignorePatterns: ["private"] }, plugins: { transformers: [
  Plugin.CrawlLinks({ markdownLinkResolution: "${resolution}" }),
] } }\nexport default config\n`,
});
const vault = (...lines: string[]) => ({
  'linefeed.yaml': ['title: T', 'link: https://b.example/', 'generator: obsidian', 'posts: [Notes]', ...lines].join('\n'),
});
const note = (body: string) => `---\ntitle: One\ndate: 2026-01-01\n---\n\nA note on moss.\n\n${body}\n`;

const sources = async (bench: Bench) =>
  [...((await contentOf(bench, 'One')) ?? '').matchAll(/ src="([^"]*)"/g)].map(([, src]) => src?.replace('https://b.example/', ''));

const FILES = {
  'content/Files/deep/On Moss.png': 'p',
  'content/top.png': 'p',
  'content/Files/top.png': 'p',
  'content/Files/bell.mp3': 's',
  'content/private/secret.png': 'p',
  'content/.trash/gone.png': 'p',
  'other/outside.png': 'p',
};

for (const [resolution, addresses] of [
  [
    'shortest',
    {
      '![[On Moss.png]]': 'n/Files/deep/On-Moss.png',
      '![](On%20Moss.png)': 'n/Files/deep/On-Moss.png',
      '![](./On%20Moss.png)': 'n/Files/deep/On-Moss.png',
      '<img src="On Moss.png">': 'n/Files/deep/On-Moss.png',
      '![[On Moss.png|300]]': 'n/Files/deep/On-Moss.png',
      '![[Files/deep/On Moss.png]]': 'n/Files/deep/On-Moss.png',
      '![[deep/On Moss.png]]': 'n/deep/On-Moss.png',
      '![[top.png]]': 'n/top.png',
      '![](../top.png)': 'n/top.png',
      '![[bell.mp3]]': 'n/Files/bell.mp3',
      '![[secret.png]]': 'n/secret.png',
      '![[gone.png]]': 'n/gone.png',
      '![[outside.png]]': 'n/outside.png',
      '![](/Files/top.png)': 'n/Files/top.png',
      '![](https://c.example/top.png)': 'https://c.example/top.png',
    },
  ],
  [
    'absolute',
    {
      '![[On Moss.png]]': 'n/On-Moss.png',
      '![](Files/deep/On%20Moss.png)': 'n/Files/deep/On-Moss.png',
      '![](../Files/top.png)': 'n/Files/top.png',
    },
  ],
  [
    'relative',
    {
      '![[On Moss.png]]': 'n/Notes/sub/On-Moss.png',
      '![](../../Files/deep/On%20Moss.png)': 'n/Files/deep/On-Moss.png',
      '![](./a/../x.png)': 'n/Notes/a/x.png',
    },
  ],
] as const) {
  it(`Quartz, ${resolution}: an attachment has the address that Quartz gives it`, async () => {
    const bench = await Bench.published({
      ...quartz(resolution),
      ...FILES,
      'content/Notes/sub/one.md': note(Object.keys(addresses).join('\n\n')),
    });
    assert.deepEqual(await sources(bench), Object.values(addresses));
    const { rev } = await bench.catalog();
    await bench.all({ exclusive: true });
    assert.equal((await bench.catalog()).rev, rev, 'a full run finds nothing changed');
  });
}

for (const [resolution, addresses] of [
  [
    'shortest',
    {
      '[a](plain)': 'n/plain',
      '[a](./to/some%20place#x)': 'n/to/some-place#x',
      '[a](/other/)': 'n/other/',
      '[a](seeds.pdf)': 'n/Files/seeds.pdf',
    },
  ],
  ['absolute', { '[a](../plain)': 'n/plain', '[a](seeds.pdf#y)': 'n/seeds.pdf#y' }],
  ['relative', { '[a](plain)': 'n/Notes/sub/plain', '[a](../b/)': 'n/Notes/b/', '[a](#x)': 'n/Notes/sub/one#x' }],
] as const)
  it(`Quartz, ${resolution}: so has a link to no note`, async () => {
    const files = { 'content/Files/seeds.pdf': 'p', 'content/Notes/sub/one.md': note(Object.keys(addresses).join(' ')) };
    const bench = await Bench.published({ ...quartz(resolution), ...files });
    const found = [...((await contentOf(bench, 'One')) ?? '').matchAll(/ href="([^"]*)"/g)].map(([, href]) => href);
    assert.deepEqual(
      found,
      Object.values(addresses).map((path) => `https://b.example/${path}`),
    );
  });

describe('a vault without Quartz', () => {
  const files = { 'Files/a.png': 'p', 'Files/deep/a.png': 'p', 'Notes/beside.png': 'p', 'Files/draw.svg': 's' };
  const body = ['![[a.png]]', '![[deep/a.png]]', '![](../Files/deep/a.png)', '![[beside.png]]', '![[draw.svg]]'].join('\n\n');

  it('with media: shows the copies below media/', async () => {
    const bench = await Bench.published({ ...vault('media: copy'), ...files, 'Notes/one.md': note(body) });
    assert.deepEqual(await sources(bench), [
      'media/Files/a.png',
      'media/Files/deep/a.png',
      'media/Files/deep/a.png',
      'media/Notes/beside.png',
      'Notes/one/draw.svg',
    ]);
  });

  it('without media: takes them by their paths, and has no rows of them', async () => {
    const bench = await Bench.published({ ...vault(), ...files, 'Notes/one.md': note('![[a.png]]') });
    assert.deepEqual(await sources(bench), ['Notes/one/a.png']);
    assert.deepEqual(Object.keys((await bench.catalog()).posts), ['Notes/one.md']);
  });
});

const KEY = 'content/Notes/one.md';

describe('an attachment', () => {
  it('that is not there is reported until it comes', async () => {
    const bench = await Bench.published({ ...quartz('shortest'), [KEY]: note('![[a.png]] ![](b%20c.png) ![[x/deep.png]]') });
    const problems = async () =>
      ((await bench.catalog()).posts[KEY]?.problems ?? []).map(({ line, column, message }) => [line, column, message]);
    const said = (name: string) =>
      `${name}: no file of the vault has this name, so feeds cannot show it; correct the name or upload the file`;
    assert.deepEqual(await problems(), [
      [8, 1, said('a.png')],
      [8, 16, said('b c.png')],
    ]);
    await bench.change({ 'content/x/a.png': 'p', 'content/x/b c.png': 'p' });
    assert.deepEqual(await problems(), []);
  });

  it('is found when it comes, moves and goes, by its event or by the next full run', async () => {
    for (const isFull of [false, true]) {
      const bench = await Bench.published({ ...quartz('shortest'), [KEY]: note('![[a.png]]') });
      const after = async (files: Record<string, string | undefined>) => {
        await (isFull ? put(bench, files) : bench.change(files));
        if (isFull) await bench.all();
        assert.deepEqual(bench.rendered, [KEY]);
        return (await sources(bench))[0];
      };
      assert.deepEqual(await sources(bench), ['n/a.png']);
      assert.equal(await after({ 'content/x/a.png': 'p' }), 'n/x/a.png');
      assert.equal(await after({ 'content/x/a.png': undefined, 'content/y/a.png': 'p' }), 'n/y/a.png');
      assert.equal(await after({ 'content/y/a.png': undefined }), 'n/a.png');
    }
  });

  it('has the same address after an import in portions', async () => {
    const files = { ...quartz('shortest'), ...FILES, [KEY]: note('![[On Moss.png]]'), 'content/a.md': note('').replace('One', 'Other') };
    const bench = new Bench();
    await put(bench, files);
    await bench.all({ portions: { imported: 1, recovered: 1 } });
    assert.deepEqual(await sources(bench), ['n/Files/deep/On-Moss.png']);
  });

  it('with other bytes renders no note', async () => {
    const bench = await Bench.published({ ...quartz('shortest'), [KEY]: note('![[a.png]]'), 'content/x/a.png': 'p' });
    await bench.change({ 'content/x/a.png': 'other bytes' });
    assert.deepEqual(bench.rendered, []);
  });

  it('is never read whole', async () => {
    const bench = await Bench.published({ ...quartz('shortest'), [KEY]: note('![[a.png]]'), 'content/x/a.png': 'p'.repeat(9_000_000) });
    assert.deepEqual(await sources(bench), ['n/x/a.png']);
    assert.deepEqual((await bench.catalog()).posts['content/x/a.png']?.problems, []);
  });

  it('has no name without its ending, so that a note of that name is found', async () => {
    const files = { 'content/A/Moss.png': 'p', 'content/B/Moss.md': 'A note without a date.\n' };
    const bench = await Bench.published({
      ...quartz('shortest'),
      ...files,
      [KEY]: note('[[Moss]] [[Fern]] ![[Moss.png]]'),
      'content/A/Fern.png': 'p',
    });
    const html = (await contentOf(bench, 'One')) ?? '';
    assert.deepEqual(
      [...html.matchAll(/ href="([^"]*)"/g)].map(([, href]) => href),
      ['https://b.example/n/B/Moss'],
    );
    assert.deepEqual(await sources(bench), ['n/A/Moss.png']);
  });

  it('is in no feed and in no report', async () => {
    const bench = await Bench.published({ ...quartz('shortest'), [KEY]: note('![[a.png]]'), 'content/x/a.png': 'p' });
    assert.equal((await bench.items()).length, 1);
    const { posts } = await bench.catalog();
    assert.deepEqual([posts['content/x/a.png']?.state, posts['content/x/a.png']?.aside], ['ignored', true]);
  });
});

it('random histories: the addresses are those of a new import', async () => {
  const folders = ['', 'x/', 'y/deep/'];
  const names = ['a.png', 'b c.png', 'd.mp3'];
  const step = fc.record({
    folder: fc.constantFrom(...folders),
    name: fc.constantFrom(...names),
    isThere: fc.boolean(),
    by: fc.constantFrom('event', 'full', 'later'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      const text = note(names.map((name) => `![[${name}]]`).join('\n\n'));
      const files: Record<string, string> = { ...quartz('shortest'), 'content/Notes/one.md': text };
      const bench = await Bench.published(files);
      for (const { folder, name, isThere, by } of steps) {
        const key = `content/${folder}${name}`;
        if (isThere) files[key] = 'p';
        else delete files[key];
        await (by === 'event' ? bench.change({ [key]: files[key] }) : put(bench, { [key]: files[key] }));
        if (by === 'full') await bench.all();
      }
      await bench.all();
      assert.deepEqual(await sources(bench), await sources(await Bench.published(files)));
      const { rev } = await bench.catalog();
      await bench.all({ exclusive: true });
      assert.equal((await bench.catalog()).rev, rev);
    }),
    { numRuns: 60 },
  );
});

async function put(bench: Bench, files: Record<string, string | undefined>): Promise<void> {
  for (const [key, content] of Object.entries(files)) {
    if (content === undefined) await bench.posts.delete(key);
    else await bench.posts.put(key, Buffer.from(content));
  }
}
