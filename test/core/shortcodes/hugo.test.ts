import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Budget } from '../../../lambda/core/budget.ts';
import { expanded, type Given, namesIn } from './expanding.ts';

const LINKS = { 'posts/goat.md': 'https://blog.example/posts/goat/', gone: null };
const FRAME = 'width="560" height="315" allowfullscreen></iframe></p>';

/** None of them warns. */
const UNDERSTOOD: [string, string, string, Given?][] = [
  ['text without shortcodes', 'a {{ b }} {% c %}', 'a {{ b }} {% c %}'],
  ['escaped', 'Write {{</* figure src="a.png" */>}} and {{%/* note */%}}.', 'Write {{< figure src="a.png" >}} and {{% note %}}.'],
  ['figure', '{{< figure src="a.png" >}}', '<figure><img src="a.png"></figure>'],
  ['figure, positional', '{{< figure "a.png" >}}', '<figure><img src="a.png"></figure>'],
  [
    'figure with everything',
    '{{< figure src="a.png" link="/b" alt="A <goat>" caption="The *goat*" title="T & U" width="3" height="4" attr="Ada" attrlink="https://ada.example" class="x" >}}',
    '<figure><a href="/b"><img src="a.png" alt="A &lt;goat&gt;" width="3" height="4"></a><figcaption><strong>T &amp; U</strong><br>The <em>goat</em> <a href="https://ada.example">Ada</a></figcaption></figure>',
  ],
  [
    'figure on several lines',
    '{{< figure\n  src=`a "b".png`\n  alt="c \\"d\\""\n>}}',
    '<figure><img src="a &quot;b&quot;.png" alt="c &quot;d&quot;"></figure>',
  ],
  ['youtube', '{{< youtube dQw4-_9 >}}', `<p><iframe src="https://www.youtube.com/embed/dQw4-_9" ${FRAME}`],
  ['youtube, named', '{{< youtube id="a" title="B" />}}', `<p><iframe src="https://www.youtube.com/embed/a" title="B" ${FRAME}`],
  ['vimeo', '{{< vimeo 55 >}}', `<p><iframe src="https://player.vimeo.com/video/55" ${FRAME}`],
  ['gist', '{{< gist ada 7 >}}', '<p><a href="https://gist.github.com/ada/7">https://gist.github.com/ada/7</a></p>'],
  ['gist of one file', '{{< gist ada 7 "a b.md" >}}', '<p><a href="https://gist.github.com/ada/7#file-a%20b-md">a b.md</a></p>'],
  ['x', '{{< x user="ada" id="7" >}}', '<p><a href="https://x.com/ada/status/7">https://x.com/ada/status/7</a></p>'],
  ['tweet', '{{< tweet 7 >}}', '<p><a href="https://x.com/i/status/7">https://x.com/i/status/7</a></p>'],
  ['instagram', '{{< instagram Bx_1 >}}', '<p><a href="https://www.instagram.com/p/Bx_1/">https://www.instagram.com/p/Bx_1/</a></p>'],
  ['param of the post', 'It is {{< param color >}}.', 'It is red.', { variables: { Color: 'red' }, params: { color: 'blue' } }],
  ['param of the site', 'It is {{% param "a.b" %}}.', 'It is 3.', { params: { a: { b: 3 } } }],
  [
    'details',
    '{{< details summary="More & more" open=true >}}\n*Text*\n{{< /details >}}',
    '<details open><summary>More &amp; more</summary>\n\n*Text*\n\n</details>\n',
  ],
  ['qr of an address', '{{< qr text="https://a.example" />}}', '<p><a href="https://a.example">https://a.example</a></p>'],
  ['qr of a text', '{{< qr >}}a < b{{< /qr >}}', '<p>a &lt; b</p>'],
  [
    'highlight',
    '{{< highlight go "linenos=table" >}}\nif a < b {\n\n}\n{{< / highlight >}}',
    '<pre><code class="language-go">if a &lt; b {&#10;&#10;}</code></pre>',
  ],
  ['comment', 'a{{% comment %}} b {{% /comment %}}c', 'ac'],
  ['ref', '[a]({{< ref "/posts/goat.md" >}})', '[a](https://blog.example/posts/goat/)', { links: LINKS }],
  ['relref with a heading', '[a]({{% relref path="posts/goat.md#end" %}})', '[a](https://blog.example/posts/goat/#end)', { links: LINKS }],
  ['ref to a heading', '[a]({{< ref "#end" >}})', '[a](#end)'],
  ['an unclosed tag', 'a {{< figure src="b" and {{< no', 'a {{< figure src="b" and {{< no'],
];

describe('Hugo shortcodes', () => {
  for (const [name, body, text, given] of UNDERSTOOD)
    it(name, async () => assert.deepEqual(await expanded(body, 'hugo', given), { text, warnings: [] }));

  it('that are unknown are removed with one warning each, and their text stays', async () => {
    const body = 'a\n\n{{< note kind="x" >}}\nb {{% inner /%}} c\n{{< /note >}}\n{{< note >}}d{{< /note >}}';
    const reason = 'this shortcode is not there; its pictures, links and inner text stay; if it is part of a theme, copy it there';
    assert.deepEqual(await expanded(body, 'hugo'), {
      text: 'a\n\n\nb  c\n\nd',
      warnings: ['inner', 'note'].map((name) => `layouts/shortcodes/${name}.html:1:1: ${reason}`),
    });
  });

  it('that overlap, or end without a start, lose only their tags', async () => {
    const { text } = await expanded('{{< a >}}1{{< b >}}2{{< /a >}}3{{< /b >}}{{< /c >}}', 'hugo');
    assert.equal(text, '123');
  });

  it('that refer to posts that are not live are removed with a warning', async () => {
    const { text, warnings } = await expanded('[a]({{< ref "gone" >}})', 'hugo', { links: LINKS });
    assert.equal(text, '[a](linefeed-unresolved:gone)');
    assert.match(warnings.join(), /^5:5: ref: no live post or page has the path "gone"/);
  });

  it('with missing or invalid parameters are removed with a warning', async () => {
    for (const [body, reason] of [
      ['{{< youtube >}}', /youtube: expected the id of a video/],
      ['{{< vimeo "<x>" >}}', /vimeo: expected the id of a video/],
      ['{{< x user="ada" >}}', /x: expected user and id/],
      ['{{< gist ada >}}', /gist: expected a user and the id/],
      ['{{< param constructor >}}', /neither the front matter nor the site's params have "constructor"/],
    ] as const) {
      const { text, warnings } = await expanded(body, 'hugo');
      assert.equal(text, '');
      assert.match(warnings.join(), reason);
    }
  });

  it('stay text for other generators', async () => {
    assert.deepEqual(await expanded('{{< figure src="a" >}}', 'linefeed'), { text: '{{< figure src="a" >}}', warnings: [] });
  });

  it("refer to posts in the post's own language", async () => {
    const body = '{{< ref "/a/b.md#c" >}} {{% relref `../d` %}} {{<ref path="e.md">}} {{< ref "#f" >}} {{< ref g >}} {{< ref "g" >}}';
    assert.deepEqual(await namesIn(body, 'hugo'), ['a/b.md', 'd', 'e.md', 'g']);
    assert.deepEqual(await namesIn(body, 'hugo', { language: 'de' }), ['de:a/b.md', 'de:d', 'de:e.md', 'de:g']);
    assert.deepEqual(await namesIn(body, 'astro'), []);
  });

  it('take steps in proportion to their number', async () => {
    for (const part of ['{{< a ', '{{< a "', '{{< a >}}', '{{< a >}}{{< /a >}}', '{{< /a >}}', '{{</* ', '{{< a "{{< b `']) {
      // Above the limit of a post, to count steps.
      const limits = { parsing: 100 };
      const [budget, twice] = [10_000, 20_000].map((times) => new Budget({ limits }, times * part.length)) as [Budget, Budget];
      await expanded(part.repeat(10_000), 'hugo', { budget });
      await expanded(part.repeat(20_000), 'hugo', { budget: twice });
      assert.ok(twice.steps <= 2.1 * budget.steps + 10, `${part}: ${budget.steps}, ${twice.steps}`);
    }
    const nested = `${'{{< a >}}'.repeat(3_000)}x${'{{< /a >}}'.repeat(3_000)}`;
    assert.equal((await expanded(nested, 'hugo')).text, 'x');
    assert.equal((await expanded('{{< a >}}'.repeat(20_000), 'hugo')).text, '');
  });

  it('do not change text without shortcodes', async () => {
    const piece = fc.constantFrom('{{', '<', '>', '}}', '%', '/', '*', '"', '`', ' ', 'a', '\n');
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 40 }), async (pieces) => {
        const body = pieces.join('');
        const { text } = await expanded(body, 'hugo');
        if (!/\{\{[<%]/.test(body)) assert.equal(text, body);
        assert.ok(text.length <= body.length);
      }),
      { seed: 20260301, numRuns: 2_000 },
    );
  });
});
