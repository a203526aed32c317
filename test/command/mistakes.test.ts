import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Blog, linefeed } from '../support/blog.ts';

const front = (...lines: string[]) => `---\n${lines.join('\n')}\n---\nText.\n`;
const body = (text: string) => `---\ntitle: A\n---\n${text}\n`;

/** Content and expected message, by file. */
const POSTS: Record<string, [file: string | Uint8Array, message: string]> = {
  '2026-01-01-colon.md': [
    front('title: Linefeed: a feed'),
    '2:16: error: not valid YAML: a value with ": " in it, or a line that begins too far to the right; put the value in quotes',
  ],
  '2026-01-01-never.md': [
    '---\ntitle: A\n\nText.\n',
    '1:1: error: front matter starts here but is not closed; add a line with --- after it',
  ],
  '2026-01-01-opening.md': [
    'title: A\ndraft: true\n---\nText.\n',
    '1:1: error: front matter that starts here is not read; move it to the start of the file, between two lines of ---, or if it is text, put it into a code block',
  ],
  '2026-01-01-quote.md': [
    front('title: "A'),
    '3:1: error: not valid YAML: a quote is opened and never closed; add the one that is missing',
  ],
  '2026-01-01-bracket.md': [
    front('title: A', 'tags: [a, b'),
    '4:1: error: not valid YAML: a list or a map is opened and never closed; add the ] or } that is missing',
  ],
  '2026-01-01-at.md': [
    front('title: @home'),
    '2:8: error: not valid YAML: a value that begins with a sign that YAML has a use for; put it in quotes',
  ],
  '2026-01-01-backslash.md': [
    front('title: "C:\\dir"'),
    '2:12: error: not valid YAML: a \\ in double quotes means more than itself; put the value in single quotes',
  ],
  '2026-01-01-indent.md': [
    front('title: A', '  tags: [a]'),
    '3:7: error: not valid YAML: a value with ": " in it, or a line that begins too far to the right; put the value in quotes',
  ],
  '2026-01-01-text.md': ['---title: A\n---\nText.\n', '1:4: error: expected a line with --- alone; delete what follows it'],
  '2026-01-01-date.md': [
    front('title: A', 'date: tomorrow'),
    '3:7: error: date: expected a date, got "tomorrow"; write a day that exists as 2026-03-01 or 2026-03-01 09:30:00 +0100',
  ],
  '2026-01-01-february.md': [
    front('title: A', 'date: 2026-02-31'),
    '3:7: error: date: expected a date, got "2026-02-31"; write a day that exists as 2026-03-01 or 2026-03-01 09:30:00 +0100',
  ],
  '2026-01-01-day-first.md': [
    front('title: A', 'date: 31.12.2026'),
    '3:7: error: date: expected a date, got "31.12.2026"; write a day that exists as 2026-03-01 or 2026-03-01 09:30:00 +0100',
  ],
  '2026-01-01-draft.md': [front('title: A', 'draft: maybe'), '3:8: error: draft: expected true or false, got "maybe"'],
  '2026-01-01-title.md': [front('title: [A, B]'), '2:8: error: title: expected text, got ["A","B"]; put it in quotes'],
  '2026-01-01-tags.md': [front('title: A', 'tags: {a: b}'), '3:7: error: tags: expected a name or a list of names, got {"a":"b"}'],
  '2026-01-01-permalink.md': [
    front('title: A', 'permalink: https://blog.example/x/'),
    '3:12: error: permalink: expected a path such as /2026/03/hello/ or /:year/:title/, got "https://blog.example/x/"',
  ],
  '2026-01-01-language.md': [
    front('title: A', 'lang: plain English'),
    '3:7: error: lang: expected a language such as en or de-CH, got "plain English"',
  ],
  '2026-01-01-toml.md': ['+++\ntitle = A\n+++\nText.\n', '2:9: error: not valid TOML: invalid value; correct it: text stands in quotes'],
  '2026-01-01-json.md': [
    '---json\n{ "title": "A", }\n---\nText.\n',
    '2:17: error: not valid JSON: Expected double-quoted property name; correct it: names and text stand in double quotes, and no comma stands last',
  ],
  '2026-01-01-program.md': [
    '---js\n{ title: title() }\n---\nText.\n',
    '2:3: error: title: computed by a program, which is not run; write its value, or the front matter in YAML',
  ],
  '2026-01-01-empty.md': ['', '1:1: error: the file is empty; write a post or delete it'],
  '2026-01-01-latin.md': [
    new Uint8Array([...Buffer.from('---\ntitle: Caf'), 0xe9, ...Buffer.from('\n---\nText.\n')]),
    '2:11: error: the text is not UTF-8; save the file as UTF-8',
  ],
  '2026-01-01-if.md': [
    body('{% if page.tags %}Tagged.'),
    '4:1: error: Liquid: tag {% if page.tags %} not closed; correct the tag, or write {% raw %} before and {% endraw %} after text with braces',
  ],
  '2026-01-01-output.md': [
    body('Write {{ name to greet.'),
    '4:7: error: Liquid: output "{{ name to greet.\\n" not closed; correct the tag, or write {% raw %} before and {% endraw %} after text with braces',
  ],
  '2026-01-01-include.md': [
    body('{% include video.html %}'),
    '4:1: warning: include: a post cannot use other files here; the tag is left out; write its text into the post',
  ],
  '2026-01-01-link.md': [
    body('See [this]({% post_url 2020-01-01-gone %}).'),
    '4:12: warning: post_url: no live post is named "2020-01-01-gone"; the link is left out and its text stays; correct the name (a post is named by its file, without the extension) or publish that post',
  ],
  '2026-01-01-filter.md': [body('{{ page.title | shout }}'), '4:1: warning: shout: there is no such filter; the value stays as it is'],
  '2026-01-01-image.md': [
    front('title: A', 'image: ../../assets/lens.jpg'),
    '3:8: warning: image: expected an address such as https://blog.example/lens.jpg, or a path on the site such as /lens.jpg, got "../../assets/lens.jpg"; it is left out',
  ],
  'hello.md': [
    front('title: A'),
    '1:1: error: date: expected a date in front matter or in the file name; add a line such as date: 2026-03-01',
  ],
  '2026-02-30-day.md': [
    front('title: A'),
    '1:1: error: date: expected a day that exists in the file name, got 2026-02-30; rename the file',
  ],
};

/** Content of `linefeed.yaml`, and the expected message. */
const SETTINGS: [lines: string, message: string][] = [
  [
    'title: T\nlink: blog.example\n',
    '2:7: error: link: expected the address of the blog, such as https://blog.example/, got "blog.example"',
  ],
  ['title: T\nlink: https://blog.example/\nlimt: 5\n', '3:7: error: limt: no such setting; did you mean limit?'],
  ['title: T\nlink: https://blog.example/\nlimit: many\n', '3:8: error: limit: expected a whole number from 1 to 10000, got "many"'],
  ['title: T\nlink: https://blog.example/\ntimezone: CET+1\n', '3:11: error: timezone: expected a zone such as Europe/Zurich, got "CET+1"'],
  ['link: https://blog.example/\n', '1:1: error: title: the title of the blog is missing; add a line such as title: Field Notes'],
  [
    'title: T\nlink: https://blog.example/\npermalink: /:yaer/:title/\n',
    '3:12: error: permalink: no such token: :yaer; see docs/configuration.md for the list',
  ],
];

describe('common mistakes', () => {
  it('in posts are reported with location, expectation, finding and remedy', async (context) => {
    const files = Object.fromEntries(Object.entries(POSTS).map(([name, [file]]) => [`_posts/${name}`, file]));
    const blog = await Blog.create(context, files);
    const { code, stdout, stderr } = await linefeed('check', blog.dir);
    assert.deepEqual([code, stderr], [1, '']);
    const expected = Object.entries(POSTS).map(([name, [, message]]) => `_posts/${name}:${message}`);
    const lines = stdout.trimEnd().split('\n');
    assert.match(lines.pop() ?? '', /^\d+ posts read: /);
    assert.deepEqual(lines.sort(), expected.sort());
  });

  it('in the configuration are reported likewise', async (context) => {
    for (const [lines, message] of SETTINGS) {
      const blog = await Blog.create(context, { 'linefeed.yaml': lines });
      const { code, stdout, stderr } = await linefeed('check', blog.dir);
      assert.deepEqual([code, stderr, stdout.trimEnd()], [2, '', `linefeed.yaml:${message}`]);
    }
  });

  it('are listed in docs/troubleshooting.md with the same messages', () => {
    const page = readFileSync('docs/troubleshooting.md', 'utf8').replaceAll('\\|', '|');
    const all = [
      ...Object.entries(POSTS).map(([name, [, message]]) => `${name}:${message}`),
      ...SETTINGS.map(([, message]) => `linefeed.yaml:${message}`),
    ];
    assert.ok(all.length >= 20);
    for (const message of all) assert.ok(page.includes(message), message);
  });
});
