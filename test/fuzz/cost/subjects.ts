/** The measured subjects: each puts a text into a post or a file beside it, and processes it as a run does. */

import { makeEntries } from '../../../lambda/core/entry/entry.ts';
import { references } from '../../../lambda/core/entry/names.ts';
import type { Generator, Site } from '../../../lambda/core/model.ts';
import { parsePost } from '../../../lambda/core/post/post.ts';
import { readSite } from '../../../lambda/core/site/config.ts';
import { readRenderInputs } from '../../../lambda/core/site/read-render-inputs.ts';
import { exportedLiterals } from '../../../lambda/core/text/js-literals.ts';
import { IMPORTS } from './imports.ts';

const FRONT = '---\ntitle: T\ndate: 2026-01-01\n---\n';

export interface Subject {
  /** The fragments to combine; see shapes.ts. */
  grammar: string;
  run(text: string): Promise<string>;
}

const siteOf = async (generator: Generator): Promise<Site> => {
  const { site } = await readSite(new Map([['linefeed.yaml', Buffer.from('title: T\nlink: https://blog.example/\n')]]), {});
  if (!site) throw new Error('the configuration is refused');
  return { ...site, generator, liquid: ['jekyll', 'eleventy', 'linefeed'].includes(generator) };
};

/** Parses, renders and admits a post. @returns the outcome */
async function publish(generator: Generator, key: string, file: string, includes: Record<string, string> = {}): Promise<string> {
  const site = await siteOf(generator);
  const reading = await parsePost(key, Buffer.from(file), site, references);
  if (reading.kind !== 'post') return reading.kind === 'refused' ? (reading.problems[0]?.message ?? 'refused') : reading.kind;
  const { post } = reading;
  const links = Object.fromEntries(post.references.map((name) => [name, null]));
  const at = post.published;
  const [made] = await makeEntries([
    {
      post,
      links,
      site,
      renderInputs: { includes, data: {} },
      id: post.link,
      published: at,
      terms: [],
      contentDigest: '',
      updated: at,
      modified: at,
    },
  ]);
  return made?.problems.find(({ severity }) => severity === 'error')?.message ?? 'published';
}

const body = (generator: Generator, grammar: string, key = 'p.md'): Subject => ({
  grammar,
  run: (text) => publish(generator, key, FRONT + text),
});

const front = (grammar: string, wrap: (text: string) => string, generator: Generator = 'jekyll'): Subject => ({
  grammar,
  run: (text) => publish(generator, 'p.md', wrap(text)),
});

/** Longer ones are not parsed. */
const LONGEST_TEMPLATE = 100_000;

const template = (generator: Generator, grammar: string, path: string, use: string): Subject => ({
  grammar,
  run: (text) => publish(generator, 'p.md', FRONT + use, { [path]: text.slice(0, LONGEST_TEMPLATE) }),
});

const data = (grammar: string, ending: string): Subject => ({
  grammar,
  run: async (text) => (await readRenderInputs(new Map([[`_data/a.${ending}`, Buffer.from(text)]]))).problems[0]?.message ?? 'read',
});

export const SUBJECTS: Record<string, Subject> = {
  ...IMPORTS,
  kramdown: body('jekyll', 'markdown'),
  commonmark: body('wordpress', 'markdown'),
  linked: body('hugo', 'markdown'),
  html: body('jekyll', 'html', 'p.html'),
  'html in Markdown': body('jekyll', 'html'),
  liquid: body('jekyll', 'liquid'),
  filters: body('jekyll', 'filters'),
  hugo: body('hugo', 'hugo'),
  zola: body('zola', 'zola'),
  'templates of Hugo': template('hugo', 'go', 'layouts/shortcodes/t.html', '{{< t a b >}}c{{< /t >}}'),
  'templates of Zola': template('zola', 'tera', 'templates/shortcodes/t.html', '{% t(a="b") %}c{% end %}'),
  'includes of Eleventy': template('eleventy', 'liquid', 't.html', '{% include "t", a: "b" %}'),
  obsidian: body('obsidian', 'obsidian'),
  formulas: body('obsidian', 'math'),
  text: { grammar: 'markdown', run: (text) => publish('jekyll', 'p.md', text) },
  mdx: body('astro', 'mdx', 'p.mdx'),
  wordpress: body('wordpress', 'wordpress'),
  yaml: front('yaml', (text) => `---\ntitle: T\ndate: 2026-01-01\n${text}\n---\nx`),
  toml: front('toml', (text) => `+++\ntitle = "T"\ndate = 2026-01-01\n${text}\n+++\nx`, 'hugo'),
  json: front('json', (text) => `{ "title": "T", "date": "2026-01-01", ${text}`, 'hugo'),
  fields: front('fields', (text) => `---\ntitle: T\ndate: 2026-01-01\n${text}\n---\nx`),
  permalink: front('permalink', (text) => `---\ntitle: T\ndate: 2026-01-01\npermalink: "${text.replace(/["\\\n]/g, '')}"\n---\nx`),
  srcset: body('jekyll', 'srcset', 'p.html'),
  'data in YAML': data('yaml', 'yml'),
  'data in JSON': data('json', 'json'),
  'data in CSV': data('csv', 'csv'),
  'programs of configuration': { grammar: 'programs', run: async (text) => (exportedLiterals(text) ? 'read' : 'unread') },
};
