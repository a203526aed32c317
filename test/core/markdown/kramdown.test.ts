/** Expected: kramdown 2.4.0 with its GFM parser. `test/tools/kramdown.tools.ts` compares generated documents. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { loadDialect, markdownToHtml } from '../../../lambda/core/markdown/markdown.ts';
import { seen } from '../../tools/kramdown/seen.ts';

await loadDialect('kramdown');

const CASES: [name: string, markdown: string, html: string][] = [
  ['loose and tight items in one list', '- a\n- b\n\n- c\n- d', '<ul>\n<li>a</li>\n<li>\n<p>b</p>\n</li>\n<li>c</li>\n<li>d</li>\n</ul>'],
  [
    'an item with a list',
    '- a\n\n  - b\n  - c\n- d',
    '<ul>\n<li>\n<p>a</p>\n<ul>\n<li>b</li>\n<li>c</li>\n</ul>\n</li>\n<li>\n<p>d</p>\n</li>\n</ul>',
  ],
  ['the last item is loose after loose ones only', '1. a\n\n1. b', '<ol>\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ol>'],
  ['a list continues with another marker', '- a\n\n* b', '<ul>\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ul>'],
  ['lists ignore the start number', '7. a\n8. b', '<ol>\n<li>a</li>\n<li>b</li>\n</ol>'],
  ['any list interrupts a paragraph', 'a\n7. b\n- c', '<p>a</p>\n<ol>\n<li>b\n<ul>\n<li>c</li>\n</ul>\n</li>\n</ol>'],
  ['1) is not a list', '1) a', '<p>1) a</p>'],
  [
    'a table of contents',
    '* toc\n{:toc}\n\n# A *b* [c](/d)\n\n### E\n\n## F\n\n# G\n{:.no_toc}\n\n# H',
    '<ul id="markdown-toc">\n<li><a href="#a-b-c" id="markdown-toc-a-b-c">A <em>b</em> c</a>    <ul>\n<li><a href="#e" id="markdown-toc-e">E</a></li>\n<li><a href="#f" id="markdown-toc-f">F</a></li>\n</ul>\n</li>\n<li><a href="#h" id="markdown-toc-h">H</a></li>\n</ul>\n<h1 id="a-b-c">A <em>b</em> <a href="/d">c</a></h1>\n<h3 id="e">E</h3>\n<h2 id="f">F</h2>\n<h1 id="g">G</h1>\n<h1 id="h">H</h1>',
  ],
  [
    'a table of contents replaces the first list only',
    '* toc\n{:toc}\n\ntext\n\n1. toc\n{:toc}\n\n# A',
    '<ul id="markdown-toc">\n<li><a href="#a" id="markdown-toc-a">A</a></li>\n</ul>\n<p>text</p>\n<ol>\n<li>toc</li>\n</ol>\n<h1 id="a">A</h1>',
  ],
  [
    'a second backlink',
    'a[^n] b[^n]\n\n[^n]: c',
    '<p>a<sup id="fnref:n"><a href="#fn:n" rel="footnote">1</a></sup> b<sup id="fnref:n:1"><a href="#fn:n" rel="footnote">1</a></sup></p>\n<div>\n<ol>\n<li id="fn:n">\n<p>c <a href="#fnref:n">&#8617;</a> <a href="#fnref:n:1">&#8617;<sup>2</sup></a></p>\n</li>\n</ol>\n</div>',
  ],
  [
    'a link reference after white space',
    '[a] [b] [c]\n[b] [d] [e]\n\n[a]: /a\n[b]: /b\n[c]: /c',
    '<p><a href="/b">a</a> <a href="/b">c</a> [d] [e]</p>',
  ],
  [
    'a footnote is not a link reference',
    '[a] [^b]\n\n[a]: /a\n\n[^b]: c',
    '<p>[a] <sup id="fnref:b"><a href="#fn:b" rel="footnote">1</a></sup></p>\n<div>\n<ol>\n<li id="fn:b">\n<p>c <a href="#fnref:b">&#8617;</a></p>\n</li>\n</ol>\n</div>',
  ],
  ['pictures in headings have no id', '# A ![b](/c.png)', '<h1 id="a-">A <img src="/c.png" alt="b" /></h1>'],
  ['a comment before a text', '<!-- no --> *a*\n\nb\n<!-- no --> *c*', '<!-- no -->\n<p><em>a</em></p>\n<p>b\n<!-- no --> <em>c</em></p>'],
  [
    'an inline element begins a paragraph',
    '<img src="/a.png">\n\n<b>a</b> *b*\n\n<span>\n*c*\n</span>',
    '<p><img src="/a.png" /></p>\n<p><b>a</b> <em>b</em></p>\n<p><span>\n<em>c</em>\n</span></p>',
  ],
  ['guillemets', '<<a>> << b >>', '<p>«a» « b »</p>'],
  ['an address in an element', '<div>\n<https://a.example/>\n</div>', '<div>\n&lt;https://a.example/&gt;\n</div>'],
  [
    'headings start at the line start',
    ' # a\n\nb\n ---\n\nc\nd\n---\n\n#\n\ne\n=-=',
    '<p># a</p>\n<p>b\n—</p>\n<p>c\nd\n—</p>\n<p>#</p>\n<h1 id="e">e</h1>',
  ],
  [
    'definitions',
    'a\n: b\n\nc\n: d\n\ne\n\n: f',
    '<dl>\n<dt>a</dt>\n<dd>b</dd>\n<dt>c</dt>\n<dd>d</dd>\n<dt>e</dt>\n<dd>\n<p>f</p>\n</dd>\n</dl>',
  ],
  [
    'a comment in an item',
    '- a\n\n  {::comment}\n  b\n  {:/comment}\n- c',
    '<ul>\n<li>\n<p>a</p>\n<!-- b -->\n</li>\n<li>\n<p>c</p>\n</li>\n</ul>',
  ],
  ['an end-of-block marker', '- a\n^\n* b', '<ul>\n<li>a</li>\n</ul>\n<ul>\n<li>b</li>\n</ul>'],
  [
    'abbreviations in code',
    '`HTML` HTML\n\n    HTML\n\n*[HTML]: T',
    '<p><code>HTML</code> <abbr title="T">HTML</abbr></p>\n\n<pre><code>HTML\n</code></pre>',
  ],
  [
    'code in a table',
    '| `a | b` | c |\n| d | `e` |',
    '<table>\n<tbody>\n<tr>\n<td><code>a | b</code></td>\n<td>c</td>\n</tr>\n<tr>\n<td>d</td>\n<td><code>e</code></td>\n</tr>\n</tbody>\n</table>',
  ],
];

for (const [name, markdown, html] of CASES) it(name, () => assert.equal(seen(markdownToHtml(`${markdown}\n`, 'kramdown')), seen(html)));
