import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseFeed } from 'feedsmith';
import { Blog, post } from '../support/blog.ts';
import { REFUSED } from '../support/refused-posts.ts';

const PUBLISHED: Record<string, string> = {
  '_posts/2026-02-01-control.md': post('Con\u0001trol', '', 'A \u0007bell and an escape \u001b[31m sound nowhere.'),
  '_posts/2026-02-02-cdata.md': post('Ends ]]> and ]]> again', 'tags: ["]]>"]\n', 'Twice: `]]>` and `]]>`, or ]]> bare ]]>.'),
  '_posts/2026-02-03-harm.md': post(
    'Harm',
    '',
    '<script>alert(1)</script><img src=x onerror="alert(2)">\n\nA [link](javascript:alert(3)) and <a href=" JaVaScript:alert(4)">more</a>.',
  ),
  '_posts/2026-02-04-generic.md': post('Vec<T> & co', 'tags: ["C<T>", "Q&A"]\n'),
  '_posts/2026-02-05-bom.md': `\uFEFF${post('Marked')}`,
  '_posts/2026-02-06-crlf.md': post('Carriage', 'tags: [win]\n').replaceAll('\n', '\r\n'),
};

describe('hostile posts', () => {
  it('are rejected with a reason or published safely, and do not affect other posts', async (context) => {
    const good = { '_posts/2026-03-01-good.md': post('Good') };
    const alone = await Blog.create(context, good);
    await alone.build();
    const blog = await Blog.create(context, {
      ...Object.fromEntries(Object.entries(REFUSED).map(([key, [text]]) => [key, text])),
      ...PUBLISHED,
      ...good,
    });
    const { code, stderr } = await blog.build();
    assert.equal(code, 1);
    for (const [key, [, reason]] of Object.entries(REFUSED)) {
      const lines = stderr.split('\n').filter((line) => line.startsWith(`${key}:`));
      assert.equal(lines.length, 1, `${key}: ${lines.join(' | ')}`);
      assert.match(lines[0] ?? '', reason);
    }
    const items = await blog.items();
    assert.deepEqual(
      items.map(({ title }) => title),
      ['Good', 'Carriage', 'Marked', 'Vec<T> & co', 'Harm', 'Ends ]]> and ]]> again', 'Control'],
    );
    assert.deepEqual(items[0], (await alone.items())[0]);
    const script = items.find(({ title }) => title === 'Harm')?.content_html ?? '';
    assert.doesNotMatch(script, /script|onerror|alert/i);
    assert.match(script, /link/);
  });

  it('have the same titles and tags in every format', async (context) => {
    const blog = await Blog.create(context, PUBLISHED);
    assert.equal((await blog.build()).code, 0);
    const titles = (await blog.items()).map(({ title }) => title);
    const rss = parseFeed(await blog.read('rss.xml'));
    const atom = parseFeed(await blog.read('atom.xml'));
    assert.equal(rss.format, 'rss');
    assert.equal(atom.format, 'atom');
    if (rss.format !== 'rss' || atom.format !== 'atom') return;
    assert.deepEqual(
      rss.feed.items?.map(({ title }) => title),
      titles,
    );
    const plain = (title: { value?: string } | undefined) => title?.value;
    assert.deepEqual(
      atom.feed.entries?.map(({ title }) => plain(title)),
      titles,
    );
    const tags = (terms: ({ term?: string } | undefined)[] | undefined) => terms?.map((each) => each?.term);
    assert.deepEqual(tags(atom.feed.entries?.find(({ title }) => plain(title) === 'Vec<T> & co')?.categories), ['C<T>', 'Q&A']);
  });
});
