import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { withAlternatives } from '../../../lambda/core/html/alternatives.ts';
import { embeddedAt } from '../../../lambda/core/html/embedded-pages.ts';
import { safeHtml } from '../../../lambda/core/html/html.ts';
import { isPlayer } from '../../../lambda/core/html/players.ts';
import { mayNeedAlternatives } from '../../../lambda/core/html/signs.ts';

const base = 'https://blog.example/2026/03/01/hello/';

function renderSafe(html: string): { html: string; warnings: string[] } {
  const { html: unsafe, notes } = withAlternatives(html, base);
  assert.ok(unsafe === html || mayNeedAlternatives(html), 'mayNeedAlternatives detects it without a parser');
  return { html: safeHtml(unsafe, base), warnings: notes.map(({ message }) => message) };
}

const PLAYERS = [
  ...['youtube.com', 'www.youtube.com', 'youtube-nocookie.com', 'www.youtube-nocookie.com'].map(
    (host) => `https://${host}/embed/dQw4w9WgXcQ`,
  ),
  'https://www.youtube.com/embed/videoseries?list=PL1&start=3',
  'https://player.vimeo.com/video/76979871?h=8272103f6e',
  'https://vimeo.com/event/1/embed',
  'https://www.dailymotion.com/embed/video/x8qx1',
  'https://geo.dailymotion.com/player/x1.html?video=x8qx1',
  'https://archive.org/embed/night_of_the_living_dead/part.2.mp4',
  'https://media.ccc.de/v/37c3-1-talk/oembed',
];

const NO_PLAYERS = [
  'https://www.youtube.com/redirect?q=https://evil.example/',
  'https://www.youtube.com/',
  'https://www.youtube.com/embed/',
  'https://www.youtube.com/embed/x/../../redirect?q=x',
  'https://www.youtube.com/embed/x%2f..%2fredirect',
  'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
  'https://www.youtube.com:8443/embed/x',
  'https://user@www.youtube.com/embed/x',
  'https://:secret@www.youtube.com/embed/x',
  'https://www.youtube.com.evil.example/embed/x',
  'https://evil.example/www.youtube.com/embed/x',
  'https://archive.org/download/x/page.html',
  'https://archive.org/embed/../download/x/page.html',
  'https://vimeo.com/76979871',
  'https://player.vimeo.com/external/1.mp4',
  'https://player.twitch.tv/?channel=x',
  'https://www.dailymotion.com/video/x8qx1',
  'https://media.ccc.de/v/37c3-1-talk',
];

describe('iframes', () => {
  for (const address of PLAYERS) {
    it(`of known players are kept in a sandbox: ${address}`, () => {
      assert.ok(isPlayer(new URL(address)));
      const { html, warnings } = renderSafe(
        `<iframe src="${address}" sandbox="" referrerpolicy="unsafe-url" allow="camera" name="x"></iframe>`,
      );
      assert.equal(
        html.replaceAll('&amp;', '&'),
        `<iframe src="${address}" sandbox="allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-presentation" referrerpolicy="strict-origin-when-cross-origin"></iframe>`,
      );
      assert.deepEqual(warnings, []);
    });
  }

  for (const address of NO_PLAYERS) {
    it(`of other pages become links: ${address}`, () => {
      const { html, warnings } = renderSafe(`a<iframe src="${address}"></iframe>b`);
      assert.doesNotMatch(html, /<iframe/);
      assert.match(html, /^a<a href="https:[^"]+">[^<]+<\/a>b$/);
      assert.match(warnings.join('\n'), /^iframe: feeds cannot show one of .+; a link to .+ stands in its place$/);
      assert.doesNotMatch(safeHtml(`<iframe src="${address}"></iframe>`, base), /iframe/, 'the sanitizer alone removes it too');
    });
  }

  const PAGES: [frame: string, name: string, page: string][] = [
    ['https://www.youtube.com/v/dQw4w9WgXcQ', 'YouTube', 'https://www.youtube.com/watch?v=dQw4w9WgXcQ'],
    ['https://player.twitch.tv/?video=v123&parent=x.example', 'Twitch', 'https://www.twitch.tv/videos/123'],
    ['https://open.spotify.com/embed/episode/4rOo?utm_source=generator', 'Spotify', 'https://open.spotify.com/episode/4rOo'],
    ['https://bandcamp.com/EmbeddedPlayer/album=1/size=large/', 'Bandcamp', 'https://bandcamp.com/EmbeddedPlayer/album=1/size=large/'],
    ['https://w.soundcloud.com/player/?url=https%3A//soundcloud.com/a/b&color=x', 'SoundCloud', 'https://soundcloud.com/a/b'],
    [
      'https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/1',
      'SoundCloud',
      'https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/1',
    ],
    [
      'https://w.soundcloud.com/player/?url=javascript:tripped()',
      'SoundCloud',
      'https://w.soundcloud.com/player/?url=javascript:tripped()',
    ],
    ['https://embed.podcasts.apple.com/us/podcast/x/id1?i=2', 'Apple Podcasts', 'https://podcasts.apple.com/us/podcast/x/id1?i=2'],
    ['https://codepen.io/ada/embed/abcXYZ?default-tab=result', 'CodePen', 'https://codepen.io/ada/pen/abcXYZ'],
    ['https://codepen.io/ada/embed/preview/abcXYZ', 'CodePen', 'https://codepen.io/ada/pen/abcXYZ'],
    ['https://embed.bsky.app/embed/did:plc:abc/app.bsky.feed.post/3k?id=1', 'Bluesky', 'https://bsky.app/profile/did:plc:abc/post/3k'],
    ['https://mastodon.example/@ada/1234/embed', 'Mastodon', 'https://mastodon.example/@ada/1234'],
    [
      'https://tube.example/videos/embed/9c9de5e8-0a1e-484a-b099-e80766180a6d',
      'PeerTube',
      'https://tube.example/videos/watch/9c9de5e8-0a1e-484a-b099-e80766180a6d',
    ],
    ['https://platform.twitter.com/embed/Tweet.html?id=20', 'X', 'https://x.com/i/status/20'],
    ['https://www.instagram.com/p/Ab_1/embed/captioned/', 'Instagram', 'https://www.instagram.com/p/Ab_1/'],
    ['https://maps.example/embed?pb=1', 'maps.example', 'https://maps.example/embed?pb=1'],
  ];
  for (const [frame, name, page] of PAGES)
    it(`of ${name} become a link to ${page}`, () => {
      assert.deepEqual(embeddedAt(frame), { name, page });
      const { html } = renderSafe(`<iframe src="${frame.replaceAll('&', '&amp;')}"></iframe>`);
      assert.equal(html.replaceAll('&amp;', '&'), `<a href="${page}">${name}</a>`);
    });

  it('use their title as link text, and a link in their fallback content instead of their own address', () => {
    assert.equal(
      renderSafe('<iframe title="A &lt;song&gt;" src="https://open.spotify.com/embed/track/1"></iframe>').html,
      '<a href="https://open.spotify.com/track/1">A &lt;song&gt;</a>',
    );
    const bandcamp =
      '<iframe src="https://bandcamp.com/EmbeddedPlayer/album=1/"><a href="https://ada.bandcamp.com/album/x">X by Ada</a></iframe>';
    assert.equal(renderSafe(bandcamp).html, '<a href="https://ada.bandcamp.com/album/x">X by Ada</a>');
    assert.equal(
      renderSafe('<a href="/x"><iframe src="https://x.example/"></iframe></a>').html,
      '<a href="https://blog.example/x">x.example</a>',
    );
  });

  it('without a usable address are removed with a warning', () => {
    for (const frame of ['<iframe srcdoc="<p>x"></iframe>', '<iframe src="javascript:x"></iframe>', '<iframe title="A map"></iframe>']) {
      const { html, warnings } = renderSafe(`a${frame}b`);
      assert.equal(html, frame.includes('map') ? 'aA mapb' : 'ab');
      assert.match(warnings.join('\n'), /^iframe: it has no address that a feed can carry; .*write a link to what it shows$/);
    }
  });

  it('that load lazily are kept, and tracking pixels are removed', () => {
    assert.match(
      renderSafe('<iframe data-src="//www.youtube.com/embed/x" src="about:blank"></iframe>').html,
      /^<iframe src="https:\/\/www\.youtube\.com\/embed\/x"/,
    );
    assert.deepEqual(renderSafe('a<iframe src="https://count.example/" width="0" height="0" style="display:none"></iframe>b'), {
      html: 'ab',
      warnings: [],
    });
    assert.deepEqual(renderSafe('a<iframe src="https://count.example/" width="1" height="1"></iframe>b'), { html: 'ab', warnings: [] });
  });

  it('that are unclosed, or closed as in XHTML, leave the rest of the post unchanged', () => {
    const rest = '<p>and <em>on</em></p>';
    for (const frame of [
      '<iframe src="https://x.example/"/>',
      '<IFRAME title="a>b" src="https://x.example/" />',
      '<iframe src=https://x.example/>',
    ])
      assert.match(renderSafe(frame + rest + frame + rest).html, new RegExp(`^<a [^>]+>[^<]+</a>${rest}<a [^>]+>[^<]+</a>${rest}$`), frame);
  });
});

const REPLACED: [name: string, html: string, expected: string, warning?: RegExp][] = [
  ['embed', '<embed src="/x.swf">', '<a href="https://blog.example/x.swf">blog.example</a>', /^embed: .*link to https:\/\/blog/],
  ['object', '<object data="/x.pdf" title="A plan"></object>', '<a href="https://blog.example/x.pdf">A plan</a>', /^object:/],
  [
    'object with fallback content',
    '<object data="/x.svg"><img src="/x.png"></object>',
    '<img src="https://blog.example/x.png" />',
    /^object:/,
  ],
  [
    'object with a movie parameter',
    '<object><param name="movie" value="https://x.example/y"></object>',
    '<a href="https://x.example/y">x.example</a>',
    /^object:/,
  ],
  ['nested objects', '<object><embed src="/x"></object>', '<a href="https://blog.example/x">blog.example</a>', /^embed:/],
  [
    'data: picture',
    'a <img src="data:image/png;base64,AA" alt="A &amp; B"> b',
    'a A &amp; B b',
    /^img: .*\(data:\); its text "A & B" stands/,
  ],
  ['data: picture without alt text', 'a<img src="data:image/png;base64,AA">b', 'ab', /^img: .*\(data:\); it is left out/],
  ['blob: picture', 'a<img src="blob:https://x/1" alt="A">b', 'aAb', /^img: a picture without an address/],
  ['lazy picture', '<img src="data:x" data-src="/a.png" class="lazy" alt="A">', '<img src="https://blog.example/a.png" alt="A" />'],
  ['lazy picture without src', '<img data-lazy-src="/a.png">', '<img src="https://blog.example/a.png" />'],
  ['lazy picture with a placeholder', '<img src="/img/blank.gif" data-original="/a.png">', '<img src="https://blog.example/a.png" />'],
  ['lazy picture by its class', '<img src="/small.jpg" data-src="/a.png" class="x lazyload">', '<img src="https://blog.example/a.png" />'],
  ['lazy srcset', '<img src="data:x" data-srcset="/a.png 2x">', '<img srcset="https://blog.example/a.png 2x" />'],
  [
    'lazy picture and srcset',
    '<img data-src="/a.png" data-srcset="/b.png 2x" srcset="data:x 1x">',
    '<img src="https://blog.example/a.png" srcset="https://blog.example/b.png 2x" />',
  ],
  ['loading=lazy', '<img loading="lazy" src="/a.png">', '<img src="https://blog.example/a.png" />'],
  ['picture for a light box', '<img src="/a.jpg" data-src="/big.jpg">', '<img src="https://blog.example/a.jpg" />'],
  [
    'lazy source',
    '<picture><source data-srcset="/a.webp"><img data-src="/a.png"></picture>',
    '<picture><source srcset="https://blog.example/a.webp" /><img src="https://blog.example/a.png" /></picture>',
  ],
  ['lazy video', '<video data-src="/a.mp4"></video>', '<video src="https://blog.example/a.mp4"></video>'],
  ['copy in noscript', '<img data-src="/a.png"><noscript><img src="/a.png"></noscript>', '<img src="https://blog.example/a.png" />'],
  [
    'copy of another size',
    '<img data-src="/a.png">\n<noscript><img src="/a-big.png"></noscript>',
    '<img src="https://blog.example/a.png" />',
  ],
  [
    'noscript behind a placeholder',
    '<img src="data:x" alt="A"><noscript><img src="/a.png"></noscript>',
    '<img src="https://blog.example/a.png" />',
  ],
  ['noscript alone', '<noscript><p>a</p><img src="/a.png"></noscript>', '<p>a</p><img src="https://blog.example/a.png" />'],
  ['AMP picture', '<amp-img src="/a.png" alt="A"></amp-img>', '<img src="https://blog.example/a.png" alt="A" />'],
  ['SVG with a title', '<svg><title>A fox</title><desc>running</desc><path/></svg>', 'A fox: running', /^svg: .*its text "A fox: running"/],
  ['SVG with a label', '<svg aria-label="A fox"><text>no</text></svg>', 'A fox', /^svg:/],
  ['SVG with text', '<svg><style>x{}</style><g><text>one</text><text>two</text></g></svg>', 'one two', /^svg:/],
  ['SVG with HTML', '<svg><foreignObject><div><p>one</p></div></foreignObject><text>two</text></svg>', 'one two', /^svg:/],
  ['SVG without text', 'a<svg><path/></svg>b', 'ab', /^svg: .*it is left out/],
  ['SVG as decoration', 'a<svg aria-hidden="true"><title>x</title></svg>b', 'ab'],
  ['unclosed SVG', '<svg><path><p>all <b>the</b> rest</p>', '<p>all <b>the</b> rest</p>', /^svg:/],
  ['hidden', 'a<p hidden>x <b>y</b></p>b', 'ab'],
  ['hidden by style', 'a<div style="color:red; DISPLAY : none">x</div>b', 'ab'],
  ['hidden until found', '<p hidden="until-found">x</p>', '<p>x</p>'],
  ['tab panel', '<div role="tabpanel" hidden>x</div>', '<div>x</div>'],
  ['copy button', 'a<button class="copy-code">Copy</button>b', 'ab'],
  ['hidden button', 'a<button aria-hidden="true">#</button>b', 'ab'],
  ['button with text', '<button>Run</button>', 'Run'],
  ['heading anchor', '<h2>A<a aria-hidden="true" href="#a">#</a></h2>', '<h2>A</h2>'],
  ['visible text with aria-hidden', '<span aria-hidden="true">☂</span>', '<span>☂</span>'],
];

for (const [name, html, expected, warning] of REPLACED) {
  test(`${name}: ${html}`, () => {
    const { html: made, warnings } = renderSafe(html);
    assert.equal(made, expected);
    if (warning) assert.match(warnings.join('\n'), warning);
    else assert.deepEqual(warnings, []);
  });
}

test('keeps a heading anchor that links refer to, without its text', () => {
  const { html } = renderSafe('<a href="#b">x</a><h2><a id="b" aria-hidden="true" href="#b">#</a>B</h2>');
  const [, prefix] = /^<a href="#(e[0-9a-f]{8}-)b">x<\/a>/.exec(html) ?? assert.fail(html);
  assert.equal(html, `<a href="#${prefix}b">x</a><h2><a id="${prefix}b"></a>B</h2>`);
});

describe('formulas', () => {
  const math = '<math display="block"><mfrac><mi>a</mi><mn>2</mn></mfrac></math>';
  const semantic = (annotation: string) =>
    math.replace('<mfrac', '<semantics><mfrac').replace('</mfrac>', `</mfrac>${annotation}</semantics>`);
  const tex = '<annotation encoding="application/x-tex">\\frac a 2</annotation>';

  it('in MathML are kept', () => {
    for (const html of [
      math,
      '<math><mrow><mo stretchy="false">(</mo><mtable columnalign="left"><mtr><mtd><mtext>x &lt; y</mtext></mtd></mtr></mtable></mrow></math>',
      '<math><munderover accent="true"><mo>∑</mo><mi mathvariant="normal">i</mi><mi>n</mi></munderover><msqrt><mspace width="1em"></mspace></msqrt></math>',
    ])
      assert.deepEqual(renderSafe(html), { html, warnings: [] });
  });

  it('in MathML lose links, event handlers, annotations and styles', () => {
    assert.equal(
      renderSafe(
        '<math href="javascript:x" onclick="x"><maction actiontype="statusline"><mi href="/x" style="x" class="y">a</mi></maction></math>',
      ).html,
      '<math><mi>a</mi></math>',
    );
    const xml =
      '<math><semantics><mi>a</mi><annotation-xml encoding="text/html"><img src="/x.png"><p>x</p></annotation-xml></semantics></math>';
    assert.equal(renderSafe(xml).html, '<math><semantics><mi>a</mi></semantics></math>');
  });

  it('of KaTeX appear once', () => {
    const html = `<p>so <span class="katex"><span class="katex-mathml">${semantic(tex)}</span><span class="katex-html" aria-hidden="true"><span class="base">a2</span></span></span></p>`;
    assert.deepEqual(renderSafe(html), { html: `<p>so <span><span>${semantic('')}</span></span></p>`, warnings: [] });
    const plain = renderSafe('<span class="katex"><span class="katex-html" aria-hidden="true"><span>a+b</span></span></span>');
    assert.match(plain.html, />a\+b</);
    assert.match(plain.warnings.join('\n'), /formula without MathML/);
  });

  it('of MathJax 3 appear once', () => {
    const assistive = `<mjx-assistive-mml>${math}</mjx-assistive-mml>`;
    assert.deepEqual(
      renderSafe(`<mjx-container class="MathJax"><mjx-math aria-hidden="true"><mjx-c>a2</mjx-c></mjx-math>${assistive}</mjx-container>`),
      {
        html: math,
        warnings: [],
      },
    );
    assert.deepEqual(renderSafe(`<mjx-container><svg aria-hidden="true"><text>a</text></svg>${assistive}</mjx-container>`), {
      html: math,
      warnings: [],
    });
    const bare = renderSafe('<mjx-container aria-label="a over 2"><mjx-math aria-hidden="true"><mjx-c></mjx-c></mjx-math></mjx-container>');
    assert.equal(bare.html, 'a over 2');
    assert.match(bare.warnings.join('\n'), /its text "a over 2" stands in its place/);
  });

  it('of MathJax 2 appear once', () => {
    const attribute = math.replaceAll('<', '&lt;').replaceAll('"', '&quot;');
    const script = '<script type="math/tex; mode=display">\\frac a 2</script>';
    const html = `<div class="MathJax_Display"><span class="MathJax" data-mathml="${attribute}"><nobr aria-hidden="true">a2</nobr></span></div>${script}`;
    assert.deepEqual(renderSafe(html), { html: `<div>${math}</div>`, warnings: [] });
    const waiting = renderSafe(`a ${script} b <script type="math/tex">x < y</script>`);
    assert.equal(waiting.html, 'a \\[\\frac a 2\\] b \\(x &lt; y\\)');
    assert.equal(waiting.warnings.length, 2);
  });

  it('without content become their alttext, or are removed with a warning', () => {
    assert.equal(renderSafe('<math alttext="a over 2"></math>').html, 'a over 2');
    assert.match(renderSafe('<math></math>').warnings.join('\n'), /math: a formula without MathML that a feed can carry; it is left out/);
  });
});

test('keeps everything else byte for byte', () => {
  for (const html of [
    '<p class=x>a & b <!-- hidden --> <b>c</p><iframe src="https://www.youtube.com/embed/x"></iframe>',
    '<pre><code>&lt;iframe&gt; display:none</code></pre><p data-src="x">y<br/>',
    '<img src="/a.png" alt=data:><math><mi>x</mi></math>',
  ])
    assert.equal(withAlternatives(html, base).html, html);
});
