import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import { FORMATS, type Picture } from '../../../lambda/core/model.ts';
import { all, entry, problemOf, render } from './documents.ts';

const IMAGE: Picture = { url: 'https://blog.example/a.png?a=1&b=2', alt: 'A "B" <c>', width: 120, height: 80, length: 223 };
const url = IMAGE.url;
const own = (cover: ('content' | 'enclosure' | 'thumbnail')[], more = {}) => ({ cover, entries: [entry({ image: IMAGE, ...more })] });

it('writes the cover to media:content, and to each configured place', () => {
  const places = own(['content', 'enclosure', 'thumbnail']);
  const [rss, atom, json] = FORMATS.map((format) => render(format, places)) as [string, string, string];
  for (const [index, text] of [rss, atom, json].entries()) assert.equal(problemOf(text, FORMATS[index] ?? 'rss', [entry().id]), undefined);
  const html =
    '<p><img src="https://blog.example/a.png?a=1&amp;b=2" alt="A &quot;B&quot; &lt;c&gt;" width="120" height="80" /></p>\n<p>Hello</p>';
  const [item, other, third] = [parseRssFeed(rss).items?.[0], parseAtomFeed(atom).entries?.[0], parseJsonFeed(json).items?.[0]];
  assert.deepEqual([item?.content?.encoded, other?.content?.value, third?.content_html], [html, html, html]);
  for (const media of [item?.media, other?.media]) {
    assert.deepEqual(media?.contents?.[0], {
      ...{ url, medium: 'image', fileSize: 223, type: 'image/png', width: 120, height: 80 },
      description: { type: 'plain', value: IMAGE.alt },
    });
    assert.deepEqual(media?.thumbnails, [{ url, width: 120, height: 80 }]);
  }
  assert.deepEqual(item?.enclosures, [{ url, length: 223, type: 'image/png' }]);
  assert.deepEqual(other?.links?.[1], { rel: 'enclosure', href: url, length: 223, type: 'image/png' });
  assert.deepEqual(third?.attachments, [{ url, mime_type: 'image/png', size_in_bytes: 223 }]);
});

it('writes the cover to the configured places only', () => {
  for (const [place, name] of [
    ['enclosure', 'enclosure@url'],
    ['thumbnail', 'media:thumbnail@url'],
  ] as const) {
    const xml = render('rss', own([place]));
    assert.deepEqual(all(xml, name), [url]);
    assert.deepEqual([all(xml, 'item/content:encoded'), all(xml, 'media:content@url')], [['<p>Hello</p>'], [url]]);
  }
  assert.deepEqual(all(render('rss', own(['content'])), 'enclosure@url'), []);
});

it('does not repeat a cover in the content, and adds no enclosure of unknown size and no image to a summary', () => {
  const html = '<p><img src="https://blog.example/a.png?a=1&amp;b=2" alt="" /></p>';
  assert.deepEqual(all(render('rss', own(['content'], { html })), 'item/content:encoded'), [html]);
  const { length: _, ...unmeasured } = IMAGE;
  for (const more of [{ image: unmeasured }, { image: { ...IMAGE, url: 'https://blog.example/a' } }])
    assert.deepEqual(all(render('rss', own(['enclosure'], more)), 'enclosure@url'), []);
  assert.doesNotMatch(render('atom', { ...own(['content']), content: 'summary' }), /<img/);
  const text = render('json', { ...own(['content']), content: 'summary' });
  assert.equal(parseJsonFeed(text).items?.[0]?.content_html, undefined);
  assert.equal(render('rss', own([])), render('rss', { entries: [entry({ image: IMAGE })] }));
});
