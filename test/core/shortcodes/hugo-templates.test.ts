/** Expected: Hugo 0.111.3 with `unsafe` HTML. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OverBudgetError } from '../../../lambda/core/budget.ts';
import { renderBody } from '../../../lambda/core/entry/body.ts';
import { safeHtml } from '../../../lambda/core/html/html.ts';
import type { Post, Site } from '../../../lambda/core/model.ts';
import { expanded } from './expanding.ts';

const LINK = 'https://blog.example/posts/hello/';
const PARTIALS = {
  'layouts/partials/pic.html': '<img src="{{ .src }}" alt="{{ .n }}">',
  'layouts/partials/loop.html': '{{ .Title }}',
};

async function htmlOf(template: string, body: string): Promise<string> {
  const site = {
    generator: 'hugo',
    title: 'Blog',
    link: 'https://blog.example/',
    language: 'en',
    timezone: 'UTC',
    liquid: false,
    variables: { params: { cdn: 'https://cdn.example' } },
  } as unknown as Site;
  const post = {
    key: 'content/posts/hello.md',
    link: LINK,
    syntax: 'markdown',
    body,
    bodyLine: 5,
    excerptSeparator: '<!--more-->',
    terms: { categories: [], tags: [], authors: [], languages: [] },
    variables: { title: 'A <b>', mood: 'calm' },
  } as unknown as Post;
  const { html, problems } = await renderBody(post, {}, site, {
    includes: { ...PARTIALS, 'layouts/shortcodes/x.html': template },
    data: {},
  });
  assert.deepEqual(problems, []);
  return normalized(html);
}

const normalized = (html: string) => html.replace(/\s+/g, ' ').replace(/> </g, '><').trim();

// biome-ignore format: one a line
const CASES: [name: string, template: string, body: string, html: string][] = [
  ["a parameter by position","<kbd>{{ .Get 0 }}</kbd>","a {{< x \"C & <D>\" >}} b","<p>a <kbd>C &amp; &lt;D&gt;</kbd> b</p>"],
  ["a parameter by name, with a default","{{ .Get \"a\" | default \"none\" }}-{{ .Get \"b\" | default \"none\" }}","{{< x b=\"B\" >}}","none-B"],
  ["with and else","{{ with .Get \"a\" }}[{{ . }}]{{ else }}no{{ end }}","{{< x a=\"A\" >}} {{< x >}}","<p>[A] no</p>"],
  ["if, else if and else","{{ if and (.Get \"a\") (not (.Get \"b\")) }}A{{ else if eq (.Get \"c\") \"x\" \"y\" }}C{{ else }}none{{ end }}","{{< x a=true >}} {{< x a=false c=\"y\" >}} {{< x a=\"false\" >}} {{< x >}}","<p>A C A none</p>"],
  ["range with index","{{ range $i, $n := split (.Get 0) \",\" }}{{ add $i 1 }}={{ $n }};{{ else }}none{{ end }}","{{< x \"a,b\" >}}","1=a;2=b;"],
  ["range over a map, by key","{{ range $k, $v := dict \"b\" 1 \"a\" 2 }}{{ $k }}{{ $v }}{{ end }}","{{< x >}}","a2b1"],
  ["range of nothing","{{ range slice }}a{{ else }}none{{ end }}","{{< x >}}","none"],
  ["all parameters","{{ range .Params }}{{ . }},{{ end }}{{ len .Params }}{{ .IsNamedParams }}","{{< x a b >}}","a,b,2false"],
  ["variables","{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ $y := 3 }}{{ $y }}{{ end }}{{ $x }}","{{< x >}}","32"],
  ["trimmed white space","a  {{- 1 -}}  b {{ 2 }} c","{{< x >}}","a1b 2 c"],
  ["comments","a{{/* {{ b }} */}}c{{- /* d */ -}} e","{{< x >}}","ace"],
  ["inner text as it is","<div>{{ .Inner }}</div>","{{< x >}}*a* <b>b</b>{{< /x >}}","<div>*a* <b>b</b></div>"],
  ["inner Markdown","<div>{{ .Inner | markdownify }}</div>","{{< x >}}*a* b{{< /x >}}","<div><em>a</em> b</div>"],
  ["inner Markdown of two paragraphs","<div>{{ .Inner | markdownify }}</div>","{{< x >}}\na\n\nb\n{{< /x >}}","<div><p>a</p>\n<p>b</p>\n</div>"],
  ["Markdown","**{{ .Get 0 }}** *b*","{{% x a %}}","<p><strong>a</strong> <em>b</em></p>"],
  ["HTML with blank lines and indentation","<div>\n\n    <p>*a*</p>\n\n</div>","b\n\n{{< x >}}\n\nc","<p>b</p>\n<div>\n\n    <p>*a*</p>\n\n</div>\n<p>c</p>"],
  ["in a list","<i>{{ .Get 0 }}</i>","- {{< x a >}}\n- b {{< x c >}}","<ul>\n<li><i>a</i></li>\n<li>b <i>c</i></li>\n</ul>"],
  ["formats","{{ printf \"%s-%02d-%v-%q-%.2f-%t%%\" \"a\" 7 1 \"q\" 1.5 true }}","{{< x >}}","a-07-1-&#34;q&#34;-1.50-true%"],
  ["texts","{{ upper \"a\" }}{{ lower \"B\" }}{{ title \"of a tale\" }}{{ humanize \"a-b\" }}{{ urlize \"A b C!\" }}{{ trim \"xax\" \"x\" }}{{ replace \"aba\" \"a\" \"c\" }}{{ plainify \"<b>d</b>\" }}","{{< x >}}","AbOf a TaleA ba-b-cacbcd"],
  ["lists","{{ delimit (slice \"a\" \"b\" \"c\") \", \" \" and \" }}{{ index (slice 1 2) 1 }}{{ len (slice 1 2) }}{{ in (slice 1 2) 2 }}{{ first 1 (slice 4 5) | len }}{{ range seq 3 }}{{ . }}{{ end }}","{{< x >}}","a, b and c22true1123"],
  ["numbers","{{ add 1 2 }}{{ sub 3 1 }}{{ mul 2 3 }}{{ div 7 2 }}{{ mod 7 2 }}{{ lt 2 10 }}{{ ge 2 2 }}{{ ne 1 2 }}{{ int \"3\" }}","{{< x >}}","32631truetruetrue3"],
  ["escapes","{{ \"<b>\" }}{{ safeHTML \"<i>b</i>\" }}{{ htmlEscape \"<\" | safeHTML }}","{{< x >}}","&lt;b&gt;<i>b</i>&lt;"],
  ["attributes","<img src=\"{{ .Get \"src\" }}\" alt=\"{{ .Get \"alt\" }}\">","{{< x src=\"/a.png\" alt=\"a \\\"b\\\" & 'c'\" >}}","<img src=\"/a.png\" alt=\"a &#34;b&#34; &amp; &#39;c&#39;\">"],
  ["the page and the site","{{ .Page.Title }}|{{ .Page.Params.mood }}|{{ .Site.Title }}|{{ site.Params.cdn }}|{{ .Page.Permalink }}","{{< x >}}","A &lt;b&gt;|calm|Blog|https://cdn.example|https://blog.example/posts/hello/"],
  ["addresses","{{ relURL \"/a\" }} {{ absURL \"a\" }}","{{< x >}}","/a https://blog.example/a"],
  ["a partial","{{ partial \"pic.html\" (dict \"src\" \"/a.png\" \"n\" 2) }}","{{< x >}}","<img src=\"/a.png\" alt=\"2\">"],
  ["a partial in a pipeline","{{ .Page | partial \"loop\" }}","{{< x >}}","A &lt;b&gt;"],
  ["a field of parentheses","{{ (dict \"a\" \"b\").a }}","{{< x >}}","b"],
  ["raw texts","{{ `a \"b\" \\n` }}","{{< x >}}","a &#34;b&#34; \\n"],
  ["a parent","{{ with .Parent }}{{ .Name }}{{ else }}{{ .Inner }}{{ end }}","{{< x >}}a {{< x >}}b{{< /x >}} c{{< /x >}}","a x c"],
  ["its place","{{ .Ordinal }}{{ .Name }}","{{< x >}} {{< x >}}","<p>0x 1x</p>"],
];

describe('the template of a shortcode:', () => {
  for (const [name, template, body, html] of CASES)
    it(name, async () => assert.equal(await htmlOf(template, body), normalized(safeHtml(html, LINK))));
});

const withTemplates = (templates: Record<string, string>, body: string) => expanded(body, 'hugo', { templates });
const own = (template: string, more: Record<string, string> = {}) => ({ 'layouts/shortcodes/box.html': template, ...more });

describe('templates', () => {
  it('of the site take precedence over those of themes and of Hugo', async () => {
    const theme = { 'themes/t/layouts/shortcodes/box.html': 'theme', 'themes/t/layouts/_partials/p.html': 'partial' };
    assert.equal((await withTemplates(theme, '{{< box >}}')).text, 'theme');
    assert.equal((await withTemplates(own('own {{ partial "p.html" . }}', theme), '{{< box >}}')).text, 'own partial');
    const figure = { 'layouts/_shortcodes/figure.html': 'mine' };
    assert.equal((await withTemplates(figure, '{{< figure src="a.png" >}}')).text, 'mine');
  });

  it('alone in a paragraph replace it, otherwise they stay in it', async () => {
    assert.equal(await htmlOf('<div>a</div>', '{{< x >}}\n\nb {{< x >}}'), normalized(safeHtml('<div>a</div><p>b <div>a</div></p>', LINK)));
  });
});

const UNSUPPORTED: [template: string, reason: string][] = [
  ['{{ $i := .Page.Resources.GetMatch "a" }}', '.Resources'],
  ['{{ resources.Get "a" }}', 'resources.Get'],
  ['{{ getJSON "https://a.example/" }}', 'getJSON'],
  ['{{ now }}', 'now'],
  ['{{ readFile "/etc/passwd" }}', 'readFile'],
  ['{{ os.Getenv "HOME" }}', 'os.Getenv'],
  ['{{ .Site.RegularPages }}', '.RegularPages'],
  ['{{ define "a" }}{{ end }}', 'define'],
  ['{{ if true }}', 'if without an end'],
  ['{{ end }}', 'end without a start'],
  ['{{ a', '"{{" without an end'],
  ['{{ partial "gone.html" . }}', 'partial "gone.html", which is not there,'],
  ['{{ partial "self.html" . }}', 'more than 20 partials in each other'],
  ['{{ seq 1000000 }}', 'more than 10000 items'],
  ['{{ printf "%x" 1 }}', 'printf "%x"'],
  ['{{ slice 1 2 }}', 'a list or map as text'],
  [`${'{{ if true }}'.repeat(60)}${'{{ end }}'.repeat(60)}`, 'deep blocks'],
  [`{{ ${'('.repeat(60)}1${')'.repeat(60)} }}`, 'deep parentheses'],
  ['a'.repeat(100_001), 'a template of more than 100000 characters'],
];

describe('unsupported templates fall back to pictures, links and text:', () => {
  for (const [template, reason] of UNSUPPORTED)
    it(template.slice(0, 50), async () => {
      const templates = own(template, { 'layouts/partials/self.html': '{{ partial "self.html" . }}' });
      const { text, warnings } = await withTemplates(
        templates,
        '{{< box src="a.png" alt="A" href="/b/" class="c" >}}*d*{{< /box >}} {{< box "https://e.example/" >}}',
      );
      assert.equal(text, '<img src="a.png" alt="A"> <a href="/b/">A</a>*d* <a href="https://e.example/">https://e.example/</a>');
      assert.equal(warnings.length, 1, 'one warning for all uses');
      assert.match(warnings[0] ?? '', /^layouts\/shortcodes\/box\.html:1:1: box: .*cannot be used here, so this shortcode is not run/);
      assert.ok(warnings[0]?.includes(` ${reason} cannot`), warnings[0]);
    });
});

it('counts the work of templates', async () => {
  const nested = `${'{{ range seq 100 }}'.repeat(4)}a${'{{ end }}'.repeat(4)}`;
  await assert.rejects(withTemplates(own(nested), '{{< box >}}'), OverBudgetError);
  const doubled = `{{ $a := "aaaaaaaa" }}{{ range seq 40 }}{{ $a = printf "%s%s" $a $a }}{{ end }}`;
  await assert.rejects(withTemplates(own(doubled), '{{< box >}}'), OverBudgetError);
  await assert.rejects(withTemplates(own('a'.repeat(90_000)), '{{< box >}}'.repeat(400)), OverBudgetError);
});
