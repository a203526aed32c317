/** A feed reader of Debian, subscribed to `linefeed dev`. */
import assert from 'node:assert/strict';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { Blog, post } from '../support/blog.ts';
import { itemsOf, startDev, until } from '../support/dev-command.ts';
import { type CachedItem, Newsboat } from '../support/newsboat.ts';
import { record } from '../support/recorder.ts';

const TITLES = [
  'Vec<T> & co',
  '🐐 on the stairs 🎉',
  'שלום עולם',
  'مرحبا بالعالم',
  '手紙 — letters',
  'AT&amp;T',
  '"Quoted" <b>not bold</b>',
];
const EDITED = 'All new.';

const identity = ({ guid, title, url }: CachedItem) => ({ guid, title, url });

for (const name of ['rss.xml', 'atom.xml']) {
  it(`newsboat shows the titles of ${name} unchanged, gets 304 while nothing changes, and shows an edited post once`, async (context) => {
    const files = Object.fromEntries(TITLES.map((title, day) => [`_posts/2026-03-0${day + 1}-post-${day}.md`, post(title)]));
    const blog = await Blog.create(context, files);
    const dev = await startDev(blog.dir);
    context.after(() => dev.close());
    // A minute old: newsboat's HTTP library ignores a document with the same Last-Modified second as the one before, whatever its ETag.
    const minuteAgo = Date.now() / 1000 - 60;
    await utimes(join(blog.dir, '.linefeed/public', name), minuteAgo, minuteAgo);
    const recorder = await record(context, dev.web);
    const newsboat = await Newsboat.subscribe(join(blog.root, 'newsboat'), `${recorder.address}/${name}`);
    const answers = () => recorder.take().map(({ path, status }) => [path, status]);

    await newsboat.reload();
    assert.deepEqual(answers(), [[`/${name}`, 200]]);
    const first = await newsboat.items();
    assert.deepEqual(
      first.map(({ title }) => title),
      TITLES.toReversed(),
    );
    assert.equal(await newsboat.unread(), TITLES.length);

    // newsboat stores validators only of cached feeds, so its first two requests have none.
    await newsboat.reload();
    assert.deepEqual(answers(), [[`/${name}`, 200]]);
    await newsboat.reload();
    const [again, ...more] = recorder.take();
    assert.deepEqual([again?.status, more], [304, []]);
    assert.ok(again?.headers['if-none-match'] && again.headers['if-modified-since']);
    assert.deepEqual(await newsboat.items(), first);

    await blog.write({ '_posts/2026-03-01-post-0.md': post(TITLES[0] ?? '', '', EDITED) });
    const isEdited = ({ content_html: html }: { content_html: string }) => html.includes(EDITED);
    await until(dev, context, async () => (await itemsOf<{ content_html: string }>(dev)).some(isEdited));
    await newsboat.reload();
    assert.deepEqual(answers(), [[`/${name}`, 200]]);
    const after = await newsboat.items();
    assert.deepEqual(after.map(identity), first.map(identity));
    assert.deepEqual(
      after.filter(({ content }) => content.includes(EDITED)).map(({ title }) => title),
      [TITLES[0]],
    );
  });
}
