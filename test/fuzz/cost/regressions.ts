/** Texts that once cost much more than their size. They are measured before random ones. */
import type { Shape } from './shapes.ts';

const repeated = (piece: string, size: number): string => piece.repeat(Math.ceil(size / piece.length));

const counted = (size: number, piece: (index: number) => string): string => {
  const parts: string[] = [];
  for (let [length, index] = [0, 1]; length < size; index++) {
    const part = piece(index);
    parts.push(part);
    length += part.length;
  }
  return parts.join('');
};

const condition = (filter: string) => (size: number) =>
  `{% assign a = "${repeated('1,', size / 2)}" | split: "," | ${filter}: "i", "${repeated('i == 1 and ', size / 2)} i" %}{{ a }}`;

type Text = [subject: string, pieces: string, text: (size: number) => string];

/** Repeated beginnings of each dialect's tags. */
const BEGINNINGS: Record<string, readonly string[]> = {
  zola: ['{{ a(', '{% a() %}', '](@/'],
  obsidian: ['[[', '![[a', '%%', '> [!', '`', '== ', '```\n'],
  mdx: ['{', '<A ', '<a "', '`', '{`', 'import a from "b"\n', '<A>'],
  wordpress: ['[caption ', '[code]', '[embed]http://', '\\['],
  'import of WordPress': [
    ...['<', '<pre>', '<script>', '<!--', '<!-- wp:', '<!-- wp:shortcode -->', '<pre lang=', '<pre lang="php">'],
    ...['[caption]', '[caption ', '[php]', '1,', ' ', '<br>', '<b id="#">', "'", '"'],
  ],
  'import of Ghost': [
    '<!--more ',
    '<code><pre>',
    '<a title="<pre">',
    '<![CDATA[<b>',
    '<command>',
    '<p><b id="#">',
    '<b id="#"><table></b>',
  ],
};

function ghostPosts(size: number): string {
  const rows = (row: string) => counted(size / 2, (index) => row.replaceAll('#', String(index)));
  return `"posts": [${rows('{"id":#},')}{}], "posts_tags": [${rows('{"post_id":#,"tag_id":1},')}{}], "tags": [{"id":1,"name":"a"}]`;
}

const wordpressPosts = (size: number): string =>
  counted(size, (index) =>
    [
      `<item><wp:post_type>attachment</wp:post_type><wp:post_id>${index}</wp:post_id><wp:post_parent>p${index}</wp:post_parent><wp:attachment_url>a.jpg</wp:attachment_url></item>`,
      `<item><wp:post_type>post</wp:post_type><wp:post_id>p${index}</wp:post_id><content:encoded>[gallery ids="${index},x"][gallery]</content:encoded></item>`,
    ].join(''),
  );

/** Searches whose steps no limit counts, some once quadratic: a test measures their CPU time with a wide margin. */
const EXPRESSIONS: readonly Text[] = [
  ['hugo', 'white space before a name', (size) => `{{<${' '.repeat(size)}`],
  ['hugo', 'shortcodes that show nothing', (size) => repeated('{{< /details >}}{{< a >}}', size)],
  ['obsidian', 'the kind of a callout', (size) => `> [!${'a'.repeat(size)}`],
  ['kramdown', 'a line of dashes in a table', (size) => `|${'-'.repeat(size)}x|`],
  ['kramdown', 'a line of equals signs in a table', (size) => `|${'='.repeat(size)}x|`],
  ['mdx', 'a fence of many backticks', (size) => `${repeated('``', size / 2)}{${repeated('a{/*', size / 2)}`],
  ['liquid', 'arguments of an unknown tag', (size) => `{% x ${'a'.repeat(size)} %}`],
  ['liquid', 'brackets of an include', (size) => `{% include a ${repeated('a=b[c', size)} %}`],
  ['text', 'dashes that could begin front matter', (size) => `${'\u2010'.repeat(size)}a\ntitle: x\n`],
  ['fields', 'definitions behind an excerpt', (size) => `excerpt_separator: X\n---\naX${repeated('\u2028[', size)}`],
  ['programs of configuration', 'many exports', (size) => repeated('export default {a:[', size)],
  ['import of Ghost', 'starts of code in a figure', (size) => `<figure>${repeated('<a title="<pre"></a>', size)}</figure>`],
  ['data of Ghost', 'posts with a tag', ghostPosts],
  ['XML of WordPress', 'posts with a gallery', wordpressPosts],
  ['import of Ghost', 'breaks before text', (size) => `${repeated('<br>', size)}a`],

  ...Object.entries(BEGINNINGS).flatMap(([subject, pieces]) =>
    pieces.map((piece): Text => [subject, piece, (size) => counted(size, (index) => piece.replaceAll('#', String(index)))]),
  ),
];

export const EXPRESSION_COUNT = EXPRESSIONS.length;

export const MACROS = String.raw`\def\a{\b\b}\def\b{\c\c}\def\c{\d\d\d\d\d\d\d\d}\def\d{aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}\a\a\a`;

const TEXTS: readonly Text[] = [
  ['formulas', 'macros that make long formulas', (size) => repeated(`$${MACROS}$ `, size)],
  ['liquid', 'post_url without an end', (size) => `{% post_url ${' '.repeat(size)}x`],
  ['liquid', 'post_url with an end on another line', (size) => `${repeated('{% post_url ', size)}x\n\n.%}`],
  ...['where_exp', 'find_exp', 'group_by_exp', 'reject_exp', 'has_exp', 'find_index_exp'].map(
    (filter): Text => ['liquid', `a long ${filter}`, condition(filter)],
  ),
  [
    'liquid',
    'long conditions in a loop',
    (size) => `{% for i in (1..999) %}{% if a %}${repeated('{% elsif b %}', size)}{% endif %}{% endfor %}`,
  ],
  ['liquid', 'many filters in a loop', (size) => `{% for i in (1..999) %}{{ a ${repeated('| upcase ', size)} }}{% endfor %}`],
  ['liquid', 'highlight', (size) => `{% highlight js %}a${'\n'.repeat(size)}b{% endhighlight %}`],
  ['liquid', 'parameters of an include', (size) => `{% include a ${'b'.repeat(size)} %}`],
  [
    'liquid',
    'unreadable outputs before many lines',
    (size) => `${repeated('{{}}', Math.min(size / 2, 36_000))}${repeated('a\n', size / 2)}`,
  ],
  ['liquid', 'unreadable outputs in open tags', (size) => `${repeated('{{}}', size / 2)}${repeated('{% if a %}', size / 2)}`],
  ['kramdown', 'items of two kinds', (size) => repeated('1. a\n- b\n', size)],
  ['kramdown', 'lists of two marks', (size) => repeated('- a\n\n* b\n\n', size)],
  ['kramdown', 'names after white space', (size) => repeated('[a] [b] ', size)],
  ['kramdown', 'open brackets before a name after white space', (size) => `${repeated('[', size)}a] [b]`],
  ['kramdown', 'a table of contents', (size) => `* a\n{:toc}\n\n${repeated('# a\n', size)}`],
  ['kramdown', 'a heading in each level of a table of contents', (size) => `* a\n{:toc}\n\n${repeated('# a\n###### b\n', size)}`],
  ['kramdown', 'comments without an end', (size) => repeated('a\n\n<!-- ', size)],
  ['kramdown', 'comments before texts', (size) => repeated('<!-- --> a\n\n', size)],
  ['kramdown', 'comments on one line', (size) => repeated('<!-- --> ', size)],
  ['mdx', 'modules that do not end', (size) => repeated('export const a = {\n\n', size)],
  ['mdx', 'open elements in a module', (size) => `export default ${repeated('<a>', size)}`],
  ['kramdown', 'open paragraphs and lists', (size) => repeated('<p>\n\n<ol>\n\n', size)],
  ['kramdown', 'Markdown in open elements', (size) => repeated('<div markdown="1">\n<p markdown="1">\n', size)],
  ['kramdown', 'brackets of a definition', (size) => `[1]: ${')'.repeat(size)}x`],
  ['kramdown', 'runs of backticks in a table', (size) => `| ${counted(size, (index) => `${'`'.repeat(index)} `)}|`],
  ['kramdown', 'one run of backticks in a table', (size) => `| ${'`'.repeat(size)} |`],
  ['kramdown', 'quotes in an attribute list', (size) => `x\n{: ${repeated('a="x"y ', size)}}`],
  ['kramdown', 'footnotes', (size) => counted(size, (index) => `[^${index}]: x\n\na[^${index}]\n\n`)],
  ['kramdown', 'options without an end', (size) => repeated('{::options ', size)],
  ['kramdown', 'many lists after one block', (size) => `${repeated('- a\n', size / 2)}${repeated('{:.a}\n', size / 2)}`],
  [
    'kramdown',
    'a list of attributes that is used often',
    (size) => `{:x: ${repeated('a="b" ', size / 2)}}\n\n${repeated('a\n{:x}\n\n', size / 2)}`,
  ],
  ['kramdown', 'abbreviations', (size) => `${counted(size / 2, (index) => `*[a${index}]: b\n`)}\n\n${repeated('a1 ', size / 2)}`],
  ['kramdown', 'an address that is used often', (size) => `[a]: /${'b'.repeat(size / 2)}\n\n${repeated('[a] ', size / 2)}`],
  ['kramdown', 'lazy lines of a deep quote', (size) => `${'> '.repeat(99)}a\n${repeated('a\n', size)}`],
  ['linked', 'quotes that a lazy line ends', (size) => repeated(`${'>[a]: b\n'.repeat(200)}{:\n`, size)],
  ['linked', 'pictures in pictures', (size) => `${repeated('![', size / 2)}a${repeated('](b)', size / 2)}`],
  ['kramdown', 'items of a list', (size) => repeated('- a\n', size)],
  ['kramdown', 'lines', (size) => repeated('a\n', size)],
  ['kramdown', 'cells', (size) => `|a|b|\n|-|-|\n${repeated('|a|b|\n', size)}`],
  ['kramdown', 'an abbreviation that is used often', (size) => `*[a]: b\n\n${repeated('a ', size)}`],
  ['kramdown', 'references to one footnote', (size) => `[^1]: a\n\na${repeated('[^1]', size)}`],
  ['commonmark', 'lazy lines of a quote', (size) => `> > > a\n${repeated('a\n', size)}`],
  ...['[', '![', '![[]', '[a]['].map((piece): Text => ['commonmark', piece, (size) => repeated(piece, size)]),
  ['linked', 'addresses among marks', (size) => repeated('*a* http://a.b\n', size)],
  ['hugo', 'highlight', (size) => `{{< highlight js >}}a${' '.repeat(size)}b{{< /highlight >}}`],
  ['hugo', 'many shortcodes', (size) => repeated('{{< a >}}', size)],
  ['hugo', 'quotes without an end', (size) => repeated('{{< a "{{< b `', size)],
  ['wordpress', 'code', (size) => `[code]a${' '.repeat(size)}b[/code]`],
  ['wordpress', 'tags without an end', (size) => repeated('[code ', size)],
  ['mdx', 'sentences that begin with import', (size) => repeated('import a\n', size)],
  ['mdx', 'one run of backticks', (size) => '`'.repeat(size)],
  ['zola', 'literals without an end', (size) => repeated('{{/*', size)],
  ['zola', 'literals of blocks without an end', (size) => repeated('{%/*', size)],
  ['obsidian', 'many names', (size) => counted(size, (index) => `[[${index}]]\n`)],
  ['yaml', 'separators of lines', (size) => '\u2028'.repeat(Math.min(size, 90_000))],
  [
    'yaml',
    'aliases in a key',
    (size) => `x: &a ${'b'.repeat(Math.min(size, 90_000) / 2)}\n? [${repeated('*a,', Math.min(size, 90_000) / 2)}]\n: 1\n`,
  ],
  ['json', 'never closed', (size) => `"a": ${repeated('"\\"', Math.min(size, 90_000))}`],
  ['fields', 'maps for tags', (size) => `tags: [${repeated('{},', Math.min(size, 29_000))}]`],
  ['fields', 'authors', (size) => `authors: [${counted(Math.min(size, 80_000), (index) => `a${index},`)}]`],
  ['data in CSV', 'wide and long', (size) => `${repeated('a,', size / 2)}\n${repeated('b\n', size / 2)}`],
  ['srcset', 'candidates', (size) => `<img srcset="${repeated('a 1x,', size)}">`],
  ['html', 'links to the post itself', (size) => repeated('<a href="#">', size)],
  ...['<math>', '<svg></b>&#', '<svg><style>&amp;'].map((piece): Text => ['html', piece, (size) => repeated(piece, size)]),
  ['html', 'open elements', (size) => repeated('<b>', size)],
  ['html', 'elements that go', (size) => repeated('<img>a', size)],
  ['html', 'notes without an end', (size) => `<p><sup><a href="${repeated('#fn', size)}`],
];

export const REGRESSIONS: readonly Shape[] = [...EXPRESSIONS, ...TEXTS].map(([subject, pieces, text]) => ({ subject, pieces, text }));
