import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { renderBody } from '../../../lambda/core/entry/body.ts';
import type { Generator, Post, Site } from '../../../lambda/core/model.ts';

interface Given {
  variables?: Record<string, unknown>;
  config?: Record<string, unknown>;
  math?: boolean;
}

function render(body: string, generator: Generator = 'jekyll', { variables = {}, config = {}, math }: Given = {}) {
  const site = {
    generator,
    title: 'Blog',
    link: 'https://blog.example/',
    language: 'en',
    timezone: 'UTC',
    liquid: false,
    variables: config,
    ...(math === undefined ? {} : { math }),
  };
  const terms = { categories: [], tags: [], authors: [], languages: [] };
  const post = {
    key: 'a.md',
    link: 'https://blog.example/a/',
    syntax: 'markdown',
    body,
    bodyLine: 5,
    excerptSeparator: '<!--more-->',
    terms,
    variables,
  };
  return renderBody(post as unknown as Post, {}, site as unknown as Site);
}

const htmlOf = async (...given: Parameters<typeof render>) => {
  const { html, problems } = await render(...given);
  assert.deepEqual(problems, []);
  return html;
};

/** MathML Core, https://www.w3.org/TR/mathml-core/ */
const X2 = '<semantics><msup><mi>x</mi><mn>2</mn></msup><annotation encoding="application/x-tex">x^2</annotation></semantics></math>';
const INLINE = `<math>${X2}`;
const BLOCK = `<math display="block">${X2}`;
const ON = { variables: { math: true } };

// biome-ignore format: one a line
const CASES: [name: string, body: string, html: string, generator?: Generator, given?: Given][] = [
  ['kramdown, in a paragraph', 'a $$x^2$$ b', `<p>a ${INLINE} b</p>`],
  ['kramdown, a block', 'a\n\n$$\nx^2\n$$\n\nb', `<p>a</p>\n<p>${BLOCK}</p>\n<p>b</p>`],
  ['kramdown ignores single dollars', 'a $x^2$ b', '<p>a $x^2$ b</p>'],
  ['with math: true', 'a $x^2$ b', `<p>a ${INLINE} b</p>`, 'jekyll', ON],
  ['in the configuration', 'a $x^2$ b', `<p>a ${INLINE} b</p>`, 'astro', { math: true }],
  ['in params', 'a \\(x^2\\) b', `<p>a ${INLINE} b</p>`, 'hugo', { variables: { params: { katex: true } } }],
  ['brackets', '\\[\nx^2\n\\]', `<p>${BLOCK}</p>`, 'hugo', ON],
  ['Hugo with passthrough', 'a $x^2$', `<p>a ${INLINE}</p>`, 'hugo', { config: { markup: { goldmark: { extensions: { passthrough: { enable: true } } } } } }],
  ['Hugo without', 'a $x^2$', '<p>a $x^2$</p>', 'hugo'],
  ['Obsidian', 'a $x^2$\n\n$$x^2$$', `<p>a ${INLINE}</p>\n<p>${BLOCK}</p>`, 'obsidian'],
  ['disabled for a post', 'a $$x^2$$ b', '<p>a $$x^2$$ b</p>', 'jekyll', { variables: { math: false } }],
  ['disabled for the site', 'a $x^2$ b', '<p>a $x^2$ b</p>', 'obsidian', { math: false }],
  ['the post takes precedence', 'a $x^2$', `<p>a ${INLINE}</p>`, 'jekyll', { math: false, ...ON }],
  ['prices', 'from $5 to $10, $ 3$ and 4\\$ 5$', '<p>from $5 to $10, $ 3$ and 4$ 5$</p>', 'obsidian'],
  ['code', '`$x^2$` and\n\n    $$x^2$$', '<p><code>$x^2$</code> and</p>\n<pre><code>$$x^2$$\n</code></pre>', 'obsidian'],
  ['Markdown in TeX', '$x_1 * y_2 * z$', '', 'obsidian'],
];

describe('formulas:', () => {
  for (const [name, body, html, generator, given] of CASES)
    it(name, async () => {
      const made = await htmlOf(body, generator, given);
      if (html !== '') assert.equal(made, html);
      else
        assert.match(
          made,
          /^<p><math>.*<annotation encoding="application\/x-tex">x_1 \* y_2 \* z<\/annotation><\/semantics><\/math><\/p>$/,
        );
    });

  it('that do not parse keep their source, with a warning', async () => {
    const { html, problems } = await render('a\n\nb $$\\nocommand{<b>}$$ c');
    assert.equal(html, '<p>a</p>\n<p>b $$\\nocommand{&lt;b&gt;}$$ c</p>');
    assert.deepEqual(
      problems.map(({ line, severity, message }) => `${line} ${severity} ${message}`),
      ['7 warning a formula that cannot be read (Unsupported function name: \\nocommand); its source stays'],
    );
  });

  it('that load, link or nest too deeply keep their source', async () => {
    for (const tex of [
      '\\href{https://a.example/}{x}',
      '\\includegraphics{/a.png}',
      '\\class{a}{x}',
      `${'{'.repeat(60)}x${'}'.repeat(60)}`,
      '\\def\\a{\\a\\a}\\a',
    ]) {
      const { html, problems } = await render(`$$${tex}$$`);
      assert.doesNotMatch(html, /<math|<a |<img/, tex);
      assert.match(problems[0]?.message ?? '', /^a formula that cannot be read/, tex);
    }
  });

  it('appear once in the summary', async () => assert.equal((await render('a $$x^2$$ b')).summary, 'a x 2 b'));

  it('count towards the limits', async () => {
    const { problems } = await render('$$x$$ '.repeat(40_000));
    assert.match(problems[0]?.message ?? '', /^(?:the text takes more than \d+ steps to parse|expected at most)/);
  });
});

describe('emoji:', () => {
  const HUGO = { config: { enableEmoji: true } };
  it('replaced for Hugo with enableEmoji', async () =>
    assert.equal(
      await htmlOf('a :smile: `:smile:` :no_such: 10:30:45', 'hugo', HUGO),
      '<p>a 😄 <code>:smile:</code> :no_such: 10:30:45</p>',
    ));
  it('replaced for Jekyll with jemoji', async () =>
    assert.equal(await htmlOf(':+1:', 'jekyll', { config: { plugins: ['jemoji'] } }), '<p>👍</p>'));
  it('kept otherwise', async () => assert.equal(await htmlOf(':+1:', 'hugo'), '<p>:+1:</p>'));
});

it('keeps a diagram as text with a caption', async () => {
  const code = '<pre><code class="language-mermaid">graph TD;\nA--&gt;B\n</code></pre>';
  assert.equal(await htmlOf('```mermaid\ngraph TD;\nA-->B\n```', 'hugo'), `<figure>${code}<figcaption>mermaid</figcaption></figure>`);
});
