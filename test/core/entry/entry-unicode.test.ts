import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { makeEntries } from '../../../lambda/core/entry/entry.ts';
import { type Entry, FORMATS } from '../../../lambda/core/model.ts';
import { entryJob } from '../../support/entry-job.ts';
import { childrenOf, textsOf, treeByHtmlparser2, treeBySaxes } from '../../support/trees.ts';
import { anyAddress, anyText, carried, carriedLine } from '../../support/unicode.ts';
import { render } from '../feed/documents.ts';
import { SITE } from '../post/reading.ts';

const site = { ...SITE, liquid: false, sourceMarkdown: true };

const fields = fc.record({
  ...{
    title: anyText,
    tags: fc.array(anyText, { maxLength: 3 }),
    author: anyText,
    description: anyText,
    lang: fc.constantFrom('pt', 'zh-Hant'),
  },
  ...{ image: fc.record({ path: anyAddress, alt: anyText }), external_url: anyAddress, guid: anyText },
});
const file = fc.record({ fields, body: fc.array(anyText, { maxLength: 4 }).map((parts) => parts.join('')) });

/** Lone surrogates: JSON can contain them, UTF-8 cannot. */
const textOf = ({ fields: own, body }: { fields: object; body: string }) => `---json\n${JSON.stringify(own)}\n---\n${body}`;

const contentOf = ({ id, title, html, summary, terms, authors, externalUrl, image, markdown = '' }: Entry) => ({
  ...{ id, externalUrl, image: image?.url, title: carriedLine(title), alt: carriedLine(image?.alt ?? '') },
  ...{ html: carried(html), summary: carried(summary), markdown: carried(markdown) },
  ...{ tags: terms.map(({ name }) => carriedLine(name)), authors: authors.map(({ name }) => carriedLine(name)) },
});

test('admits entries with any Unicode text, and two parsers read the same content from each document', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(file, { minLength: 10, maxLength: 10 }), async (files) => {
      const results = await makeEntries(await Promise.all(files.map((each, index) => entryJob(textOf(each), index, site))));
      for (const { problems } of results) assert.deepEqual(problems, []);
      const entries = results.map(({ entry }) => entry);
      const texts = FORMATS.map((format) => render(format, { entries }));
      const [rss, atom, json] = [treeBySaxes(texts[0] ?? ''), treeBySaxes(texts[1] ?? ''), JSON.parse(texts[2] ?? '')];
      assert.deepEqual([treeByHtmlparser2(texts[0] ?? ''), treeByHtmlparser2(texts[1] ?? '')], [rss, atom]);
      const items = childrenOf(rss.children[0]?.children[0], 'item').map((item) => ({
        id: textsOf(item, 'guid')[0],
        title: textsOf(item, 'title')[0] ?? '',
        html: textsOf(item, 'content:encoded')[0] ?? '',
        summary: (textsOf(item, 'description')[0] ?? '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
        externalUrl: childrenOf(item, 'atom:link')[0]?.attributes.href,
        image: childrenOf(item, 'media:content')[0]?.attributes.url,
        alt: textsOf(childrenOf(item, 'media:content')[0], 'media:description')[0] ?? '',
        markdown: textsOf(item, 'source:markdown')[0] ?? '',
        tags: textsOf(item, 'category'),
        authors: textsOf(item, 'dc:creator'),
      }));
      // RSS requires a title or a description.
      const described = entries.map((entry) => ({
        ...contentOf(entry),
        summary: contentOf(entry).title || contentOf(entry).summary.trim() ? contentOf(entry).summary : entry.link,
      }));
      assert.deepEqual(items, described);
      const others = childrenOf(atom.children[0], 'entry').map((entry) => [textsOf(entry, 'title')[0], textsOf(entry, 'content')[0] ?? '']);
      const pairs = entries.map(contentOf).map(({ title, html }) => [title, html]);
      assert.deepEqual(others, pairs);
      assert.deepEqual(
        json.items.map(({ title = '', content_html }: Record<string, string>) => [title, content_html]),
        pairs,
      );
    }),
    { seed: 20260301, numRuns: 100, includeErrorInReport: true },
  );
});
