/** Expected: https://www.getzola.org/documentation/content/shortcodes/ and https://keats.github.io/tera/docs/. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OverBudgetError } from '../../../lambda/core/budget.ts';
import { expanded } from './expanding.ts';

const file = 'templates/shortcodes/box.html';
const run = (template: string, body: string, more: Record<string, string> = {}) =>
  expanded(body, 'zola', {
    key: 'content/a.md',
    templates: { [file]: template, ...more },
    variables: { title: 'A', extra: { mood: 'calm' } },
  });

// biome-ignore format: one a line
const CASES: [name: string, template: string, body: string, html: string][] = [
  // The first examples of Zola's documentation.
  ['books', '<ul>{% for book in books %}<li>{{ book }}</li>{% endfor %}</ul>', '{{ box(books=["a", "b"]) }}', '<ul><li>a</li><li>b</li></ul>'],
  ['youtube', '<iframe src="https://www.youtube.com/embed/{{id}}{% if autoplay %}?autoplay=1{% endif %}"></iframe>', '{{ box(id="dCKeXuVHl1o", autoplay=true) }}', '<iframe src="https://www.youtube.com/embed/dCKeXuVHl1o?autoplay=1"></iframe>'],
  ['quote', '<blockquote>{{ body }}<br>-- {{ author}}</blockquote>', '{% box(author="Vincent") %}\nA quote\n{% end %}', '<blockquote>A quote<br>-- Vincent</blockquote>'],
  ['a Markdown body', '<aside>{{ body | markdown | safe }}</aside>', '{% box() %}\n*a*\n{% end %}', '<aside><p><em>a</em></p></aside>'],
  ['an inline Markdown body', '<b>{{ body | markdown(inline=true) | safe }}</b>', '{% box() %}*a*{% end %}', '<b><em>a</em></b>'],
  ['nth', '{{ nth }}', '{{ box() }} {{ box() }}', '1 2'],
  ['escapes', '{{ a }}{{ a | safe }}', '{{ box(a="<i>&") }}', '&lt;i&gt;&amp;<i>&'],
  ['default and undefined', '{{ a | default(value="b") }}{% if c is defined %}d{% else %}e{% endif %}', '{{ box() }}', 'be'],
  ['conditions', '{% if a == 1 and not b %}A{% elif a > 1 or b == "x" %}B{% else %}C{% endif %}', '{{ box(a=1) }}{{ box(a=2) }}{{ box(a=0, b="x") }}{{ box(a=0) }}', 'ABBC'],
  ['in', '{% if "a" in l %}A{% endif %}{% if not "c" in l %}B{% endif %}', '{{ box(l=["a","b"]) }}', 'AB'],
  ['sums', '{{ a + 2 * 3 }}{{ "x" ~ a }}{{ (a + 2) * 3 }}{{ 7 % 2 }}', '{{ box(a=1) }}', '7x191'],
  ['loops', '{% for a in l %}{{ loop.index }}{{ a }}{% if not loop.last %},{% endif %}{% else %}none{% endfor %}', '{{ box(l=["x","y"]) }}{{ box(l=[]) }}', '1x,2ynone'],
  ['set', '{% set a = "b" %}{{ a }}{% set_global c = a | upper %}{{ c }}', '{{ box() }}', 'bB'],
  ['white space', 'a  {%- if true -%}  b  {%- endif -%}  c', '{{ box() }}', 'abc'],
  ['filters', '{{ a | upper | replace(from="A", to="c") }}{{ " b " | trim }}{{ "a,b" | split(pat=",") | join(sep="-") }}{{ "a b" | title }}{{ "äb" | length }}{{ "<b>c</b>" | striptags }}', '{{ box(a="aba") }}', 'cBcba-bA B2c'],
  ['comments', 'a{# {{ b }} #}c', '{{ box() }}', 'ac'],
  ['the page and the configuration', '{{ page.title }}{{ page.extra.mood }}{{ config.title }}{{ config.base_url }}', '{{ box() }}', 'AcalmBloghttps://blog.example'],
  ['get_url', '{{ get_url(path="a.png") }} {{ get_url(path="/b") | safe }}', '{{ box() }}', 'https://blog.example/a.png https://blog.example/b'],
  ['blocks in blocks', '[{{ body | safe }}]', '{% box() %}a {% box() %}b{% end %} c{% end %}', '[a [b] c]'],
];

describe('the template of a shortcode:', () => {
  for (const [name, template, body, html] of CASES)
    it(name, async () => {
      const { text, warnings } = await run(template, body);
      assert.deepEqual([text.replaceAll('</p>\n', '</p>'), warnings], [html, []]);
    });

  it('in Markdown is not escaped', async () => {
    const { text } = await run('', '{{ note(a="<b>") }}', { 'templates/shortcodes/note.md': '**{{ a }}**' });
    assert.equal(text, '**<b>**');
  });

  it('may be in a folder', async () => {
    assert.equal((await run('', '{{ a::b() }}', { 'themes/t/templates/shortcodes/a/b.html': 'c' })).text, 'c');
  });
});

const UNSUPPORTED: [template: string, reason: string][] = [
  ['{{ load_data(path="/etc/passwd") }}', 'load_data'],
  ['{% set a = resize_image(path="a", width=1) %}', 'resize_image of a file that is neither beside the post nor in static'],
  ['{{ now() }}', 'now'],
  ['{% import "a.html" as a %}', '{% import %}'],
  ['{% if a %}', 'if without an end'],
  ['{% endif %}', 'endif'],
  ['{{ a | date(format="%Y") }}', '| date'],
  ['{{ a ? b }}', '"? b"'],
  ['{% for a in range(end=100000) %}{% endfor %}', 'more than 10000 items'],
];

describe('unsupported templates fall back to pictures, links and text:', () => {
  for (const [template, reason] of UNSUPPORTED)
    it(template, async () => {
      const { text, warnings } = await run(template, '{% box(src="a.png", alt=\'A\') %}*b*{% end %} {{ box(url="https://c.example/") }}');
      assert.equal(text, '<img src="a.png" alt="A">*b* <a href="https://c.example/">https://c.example/</a>');
      assert.deepEqual(warnings, [
        `${file}:1:1: box: ${reason} cannot be used here, so this shortcode is not run; its pictures, links and inner text stay`,
      ]);
    });
});

// Zola 0.22 writes `width="20"`, and `https://blog.example/processed_images/boat.c4f12c00657e193d.png` for the smaller copy.
it('shows a picture itself, without width and height, when only Zola knows the name of its copy', async () => {
  const template = `{% set path = page.colocated_path ~ src %}{% set meta = get_image_metadata(path=path) %}{% set small = resize_image(path=path, width=8, op="fit_width") %}<figure><img src="{{ small.url }}"{% if meta.width %} width="{{ meta.width }}"{% endif %}><figcaption>{{ caption | markdown(inline=true) | safe }}</figcaption></figure>`;
  const key = 'content/posts/hello/index.md';
  const body = '{{ box(src="boat.png", caption="*Seen* from the pier") }}';
  assert.deepEqual(await expanded(body, 'zola', { key, templates: { [file]: template } }), {
    text: '<figure><img src="https://blog.example/posts/hello/boat.png"><figcaption><em>Seen</em> from the pier</figcaption></figure>',
    warnings: [],
  });
  const fixed = '{% set small = resize_image(path=path, width=8) %}<img src="{{ small.url }}">';
  const { text } = await expanded('{{ box(path="static/pier.png") }}', 'zola', { key, templates: { [file]: fixed } });
  assert.equal(text, '<img src="https://blog.example/pier.png">');
});

it('keeps links in texts of unsupported shortcodes, and one address within an attribute', async () => {
  const caption = 'caption="Seen from [the pier](https://pier.example/a?b=1) and [here](/here/)"';
  const cases = [
    [
      `{{ gone(src="a.png", ${caption}) }}`,
      `<img src="a.png" alt="Seen from [the pier](https://pier.example/a?b=1) and [here](/here/)"> <a href="https://pier.example/a?b=1">the pier</a> <a href="/here/">here</a>`,
    ],
    [`{{ gone(text='<a href="https://a.example/">a</a>') }}`, '<a href="https://a.example/">a</a>'],
    ['<img alt="A" src="{{ gone(src="a.png") }}" srcset="{{ gone(set="x") }}">', '<img alt="A" src="a.png" srcset="">'],
    ['<a {{ gone(href="https://a.example/") }}>b</a>', '<a >b</a>'],
    ['<b>{{ gone(src="a.png") }}</b>', '<b><img src="a.png"></b>'],
  ] as const;
  for (const [body, text] of cases) assert.equal((await expanded(body, 'zola')).text, text);
  assert.equal((await expanded('<img src="{{< gone src="a.png" >}}">', 'hugo')).text, '<img src="a.png">');
});

it('counts the work of templates', async () => {
  const nested = `${'{% for i in range(end=100) %}'.repeat(4)}a${'{% endfor %}'.repeat(4)}`;
  await assert.rejects(run(nested, '{{ box() }}'), OverBudgetError);
  await assert.rejects(
    run('{% set_global a = "aaaaaaaa" %}{% for i in range(end=40) %}{% set_global a = a ~ a %}{% endfor %}', '{{ box() }}'),
    OverBudgetError,
  );
});
