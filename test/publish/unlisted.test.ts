import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { summarize } from '../../lambda/local/report/summary.ts';
import { summaryLines } from '../../lambda/local/report/summary-lines.ts';
import { statusLines, statusOf } from '../../lambda/local/status.ts';
import { listAll } from '../../lambda/stores/store.ts';
import { Bench, text } from './blog.ts';

const UNLISTED = text('Quiet', 'feed: false\ntags: [whisper]\n');

describe('a post with feed: false', () => {
  it('is in no feed, creates none, and can be linked by other posts', async () => {
    const bench = await Bench.with({ 'posts/a.md': text('A', '', 'See [q]({% post_url q %}).'), 'posts/q.md': UNLISTED });
    const [item, ...others] = await bench.items();
    assert.deepEqual([item?.title, others], ['A', []]);
    assert.match(item?.content_html ?? '', /href="https:\/\/blog\.example\/q\/"/);
    assert.deepEqual(
      (await listAll(bench.site, 'public/')).filter(({ key }) => key.includes('whisper')),
      [],
    );
    for (const document of Object.values(await bench.documents())) assert.doesNotMatch(document, /Quiet|whisper/);
  });

  it('leaves its feeds, and comes back with its id', async () => {
    const bench = await Bench.with({ 'posts/q.md': UNLISTED.replace('feed: false\n', '') });
    const [before] = await bench.items();
    await bench.change({ 'posts/q.md': UNLISTED });
    assert.deepEqual([await bench.items(), await bench.items('tags/whisper/feed.json')], [[], []]);
    await bench.change({ 'posts/q.md': UNLISTED.replace('feed: false\n', '') });
    assert.deepEqual(await bench.items(), [before]);
  });

  it('is reported apart from the posts in the feeds', async () => {
    const bench = await Bench.with({ 'posts/a.md': text('A'), 'posts/q.md': UNLISTED });
    const report = await bench.all();
    const { summary } = await summarize(report, 0);
    assert.deepEqual([summary.posts, summary.unlisted], [1, 1]);
    assert.match(summaryLines(summary).join('\n'), /^1 post in .*\nnot in the feeds: 1 unlisted$/);
    const status = await statusOf(report.base, bench.now);
    assert.deepEqual([status.posts, status.unlisted], [1, ['posts/q.md']]);
    assert.match(statusLines(status, false).join('\n'), /\nunlisted, in no feed:\n {2}posts\/q\.md/);
  });
});

describe('the setting sourceMarkdown', () => {
  it('adds the Markdown to RSS in a full run, without changing dates', async () => {
    const bench = await Bench.with({ 'posts/a.md': text('A', '', 'All *about* A.') });
    const before = await bench.items();
    await bench.configure({ sourceMarkdown: true });
    await bench.all();
    assert.match(await bench.read('public/rss.xml'), /<source:markdown [^>]*><!\[CDATA\[\n?All \*about\* A\.\n\]\]><\/source:markdown>/);
    assert.deepEqual(await bench.items(), before);
  });
});
