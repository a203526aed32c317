/** Contents of posts, and what WordPress 6.1.9 without plug-ins makes of them. */
export const RENDERED: readonly (readonly [name: string, content: string, html: string])[] = [
  ['paragraphs and breaks', 'One\ntwo\n\nthree', '<p>One<br />\ntwo</p>\n<p>three</p>\n'],
  [
    'a list without blank lines around it',
    'One\n<ul>\n<li>a</li>\n<li>b\nc</li>\n</ul>\ntwo',
    '<p>One</p>\n<ul>\n<li>a</li>\n<li>b<br />\nc</li>\n</ul>\n<p>two</p>\n',
  ],
  ['an item of two paragraphs', '<ul>\n<li>a\n\nb</li>\n</ul>', '<ul>\n<li>a\n<p>b</li>\n</ul>\n'],
  ['two lists', '<ul>\n<li>a</li>\n</ul>\n<ul>\n<li>b</li>\n</ul>', '<ul>\n<li>a</li>\n</ul>\n<ul>\n<li>b</li>\n</ul>\n'],
  [
    'a quotation of two paragraphs',
    '<blockquote>One\ntwo\n\nthree</blockquote>\nfour',
    '<blockquote><p>One<br />\ntwo</p>\n<p>three</p></blockquote>\n<p>four</p>\n',
  ],
  ['a box with blank lines', '<div>One\n\ntwo</div>\nthree', '<div>One</p>\n<p>two</p></div>\n<p>three</p>\n'],
  [
    'a table',
    '<table>\n<tbody>\n<tr>\n<td>a\nb</td>\n<td>c</td>\n</tr>\n</tbody>\n</table>\nd',
    '<table>\n<tbody>\n<tr>\n<td>a<br />\nb</td>\n<td>c</td>\n</tr>\n</tbody>\n</table>\n<p>d</p>\n',
  ],
  ['code between lines', 'One\n<pre>a\n\nb -- "c"</pre>\ntwo', '<p>One</p>\n<pre>a\n\nb -- "c"</pre>\n<p>two</p>\n'],
  ['code with a link', '<pre>a\n\n<a href="https://a.example/">b</a></pre>', '<pre>a\n\n<a href="https://a.example/">b</a></pre>\n'],
  [
    'code in a line with a link',
    'So <code>git clone <a href="https://a.example/b_c">"b"_c</a></code> it',
    '<p>So <code>git clone <a href="https://a.example/b_c">"b"_c</a></code> it</p>\n',
  ],
  ['code around a block of code', '<code><pre>\na\n</pre></code>', '<p><code></p>\n<pre>\na\n</pre>\n<p></code></p>\n'],
  ['two breaks', 'One<br /><br />two<br>three', '<p>One</p>\n<p>two<br />three</p>\n'],
  [
    'quotes',
    "\"One\" 'two' it's 'tis the '80s, \"<em>three</em>\" (\"four\") '99 and '7'",
    '<p>&#8220;One&#8221; &#8216;two&#8217; it&#8217;s &#8217;tis the &#8217;80s, &#8220;<em>three</em>&#8221; (&#8220;four&#8221;) &#8217;99 and &#8216;7&#8217;</p>\n',
  ],
  [
    'primes and quotes of numbers',
    '6\' 2" and "the 9 to 5" and 5\'6" of "12"',
    '<p>6&#8242; 2&#8243; and &#8220;the 9 to 5&#8243; and 5&#8217;6&#8221; of &#8220;12&#8221;</p>\n',
  ],
  ['dashes', 'one -- two - three --- four--five xn--six', '<p>one &#8212; two &#8211; three &#8212; four&#8211;five xn--six</p>\n'],
  [
    'other characters',
    "wait... 4x5 0x70 (tm) ``so'' AT&T &lt;b&gt; &amp;lt;",
    '<p>wait&#8230; 4&#215;5 0x70 &#8482; &#8220;so&#8221; AT&#038;T &lt;b&gt; &amp;lt;</p>\n',
  ],
  [
    'no typography in code',
    '<code>"a" -- b...</code> <kbd>"c"</kbd> <tt>it\'s</tt> <kbd>-- d</kbd> <kbd>\\"e\\"</kbd>',
    '<p><code>"a" -- b...</code> <kbd>"c"</kbd> <tt>it\'s</tt> <kbd>-- d</kbd> <kbd>\\"e\\"</kbd></p>\n',
  ],
  ['typography that WordPress leaves', '2 >> 1 and 1 &lt;&lt; 2', '<p>2 >> 1 and 1 &lt;&lt; 2</p>\n'],
  ['smilies', 'One :-) two ;) http://a.example/:) 8O :?: x:-)y', '<p>One 🙂 two 😉 http://a.example/:) 😯 ❓ x:-)y</p>\n'],
  ['the name', 'Wordpress, "Wordpress" and myWordpress', '<p>WordPress, &#8220;WordPress&#8221; and myWordpress</p>\n'],
  [
    'a caption',
    '[caption id="attachment_7" align="alignnone" width="300"]<a href="https://a.example/"><img src="https://a.example/a_b.jpg" alt="A" width="300" height="200" /></a> A "lens", <em>old</em>[/caption]\n\nTwo',
    '<figure id="attachment_7" aria-describedby="caption-attachment-7" style="width: 300px" class="wp-caption alignnone"><a href="https://a.example/"><img decoding="async" loading="lazy" src="https://a.example/a_b.jpg" alt="A" width="300" height="200" /></a><figcaption id="caption-attachment-7" class="wp-caption-text">A &#8220;lens&#8221;, <em>old</em></figcaption></figure>\n<p>Two</p>\n',
  ],
  [
    'a caption of two lines',
    '[caption width="300"]<img src="https://a.example/a.jpg" alt="" /> One\ntwo[/caption]',
    '<figure style="width: 300px" class="wp-caption alignnone"><img decoding="async" src="https://a.example/a.jpg" alt="" /><figcaption class="wp-caption-text">One<br />\ntwo</figcaption></figure>\n',
  ],
  [
    'a caption as an attribute',
    '[caption width="300" caption="It is old"]<img src="https://a.example/a.jpg" alt="" />[/caption]',
    '<figure style="width: 300px" class="wp-caption alignnone"><img decoding="async" src="https://a.example/a.jpg" alt="" /><figcaption class="wp-caption-text">It is old</figcaption></figure>\n',
  ],
  [
    'an escaped shortcode',
    'Write [[gallery ids="1"]] or [[caption]x[/caption]], <code>[[audio]]</code>',
    '<p>Write [gallery ids="1"] or [caption]x[/caption], <code>[audio]</code></p>\n',
  ],
  ['an unknown shortcode', '[foo bar="baz"] [1] [ ] [x](y)', '<p>[foo bar=&#8221;baz&#8221;] [1] [ ] [x](y)</p>\n'],
  [
    'a film on its own line',
    'One\nhttps://www.youtube.com/watch?v=dQw4w9WgXcQ\ntwo',
    '<p>One<br />\n<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe><br />\ntwo</p>\n',
  ],
  [
    'a film in a shortcode',
    '[embed width="3"]https://vimeo.com/76979871[/embed]',
    '<p><iframe src="https://player.vimeo.com/video/76979871"></iframe></p>\n',
  ],
  [
    'a film, then text',
    '<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe><br />\none *two* <strong>three</strong>',
    '<p><iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe><br />\none *two* <strong>three</strong></p>\n',
  ],
  [
    'a song',
    '[audio src="https://a.example/b.mp3"]\n\nOne [audio mp3="https://a.example/c.mp3"][/audio]',
    '<audio class="wp-audio-shortcode" id="audio-0-1" preload="none" style="width: 100%;" controls="controls"><source type="audio/mpeg" src="https://a.example/b.mp3?_=1" /><a href="https://a.example/b.mp3">https://a.example/b.mp3</a></audio>\n',
  ],
  [
    'a film file',
    '[video width="3" height="2" mp4="https://a.example/b.mp4"][/video]',
    '<div style="width: 3px;" class="wp-video"><video class="wp-video-shortcode" id="video-0-1" width="3" height="2" preload="metadata" controls="controls"><source type="video/mp4" src="https://a.example/b.mp4?_=1" /><a href="https://a.example/b.mp4">https://a.example/b.mp4</a></video></div>\n',
  ],
  [
    'a file that is no song',
    '[audio src="https://a.example/b.txt"]',
    '<a class="wp-embedded-audio" href="https://a.example/b.txt">https://a.example/b.txt</a>\n',
  ],
  [
    'emphasis that Markdown cannot show',
    '<strong>One\n</strong>two <em>three</em> four <strong>five:</strong>six <em>*seven</em> x<b>y</b><i>z</i>',
    '<p><strong>One<br />\n</strong>two <em>three</em> four <strong>five:</strong>six <em>*seven</em> x<b>y</b><i>z</i></p>\n',
  ],
  [
    'text like Markdown',
    '1) one\n\n- two\n\n&gt; three\n\n# four\n\n: five\n\n{: .six} ~~seven~~ [^8] *nine* _ten_ `eleven`',
    '<p>1) one</p>\n<p>&#8211; two</p>\n<p>&gt; three</p>\n<p># four</p>\n<p>: five</p>\n<p>{: .six} ~~seven~~ [^8] *nine* _ten_ `eleven`</p>\n',
  ],
  [
    'two lists of one kind, then text',
    '<ol>\n<li>a</li>\n</ol>\n<ol start="4">\n<li>b</li>\n</ol>\nc',
    '<ol>\n<li>a</li>\n</ol>\n<ol start="4">\n<li>b</li>\n</ol>\n<p>c</p>\n',
  ],
  ['a link after an exclamation mark', 'One!<a href="https://a.example/">two</a>', '<p>One!<a href="https://a.example/">two</a></p>\n'],
  [
    'other elements',
    'H<sub>2</sub>O <del>one</del> <ins>two</ins> <abbr title="a &amp; b">AB</abbr> <q>three</q> <small>four</small> <big>five</big>',
    '<p>H<sub>2</sub>O <del>one</del> <ins>two</ins> <abbr title="a &amp; b">AB</abbr> <q>three</q> <small>four</small> <big>five</big></p>\n',
  ],
  ['styles', 'One\n<style>p { color: red; }</style>\ntwo', '<p>One</p>\n<style>p { color: red; }</style>\n<p>two</p>\n'],
  [
    'paragraphs as blocks',
    '<!-- wp:paragraph -->\n<p>It\'s "one"<br>two</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:separator -->\n<hr class="wp-block-separator"/>\n<!-- /wp:separator -->',
    '\n<p>It&#8217;s &#8220;one&#8221;<br>two</p>\n\n\n\n<hr class="wp-block-separator"/>\n',
  ],
  [
    'a list of blocks',
    '<!-- wp:list -->\n<ul><!-- wp:list-item -->\n<li>a</li>\n<!-- /wp:list-item -->\n\n<!-- wp:list-item -->\n<li>b</li>\n<!-- /wp:list-item --></ul>\n<!-- /wp:list -->',
    '\n<ul>\n<li>a</li>\n\n\n\n<li>b</li>\n</ul>\n',
  ],
  [
    'a gallery of blocks',
    '<!-- wp:gallery {"linkTo":"none"} -->\n<figure class="wp-block-gallery has-nested-images"><!-- wp:image {"id":7} -->\n<figure class="wp-block-image"><img src="https://a.example/a.jpg" alt="" class="wp-image-7"/></figure>\n<!-- /wp:image -->\n\n<!-- wp:image {"id":8} -->\n<figure class="wp-block-image"><img src="https://a.example/b.jpg" alt="B" class="wp-image-8"/><figcaption>So "b"</figcaption></figure>\n<!-- /wp:image --></figure>\n<!-- /wp:gallery -->',
    '\n<figure class="is-layout-flex wp-block-gallery-1 wp-block-gallery has-nested-images">\n<figure class="wp-block-image"><img decoding="async" data-id="7"  src="https://a.example/a.jpg" alt="" class="wp-image-7"/></figure>\n\n\n\n<figure class="wp-block-image"><img decoding="async" data-id="8"  src="https://a.example/b.jpg" alt="B" class="wp-image-8"/><figcaption>So &#8220;b&#8221;</figcaption></figure>\n</figure>\n',
  ],
  [
    'a block of code',
    '<!-- wp:code -->\n<pre class="wp-block-code"><code>a\n\n&lt;b&gt; -- "c"</code></pre>\n<!-- /wp:code -->',
    '\n<pre class="wp-block-code"><code>a\n\n&lt;b&gt; -- "c"</code></pre>\n',
  ],
  [
    'a block of an embed',
    '<!-- wp:embed {"url":"https://vimeo.com/76979871","type":"video"} -->\n<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">\nhttps://vimeo.com/76979871\n</div><figcaption>A film</figcaption></figure>\n<!-- /wp:embed -->',
    '\n<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">\n<iframe src="https://player.vimeo.com/video/76979871"></iframe>\n</div><figcaption>A film</figcaption></figure>\n',
  ],
  [
    'columns and buttons',
    '<!-- wp:columns -->\n<div class="wp-block-columns"><!-- wp:column -->\n<div class="wp-block-column"><!-- wp:paragraph -->\n<p>a</p>\n<!-- /wp:paragraph --></div>\n<!-- /wp:column -->\n\n<!-- wp:column -->\n<div class="wp-block-column"><!-- wp:buttons -->\n<div class="wp-block-buttons"><!-- wp:button -->\n<div class="wp-block-button"><a class="wp-block-button__link" href="https://a.example/">b</a></div>\n<!-- /wp:button --></div>\n<!-- /wp:buttons --></div>\n<!-- /wp:column --></div>\n<!-- /wp:columns -->',
    '\n<div class="is-layout-flex wp-container-6 wp-block-columns">\n<div class="is-layout-flow wp-block-column">\n<p>a</p>\n</div>\n\n\n\n<div class="is-layout-flow wp-block-column">\n<div class="is-layout-flex wp-block-buttons">\n<div class="wp-block-button"><a class="wp-block-button__link" href="https://a.example/">b</a></div>\n</div>\n</div>\n</div>\n',
  ],
  ['a block of HTML', '<!-- wp:html -->\n<div>\na\n\n<b>b</b></div>\n<!-- /wp:html -->', '\n<div>\na\n\n<b>b</b></div>\n'],
  [
    'a block of a shortcode',
    '<!-- wp:shortcode -->\n[audio src="https://a.example/b.mp3"]\n<!-- /wp:shortcode -->',
    '<audio class="wp-audio-shortcode" id="audio-0-3" preload="none" style="width: 100%;" controls="controls"><source type="audio/mpeg" src="https://a.example/b.mp3?_=3" /><a href="https://a.example/b.mp3">https://a.example/b.mp3</a></audio>\n',
  ],
];

/** One line of quotes and dashes in translations of WordPress. */
export const TRANSLATED: readonly (readonly [language: string, html: string])[] = [
  ['el', '<p>«One» — “two” – it’s 5′</p>\n'],
  ['fi', '<p>&#8221;One&#8221; &#8212; &#8217;two&#8217; &#8211; it&#8217;s 5&#8242;</p>\n'],
  ['fr-FR', '<p>&laquo;&nbsp;One&nbsp;&raquo; &#8212; &lsquo;two&rsquo; &#8211; it&rsquo;s 5&prime;</p>\n'],
  ['ru-RU', '<p>&#171;One&#187; &#8212; &#8216;two&#8217; &#8212; it&#8217;s 5&#8242;</p>\n'],
  ['sr-RS', '<p>&#8222;One&#8220; &#8212; &#8216;two&#8217; &#8211; it&#8217;s 5&#8242;</p>\n'],
  ['sv-SE', '<p>&#8221;One&#8221; &#8212; &#8216;two&#8217; &#8211; it&#8217;s 5&#8242;</p>\n'],
  ['nl-NL', '<p>&#8220;One&#8221; &#8212; &#8216;two&#8217; &#8211; it&#8217;s 5&#8242;</p>\n'],
];
