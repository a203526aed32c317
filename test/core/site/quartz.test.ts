/** Addresses like `slugifyFilePath` of Quartz 4 (quartz/util/path.ts). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePost } from '../../../lambda/core/post/post.ts';
import { postSelector } from '../../../lambda/core/post/selection.ts';
import { isConfigFile } from '../../../lambda/core/site/config.ts';
import { own, refusals, siteOf } from './sites.ts';

const config = (configuration: string, filters = 'Plugin.RemoveDrafts()') =>
  `import * as Plugin from "./quartz/plugins"\n\nconst config: QuartzConfig = {\n  configuration: {\n${configuration}\n  },\n  plugins: { filters: [${filters}] },\n}\n\nexport default config\n`;

const NOTES = config(
  '    pageTitle: "Moss",\n    baseUrl: "moss.example/notes",\n    locale: "en-US",\n    analytics: { provider: "plausible" },\n    ignorePatterns: ["private", "templates", ".obsidian"],',
);

test("reads the blog's settings from quartz.config.ts", async () => {
  assert.ok(isConfigFile('quartz.config.ts'));
  const { title, link, language, posts, liquid, generator, defaults } = await siteOf({ 'quartz.config.ts': NOTES });
  assert.deepEqual([title, link, language, liquid, generator], ['Moss', 'https://moss.example/notes/', 'en-US', false, 'obsidian']);
  assert.deepEqual(posts, ['content/**', '!content/private', '!content/templates', '!content/.obsidian']);
  assert.equal(defaults, undefined);
});

test("linefeed.yaml takes precedence, and a vault without Quartz keeps Obsidian's defaults", async () => {
  assert.equal((await siteOf({ 'quartz.config.ts': NOTES, ...own() })).title, 'T');
  assert.equal((await siteOf(own('generator: obsidian'))).permalink, '/:sections/:title/');
  assert.equal((await siteOf({ ...own(), '.obsidian/app.json': '{}' })).permalink, '/:sections/:title/');
});

test('a missing address is reported with file and line', async () => {
  const found = await refusals({ 'quartz.config.ts': config('    pageTitle: "Moss",') });
  assert.match(found[0] ?? '', /^quartz\.config\.ts:\d+:\d+: baseUrl: the address of the blog is missing/);
});

/** Without a filter plugin, a note is published unless it is a draft. */
async function stateOf(files: Record<string, string>, lines: string[]): Promise<string> {
  const reading = await parsePost(
    'content/a.md',
    Buffer.from(`---\ndate: 2026-01-01\n${lines.join('\n')}\n---\nText\n`),
    await siteOf(files),
    () => [],
  );
  return reading.kind === 'post' ? (reading.post.draft ? 'draft' : 'shown') : reading.kind;
}

test('ExplicitPublish: a note needs publish: true', async () => {
  const explicit = { 'quartz.config.ts': config('baseUrl: "a.example", pageTitle: "A"', 'Plugin.ExplicitPublish()') };
  const usual = { 'quartz.config.ts': config('baseUrl: "a.example", pageTitle: "A"', '\n// Plugin.ExplicitPublish()\n') };
  assert.deepEqual(
    [
      await stateOf(explicit, []),
      await stateOf(explicit, ['publish: true']),
      await stateOf(usual, []),
      await stateOf(usual, ['draft: true']),
    ],
    ['draft', 'shown', 'shown', 'draft'],
  );
});

for (const [key, address] of [
  ['content/Essays/On Moss.md', 'Essays/On-Moss'],
  ['content/R&D/100% Moss? #1.md', 'R-and-D/100-percent-Moss-1'],
  ['content/Essays/index.md', 'Essays/'],
  ['content/2026-01-02 Note.md', '2026-01-02-Note'],
  ['content/2026-01-02-note.md', '2026-01-02-note'],
] as const) {
  test(`address of ${key}`, async () => {
    const site = await siteOf({ 'quartz.config.ts': NOTES });
    assert.ok(postSelector(site)(key));
    const reading = await parsePost(key, Buffer.from('---\ndate: 2026-01-01\n---\nText\n'), site, () => []);
    assert.equal(reading.kind === 'post' && reading.post.link, `https://moss.example/notes/${address}`);
  });
}

test('ignored folders contain no posts', async () => {
  const isPost = postSelector(await siteOf({ 'quartz.config.ts': NOTES }));
  assert.deepEqual(['content/private/a.md', 'content/a/private/b.md', 'docs/a.md', 'quartz/a.md'].filter(isPost), [
    'content/a/private/b.md',
  ]);
});

for (const [setting, read] of [
  ['Plugin.CrawlLinks({ markdownLinkResolution: "shortest" })', 'shortest'],
  ["Plugin.CrawlLinks({\n  markdownLinkResolution: 'relative',\n})", 'relative'],
  ['Plugin.CrawlLinks({ markdownLinkResolution: "absolute" })', 'absolute'],
  ['\n// Plugin.CrawlLinks({ markdownLinkResolution: "shortest" })\n', 'absolute'],
  ['Plugin.CrawlLinks()', 'absolute'],
] as const) {
  test(`attachments: ${setting}`, async () => {
    assert.equal((await siteOf({ 'quartz.config.ts': config('baseUrl: "a.example", pageTitle: "A"', setting) })).attachments, read);
  });
}
