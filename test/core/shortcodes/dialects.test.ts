import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Generator } from '../../../lambda/core/model.ts';
import { expanded, type Given, namesIn } from './expanding.ts';

const LINKS = { 'blog/goat.md': 'https://blog.example/blog/goat/', Goat: 'https://blog.example/goat/', gone: null };
const MDX = { key: 'src/content/blog/hello.mdx' };

/** Without warnings. */
const UNDERSTOOD: [Generator, string, string, string, Given?][] = [
  ['zola', 'internal link', '[a](@/blog/goat.md#end)', '[a](https://blog.example/blog/goat/#end)', { links: LINKS }],
  ['zola', 'internal link, defined', '[a][1]\n\n[1]: @/blog/goat.md', '[a][1]\n\n[1]: https://blog.example/blog/goat/', { links: LINKS }],
  [
    'zola',
    'internal link from another language',
    '[a](@/blog/goat.md)',
    '[a](https://blog.example/blog/goat/)',
    { links: LINKS, language: 'de' },
  ],
  ['zola', 'literal', '{{/* a(b="c") */}} {%/* a() */%}', '{{ a(b="c") }} {% a() %}'],
  [
    'zola',
    'youtube',
    '{{ youtube(id="x-1", autoplay=true) }}',
    '<p><iframe src="https://www.youtube.com/embed/x-1" width="560" height="315" allowfullscreen></iframe></p>',
  ],
  ['zola', 'gist', '{{ gist(url="https://a.example/b") }}', '<p><a href="https://a.example/b">https://a.example/b</a></p>'],
  ['zola', 'text in braces', '{{ a }} {% raw %} {a}', '{{ a }} {% raw %} {a}'],
  [
    'obsidian',
    'link',
    '[[Goat]] and [[Goat|the *goat*]]',
    '[Goat](<https://blog.example/goat/>) and [the *goat*](<https://blog.example/goat/>)',
    { links: LINKS },
  ],
  ['obsidian', 'link to a heading', '[[Goat#Its  Horn]]', '[Goat > Its  Horn](<https://blog.example/goat/#its-horn>)', { links: LINKS }],
  ['obsidian', 'link to a block', '[[Goat#^a1]]', '[Goat](<https://blog.example/goat/>)', { links: LINKS }],
  ['obsidian', 'link in a table', '| [[Goat\\|g]] |', '| [g](<https://blog.example/goat/>) |', { links: LINKS }],
  ['obsidian', 'heading of the same post', '[[#End]]', '[End](<#end>)'],
  [
    'obsidian',
    'pictures',
    '![[a b.png]] ![[c.jpg|300]] ![[d.webp|30x40]] ![[e.gif|An e]]',
    '<img src="a%20b.png"> <img src="c.jpg" width="300"> <img src="d.webp" width="30" height="40"> <img src="e.gif" alt="An e">',
  ],
  [
    'obsidian',
    'audio, video and PDF',
    '![[a.mp3]] ![[b.mp4]] ![[c.pdf]]',
    '<audio src="a.mp3" controls></audio> <video src="b.mp4" controls></video> <a href="c.pdf">c.pdf</a>',
  ],
  ['obsidian', 'callouts', '> [!note] A title\n> Text\n\n> [!warning]-\n> More', '> **A title**\n>\n> Text\n\n> **Warning**\n>\n> More'],
  [
    'obsidian',
    'videos',
    '![A film](https://www.youtube.com/watch?v=o8rjnI4S0H8&pp=x) ![](https://youtu.be/abc-DEF_123) [a](https://youtu.be/abcdef)',
    '<iframe src="https://www.youtube.com/embed/o8rjnI4S0H8" allowfullscreen></iframe> <iframe src="https://www.youtube.com/embed/abc-DEF_123" allowfullscreen></iframe> [a](https://youtu.be/abcdef)',
  ],
  ['obsidian', 'comments', 'a %%no [[x]]%%b\n%%\nlines\n%%\nc', 'a b\n\n\n\nc'],
  ['obsidian', 'marks', 'a ==b c== == d', 'a <mark>b c</mark> == d'],
  [
    'obsidian',
    'code',
    '`[[x]]`\n```sh\nif [[ -f a ]]; then %%\n```\n~~~\n![[b]]\n~~~\n',
    '`[[x]]`\n```sh\nif [[ -f a ]]; then %%\n```\n~~~\n![[b]]\n~~~\n',
  ],
  ['astro', 'no MDX', 'import a from "b"\n\n<A/> {c}', 'import a from "b"\n\n<A/> {c}'],
  ['astro', 'MDX: HTML', '<div className="a" style={{ color: "red" }}>b</div>', '<div class="a">b</div>', MDX],
  ['astro', 'MDX: string literals and comments', 'a{" "}b{/* c */}{\'d\'}', 'a bd', MDX],
  [
    'astro',
    'MDX: code',
    '`{a} <B/>`\n\n```jsx\nimport x from "y"\n<A b={c} />\n```\n',
    '`{a} <B/>`\n\n```jsx\nimport x from "y"\n<A b={c} />\n```\n',
    MDX,
  ],
  ['astro', 'MDX: words', 'important\nexporters\n\nimport taxes rise\n', 'important\nexporters\n\nimport taxes rise\n', MDX],
  ['astro', 'MDX: fragments', '<>\na\n</>', '\na\n', MDX],
  ['astro', 'MDX: unclosed expressions and elements', 'a < b {c <D', 'a < b {c <D', MDX],
  // As WordPress renders them, without its classes. https://developer.wordpress.org/reference/functions/img_caption_shortcode/
  [
    'wordpress',
    'caption',
    '[caption id="a" width="3"]<img src="b.jpg"> A lens[/caption]',
    '<figure><img src="b.jpg"><figcaption>A lens</figcaption></figure>',
  ],
  [
    'wordpress',
    'caption with a link',
    '[caption]<a href="/c"><img src="b.jpg"></a> A <em>lens</em>[/caption]',
    '<figure><a href="/c"><img src="b.jpg"></a><figcaption>A <em>lens</em></figcaption></figure>',
  ],
  [
    'wordpress',
    'caption as a setting',
    '[caption caption="A & B"]<img src="b.jpg">[/caption]',
    '<figure><img src="b.jpg"><figcaption>A &amp; B</figcaption></figure>',
  ],
  [
    'wordpress',
    'audio',
    '[audio mp3="https://a.example/b.mp3"][/audio] [audio https://a.example/c.mp3]',
    '<audio src="https://a.example/b.mp3" controls></audio> <audio src="https://a.example/c.mp3" controls></audio>',
  ],
  [
    'wordpress',
    'video',
    '[video width="3" mp4="/b.mp4" poster="/c.png"][/video]',
    '<video src="/b.mp4" poster="/c.png" width="3" controls></video>',
  ],
  [
    'wordpress',
    'an address on its own line',
    'a\n\nhttps://a.example/b\n\nc https://d.example/',
    'a\n\n<a href="https://a.example/b">https://a.example/b</a>\n\nc https://d.example/',
  ],
  [
    'wordpress',
    'a video on its own line',
    '<p>https://www.youtube.com/watch?v=dQw4w9WgXcQ</p>',
    '<p><iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ" width="560" height="315" allowfullscreen></iframe></p>',
  ],
  [
    'wordpress',
    'a block of embeds',
    '<div class="wp-block-embed__wrapper">\nhttps://vimeo.com/76979871\n</div>',
    '<div class="wp-block-embed__wrapper">\n<iframe src="https://player.vimeo.com/video/76979871" width="560" height="315" allowfullscreen></iframe>\n</div>',
  ],
  [
    'linefeed',
    'caption, escaped by the exporter',
    '\\[caption id="a"\\]![](b.jpg) A lens\\[/caption\\]',
    '![](b.jpg) A lens',
    { wordpressId: 7 },
  ],
  [
    'wordpress',
    'embed',
    '[embed]https://a.example/b[/embed] [youtube https://c.example/d]',
    '<a href="https://a.example/b">https://a.example/b</a> <a href="https://c.example/d">https://c.example/d</a>',
  ],
  ['wordpress', 'code', '[sourcecode language="php"]\na < b\n\n[/sourcecode]', '<pre><code class="language-php">a &lt; b</code></pre>'],
  ['wordpress', 'links', '[video](a) [gallery][1] `[audio]`\n\n[code]: b', '[video](a) [gallery][1] `[audio]`\n\n[code]: b'],
  ['linefeed', 'not a WordPress export', '[gallery ids="1"]', '[gallery ids="1"]'],
];

for (const [generator, name, body, text, given] of UNDERSTOOD)
  it(`${generator}: ${name}`, async () => assert.deepEqual(await expanded(body, generator, given), { text, warnings: [] }));

const LEFT_OUT: [Generator, string, string, RegExp[], Given?][] = [
  [
    'zola',
    'a\n{{ note(a="b") }}{% box() %}\nc\n{% end %}',
    'a\n\nc\n',
    [/^templates\/shortcodes\/note\.html:1:1: this shortcode is not there/, /^templates\/shortcodes\/box\.html:1:1/],
  ],
  ['zola', '[a](@/gone.md)', '[a](linefeed-unresolved:gone.md)', [/^5:3: @\/gone\.md: no live post or page has this path/]],
  [
    'obsidian',
    'a\n[[gone]] [[Gone too#x|b [c]]',
    'a\ngone [[Gone too#x|b [c]]',
    [/^6:1: \[\[gone\]\]: no live post or page has this name/],
  ],
  ['obsidian', 'a ![[Some note]] b', 'a  b', [/^5:3: !\[\[Some note\]\]: notes inside of notes are left out/]],
  [
    'astro',
    'import A from \'./a.astro\';\nexport const b = 1;\n\n# T\n\n<A b={{ c: \'>\' }} d="e">\n\n*f* {b}\n\n</A>\n<img src={g} alt="h" />\n',
    '\n# T\n\n\n\n*f* \n\n\n<img alt="h" />\n',
    [
      /^5:1: import: a program is never run here/,
      /^10:1: <A>: a component/,
      /^12:5: an expression in braces/,
      /^15:1: <img>: an address that is a program/,
    ],
    MDX,
  ],
  [
    'wordpress',
    '[gallery ids="1,2"] a [contact-form]b[/contact-form]',
    ' a b',
    [/^5:1: \[gallery\]: a shortcode of WordPress/, /^5:23: \[contact-form\]/],
  ],
];

for (const [generator, body, text, reasons, given] of LEFT_OUT)
  it(`${generator}: ${JSON.stringify(body.slice(0, 30))} is removed with a warning`, async () => {
    const made = await expanded(body, generator, given);
    assert.equal(made.text, text);
    assert.equal(made.warnings.length, reasons.length, made.warnings.join('\n'));
    for (const [index, reason] of reasons.entries()) assert.match(made.warnings[index] ?? '', reason);
  });

describe('names of other posts', () => {
  it("are found in Zola's internal links", async () => {
    assert.deepEqual(await namesIn('[a](@/b/c.md#d) [e][1]\n\n[1]: @/f.md\n', 'zola'), ['b/c.md', 'f.md']);
    // They are full paths, and may refer to any language.
    assert.deepEqual(await namesIn('[a](@/b/c.fr.md)', 'zola', { language: 'de' }), ['b/c.fr.md']);
  });

  it("are found in Obsidian's links, not in its embeds", async () => {
    assert.deepEqual(await namesIn('[[A b#c|d]] ![[e]] [[#f]] [[A b]]', 'obsidian'), ['A b']);
  });
});
