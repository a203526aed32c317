import assert from 'node:assert/strict';
import { test } from 'node:test';
import createMarkdownIt from 'markdown-it';
import { loadDialect, markdownToHtml, smartify } from '../../../lambda/core/markdown/markdown.ts';

await loadDialect('kramdown');

const html = (text: string) => markdownToHtml(text, 'kramdown').trim();
const inline = (text: string) => html(text).replace(/^<p>|<\/p>$/g, '');

const TYPOGRAPHY: [source: string, expected: string][] = [
  ['"a" and \'b\'', '“a” and ‘b’'],
  ["don't, the dogs' bowls", 'don’t, the dogs’ bowls'],
  ['a 15" screen', 'a 15” screen'],
  ["the 'Net", 'the ‘Net'],
  ["the '80s", 'the ’80s'],
  ['"\'Nested\' it is"', '“‘Nested’ it is”'],
  ['"*Stressed*"', '“<em>Stressed</em>”'],
  ['*Ada*\'s "[link](https://x.example/)"', '<em>Ada</em>’s “<a href="https://x.example/">link</a>”'],
  ['a\n"b"', 'a\n“b”'],
  ['("a")', '(“a”)'],
  ['one--two---three', 'one–two—three'],
  ['wait... what.... no', 'wait… what…. no'],
  ['<< a >>', '«\u00a0a\u00a0»'],
  ['(C) (R) (TM) +- ????', '(C) (R) (TM) +- ????'],
  ['`"a" -- ...` stays', '<code>&quot;a&quot; -- ...</code> stays'],
  ['\\"plain\\"', '&quot;plain&quot;'],
];

for (const [source, expected] of TYPOGRAPHY) test(`typography: ${source}`, () => assert.equal(inline(source), expected));

/** As Astro 5 writes it, with its remark-smartypants 3. */
const REMARK: [source: string, expected: string][] = [
  ['a....b and wait.....', 'a…b and wait…'],
  ['a.. b... c', 'a.. b… c'],
  ['a . . . b', 'a … b'],
  ['x -- y, x --- y, x---y, x ---- y', 'x — y, x --- y, x---y, x ---- y'],
  ['<< a >>', '&lt;&lt; a &gt;&gt;'],
  ['"\'Quoted\' it is", \'80s, "*em*" ("y")', '“‘Quoted’ it is”, ’80s, “<em>em</em>” (“y”)'],
  ['"a..." -- "b"', '“a…” — “b”'],
];

for (const [source, expected] of REMARK)
  test(`typography of Astro and Quartz: ${source}`, () =>
    assert.equal(markdownToHtml(source, 'linked', undefined, { isRemark: true }).trim(), `<p>${expected}</p>`));

test('smartify handles plain text', () => assert.equal(smartify('"it\'s" -- 5\''), '“it’s” – 5’'));

test('does not link bare addresses, and leaves no source of a bad link', () => {
  assert.equal(inline('https://x.example and a@x.example'), 'https://x.example and a@x.example');
  assert.doesNotMatch(inline('[a](javascript:alert)'), /\]\(/);
});

test('parses tables with a header of two lines or without one', () => {
  assert.match(html('| a | b |\n| - | - |\n| `c|d` | e\\|f |'), /<th>a<\/th>[\s\S]*<td><code>c\|d<\/code><\/td>\s*<td>e\|f<\/td>/);
  assert.equal(html('| a | b |\n| c | d |\n|---|---|\n| e | f |').match(/<th>/g)?.length, 4);
  assert.match(html('a | b\nc | d'), /<tbody>/);
  assert.equal(markdownToHtml('a | b\nc | d'), '<p>a | b\nc | d</p>\n');
});

test('a bar in code, or in one line of several, does not make a table', () => {
  assert.equal(html('`a | b` c'), '<p><code>a | b</code> c</p>');
  assert.equal(html('a | b\nc'), '<p>a | b\nc</p>');
  assert.equal(html('```\na | b\n```'), '<pre><code>a | b\n</code></pre>');
});

test('a wide row does not widen thousands of others', () => {
  const rows = html(`${'a|'.repeat(2_000)}\n${'b|c\n'.repeat(2_000)}`);
  assert.ok(rows.length < 300_000);
});

test('footnotes, definitions, abbreviations, strikethrough, fences', () => {
  // Anchors follow the generator: Hugo numbers, kramdown names.
  const anchored = (anchor: string) =>
    new RegExp(`<sup class="footnote-ref"><a href="#fn:${anchor}" id="fnref:${anchor}">1</a></sup>[^]*<li id="fn:${anchor}"`);
  for (const dialect of ['commonmark', 'linked'] as const) assert.match(markdownToHtml('a[^n]\n\n[^n]: note', dialect), anchored('1'));
  assert.match(markdownToHtml('a[^n]\n\n[^n]: note', 'kramdown'), anchored('n'));
  assert.match(html('term\n: meaning'), /<dl>\s*<dt>term<\/dt>\s*<dd>meaning<\/dd>/);
  assert.match(html('HTML\n\n*[HTML]: Hypertext'), /<abbr title="Hypertext">HTML<\/abbr>/);
  assert.equal(inline('~~a~~'), '<del>a</del>');
  assert.match(html('~~~ ruby\nx\n~~~'), /<pre><code class="language-ruby">x/);
  assert.equal(inline('a^[b]'), 'a^[b]');
});

const ATTRIBUTES: [name: string, source: string, expected: string][] = [
  ['after a block', 'a\n{: .x #y title="T t"}', '<p class="x" id="y" title="T t">a</p>'],
  ['before a block', '{: .x}\na', '<p class="x">a</p>'],
  ['after a heading', '## a\n{: .no_toc}', '<h2 class="no_toc" id="a">a</h2>'],
  ['in a heading', '## a {#b .c}', '<h2 id="b" class="c">a</h2>'],
  ['after a span', '*a*{: .x}b', '<p><em class="x">a</em>b</p>'],
  ['after a link', '[a](b){: rel="me"}', '<p><a href="b" rel="me">a</a></p>'],
  ['defined elsewhere', 'a\n{: r}\n\n{:r: .x}', '<p class="x">a</p>'],
  ['after text it is text', 'a {: .x} b', '<p>a {: .x} b</p>'],
  ['alone', '{: .x}', ''],
  ['a table of contents', '* TOC\n{:toc}\n\na', '<p>a</p>'],
  ['a comment', '{::comment}\na\n{:/comment}\n\nb{::comment}c{:/}d', '<p>bd</p>'],
  ['an unclosed comment', '{::comment}\na', '<p>{::comment}\na</p>'],
  ['nomarkdown', '{::nomarkdown}\n<i>*a*</i>\n{:/}', '<i>*a*</i>'],
  ['options', '{::options toc_levels="1" /}\n\na', '<p>a</p>'],
];

for (const [name, source, expected] of ATTRIBUTES) test(`attribute lists: ${name}`, () => assert.equal(html(source), expected));

test('parses Markdown inside HTML only with markdown="1"', () => {
  assert.equal(html('<div class="n" markdown="1">\n*a*\n</div>'), '<div class="n">\n<p><em>a</em></p>\n</div>');
  assert.equal(html('<div>\n*a*\n</div>'), '<div>\n*a*\n</div>');
  assert.match(
    html('<div markdown="1">\n<div markdown="1">\n*a*\n</div>\n*b*\n</div>\n\n*c*'),
    /<em>a<\/em>[\s\S]*<em>b<\/em>[\s\S]*<em>c<\/em>/,
  );
});

test('accepts input whose source CommonMark would show', () => {
  assert.equal(inline('[a][1]\n\n[1]: https://x.example/)').trim(), '<a href="https://x.example/">a</a>');
  assert.equal(inline('by _<Your Name>_.').replace(/<[^>]*>/g, ''), 'by __.');
});

const KRAMDOWN: [name: string, source: string, expected: string][] = [
  ['ids of headings', '# Some "text" -- here & C++', '<h1 id="some-text--here--c">Some “text” – here &amp; C++</h1>'],
  ['ids that repeat', '## A b\n\nA b\n---\n\n### a B', '<h2 id="a-b">A b</h2>\n<h2 id="a-b-1">A b</h2>\n<h3 id="a-b-2">a B</h3>'],
  ['ids of code, links and other scripts', '## `x_y` [日本](/z) 2', '<h2 id="x_y-日本-2"><code>x_y</code> <a href="/z">日本</a> 2</h2>'],
  ['explicit ids', '## A {#mine}\n\n## A\n{: #other}\n\n## A', '<h2 id="mine">A</h2>\n<h2 id="other">A</h2>\n<h2 id="a">A</h2>'],
  ['auto_ids disabled', '{::options auto_ids="false" /}\n\n## A', '<h2>A</h2>'],
  ['no id for a heading without letters', '## ?!', '<h2>?!</h2>'],
  ['math in a line', 'a $$x_1 * y_2 * "z"$$ *b*', '<p>a $$x_1 * y_2 * &quot;z&quot;$$ <em>b</em></p>'],
  ['math as a block', '$$\na_1 *b*\n\n\\\\\nc | d\n$$\n\ne', '<p>$$\na_1 *b*\n\n\\\\\nc | d\n$$</p>\n<p>e</p>'],
  ['math on one line', '$$ *a* $$', '<p>$$ *a* $$</p>'],
  ['dollars', 'costs $5 or $$ *a*', '<p>costs $5 or $$ <em>a</em></p>'],
  ['an end-of-block marker', '* a\n\n^\n* b', '<ul>\n<li>a</li>\n</ul>\n<ul>\n<li>b</li>\n</ul>'],
  ['a line break by two backslashes', 'a\\\\\nb', '<p>a<br>\nb</p>'],
  [
    'an address with spaces',
    '![a](/my lens.jpg) [b](/c d.pdf "T") [e](/f)',
    '<p><img src="/my%20lens.jpg" alt="a"> <a href="/c%20d.pdf" title="T">b</a> <a href="/f">e</a></p>',
  ],
  ['nomarkdown in a line', 'a {::nomarkdown}<i>*b*</i>{:/} *c*', '<p>a <i>*b*</i> <em>c</em></p>'],
  [
    'HTML with empty lines stays HTML',
    '<div>\n\n    <p>a</p>\n\n*b*\n</div>\n\n*c*',
    '<div>\n\n    <p>a</p>\n\n*b*\n</div>\n<p><em>c</em></p>',
  ],
  ['unclosed HTML', '<div>\n\n*a*', '<div>\n<p><em>a</em></p>'],
  ['the footnotes placeholder is removed', 'a[^1]\n\n* here\n{:footnotes}\n\n[^1]: n', 'NOTES'],
  [
    'fences of either kind',
    '~~~ ruby\na\n~~~\n\n```js\nb\n```',
    '<pre><code class="language-ruby">a\n</code></pre>\n<pre><code class="language-js">b\n</code></pre>',
  ],
  ['the language of indented code', '    a\n{: .language-ruby}', '<pre class="language-ruby"><code>a\n</code></pre>'],
];

for (const [name, source, expected] of KRAMDOWN) {
  test(`kramdown: ${name}`, () => {
    if (expected === 'NOTES') assert.match(html(source), /^<p>a<sup(?!.*here).*<li id="fn:1"/s);
    else assert.equal(html(source), expected);
  });
}

test('other dialects have no heading ids and no math', () => {
  assert.equal(markdownToHtml('## A\n\n$$*a*$$'), '<h2>A</h2>\n<p>$$<em>a</em>$$</p>\n');
});

test('uses kramdown’s escapes only in kramdown', () => {
  assert.equal(inline('a\\, \\*b\\*'), 'a\\, *b*');
  assert.equal(markdownToHtml('a\\, b'), '<p>a, b</p>\n');
});

const HOSTILE: [name: string, source: string][] = [
  ['unclosed attribute lists', '{:'.repeat(50_000)],
  ['unclosed comments', '{::comment} '.repeat(20_000)],
  ['unclosed comment blocks', '{::comment}\n\n'.repeat(10_000)],
  ['unclosed elements', '<div markdown="1">\n\n'.repeat(10_000)],
  ['deep elements', '<div markdown="1">\n'.repeat(1_000) + '</div>\n'.repeat(1_000)],
  ['brackets', '['.repeat(2_000)],
  ['unclosed math', '$$'.repeat(50_000)],
  ['unclosed math blocks', '$$a\n\n'.repeat(10_000)],
  ['unclosed raw elements', '<div>\n\n'.repeat(10_000)],
  ['spaces in addresses', '![a](b c'.repeat(10_000)],
  ['quotes', '"'.repeat(100_000)],
  ['a tag with much white space', `<img alt="${' '.repeat(50_000)}">`],
];

for (const [name, source] of HOSTILE) {
  // A quadratic implementation would exceed the test runner's limit for a file.
  test(`terminates: ${name}`, () => {
    assert.doesNotMatch(html(source), /<script|undefined/);
  });
}

test('line breaks and links as markdown-it with the same options, which Eleventy uses', () => {
  const text = 'a\nb, github.com, ada@a.example and https://b.example/c\n\n- d  \n  e\n- www.f.example\n\n`g.example`\n';
  for (const [breaks, linkify] of [
    [true, true],
    [false, true],
    [true, false],
    [false, false],
  ] as const) {
    const peer = createMarkdownIt({ html: true, breaks, linkify });
    // The default before markdown-it 15.
    peer.linkify.set({ fuzzyLink: true, fuzzyEmail: true });
    const extras = { lineBreaks: breaks, autolinks: linkify ? ('all' as const) : ('none' as const) };
    assert.equal(markdownToHtml(text, 'commonmark', undefined, extras), peer.render(text));
  }
  assert.equal(
    markdownToHtml('B.com and ada@b.com', 'commonmark', undefined, { autolinks: 'all' }),
    '<p><a href="http://B.com">B.com</a> and <a href="mailto:ada@b.com">ada@b.com</a></p>\n',
  );
  assert.equal(markdownToHtml('https://b.example', 'linked', undefined, { autolinks: 'none' }), '<p>https://b.example</p>\n');
});
