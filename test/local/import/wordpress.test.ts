/** What WordPress shows, after import and build. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { markdownToHtml } from '../../../lambda/core/markdown/markdown.ts';
import { markdownWriter } from '../../../lambda/local/import/markdown.ts';
import { contentOf, titleOf } from '../../../lambda/local/import/wordpress/content.ts';
import { Attachments } from '../../../lambda/local/import/wordpress/shortcodes.ts';
import { seen } from '../../tools/wordpress/seen.ts';
import { RENDERED, TRANSLATED } from './rendered.ts';

const URL = 'https://blog.example/a/';
const markdown = await markdownWriter();
function shown(content: string, language?: string): string {
  const made = markdown(contentOf(content, { attachments: new Attachments([]), post: '1' }, language), true);
  assert.ok('text' in made);
  return markdownToHtml(made.text);
}

it('leaves out links without content', () => {
  assert.equal(
    shown('One <a href="https://a.example/"></a>two <strong><a href="https://a.example/"> </a></strong>three'),
    '<p>One two three</p>\n',
  );
});

it('shows a picture in emphasis at the start of a paragraph', () => {
  assert.equal(
    shown('<em>\n<img src="https://a.example/a.jpg" /></em>\none'),
    '<p><em><img src="https://a.example/a.jpg" alt=""></em><br>\none</p>\n',
  );
});

it('shows films and pages of wordpress.com', () => {
  const film = (url: string) => `<iframe src="https://${url}" width="560" height="315" allowfullscreen=""></iframe>`;
  assert.equal(shown('[youtube=https://www.youtube.com/watch?v=dQw4_9WgXcQ&amp;hl=en]'), film('www.youtube.com/embed/dQw4_9WgXcQ'));
  assert.equal(shown('[youtube dQw4_9WgXcQ]'), film('www.youtube.com/embed/dQw4_9WgXcQ'));
  assert.equal(shown('[vimeo 76979871 w=3]'), film('player.vimeo.com/video/76979871'));
  assert.equal(
    shown('[googlemaps https://maps.example/a_b_c?d=e]'),
    '<p><a href="https://maps.example/a_b_c?d=e">https://maps.example/a_b_c?d=e</a></p>\n',
  );
  assert.equal(
    shown('<code>[youtube=https://youtu.be/dQw4_9WgXcQ]</code>'),
    '<p><code>[youtube=https://youtu.be/dQw4_9WgXcQ]</code></p>\n',
  );
});

it('keeps straight quotes that WordPress keeps, and dashes in titles', () => {
  assert.equal(titleOf('"Wordpress" -- it\'s 6\'2" <em>"so"</em>'), '“WordPress” — it’s 6’2″ <em>“so”</em>');
});

describe('imported content of WordPress', () => {
  for (const [name, content, html] of RENDERED) it(name, () => assert.equal(seen(shown(content), URL), seen(html, URL)));
});

describe('quotes of the translations of WordPress', () => {
  for (const [language, html] of TRANSLATED)
    it(language, () => assert.equal(seen(shown(`"One" -- 'two' - it's 5'`, language), URL), seen(html, URL)));
});
