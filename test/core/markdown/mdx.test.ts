/** Expected: what @mdx-js/mdx 3.1.1 with remark-gfm and React writes, but for white space between elements. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadDialect, markdownToHtml } from '../../../lambda/core/markdown/markdown.ts';
import { expanded } from '../shortcodes/expanding.ts';

await loadDialect('mdx');

const EXPECTED: Record<string, [source: string, html: string]> = {
  'an element on lines of its own': [
    '<aside>\nSee [*moss*](/m) and `a < b`.\n\n</aside>',
    '<aside><p>See <a href="/m"><em>moss</em></a> and <code>a &lt; b</code>.</p></aside>',
  ],
  'an element in one line': ['<div>see [x](y)</div>', '<div>see <a href="y">x</a></div>'],
  'a list in an element': [
    '<details>\n<summary>More *here*</summary>\n\n- a\n- b\n\n</details>',
    '<details><summary>More <em>here</em></summary><ul><li>a</li><li>b</li></ul></details>',
  ],
  'an element after a line of text': ['text\n<div>\nmore\n</div>\nend', '<p>text</p><div><p>more</p></div><p>end</p>'],
  'an element at the start of a text': ['<span>a</span> and *b*', '<p><span>a</span> and <em>b</em></p>'],
  'elements alone': ['<b>one</b>\n<i>two</i>', '<b>one</b><i>two</i>'],
  'an element in a list': ['1. one\n   <p>two **three**</p>', '<ol><li>one<p>two <strong>three</strong></p></li></ol>'],
  'elements in elements': ['<ul>\n  <li>one *two*</li>\n</ul>', '<ul><li>one <em>two</em></li></ul>'],
  'a tag on two lines': ['<img src="a.png"\n  alt="moss" />', '<img src="a.png" alt="moss" />'],
  'an indented paragraph': ['    indented *text*\n\nnext', '<p>indented <em>text</em></p><p>next</p>'],
  'code in a list': [
    // biome-ignore lint/suspicious/noTemplateCurlyInString: MDX
    '- a\n\n  1. b\n\n     ```yaml\n     key: ${{ x }}\n     ```',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: MDX
    '<ul><li><p>a</p><ol><li><p>b</p><pre><code class="language-yaml">key: ${{ x }}\n</code></pre></li></ol></li></ul>',
  ],
  'code four columns in an item': [
    '- one\n\n      ```js\n      let a;\n        b\n\n      ```\n- two',
    '<ul><li><p>one</p><pre><code class="language-js">let a;\n  b\n\n</code></pre></li><li><p>two</p></li></ul>',
  ],
  'code four columns in a line of an item': [
    '1. one\n       ~~~\n       a\n       ~~~\n   two',
    '<ol><li>one<pre><code>a\n</code></pre>\ntwo</li></ol>',
  ],
  'other indented blocks': [
    '    # a\n\n    > b\n\n     - c\n     - d\n\ne\n    # f\ng\n    - h',
    '<h1>a</h1><blockquote><p>b</p></blockquote><ul><li>c</li><li>d</li></ul><p>e</p><h1>f</h1><p>g</p><ul><li>h</li></ul>',
  ],
  'code that begins a list': [
    '- ```js\n  const {a} = b;\n  ```',
    '<ul><li><pre><code class="language-js">const {a} = b;\n</code></pre></li></ul>',
  ],
  'code in a quote': [
    '> ```js\n> const a = {b: 1};\n> ```',
    '<blockquote><pre><code class="language-js">const a = {b: 1};\n</code></pre></blockquote>',
  ],
  'code of three marks in one line': ['```a {b}``` {"c"}', '<p><code>a {b}</code> c</p>'],
};

describe('the Markdown of MDX', () => {
  for (const [name, [source, html]] of Object.entries(EXPECTED))
    it(name, async () => {
      const { text } = await expanded(source, 'astro', { key: 'src/content/blog/hello.mdx' });
      assert.equal(
        markdownToHtml(text, 'mdx')
          .replace(/>\n+(?=<|$)/g, '>')
          .replace(/\n(?=<p>)/g, ''),
        html,
      );
    });

  it('leaves comments out', async () => {
    const { text } = await expanded('a <!-- *b*\n\nc --> d <!-- e', 'astro', { key: 'src/content/blog/hello.mdx' });
    assert.equal(text, 'a  d <!-- e');
  });
});
