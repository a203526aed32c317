/** What WordPress shows, after import and build. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { markdownToHtml } from '../../../lambda/core/markdown/markdown.ts';
import { markdownWriter } from '../../../lambda/local/import/markdown.ts';
import { contentOf, titleOf } from '../../../lambda/local/import/wordpress/content.ts';
import { seen } from '../../tools/wordpress/seen.ts';
import { RENDERED } from './rendered.ts';

const URL = 'https://blog.example/a/';
const markdown = await markdownWriter();
const shown = (content: string): string => markdownToHtml(markdown(contentOf(content, { attachments: [], post: '1' }), true));

it('leaves out links without content', () => {
  assert.equal(
    shown('One <a href="https://a.example/"></a>two <strong><a href="https://a.example/"> </a></strong>three'),
    '<p>One two three</p>\n',
  );
});

it('keeps straight quotes that WordPress keeps, and dashes in titles', () => {
  assert.equal(titleOf('"Wordpress" -- it\'s 6\'2" <em>"so"</em>'), '“WordPress” — it’s 6’2″ <em>“so”</em>');
});

describe('imported content of WordPress', () => {
  for (const [name, content, html] of RENDERED) it(name, () => assert.equal(seen(shown(content), URL), seen(html, URL)));
});
