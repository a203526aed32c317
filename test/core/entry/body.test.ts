import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RENDERER_VERSION, renderBody } from '../../../lambda/core/entry/body.ts';
import type { Links, Post, Site } from '../../../lambda/core/model.ts';

const site = {
  generator: 'jekyll',
  link: 'https://blog.example/',
  timezone: 'UTC',
  liquid: true,
  variables: { url: 'https://blog.example' },
} as unknown as Site;

function render(body: string, more: Partial<Post> = {}, links: Links = {}, change: Partial<Site> = {}) {
  const post = {
    key: '_posts/2026-03-01-hello.md',
    link: 'https://blog.example/2026/03/01/hello/',
    published: '2026-03-01T00:00:00.000Z',
    syntax: 'markdown',
    body,
    bodyLine: 4,
    terms: { categories: [], tags: [], authors: [], languages: [] },
    excerptSeparator: '<!--more-->',
    variables: {},
    ...more,
  } as Post;
  return renderBody(post, links, { ...site, ...change });
}

test('Liquid runs before Markdown, so a tag can define a link', async () => {
  const body = 'I [said so][1] (in short)---twice.\n\n[1]: {% post_url 2026-01-02-before %}\n';
  const { html, summary, problems } = await render(body, {}, { '2026-01-02-before': 'https://blog.example/2026/01/02/before/' });
  assert.equal(html, '<p>I <a href="https://blog.example/2026/01/02/before/">said so</a> (in short)—twice.</p>');
  assert.equal(summary, 'I said so (in short)—twice.');
  assert.deepEqual(problems, []);
});

test('keeps Markdown when sourceMarkdown is set, after Liquid, without unresolved addresses', async () => {
  const body = '*A* {{ site.url }}/{% if false %}no{% endif %} [b]({% post_url b %})\n';
  const links = { b: null };
  const source = { sourceMarkdown: true };
  assert.equal((await render(body, {}, links, source)).markdown, '*A* https://blog.example/ [b]()\n');
  assert.equal((await render(body, {}, links)).markdown, undefined);
  assert.equal((await render('<p>a</p>', { syntax: 'html' }, {}, source)).markdown, undefined);
});

test('a link without a live post keeps its text and warns', async () => {
  const { html, problems } = await render('I [said so][1].\n\n[1]: {% post_url 2026-01-02-gone %}\n', {}, { '2026-01-02-gone': null });
  assert.equal(html, '<p>I said so.</p>');
  assert.deepEqual(
    problems.map(({ line, column, severity }) => ({ line, column, severity })),
    [{ line: 6, column: 6, severity: 'warning' }],
  );
});

test('an unresolved address is not shown as text either', async () => {
  const { html, summary } = await render('See {% post_url a_b--c %}, <{% post_url gone %}> (and {% link x.md %}).');
  assert.equal(html, '<p>See ,  (and ).</p>');
  assert.equal(summary, 'See , (and ).');
});

test('highlighted code with empty lines is one block, also in a list', async () => {
  const { html } = await render('1. a\n\n   {% highlight sh %}\n# x\n\n* "y" | z\n{% endhighlight %}\n\n2. b');
  assert.match(html, /<pre><code class="language-sh"># x\n\n\* "y" \| z<\/code><\/pre>/);
  assert.equal(html.match(/<li>/g)?.length, 2);
});

test('keeps braces on a site without Liquid', async () => {
  const { html } = await render('{{ a }} {% b %}', {}, {}, { liquid: false, generator: 'hugo' });
  assert.equal(html, '<p>{{ a }} {% b %}</p>');
});

test('does not parse an HTML post as Markdown', async () => {
  const { html } = await render('<p>*a* {{ site.url }}</p>', { syntax: 'html' });
  assert.equal(html, '<p>*a* https://blog.example</p>');
});

test('sanitizes template output', async () => {
  const { html } = await render('a <{{ "script" }}>alert(1)</{{ "script" }}> <{{ "img" }} src=x onerror=y>', { syntax: 'html' });
  assert.doesNotMatch(html, /script|onerror|alert/);
});

test('an error yields an empty body', async () => {
  const { html, summary, problems } = await render('a {% for i in (1..9999999) %}{% endfor %}');
  assert.deepEqual([html, summary, problems[0]?.severity], ['', '', 'error']);
});

test('rejects bodies that exceed the limits before or after rendering', async () => {
  for (const body of ['a'.repeat(2_000_001), '"'.repeat(1_900_000).replace(/"/g, '>'), '<b>'.repeat(200_000)]) {
    const { html, problems } = await render(body, { syntax: 'html' });
    assert.equal(html, '');
    assert.match(problems[0]?.message ?? '', /^expected at most \d+ (?:characters|elements) in the body, got \d+; split the post$/);
  }
});

test('summary: front matter takes precedence', async () => {
  assert.equal((await render('a', { summary: ' b\n c ' })).summary, 'b c');
  assert.equal((await render('a', { summary: '' })).summary, '');
});

test('summary: ends at the separator, which is not shown', async () => {
  const { html, summary } = await render('One.\n\nTwo [three][r].\n\n<!--more-->\n\nFour.\n\n[r]: /x\n');
  assert.equal(summary, 'One. Two three.');
  assert.doesNotMatch(html, /more/);
});

test('summary: supports a custom separator, and links defined after it', async () => {
  const more = { excerptSeparator: '<!-- cut -->' };
  assert.equal((await render('a\n\nb\n\n<!-- cut -->\n\nc', more)).summary, 'a b');
  assert.equal((await render('a [b][r]\n\nc\n\n+++cut+++\n\nd\n\n[r]: /x', { excerptSeparator: '+++cut+++' })).summary, 'a b c');
});

test('summary: defaults to the first paragraph with text, without footnote numbers', async () => {
  assert.equal((await render('# Title\n\n![image](a.png)\n\nFirst *text*[^1].\n\nSecond.\n\n[^1]: Note.')).summary, 'First text.');
  assert.equal((await render('- a\n- b')).summary, 'a b');
  assert.equal((await render('')).summary, '');
});

test('summary: cut at a word, or between characters where there are no spaces', async () => {
  const words = (await render('word, '.repeat(100))).summary;
  assert.ok(words.length <= 301 && words.endsWith('word…'));
  const han = (await render('漢'.repeat(500))).summary;
  assert.equal(han, `${'漢'.repeat(300)}…`);
  const emoji = (await render(`a${'😀'.repeat(300)}`)).summary;
  assert.doesNotMatch(emoji, /[\ud800-\udbff](?![\udc00-\udfff])/);
});

test('renders the same post to the same bytes', async () => {
  const body = '{{ "now" | date: "%s" }} {% highlight x %}y{% endhighlight %} "z"[^1]\n\n[^1]: n';
  assert.deepEqual(await render(body), await render(body));
  assert.match(RENDERER_VERSION, /^[\da-f]{12}$/);
});

const PIECES = [
  ...[
    '{% post_url a %}',
    '{% highlight x %}',
    '{% endhighlight %}',
    '{{ page.title | slugify }}',
    '{% raw %}',
    '{% endraw %}',
    '{% if x %}',
    '{% endif %}',
  ],
  ...[
    '{: .a #b}',
    '{:toc}',
    '{::comment}',
    '{:/}',
    '| a |',
    '|---|',
    '```',
    '~~~',
    '`',
    '* ',
    '1. ',
    '> ',
    '# ',
    '"',
    "'",
    '--',
    '...',
    '<<',
    '\n',
    '\n\n',
    '    ',
  ],
  ...[
    '[a](',
    '[a]',
    '[a]: ',
    ')',
    '![',
    '<b>',
    '</b>',
    '<div markdown="1">',
    '</div>',
    '<a href="',
    'javascript:',
    '">',
    '<img src=x onerror=',
    '<script>',
    '</script>',
  ],
  ...['<iframe src="', '</iframe>', '<math>', '<mi>', '</math>', '<noscript>', '<object>', '<img data-src="', ' hidden', '</svg>', '"'],
  ...['<!--', '-->', '<svg>', '<style>', '&#8;', '&lt;', '\u0000', '\ud800', '😀', '[^1]', '[^1]: ', ': d', '*[a]: b', 'text', ' '],
];

test('any post is rendered or rejected, and its HTML is safe', async () => {
  const bodies = fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join(''));
  await fc.assert(
    fc.asyncProperty(bodies, fc.constantFrom<Post['syntax']>('markdown', 'html'), async (body, syntax) => {
      const { html, summary } = await render(body, { syntax });
      for (const tag of html.match(/<[^>]*>/g) ?? []) {
        assert.doesNotMatch(tag.replace(/"[^"]*"/g, '""'), /^<(?:script|style|svg)\b|\son\w+=/i);
        assert.doesNotMatch(tag, /\s(?:href|src)="(?!https?:\/\/|mailto:|tel:|#e[0-9a-f]{8}-)/);
      }
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the output must not contain these
      assert.doesNotMatch(html + summary, /[\u0000-\u0008\u000b\u000c\u000e-\u001f]|[\ud800-\udbff](?![\udc00-\udfff])/);
      assert.doesNotMatch(html, /linefeed-unresolved/);
      assert.doesNotMatch(summary, /\n/);
    }),
    { seed: 20260306, numRuns: 3_000 },
  );
});

test('links bare addresses only for the generators that do', async () => {
  const body = 'At https://a.example/b, www.c.example, d.example and e@f.example. `https://g.example`';
  const link = '<a href="https://a.example/b">https://a.example/b</a>';
  for (const [generator, first] of [
    ['hugo', link],
    ['astro', link],
    ['obsidian', link],
    ['eleventy', 'https://a.example/b'],
    ['jekyll', 'https://a.example/b'],
  ] as const) {
    const { html } = await render(body, {}, {}, { generator });
    assert.equal(html, `<p>At ${first}, www.c.example, d.example and e@f.example. <code>https://g.example</code></p>`, generator);
  }
});

test('shortcodes run before Markdown, and their warnings join those of Liquid', async () => {
  const body = '[a]({{< ref "b.md" >}}) {{< c >}}';
  const links = { 'b.md': 'https://blog.example/b/' };
  const terms = { categories: [], tags: [], authors: [], languages: [] };
  const { html, problems } = await render(body, { terms }, links, { generator: 'hugo', liquid: false });
  assert.equal(html, '<p><a href="https://blog.example/b/">a</a></p>');
  assert.deepEqual(
    problems.map(({ key, severity }) => ({ key, severity })),
    [{ key: 'layouts/shortcodes/c.html', severity: 'warning' }],
  );
});

test('warns about content that a feed cannot contain at its line, once per message, at most 20 times', async () => {
  const { html, problems, summary } = await render(
    'One.\n\n<iframe src="https://codepen.io/ada/embed/x1"></iframe>\n\nTwo ![A](data:image/png;base64,AA).\n',
  );
  assert.match(html, /<a href="https:\/\/codepen\.io\/ada\/pen\/x1">CodePen<\/a>[\s\S]*Two A\./);
  assert.deepEqual(
    problems.map(({ line, column, severity, message }) => [line, column, severity, message.split(':')[0]]),
    [
      [6, 14, 'warning', 'iframe'],
      [8, 10, 'warning', 'img'],
    ],
  );
  assert.equal(summary, 'One.');
  const many = await render(Array.from({ length: 30 }, (_, index) => `<iframe src="https://x.example/${index}"></iframe>\n\n`).join(''));
  assert.equal(many.problems.length, 20);
  assert.equal(many.html.match(/<a href/g)?.length, 30);
});

test('a summary contains a formula once, and no footnote numbers', async () => {
  const math = '<math><semantics><mi>x</mi><annotation encoding="application/x-tex">\\xi</annotation></semantics></math>';
  const katex = `<span class="katex"><span class="katex-mathml">${math}</span><span class="katex-html" aria-hidden="true">x</span></span>`;
  const body = `Let ${katex} be.[^1] So.\n\n[^1]: Note.`;
  const { html, summary } = await render(body);
  assert.deepEqual([summary, html.match(/>x</g)?.length], ['Let x be. So.', 1]);
  assert.match(html, /<a href="#e[0-9a-f]{8}-fn:1" id="e[0-9a-f]{8}-fnref:1">1<\/a>/);
  assert.equal((await render(`${body}\n\n<!--more-->\n\nMore.`)).summary, 'Let x be. So. Note.'.replace(' Note.', ''));
});
