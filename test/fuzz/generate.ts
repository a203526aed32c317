/** Generates a small blog from a seed and a number: plausible posts and configuration with random mutations. */

import { HTML_VECTORS, LIQUID_VECTORS, MARKDOWN_VECTORS, TEXT_VECTORS } from '../security/vectors.ts';
import { type Random, randomFrom } from '../simulation/random.ts';

export interface Case {
  /** By key, with the configuration's file. */
  files: Record<string, Uint8Array>;
  /** A word that occurs only in this post, by key. */
  canaries: Record<string, string>;
}

export class Dice {
  readonly random: Random;
  constructor(seed: number) {
    this.random = randomFrom(seed);
  }
  below = (limit: number): number => Math.floor(this.random() * limit);
  chance = (one: number): boolean => this.random() < one;
  of = <T>(all: readonly T[]): T => all[this.below(all.length)] as T;
  some = (most: number, make: () => string): string => Array.from({ length: this.below(most + 1) }, make).join('');
}

const CHARACTERS = [
  '\0',
  '\u0001',
  '\u001b',
  '\u0085',
  '\u00a0',
  '\u00ad',
  '\u200b',
  '\u200f',
  '\u202e',
  '\u2028',
  '\ufeff',
  '\ufffe',
  '\uffff',
  '\ud800',
  'é',
  'e\u0301',
  'ß',
  'İ',
  'ſ',
  '日本',
  'منارة',
  '👩‍🚀',
  '𝒳',
  '\u{e0001}',
  '\r',
  '\r\n',
  '\t',
  '\f',
  '\v',
];
const SIGNS = [...'`~!@#$%^&*()-_=+[]{}|\\:;"\',.<>/? \n'];
const DATES = [
  '2026-01-01',
  '2026-03-01 09:30',
  '2026-03-01 09:30:00 +0100',
  '2099-01-01',
  '1969-12-31',
  '0000-00-00',
  '2026-02-31',
  '-1',
  '99999-01-01',
  'tomorrow',
  '2026-03-29 02:30',
  'Sun, 01 Mar 2026 09:30:00 GMT',
  '2026-01-01T00:00:00.000000001Z',
  '1e9',
  '20260301',
];
const SCALARS = [
  'true',
  'false',
  'yes',
  'null',
  '~',
  '0',
  '-1',
  '1e400',
  '.nan',
  '.inf',
  '0x1f',
  '[]',
  '{}',
  '[[]]',
  '[{}]',
  '{a: {b: c}}',
  '|\n  a\n  b',
  '>-\n  a\n\n  b',
  '!!binary aGk=',
  '!!js/function x',
  '&a x',
  '*a',
  '? x',
  '"\\x00"',
  "''",
  '%',
  '@x',
  '`x`',
  '- a\n- b',
];
const FIELDS =
  'title date updated expires slug permalink url id guid categories category tags tag author authors description summary excerpt excerpt_separator content image cover images link external_url lang language draft published unlisted feed layout wordpress_id build type __proto__ constructor toString'.split(
    ' ',
  );
const LIQUID = [
  '{{ page.title }}',
  '{{ page }}',
  '{{ site }}',
  '{% for i in (1..9) %}{{ i }}{% endfor %}',
  '{% for i in (1..99999999) %}x{% endfor %}',
  '{% if page.tags contains "x" %}a{% else %}b{% endif %}',
  '{% assign a = "x" | append: page.title %}{{ a }}',
  '{% capture a %}{{ a }}{{ a }}{% endcapture %}',
  '{% raw %}',
  '{% endraw %}',
  '{% endfor %}',
  '{% highlight js linenos %}\nx\n{% endhighlight %}',
  '{% post_url 2026-01-01-p1 %}',
  '{% link _posts/2026-01-01-p0.md %}',
  '{% include x.html %}',
  '{{ "now" | date: "%s" }}',
  '{{ 1 | divided_by: 0 }}',
  '{{ "a,b" | split: "," | sort | join }}',
  '{{ x | where: "a", "b" }}',
  '{% case 1 %}{% when 1 %}x{% endcase %}',
  '{% tablerow i in (1..3) %}x{% endtablerow %}',
  '{% cycle 1, 2 %}',
  '{% increment x %}',
  '{% comment %}',
  '{%',
  '{{',
  '%}',
  '}}',
  '{% liquid\necho "x"\n%}',
  '{% unless %}',
];
const MARKDOWN = [
  '# Heading\n',
  'Text *with* **some** `code`.\n\n',
  '> quote\n',
  '- one\n- two\n    - three\n',
  '1. a\n2. b\n',
  '```js\nlet a = 1;\n```\n',
  '~~~\nx\n',
  '| a | b |\n| - | - |\n| c | d |\n',
  '[a](https://x.example/)',
  '![a](b.png)',
  '[a][b]\n\n[b]: /c\n',
  'x[^1]\n\n[^1]: note\n',
  '*[HTML]: Hyper\n\nHTML\n',
  'term\n: meaning\n',
  '***\n',
  '{: .a #b c="d"}\n',
  '{:toc}\n',
  '<!--more-->\n',
  '<https://x.example/>',
  '\\*',
  '&amp;',
  '&#x1F600;',
  '&notanentity;',
  '    code\n',
  '<div markdown="1">\n*a*\n</div>\n',
  '$$x$$',
  '===\n',
  '---\n',
  '...\n',
];
const HTML = [
  '<p>text</p>',
  '<img src="a.png" alt="b">',
  '<a href="/c">d</a>',
  '<pre><code>e</code></pre>',
  '<table><tr><td>f</td></tr></table>',
  '<iframe src="https://www.youtube.com/embed/x"></iframe>',
  '<video src="v.mp4" controls></video>',
  '<details><summary>g</summary>h</details>',
  '<img srcset="a.png 1x, b.png 2x">',
  '<h1',
  '</p>',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '<?x',
  '</',
  '<',
  '>',
  '&',
];
/** Repeated, these grow or nest. */
const REPEATED = [
  '<div>',
  '<b><i>',
  '> ',
  '- ',
  '[',
  '![',
  '](',
  '*',
  '_',
  '**a',
  '`',
  '~~',
  '{% if a %}',
  '{{',
  '((',
  '<',
  '&',
  '<!--',
  '|',
  '\n|a',
  '\n',
  ' ',
  '\t',
  '"',
  '[^1]',
  '[a]: b\n',
  '{:',
  '{{ a | upcase ',
  '<a href=',
  '<svg>',
  '<table>',
  '<p>',
  '\\',
  '$$',
  '://',
  'www.',
  '@a.b',
  'é',
];

function value(dice: Dice, canary: string): string {
  const text = dice.chance(0.3) ? dice.of(TEXT_VECTORS) : `${canary} ${dice.some(2, () => dice.of([...CHARACTERS, ...SIGNS]))}`;
  const kind = dice.below(8);
  if (kind === 0) return dice.of(SCALARS);
  if (kind === 1) return dice.of(DATES);
  if (kind === 2)
    return `[${Array.from({ length: dice.below(5) }, () => JSON.stringify(dice.of([text, 'C++', 'c++', 'Q&A', 'é', 'e\u0301', '日本語', 'a/b', '..'])))}]`;
  if (kind === 3) return JSON.stringify({ name: text, url: dice.of(TEXT_VECTORS), path: '/x.png' });
  return kind === 4 ? text : JSON.stringify(text);
}

function frontMatter(dice: Dice, canary: string): string {
  const fields = Array.from({ length: 1 + dice.below(6) }, () => [dice.of(FIELDS), value(dice, canary)] as const);
  const basics = dice.chance(0.9) ? [['title', JSON.stringify(`${canary} post`)] as const] : [];
  const date = dice.chance(0.7) ? [['date', '2026-01-02'] as const] : [];
  const all = [...basics, ...date, ...fields];
  const style = dice.below(20);
  if (style === 0) return `+++\n${all.map(([name, given]) => `${name} = ${given}`).join('\n')}\n+++\n`;
  if (style === 1) return `---json\n${JSON.stringify(Object.fromEntries(all))}\n---\n`;
  if (style === 2) return `${JSON.stringify(Object.fromEntries(all))}\n`;
  if (style === 3) return '';
  const once = dice.chance(0.1) ? all : [...new Map(all)];
  return `---\n${once.map(([name, given]) => `${name}: ${given}`).join('\n')}\n---\n`;
}

function body(dice: Dice, canary: string): string {
  const piece = (): string => {
    const kind = dice.below(16);
    if (kind < 4) return dice.of(MARKDOWN);
    if (kind < 6) return dice.of(HTML);
    if (kind < 7) return dice.of(LIQUID);
    if (kind < 8) return dice.of(HTML_VECTORS);
    if (kind < 9) return dice.of(MARKDOWN_VECTORS);
    if (kind < 10) return dice.of(LIQUID_VECTORS);
    if (kind < 11) return dice.of(CHARACTERS);
    if (kind < 12) return dice.of(SIGNS);
    // Rarely long ones: they take most of the time.
    if (kind < 13) return dice.of(REPEATED).repeat(dice.chance(0.02) ? dice.below(20_000) : dice.below(60));
    return ` ${canary} `;
  };
  return `${canary} ${dice.some(12, piece)}\n`;
}

function mutated(dice: Dice, text: string): Uint8Array {
  let changed = text;
  while (dice.chance(0.25)) {
    const [from, length] = [dice.below(changed.length + 1), 1 + dice.below(dice.chance(0.5) ? 3 : 40)];
    const [before, piece, after] = [changed.slice(0, from), changed.slice(from, from + length), changed.slice(from + length)];
    changed = dice.of([
      () => before + after,
      () => before + piece + piece + after,
      () => before + dice.of([...CHARACTERS, ...SIGNS]) + piece + after,
      () => after + piece + before,
      () => before + [...piece].reverse().join('') + after,
      () => before + dice.of([...HTML, ...LIQUID, ...MARKDOWN]) + after,
      () => before,
    ])();
  }
  const bytes = Buffer.from(changed);
  if (bytes.length > 0 && dice.chance(0.03)) bytes[dice.below(bytes.length)] = dice.below(256);
  return bytes;
}

const FOLDERS = [
  '_posts/',
  '_posts/',
  '_posts/',
  '',
  'a/_posts/',
  'content/posts/',
  '_drafts/',
  'é/_posts/',
  '../_posts/',
  '/_posts/',
  '_posts//',
];

function key(dice: Dice, index: number): string {
  const plain = `2026-01-01-p${index}`;
  const name = dice.chance(0.8) ? plain : plain + dice.of([...CHARACTERS, ...SIGNS, '..', '.md', 'CON', ' ', 'x'.repeat(300)]);
  return `${dice.of(FOLDERS)}${name}${dice.of(['.md', '.md', '.md', '.markdown', '.html', '.MD', '.mdx', ''])}`;
}

function configuration(dice: Dice): [string, Uint8Array] {
  const kind = dice.below(10);
  const usual = 'title: Field Notes\nlink: https://blog.example/\nurl: https://blog.example\n';
  const more = [
    'permalink: /:title/',
    'limit: 1',
    'content: summary',
    'archives: all',
    'pages: false',
    'opml: false',
    'sourceMarkdown: true',
    'liquid: false',
    'terms: [tags]',
    'id: tag',
    'timezone: Asia/Tokyo',
    'language: ar',
    'hub: https://hub.example/',
    'author: {name: A, url: https://a.example/}',
    'limits: {terms: 3, steps: 50}',
    'feeds: {rss: feed/index.xml, json: false}',
    'excerptSeparator: "\\n"',
  ];
  const own = usual.replace(/^url:.*\n/m, '') + dice.some(4, () => `${dice.of(more)}\n`);
  if (kind === 0) return ['linefeed.yaml', mutated(dice, own)];
  if (kind < 5) return ['linefeed.yaml', Buffer.from(own)];
  if (kind < 9)
    return ['_config.yml', Buffer.from(`${usual}permalink: ${dice.of(['pretty', 'date', '/:categories/:title.html', 'none'])}\n`)];
  return ['hugo.toml', Buffer.from('title = "Field Notes"\nbaseURL = "https://blog.example/"\n')];
}

/** Words, so that neither a template (`{% cycle 1 %}`) nor a changed letter turns one into another. */
const MARKS = ['alfa', 'kilo', 'zulu', 'mike'];

export function generate(seed: number, run: number): Case {
  const dice = new Dice(seed * 1_000_003 + run);
  const [name, config] = configuration(dice);
  const found: Case = { files: { [name]: config }, canaries: {} };
  const count = 2 + dice.below(3);
  for (let index = 0; index < count; index += 1) {
    const [path, canary] = [key(dice, index), `canary${run}${MARKS[index]}z`];
    found.files[path] = mutated(dice, frontMatter(dice, canary) + body(dice, canary));
    found.canaries[path] = canary;
  }
  return found;
}
