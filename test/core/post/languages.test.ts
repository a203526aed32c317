import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parsePost } from '../../../lambda/core/post/post.ts';
import { postSelector } from '../../../lambda/core/post/selection.ts';
import { type Files, own, reading, siteOf } from '../site/sites.ts';

/** Without a feed: the main feed; without an address: not a post. */
type Row = [key: string, lines: string, feed: string | undefined, address: string | undefined];

const yml = (...lines: string[]): Files => ({
  '_config.yml': ['title: T', 'url: https://b.example', 'permalink: pretty', ...lines].join('\n'),
});
const POLYGLOT = ['plugins: [jekyll-polyglot]', 'languages: [en, de, pt-BR]', 'default_lang: en'];

const BLOGS: Record<string, [files: Files, language: string, rows: Row[]]> = {
  // Expected: jekyll-polyglot 1.5.1.
  'Jekyll with jekyll-polyglot': [
    yml(...POLYGLOT),
    'en',
    [
      ['_posts/2026-01-01-one.md', 'lang: en', undefined, '2026/01/01/one/'],
      ['_posts/2026-01-01-one-de.md', 'lang: de\npermalink: /eins/', 'de', 'de/eins/'],
      ['_posts/2026-01-04-quatro.pt-BR.md', 'lang: pt-BR', 'pt-BR', 'pt-BR/2026/01/04/quatro.pt-BR/'],
      ['_posts/de/2026-01-02-zwei.md', '', undefined, '2026/01/02/zwei/'],
    ],
  ],
  'Jekyll with jekyll-polyglot by folder': [
    yml(...POLYGLOT, 'lang_from_path: true'),
    'en',
    [
      ['_posts/de/2026-01-02-zwei.md', '', 'de', 'de/2026/01/02/zwei/'],
      ['_posts/en/2026-01-02-two.md', '', undefined, '2026/01/02/two/'],
    ],
  ],
  // Expected: jekyll-multiple-languages-plugin 1.7.0.
  'Jekyll with jekyll-multiple-languages-plugin': [
    yml('plugins: [jekyll-multiple-languages-plugin]', 'languages: [en, de]'),
    'en',
    [
      ['_i18n/en/_posts/2026-01-01-one.md', 'categories: c', undefined, 'c/2026/01/01/one/'],
      ['_i18n/de/_posts/2026-01-01-eins.md', 'categories: c', 'de', 'de/c/2026/01/01/eins/'],
      ['_i18n/de/_posts/reise/2026-01-02-zwei.md', 'categories: c', 'de', 'de/c/2026/01/02/zwei/'],
      ['_posts/2026-01-03-three.md', '', undefined, undefined],
      ['_i18n/de/about.md', '', undefined, undefined],
    ],
  ],
  'Jekyll with the default language in a folder': [
    yml('plugins: [jekyll-multiple-languages-plugin]', 'languages: [en, de]', 'default_locale_in_subfolder: true'),
    'en',
    [['_i18n/en/_posts/2026-01-01-one.md', '', undefined, 'en/2026/01/01/one/']],
  ],
  'Eleventy with its plugin': [
    {
      ...own('generator: eleventy'),
      'eleventy.config.js': 'c.addPlugin(EleventyI18nPlugin, { defaultLanguage: "en", errorMode: "never" });',
      'en/en.json': '{"lang": "en"}',
      'es/es.11tydata.js': 'export default { lang: "es" };',
    },
    'en',
    [
      ['en/blog/one.md', 'date: 2026-01-01', undefined, 'en/blog/one/'],
      ['es/blog/uno.md', 'date: 2026-01-01', 'es', 'es/blog/uno/'],
      ['es/blog/dos.md', 'date: 2026-01-01\npermalink: "/{{ lang }}/{{ page.fileSlug }}/"', 'es', 'es/dos/'],
    ],
  ],
  'Astro with i18n': [
    {
      ...own('generator: astro'),
      'astro.config.mjs':
        'export default defineConfig({ site: "https://b.example", i18n: { defaultLocale: "en", locales: ["en", "es", { path: "french", codes: ["fr", "fr-BR"] }] } });',
    },
    'en',
    [
      ['src/content/blog/en/one.md', 'date: 2026-01-01', undefined, 'blog/en/one/'],
      ['src/content/blog/es/uno.md', 'date: 2026-01-01', 'es', 'blog/es/uno/'],
      ['src/content/blog/french/un.md', 'date: 2026-01-01', 'french', 'blog/french/un/'],
      ['src/content/blog/two.md', 'date: 2026-01-01\nlang: fr', 'french', 'blog/two/'],
    ],
  ],
  Zola: [
    { 'zola.toml': 'title = "T"\nbase_url = "https://b.example"\n[languages.fr]\n' },
    'en',
    [
      ['content/one.fr.md', 'date: 2026-01-01', 'fr', 'fr/one/'],
      ['content/one.md', 'date: 2026-01-01', undefined, 'one/'],
    ],
  ],
};

for (const [name, [files, language, rows]] of Object.entries(BLOGS)) {
  describe(name, () => {
    for (const [key, lines, feed, address] of rows) {
      it(`${key} ${lines.replace('\n', ', ')}`, async () => {
        const site = await siteOf(files);
        assert.deepEqual([site.language, site.terms.includes('languages')], [language, true]);
        assert.equal(postSelector(site)(key), address !== undefined);
        if (address === undefined) return;
        const found = await parsePost(key, Buffer.from(`---\n${lines}\n---\nText\n`), site, () => []);
        assert.ok(found.kind === 'post', JSON.stringify(found));
        assert.deepEqual([found.post.terms.languages, found.post.link], [feed === undefined ? [] : [feed], `https://b.example/${address}`]);
        assert.deepEqual(found.post.terms.categories, lines.startsWith('categories') ? ['c'] : []);
      });
    }
  });
}

it('Jekyll: reads titles and descriptions in several languages', async () => {
  const site = await siteOf({
    '_config.yml': ['url: https://b.example', 'title: {en: Walks, de: Wege}', 'description: {en: On foot, pt-BR: A pé}', ...POLYGLOT].join(
      '\n',
    ),
  });
  assert.deepEqual([site.title, site.description], ['Walks', 'On foot']);
  assert.deepEqual([site.languages?.de?.title, site.languages?.['pt-BR']?.description], ['Wege', 'A pé']);
});

it('a single language, or languages without a plugin, configure no languages', async () => {
  for (const files of [
    yml('languages: [en, de]'),
    yml('plugins: [jekyll-polyglot]', 'languages: [en]'),
    { ...own('generator: eleventy'), 'es/es.json': '{"lang": "es"}' },
    { ...own('generator: astro'), 'astro.config.mjs': 'export default defineConfig({ i18n: { defaultLocale: "en", locales: ["en"] } })' },
  ])
    assert.equal((await siteOf(files)).languages, undefined, JSON.stringify(files));
});

it('Astro: warns about a computed list of locales', async () => {
  const config = 'export default defineConfig({\n  i18n: { defaultLocale: "en", locales: Object.keys(all) },\n});\n';
  const { problems } = await reading({ ...own('generator: astro'), 'astro.config.ts': config });
  assert.deepEqual(
    problems.map(({ key, line, column, severity, message }) => [key, line, column, severity, message.split(',')[0]]),
    [['astro.config.ts', 2, 32, 'warning', 'i18n.locales: computed by a program']],
  );
});
