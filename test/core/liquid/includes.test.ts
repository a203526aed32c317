import assert from 'node:assert/strict';
import { test } from 'node:test';
import { neededRenderInputs, renderLiquid, usesRenderInputs } from '../../../lambda/core/liquid/liquid.ts';
import type { Links, Post, Site } from '../../../lambda/core/model.ts';
import type { RenderInputs } from '../../../lambda/core/site/render-inputs.ts';

const site = {
  generator: 'jekyll',
  link: 'https://blog.example/',
  timezone: 'UTC',
  variables: { url: 'https://blog.example', tags: ['from', 'the', 'configuration'] },
} as unknown as Site;

function render(
  body: string,
  includes: RenderInputs['includes'],
  data: RenderInputs['data'] = {},
  links: Links = {},
  change: Partial<Site> = {},
) {
  const post = {
    key: '_posts/a.md',
    body,
    bodyLine: 5,
    published: '2026-03-01T10:00:00.000Z',
    variables: { title: 'Title', kind: 'note' },
  } as unknown as Post;
  const texts = { markdownify: (text: string) => text, smartify: (text: string) => text };
  return renderLiquid(post, links, { ...site, ...change }, texts, { includes, data });
}

async function text(body: string, includes: RenderInputs['includes'] = {}, data: RenderInputs['data'] = {}) {
  const { text, problems } = await render(body, includes, data);
  assert.deepEqual(problems, []);
  return text;
}

const problemsOf = async (...given: Parameters<typeof render>) =>
  (await render(...given)).problems.map(({ key, line, column, severity, message }) => `${key}:${line}:${column}: ${severity}: ${message}`);

const FIGURE = '<img src="{{ include.src }}" alt="{{ include.alt }}">{{ include.caption }}';

test('an include takes parameters: quoted text, variables, on several lines', async () => {
  const tag = '{% include figure.html src="/a.png" alt=\'it is "so"\'\n  caption=page.title %}';
  assert.equal(await text(tag, { 'figure.html': FIGURE }), '<img src="/a.png" alt="it is "so"">Title');
  assert.equal(await text('{% include a.html x="a \\"b\\" c" %}', { 'a.html': '{{ include.x }}' }), 'a "b" c');
  assert.equal(
    await text(
      '{% for w in site.data.w %}{% include a.html x=w.n %}{% endfor %}',
      { 'a.html': '{{ include.x }} ' },
      { w: [{ n: 1 }, { n: 2 }] },
    ),
    '1 2 ',
  );
});

test('parameters belong to the innermost include that has any, and end with it', async () => {
  const includes = {
    'a.html': '{% include b.html %}',
    'b.html': '{{ include.x }}',
    'c.html': '{% include b.html x="inner" %}{{ include.x }}',
  };
  assert.equal(await text('{% include a.html x="1" %}|{{ include.x }}|{% include c.html x="outer" %}', includes), '1||innerouter');
});

test('variables assigned in an include remain, as in Jekyll', async () => {
  assert.equal(await text('{% include a.html %}{{ x }}', { 'a.html': '{% assign x = "set" %}' }), 'set');
});

test("an include's name may be computed, quoted, in a folder, or cached", async () => {
  const includes = { 'note.html': 'N', 'in/note.md': 'I' };
  assert.equal(await text('{% include {{ page.kind }}.html %}{% include in/{{ page.kind }}.md %}', includes), 'NI');
  assert.equal(await text('{% include "note.html" %}{%- include_cached in/note.md -%}', includes), 'NI');
  assert.equal(await text('{% assign n = "note.html" %}{% include {{ n }} a="b" %}', includes), 'N');
});

test('removes a missing include with a warning; names inherited from Object.prototype are missing', async () => {
  assert.deepEqual(await problemsOf('a\n{% include gone.html %}{% include constructor %}', { 'here.html': '' }), [
    '_posts/a.md:6:1: warning: include: there is no text _includes/gone.html; the tag is left out; correct the name, or copy the file there if it is part of a theme',
    '_posts/a.md:6:24: warning: include: there is no text _includes/constructor; the tag is left out; correct the name, or copy the file there if it is part of a theme',
  ]);
});

test('reports a problem in an include at its location there', async () => {
  const includes = { 'a.html': 'x\n{% gallery %}\n{% include b.html %}', 'b.html': '{% post_url gone %}' };
  const lines = await problemsOf('{% include a.html %}{% include a.html %}', includes, {}, { gone: null });
  assert.deepEqual(
    lines.map((line) => line.split(';')[0]),
    [
      '_includes/a.html:2:1: warning: gallery: there is no such tag',
      '_includes/b.html:1:1: warning: post_url: no live post is named "gone"',
    ],
  );
});

test('an error in an include names its file and line, and the post', async () => {
  const { text, problems } = await render('{% include a.html %}', { 'a.html': 'x\n{% if %}{% endif %}' });
  assert.equal(text, '');
  assert.deepEqual(
    problems.map(({ key, line, severity }) => [key, line, severity]),
    [['_includes/a.html', 2, 'error']],
  );
  assert.match(problems[0]?.message ?? '', /^Liquid: .*; _posts\/a\.md needs this file$/);
});

const HOSTILE: [name: string, includes: RenderInputs['includes'], message: RegExp][] = [
  [
    'an include that includes itself',
    { 'a.html': '{% include a.html %}' },
    /more than 20 includes are open at once; does a\.html include itself\?/,
  ],
  ['two includes that include each other', { 'a.html': '{% include b.html %}', 'b.html': '{% include a.html %}' }, /more than 20 includes/],
  [
    'a tree of includes',
    Object.fromEntries(
      [...'abcdefgh'].map((name, at, all) => [`${name}.html`, `{% include ${all[at + 1]}.html %}`.repeat(at === 7 ? 0 : 10)]),
    ),
    /100000 steps/,
  ],
  ['a long loop in an include', { 'a.html': '{% for i in (1..1000000) %}x{% endfor %}' }, /100000 steps/],
  [
    'much text from many includes',
    { 'a.html': '{% for i in (1..999) %}{% include b.html %}{% endfor %}', 'b.html': 'x'.repeat(9_000) },
    /too much text/,
  ],
  ['more tags than the limit', { 'a.html': '{% assign a = 1 %}'.repeat(9_999) }, /more than 10000 tags/],
];

for (const [name, includes, message] of HOSTILE) {
  test(`enforces the budget across includes: ${name}`, async () => {
    const { text, problems } = await render('{% assign b = 1 %}{% include a.html %}', includes);
    assert.equal(text, '');
    assert.deepEqual(
      problems.map(({ severity }) => severity),
      ['error'],
    );
    assert.match(problems[0]?.message ?? '', message);
  });
}

test('accepts 20 nested includes', async () => {
  const chain = Array.from({ length: 20 }, (_, at) => [`${at}.html`, at === 19 ? 'end' : `{% include ${at + 1}.html %}`]);
  assert.equal(await text('{% include 0.html %}', Object.fromEntries(chain)), 'end');
});

test('site.data has the data files', async () => {
  const data = { team: [{ name: 'Ada', site: 'ada.example' }], nested: { lens: { mm: 35 } } };
  assert.equal(await text('{% for p in site.data.team %}{{ p.name }}{% endfor %} {{ site.data["nested"].lens.mm }}', {}, data), 'Ada 35');
});

test('site.posts and site.tags are empty, with one warning each, even if the configuration defines them', async () => {
  const body = '{% for p in site.posts %}{{ p.title }}{% endfor %}{{ site.tags | size }}{% assign n = site.posts.size %}{{ n }}';
  const { text, problems } = await render(body, {});
  assert.equal(text, '00');
  assert.deepEqual(
    problems.map(({ message }) => message),
    ['site.posts', 'site.tags'].map((name) => `${name}: a post cannot list others here; the list is empty`),
  );
});

test('site.time is the date of the post; the environment is production', async () => {
  assert.equal(await text('{{ site.time | date: "%Y-%m-%d" }} {{ jekyll.environment }}'), '2026-03-01 production');
});

test('a gist becomes a link, and is removed with a warning without an id', async () => {
  const link = (id: string) => `<a href="https://gist.github.com/${id}">gist.github.com/${id}</a>`;
  assert.equal(await text('{% gist ada/5555251 notes.md %}{% gist "5555251" %}'), link('ada/5555251') + link('5555251'));
  assert.equal(await text('{% include g.html id="ada/1" %}', { 'g.html': '{% gist include.id %}' }), link('ada/1'));
  assert.match((await problemsOf('{% gist %}', {})).join(), /expected the id of a gist/);
});

test('removes include_relative with a warning', async () => {
  assert.deepEqual(
    (await problemsOf('{% include_relative a.md %}{% include_relative ../../etc/passwd %}', { 'a.md': 'a' })).map(
      (line) => line.split(';')[0],
    ),
    ['_posts/a.md:5:1: warning: include_relative: a post cannot use other files here'],
  );
});

test('removes includes with a warning for generators other than Jekyll and Eleventy', async () => {
  const { text, problems } = await render('a{% include a.html %}b', { 'a.html': 'x' }, {}, {}, { generator: 'linefeed' });
  assert.equal(text, 'ab');
  assert.match(problems[0]?.message ?? '', /^include: a post cannot use other files here/);
});

const USES: [body: string, uses: boolean][] = [
  ['{% include a.html %}', true],
  ['{%- include_cached a.html %}', true],
  ['{{ site.data.team }}', true],
  ['{{ site["data"] }}', true],
  ['{% assign s = site %}', true],
  ['{{ site.url }}/a.png and {{ site.title }}', false],
  ['{{ site . url }}', false],
  ['about the site and its data', false],
  ['{% highlight ruby %}on this website{% endhighlight %}', false],
];

for (const [body, uses] of USES)
  test(`${uses ? 'needs' : 'does not need'} includes or data: ${body}`, () => assert.equal(usesRenderInputs(body), uses));

const ALL: RenderInputs = {
  includes: { 'a.html': '{% include b.html %}', 'b.html': '{{ site.data.team }}', 'c.html': '{% include {{ page.x }} %}', 'd.html': 'd' },
  data: { team: 1, lenses: 2, 'more-lenses': 3 },
};

const NEEDS: [body: string, includes: string[], data: string[]][] = [
  ['{% include d.html %}', ['d.html'], []],
  ['{% include a.html x="y" %}', ['a.html', 'b.html'], ['team']],
  ['{%- include_cached "d.html" -%}', ['d.html'], []],
  ['{% include gone.html %}', [], []],
  ['{% include {{ page.x }}.html %}', ['a.html', 'b.html', 'c.html', 'd.html'], ['team']],
  ['{% include x/{{ page.x }}.html %}', ['a.html', 'b.html', 'c.html', 'd.html'], ['team']],
  ['{% include c.html %}', ['a.html', 'b.html', 'c.html', 'd.html'], ['team']],
  ['{{ site.data.lenses[0] }} {{ site.data["more-lenses"] }}', [], ['lenses', 'more-lenses']],
  ['{{ site.data[page.x] }}', [], ['lenses', 'more-lenses', 'team']],
  ['{% assign d = site.data %}', [], ['lenses', 'more-lenses', 'team']],
  ['{% assign s = site %}', [], ['lenses', 'more-lenses', 'team']],
  ['{{ site.url }} {{ site.data.constructor }}', [], []],
];

for (const [body, includes, data] of NEEDS) {
  test(`neededRenderInputs: ${body}`, () => {
    const needed = neededRenderInputs(body, ALL);
    assert.deepEqual([Object.keys(needed.includes).sort(), Object.keys(needed.data).sort()], [includes, data]);
  });
}

test("renders Eleventy's includes like Eleventy 3.1.8", async () => {
  const note = '<b>{{ title }}|{{ mood }}</b>';
  const variables = { title: 'Page', mood: 'calm' };
  const run = async (body: string) => {
    const post = { key: 'a.md', body, bodyLine: 1, published: '2026-03-01T10:00:00.000Z', variables } as unknown as Post;
    const texts = { markdownify: (source: string) => source, smartify: (source: string) => source };
    const made = await renderLiquid(post, {}, { ...site, generator: 'eleventy' }, texts, {
      includes: { 'note.liquid': note, 'n2.html': note },
      data: {},
    });
    return [made.text, made.problems.map(({ message }) => message)];
  };
  assert.deepEqual(
    await run('{% include "note", title: "T" %} {% include "note" title: mood %} {% include "n2.html" %} {% include "./note" %}'),
    ['<b>T|calm</b> <b>calm|calm</b> <b>Page|calm</b> <b>Page|calm</b>', []],
  );
  assert.deepEqual(await run('{% image "a.png", "An image", alt: "A" %}{% youtube "https://c.example/" %}'), [
    '<img src="a.png" alt="A"><a href="https://c.example/">https://c.example/</a>',
    ['image', 'youtube'].map(
      (name) => `${name}: there is no such tag; its pictures and links stay; to show it, write {% raw %} before and {% endraw %} after it`,
    ),
  ]);
  assert.equal(
    (await run('<img alt="A" src="{% photo \'a.png\', 9 %}" srcset="{% srcset \'a\' %}">'))[0],
    '<img alt="A" src="a.png" srcset="">',
  );
  assert.deepEqual(
    Object.keys(neededRenderInputs('{% include "note" %}', { includes: { 'note.liquid': '', 'n2.html': '' }, data: {} }).includes),
    ['note.liquid'],
  );
});
