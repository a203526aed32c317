/** Expected for Hugo: what Hugo 0.111 lists for the same files, unless noted otherwise. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parsePost } from '../../../lambda/core/post/post.ts';
import { readSite } from '../../../lambda/core/site/config.ts';

type Files = Record<string, string>;

const post = (...lines: string[]) => `---\ntitle: T\ndate: 2020-01-01\n${lines.map((line) => `${line}\n`).join('')}---\nBody\n`;
const page = (...lines: string[]) => `---\ntitle: S\n${lines.map((line) => `${line}\n`).join('')}---\n`;
const HUGO = 'title = "X"\nbaseURL = "https://x.example/"\n';
const cascade = (path: string) => `[[cascade]]\ndraft = true\n[cascade._target]\npath = "${path}"\n`;

async function listed(files: Files): Promise<string[]> {
  const { site, problems } = await readSite(new Map(Object.entries(files).map(([key, text]) => [key, Buffer.from(text)])));
  assert.ok(site, JSON.stringify(problems));
  assert.deepEqual(problems, []);
  const names: string[] = [];
  for (const [key, text] of Object.entries(files)) {
    if (!/\.md$/.test(key) || /_index/.test(key)) continue;
    const reading = await parsePost(key, Buffer.from(text), site, () => []);
    assert.notEqual(reading.kind, 'refused', JSON.stringify(reading));
    if (reading.kind === 'post' && !reading.post.draft && !reading.post.unlisted) names.push(key.replace(/^content\//, ''));
  }
  return names;
}

const below = (folder: string): Files => ({
  [`content/${folder}/p.md`]: post(),
  [`content/${folder}/sub/q.md`]: post(),
  [`content/${folder}/own.md`]: post('draft: false'),
});

describe('Hugo: cascade of the configuration', () => {
  for (const [path, shown] of [
    ['/c/**', ['c/own.md']],
    ['/c**', []],
    ['{/c,/c/**}', []],
    ['/c/*', ['c/sub/q.md', 'c/own.md']],
    ['/c', []],
    ['/d/**', ['c/p.md', 'c/sub/q.md', 'c/own.md']],
  ] as const)
    it(`for ${path}`, async () => {
      assert.deepEqual(await listed({ 'hugo.toml': HUGO + cascade(path), ...below('c') }), shown);
    });

  it('for kinds and environments', async () => {
    const with_ = (target: string) =>
      listed({ 'hugo.toml': `${HUGO}[[cascade]]\ndraft = true\n[cascade._target]\n${target}\n`, ...below('c') });
    assert.deepEqual(await with_('kind = "section"'), []);
    assert.deepEqual(await with_('kind = "{page,home}"'), ['c/own.md']);
    assert.deepEqual(await with_('kind = "taxonomy"'), ['c/p.md', 'c/sub/q.md', 'c/own.md']);
    assert.deepEqual(await with_('environment = "staging"'), ['c/p.md', 'c/sub/q.md', 'c/own.md']);
    assert.deepEqual(await with_('environment = "{staging,production}"\npath = "/c/p"'), ['c/sub/q.md', 'c/own.md']);
  });
});

describe('Hugo: cascade of a section', () => {
  const section = (lines: string[], more: Files = {}, name = 'content/c/_index.md') =>
    listed({ 'hugo.toml': HUGO, [name]: page(...lines), ...below('c'), 'content/p.md': post(), ...more });

  it('hides its posts', async () => {
    assert.deepEqual(await section(['cascade:', '  draft: true']), ['p.md']);
    assert.deepEqual(await section(['draft: false', 'Cascade:', '  DRAFT: true']), ['c/own.md', 'p.md']);
    assert.deepEqual(await section(['cascade:', '  _build:', '    list: never']), ['p.md']);
    assert.deepEqual(await section(['cascade:', '  build: {list: never}']), ['p.md']);
    // Since Hugo 0.124; before, only a bundle could be headless.
    assert.deepEqual(await section(['cascade:', '  headless: true']), ['p.md']);
    assert.deepEqual(await section(['cascade:', '  color: red']), ['c/p.md', 'c/sub/q.md', 'c/own.md', 'p.md']);
  });

  it('applies from the nearest section, and front matter overrides it', async () => {
    const inner = { 'content/c/sub/_index.md': page('cascade:', '  build: {list: always}') };
    assert.deepEqual(await section(['cascade:', '  build: {list: never}'], inner), ['c/sub/q.md', 'p.md']);
    assert.deepEqual(
      await section(['cascade:', '  build: {list: never}'], {
        'content/c/own.md': post('_build: {render: always}', 'build: {render: always}'),
      }),
      ['c/own.md', 'p.md'],
    );
  });

  it('applies to its target pages only', async () => {
    const targets = [
      'draft: false',
      'cascade:',
      '- _target:',
      '    path: /c/p',
      '  draft: true',
      '- target: {path: /c/sub/**}',
      '  draft: true',
    ];
    assert.deepEqual(await section(targets), ['c/own.md', 'p.md']);
  });

  it('applies to its language only', async () => {
    const languages = '[languages.en]\nweight = 1\n[languages.de]\nweight = 2\n';
    const both = { 'content/c/p.md': post(), 'content/c/p.de.md': post() };
    const hidden = page('cascade:', '  draft: true');
    assert.deepEqual(await listed({ 'hugo.toml': HUGO + languages, ...both, 'content/c/_index.md': hidden }), ['c/p.de.md']);
    assert.deepEqual(await listed({ 'hugo.toml': HUGO + languages, ...both, 'content/c/_index.de.md': hidden }), ['c/p.md']);
  });

  it('sets the expiry date', async () => {
    const files = { 'hugo.toml': HUGO, 'content/c/_index.md': page('expiryDate: 2001-01-01'), 'content/c/p.md': post() };
    const { site } = await readSite(new Map(Object.entries(files).map(([key, text]) => [key, Buffer.from(text)])));
    assert.ok(site);
    const reading = await parsePost('content/c/p.md', Buffer.from(post()), site, () => []);
    assert.ok(reading.kind === 'post');
    assert.equal(reading.post.expires, '2001-01-01T00:00:00.000Z');
  });

  it('with an unsupported target is a warning that names the file', async () => {
    const text = page('title: S', 'cascade:', '  target: {sites: {matrix: {languages: [de]}}}', '  draft: true');
    const { problems } = await readSite(
      new Map([
        ['hugo.toml', Buffer.from(HUGO)],
        ['content/c/_index.md', Buffer.from(text)],
      ]),
    );
    assert.deepEqual(
      problems.map(({ key, line, severity }) => [key, line, severity]),
      [['content/c/_index.md', 4, 'warning']],
    );
    assert.match(
      problems[0]?.message ?? '',
      /^cascade: the target "sites" is not supported, so its draft is ignored .* posts: \["!folder"\]/,
    );
  });

  it('with a syntax error is an error: what it hides must not be shown', async () => {
    const { site, problems } = await readSite(
      new Map([
        ['hugo.toml', Buffer.from(HUGO)],
        ['content/c/_index.md', Buffer.from('---\ncascade: {\n---\n')],
      ]),
    );
    assert.deepEqual([site, problems[0]?.key, problems[0]?.line], [undefined, 'content/c/_index.md', 3]);
  });

  it('of a theme is not read', async () => {
    const theme = {
      'themes/x/exampleSite/content/_index.md': '---\n{\n---\n',
      'themes/x/content/c/_index.md': page('cascade: {draft: true}'),
    };
    assert.deepEqual(await listed({ 'hugo.toml': HUGO, 'content/c/p.md': post(), ...theme }), ['c/p.md']);
  });
});

describe('a draft section', () => {
  it('Hugo: hides all its posts, whatever their front matter', async () => {
    const files = { 'hugo.toml': HUGO, ...below('d'), 'content/p.md': post(), 'content/d/_index.md': page('draft: true') };
    assert.deepEqual(await listed(files), ['p.md']);
    assert.deepEqual(await listed({ ...files, 'content/d/_index.md': page(), 'content/_index.md': page('draft: true') }), [
      'd/p.md',
      'd/sub/q.md',
      'd/own.md',
      'p.md',
    ]);
  });

  it('Zola: hides all its posts, whatever their front matter', async () => {
    const files = {
      'config.toml': 'title = "X"\nbase_url = "https://x.example"\n',
      ...below('d'),
      'content/p.md': post('extra: {draft: true}'),
      'content/d/_index.md': '+++\ndraft = true\n+++\n',
    };
    assert.deepEqual(await listed(files), ['p.md']);
    assert.deepEqual(await listed({ ...files, 'content/d/_index.md': '+++\nrender = false\n+++\n' }), [
      'd/p.md',
      'd/sub/q.md',
      'd/own.md',
      'p.md',
    ]);
  });
});
