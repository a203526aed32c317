/** Small blogs as Jekyll and Hugo (Debian) render them and as Linefeed publishes them: equal in every class. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { compare } from '../../bench/fidelity/compare.ts';
import { publishOurs } from '../../bench/fidelity/ours.ts';
import { byTool } from '../../bench/fidelity/reference-tools.ts';
import { Blog, post } from '../support/blog.ts';

const BODY = `The pier at *dawn*, and [a map](https://maps.example/?a=1&b=2).

![Pier](/pier.png)

- one
- two

| tide | hour |
| ---- | ---- |
| low  | 6    |

    code {% raw %}{{ x }}{% endraw %}
`;

const JEKYLL = {
  '_config.yml':
    'title: Field Notes\nurl: https://blog.example\npermalink: /:categories/:year/:title/\nplugins: [jekyll-feed, jekyll-absent]\n',
  '_includes/note.html': '<p class="note">{{ include.text }} <a href="{{ site.baseurl }}/notes/">notes</a></p>\n',
  '_layouts/post.html': '{% absent_tag %}{{ content }}',
  '_posts/2026-03-01-one.md': post('It\'s "One"', 'layout: post\ncategories: [Walks, Sea]\ntags: tide\n', BODY),
  '_posts/2026-03-02-two.md': post(
    'Two',
    'date: 2026-03-02 23:30:00 +0300\n',
    'Before.\n\n{% include note.html text="Mind the tide." %}\n\n[One]({% post_url 2026-03-01-one %})',
  ),
  '_posts/2026-03-03-three.md': post('Three', '', 'A tag of a plugin: {% absent_tag %}.'),
  '_drafts/four.md': post('Four'),
  'about.md': post('About'),
};

const HUGO = {
  'hugo.toml': 'baseURL = "https://blog.example/"\ntitle = "Field Notes"\ntheme = "absent"\n',
  'layouts/shortcodes/note.html': '<p class="note">{{ .Get "text" }} {{ .Inner | markdownify }}</p>',
  'layouts/_default/single.html': '{{ absent_function }}',
  'content/posts/one.md': post('One', 'date: 2026-03-01\ncategories: [Walks]\ntags: [tide]\n', BODY.replace(/\{%.*%\}/, '{ x }')),
  'content/posts/two/index.md': post(
    'Two',
    'date: 2026-03-02T23:30:00+03:00\n',
    '{{< note text="Mind the" >}}the *tide*{{< /note >}}\n\n![Boat](boat.png) and [one]({{< ref "one.md" >}}).',
  ),
  'content/posts/two/boat.png': '',
  'content/posts/three.md': post('Three', 'date: 2026-03-03\n', 'A shortcode of a theme: {{< absent >}}x{{< /absent >}}.'),
  'content/about.md': post('About', 'date: 2026-03-04\n'),
};

const { 'linefeed.yaml': _, ...NONE }: Record<string, string> = { 'linefeed.yaml': '' };

for (const [name, files] of Object.entries({ jekyll: JEKYLL, hugo: HUGO })) {
  it(`${name} and Linefeed show the same`, async (context) => {
    const blog = await Blog.create(context, { ...files, ...NONE });
    const ours = await publishOurs(blog.dir);
    assert.equal(ours.generator, name);
    const { reference, posts, pictures, links, differences } = compare(ours.items, await byTool(blog.dir, ours));
    assert.match(reference, name === 'jekyll' ? /^jekyll \d/ : /^hugo v\d/);
    assert.deepEqual(differences, []);
    assert.deepEqual(posts, { theirs: 3, ours: 3, matched: 3, equal: 2, withoutText: 1 });
    const found = name === 'jekyll' ? [1, 3] : [2, 2];
    assert.deepEqual([pictures.theirs, links.theirs], found);
  });
}
