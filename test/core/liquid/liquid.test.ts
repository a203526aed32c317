import assert from 'node:assert/strict';
import { test } from 'node:test';
import { references, renderLiquid } from '../../../lambda/core/liquid/liquid.ts';
import type { Links, Post, Site } from '../../../lambda/core/model.ts';
import { MOST_PROBLEMS } from '../../../lambda/core/text/problem-report.ts';
import { TooSlowError } from '../../../lambda/core/too-slow.ts';

const site = {
  link: 'https://blog.example/',
  timezone: 'America/New_York',
  variables: {
    url: 'https://blog.example',
    baseurl: '',
    data: [
      { name: 'one', kind: 'a', tags: ['x', 'y'], more: { n: 1 } },
      { name: 'two', kind: 'b', year: 2014 },
    ],
    people: { ada: { name: 'Ada', n: 1 } },
  },
} as unknown as Site;

const texts = { markdownify: (text: string) => `<p>${text}</p>`, smartify: (text: string) => text.replaceAll("'", '’') };

function render(body: string, links: Links = {}, bodyLine = 1) {
  const post = {
    key: '_posts/a.md',
    body,
    bodyLine,
    published: '2026-03-01T10:00:00.000Z',
    variables: { title: 'Title' },
  } as unknown as Post;
  return renderLiquid(post, links, site, texts);
}

async function text(body: string, links: Links = {}) {
  const { text, problems } = await render(body, links);
  assert.deepEqual(problems, []);
  return text;
}

test('returns text without tags unchanged', async () => {
  const body = 'A { brace } and {: .x} and 100 %}.\n';
  assert.equal(await text(body), body);
});

test("a capture's name is the first identifier in its markup, as in Jekyll", async () => {
  assert.equal(await text('{% capture /dev/null %}a{% endcapture %}[{{ dev }}]{% capture "b" %}c{% endcapture %}{{ b }}'), '[a]c');
});

test('keeps the caption of an unknown block', async () => {
  const shown = async (body: string) => (await render(body)).text;
  assert.equal(await shown('{% figure caption:"A *lens*" class:"x" %}\n![](a.png)\n{% endfigure %}'), '\n![](a.png)\n\n\nA *lens*\n');
  assert.equal(await shown("{% figure caption: 'A' %}a{% endfigure %}{% figure %}b{% endfigure %}"), 'a\n\nA\nb');
  assert.equal(await shown('{% figure caption="A" %}a {% figure %}b{% endfigure %}'), 'a b');
});

test('post_url and link write the address of the post', async () => {
  const links = { '2026-01-02-other': 'https://blog.example/2026/01/02/other/', '_posts/x y.md': 'https://blog.example/x/' };
  assert.equal(await text('[1]: {% post_url 2026-01-02-other %}', links), '[1]: https://blog.example/2026/01/02/other/');
  assert.equal(await text('{%- link _posts/x y.md -%}', links), 'https://blog.example/x/');
});

test('completes an address whose start the author wrote, without repeating it', async () => {
  const links = { a: 'https://blog.example/sub/a/' };
  for (const start of ['{{ site.url }}', '{{ site.url }}{{ site.baseurl }}', 'https://blog.example/', 'https://blog.example/sub', '']) {
    assert.equal(await text(`(${start}{% post_url a %})`, links), '(https://blog.example/sub/a/)', start);
  }
  assert.equal(await text('(/sub{% post_url a %})', links), '(/sub/a/)');
});

test('warns once, with line and column, about a name without a live post', async () => {
  const { text, problems } = await render(
    'first\n{% for i in (1..3) %}[a]({% post_url 2026-01-01-gone %}){% endfor %}',
    { '2026-01-01-gone': null },
    8,
  );
  assert.match(text, /\[a\]\(linefeed-unresolved:2026-01-01-gone\)/);
  assert.equal(problems.length, 1);
  assert.deepEqual({ ...problems[0], message: '' }, { key: '_posts/a.md', line: 9, column: 26, message: '', severity: 'warning' });
  assert.match(problems[0]?.message ?? '', /^post_url: no live post is named "2026-01-01-gone"; .*correct the name/);
});

test('link resolves files that Jekyll copies, and warns about files that it renders', async () => {
  assert.equal(
    await text('{% link assets/a b.pdf %} {{ site.url }}{% link /a.png %} {% link css/main.scss %}'),
    'https://blog.example/assets/a%20b.pdf https://blog.example/a.png https://blog.example/css/main.css',
  );
  const { problems } = await render('{% link about.md %}{% link _drafts/a.md %}');
  assert.deepEqual(
    problems.map(({ message }) => message.split('"')[1]),
    ['about.md', '_drafts/a.md'],
  );
  assert.match(problems[0]?.message ?? '', /no live post or page has the path/);
});

test('does not resolve names inherited from Object.prototype', async () => {
  const { problems } = await render('{% post_url constructor %}{% post_url __proto__ %}');
  assert.equal(problems.length, 2);
});

test('highlight writes escaped code on one line, whatever its content', async () => {
  const code = await text('{% highlight C++ linenos %}\n\nif (a < b && "c") {\n\n  *x*;\n}\n{% endhighlight %}');
  assert.equal(code, '<pre><code class="language-c++">if (a &lt; b &amp;&amp; &quot;c&quot;) {&#10;&#10;  *x*;&#10;}</code></pre>');
});

test('keeps raw and removes comments', async () => {
  assert.equal(await text('{% raw %}{{ x }} {% y %}{% endraw %}|{% comment %}{{ z }}{% endcomment %}|'), '{{ x }} {% y %}||');
});

test('evaluates variables, conditions and loops; undefined values are empty', async () => {
  assert.equal(await text('{{ page.title }}|{{ nothing.at.all }}|{% if page.none %}a{% else %}b{% endif %}'), 'Title||b');
  assert.equal(await text('{% for d in site.data %}{{ forloop.index }}{{ d.name }} {% endfor %}'), '1one 2two ');
});

const FILTERS: [template: string, expected: string][] = [
  ['{{ "/a.png" | relative_url }}', '/a.png'],
  ['{{ "a?b#c" | relative_url }}', '/a?b#c'],
  ['{{ "http://[bad" | relative_url }}', 'http://[bad'],
  ['{{ "a.png" | absolute_url }}', 'https://blog.example/a.png'],
  ['{{ "https://x.example/" | absolute_url }}', 'https://x.example/'],
  ['{{ "2026-03-01 09:30" | date_to_xmlschema }}', '2026-03-01T09:30:00+00:00'],
  ['{{ "2026-03-01T09:30:00Z" | date: "%H:%M" }}', '04:30'],
  ['{{ "2026-03-01" | date_to_string }}', '01 Mar 2026'],
  ['{{ "2026-03-01" | date_to_long_string }}', '01 March 2026'],
  ['{{ "2026-03-01" | date_to_rfc822 }}', 'Sun, 01 Mar 2026 00:00:00 +0000'],
  ['{{ "*a*" | markdownify }}', '<p>*a*</p>'],
  ['{{ "it\'s" | smartify }}', 'it’s'],
  ['{{ "A b: c" | slugify }}', 'a-b-c'],
  ['{{ "a<b" | xml_escape }}', 'a&lt;b'],
  ['{{ "a b&c" | cgi_escape }}', 'a+b%26c'],
  ['{{ "a b" | uri_escape }}', 'a%20b'],
  ['{{ site.data | where: "kind", "b" | map: "name" | jsonify }}', '["two"]'],
  ['{{ site.data | group_by: "kind" | size }}', '2'],
  ['{{ "<b>x</b>" | strip_html }}', 'x'],
  ['{{ "one two" | number_of_words }}', '2'],
  // Examples of https://jekyllrb.com/docs/liquid/filters/
  ['{{ " a \n b " | normalize_whitespace }}', 'a b'],
  ['{{ "foo, bar; baz?" | cgi_escape }}', 'foo%2C+bar%3B+baz%3F'],
  ['{{ "http://foo.com/?q=foo, \\\\bar?" | uri_escape }}', 'http://foo.com/?q=foo,%20%5Cbar?'],
  ['{{ "Hello world!" | number_of_words }}', '2'],
  ['{{ "你好hello世界world" | number_of_words }}', '1'],
  ['{{ "你好hello世界world" | number_of_words: "cjk" }}', '6'],
  ['{{ "你好hello世界world" | number_of_words: "auto" }}', '6'],
  ['{{ "foo,bar,baz" | split: "," | array_to_sentence_string: "or" }}', 'foo, bar, or baz'],
  ['{{ "The _config.yml file" | slugify }}', 'the-config-yml-file'],
  ['{{ "The _config.yml file" | slugify: "pretty" }}', 'the-_config.yml-file'],
  ['{{ "The _cönfig.yml file" | slugify: "ascii" }}', 'the-c-nfig-yml-file'],
  ['{{ "The cönfig.yml file" | slugify: "latin" }}', 'the-config-yml-file'],
  ['{{ "The _config.yml file" | slugify: "none" }}', 'the _config.yml file'],
  ['{{ "2008-11-07" | date_to_string: "ordinal", "US" }}', 'Nov 7th, 2008'],
  ['{{ "2008-11-07" | date_to_string: "ordinal" }}', '7th Nov 2008'],
  ['{{ "2008-11-07" | date_to_long_string: "ordinal", "US" }}', 'November 7th, 2008'],
  ['{{ "2008-11-07" | date_to_long_string: "ordinal" }}', '7th November 2008'],
  ['{{ site.data | where: "year", "2014" | map: "name" | join }}', 'two'],
  ['{{ site.data | where: "year", 2014 | map: "name" | join }}', 'two'],
  ['{{ site.data | where: "tags", "x" | map: "name" | join }}', 'one'],
  ['{{ site.data | where: "year", nil | map: "name" | join }}', 'one'],
  ['{{ site.data | where: "year", empty | map: "name" | join }}', 'one'],
  ['{{ site.data | where: "more.n", 1 | map: "name" | join }}', 'one'],
  ['{{ site.data | where_exp: "item", "item.year == 2014" | map: "name" | join }}', 'two'],
  ['{{ site.data | where_exp: "item", "item.year < 2015 and item.kind == \'b\'" | map: "name" | join }}', 'two'],
  ['{{ site.data | where_exp: "item", "item.tags contains \'x\'" | map: "name" | join }}', 'one'],
  ['{{ site.data | where_exp: "item", "item.year" | map: "name" | join }}', 'two'],
  ['{% assign d = site.data | find: "kind", "b" %}{{ d.name }}', 'two'],
  ['{% assign d = site.data | find_exp: "d", "d.kind == \'b\'" %}{{ d.name }}', 'two'],
  ['{% assign g = site.data | group_by: "kind" %}{{ g[1].name }} {{ g[1].items[0].name }} {{ g[1].size }}', 'b two 1'],
  ['{% assign g = site.data | group_by_exp: "d", "d.name | truncate: 1, \'\'" %}{{ g[0].name }} {{ g[0].size }}', 'o 1'],
  ['{{ site.people | where: "n", 1 | map: "name" | join }}', 'Ada'],
  ['{{ "b,a,c" | split: "," | sort | join }}', 'a b c'],
  ['{{ site.data | sort: "name" | map: "name" | join }}', 'one two'],
  ['{{ site.data | sort: "year" | map: "name" | join }}', 'one two'],
  ['{{ site.data | sort: "year", "last" | map: "name" | join }}', 'two one'],
  ['{{ "a,b" | split: "," | push: "c" | join }}', 'a b c'],
  ['{{ "a,b" | split: "," | unshift: "c" | join }}', 'c a b'],
  ['{{ "a,b,c" | split: "," | pop | join }}', 'a b'],
  ['{{ "a,b,c" | split: "," | pop: 2 | join }}', 'a'],
  ['{{ "a,b,c" | split: "," | shift | join }}', 'b c'],
  ['{{ "3.7 km" | to_integer }} {{ true | to_integer }} {{ "x" | to_integer }}', '3 1 0'],
  ['{{ site.people | inspect }}', '{&#34;ada&#34;=&gt;{&#34;name&#34;=&gt;&#34;Ada&#34;, &#34;n&#34;=&gt;1}}'],
  ['{{ nothing | inspect }}', 'nil'],
  ['{{ "1 < 2 & 3" | xml_escape }}', '1 &lt; 2 &amp; 3'],
  ['{{ "/assets/style.css" | relative_url }}', '/assets/style.css'],
  ['{{ "/assets/style.css" | absolute_url }}', 'https://blog.example/assets/style.css'],
  ['{{ "a,b,c" | split: "," | array_to_sentence_string }}', 'a, b, and c'],
];

for (const [template, expected] of FILTERS) test(`filter ${template}`, async () => assert.equal(await text(template), expected));

test('now is the date of the post, because a renderer has no clock', async () => {
  assert.equal(await text('{{ "now" | date: "%Y-%m-%d" }} {{ "today" | date_to_xmlschema }}'), '2026-03-01 2026-03-01T05:00:00-05:00');
});

test('removes unknown tags, file tags and unparsable outputs with a warning', async () => {
  const { text, problems } = await render(
    'a{% gallery x %}b{% endgallery %}c{% include /etc/passwd %}d{% render "x" %}{% layout "y" %}e{{ ?! }}f{% else %}g',
  );
  assert.equal(text, 'abcdefg');
  assert.deepEqual(
    problems.map((problem) => problem.message.split(/[:;]/)[0]),
    ['gallery', 'include', 'render', 'layout', 'cannot read {{ ?! }}', 'else'],
  );
  assert.ok(problems.every((problem) => problem.severity === 'warning'));
});

test('an unknown filter returns its input and warns', async () => {
  const { text, problems } = await render('{{ "a" | shout }}{{ "b" | constructor }}{{ "c" | sample }}');
  assert.equal(text, 'abc');
  assert.deepEqual(
    problems.map((problem) => problem.message.split(':')[0]),
    ['shout', 'constructor', 'sample'],
  );
});

test('prototypes and the process are inaccessible', async () => {
  for (const path of [
    'constructor',
    'toString',
    '__proto__',
    'site.constructor.name',
    'page.__proto__',
    'site.data.constructor',
    'process',
    'globalThis',
  ]) {
    assert.equal(await text(`{{ ${path} }}`), '', path);
  }
});

test('a template does not change variables of the next one', async () => {
  await text('{% increment site %}{% assign page = 1 %}{% increment polluted %}');
  assert.equal(await text('{{ page.title }}{{ site.url }}{{ polluted }}'), 'Titlehttps://blog.example');
});

const DOUBLE = '{% for i in (1..100) %}{% capture a %}{{ a }}{{ a }}{% endcapture %}{% endfor %}';
const HOSTILE: [name: string, template: string, message: RegExp][] = [
  ['a million iterations', '{% for i in (1..1000000) %}x{% endfor %}', /100000 steps/],
  ['nested loops', '{% for i in (1..1000) %}{% for j in (1..1000) %}{% endfor %}{% endfor %}', /100000 steps/],
  ['a huge range', '{% for i in (1..99999999999) %}{% endfor %}', /too much text/],
  ['doubling by append', '{% assign a = "xxxxxxxx" %}{% for i in (1..100) %}{% assign a = a | append: a %}{% endfor %}', /too much text/],
  ['doubling by capture', `{% capture a %}xxxxxxxx{% endcapture %}${DOUBLE}`, /too much text/],
  ['a long text, often', `{% for i in (1..1000) %}${'x'.repeat(9_000)}{% endfor %}`, /too much text/],
  [
    'long texts, compared often',
    `{% assign a = "${'x'.repeat(1_000)}" %}{% for i in (1..9) %}{% assign a = a | append: a %}{% endfor %}{% assign b = a | append: "" %}{% for i in (1..1000) %}{% if a == b %}{% endif %}{% endfor %}`,
    /100000 steps/,
  ],
  ['unclosed nesting', '{% if a %}'.repeat(9_000), /more than 100 tags are open at once; make the template flatter/],
  ['deep nesting', `${'{% if true %}'.repeat(101)}a${'{% endif %}'.repeat(101)}`, /more than 100 tags are open at once/],
  ['very many tags', '{% assign a = 1 %}'.repeat(20_000), /more than 10000 tags/],
  ['an unclosed output', '{{ a', /not closed/],
  ['an unclosed block', '{% highlight x %}', /has no end/],
  ['an empty condition', '{% if %}{% endif %}', /Liquid: /],
];

for (const [name, template, message] of HOSTILE) {
  test(`counts work and fails: ${name}`, async () => {
    const { text, problems } = await render(template, {}, 5);
    assert.equal(text, '');
    assert.deepEqual([problems.length, problems[0]?.severity, problems[0]?.line], [1, 'error', 5]);
    assert.match(problems[0]?.message ?? '', message);
  });
}

test('accepts 100 open tags', async () => {
  assert.equal(await text(`${'{% if true %}'.repeat(100)}a${'{% endif %}'.repeat(100)}`), 'a');
});

test('throws TooSlowError, not a template error, when a template takes too long', async (context) => {
  let now = 0;
  context.mock.method(performance, 'now', () => {
    now += 6_000;
    return now;
  });
  await assert.rejects(render('{{ 1 }}{{ 2 }}{{ 3 }}'), (error) => error instanceof TooSlowError && /more than 10 s/.test(error.message));
});

test('reports the first warnings and the number of the rest', async () => {
  const { problems } = await render(Array.from({ length: 500 }, (_, index) => `{% post_url a${index} %}\n`).join(''));
  assert.equal(problems.length, MOST_PROBLEMS + 1);
  assert.match(problems[0]?.message ?? '', /"a0"/);
  assert.match(problems.at(-1)?.message ?? '', new RegExp(`^${500 - MOST_PROBLEMS} more warnings of this file are not shown`));
});

test('references returns each name in the text once', () => {
  assert.deepEqual(references('{% post_url a %} {%- link b c.md -%}\n{%post_url a%} {% post_url 2026-01-01-x-y %}'), [
    'a',
    'b c.md',
    '2026-01-01-x-y',
  ]);
  assert.deepEqual(references('no tags, post_url a'), []);
});
